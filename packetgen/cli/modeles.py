"""packetgen modeles: the commands for the people who edit the Word templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli import options
from packetgen.cli.display import COLOURS
from packetgen.documents.rendering.template_file import KIT_NAMES, NAMES
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count

if TYPE_CHECKING:
    from packetgen.documents.contexts.variables import Variable
    from packetgen.modeles.check import Checked

MODELES = (*NAMES, *KIT_NAMES)


@click.command(options_metavar="[OPTIONS]", short_help="Montre un modèle rempli, en PDF.")
@options.modeles
@options.annee
@click.option(
    "--modele",
    "noms",
    metavar="|".join(MODELES),
    type=click.Choice(MODELES),
    multiple=True,
    help="Seulement ce modèle de l’année ; peut être répété.",
)
@click.option(
    "--sortie",
    metavar="FICHIER.pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("apercu.pdf"),
    help="Le PDF à écrire (« apercu.pdf » par défaut).",
)
def apercu(
    fichiers: tuple[Path, ...], annee: int | None, noms: tuple[str, ...], sortie: Path
) -> None:
    """Montre les modèles Word remplis, en un PDF.

    Sans FICHIER, montre tous les modèles de l’année : les documents d’un dossier avec des données
    inventées, les pages du kit avec celles de l’appel. Chaque page le dit.
    """
    if fichiers and noms:
        raise click.UsageError("donnez des fichiers ou --modele, pas les deux.")
    from packetgen.modeles import check as templates
    from packetgen.system.files import write_atomically

    content = templates.preview(fichiers, annee, noms)
    click.echo(f"Aperçu écrit : {write_atomically(content, sortie)}")


@click.command(options_metavar="[OPTIONS]", short_help="Liste ce qu’un modèle peut écrire.")
@options.annee
@click.option(
    "--ecrire",
    metavar="FICHIER.md",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrit la liste dans ce fichier, avec le mode d’emploi des balises.",
)
def variables(annee: int | None, ecrire: Path | None) -> None:
    """Liste les variables de chaque modèle Word : balise, libellé, type et exemple."""
    from packetgen.modeles.guide import guide, variables_of

    if ecrire:
        from packetgen.system.files import write_atomically

        click.echo(f"Liste écrite : {write_atomically(guide(annee).encode(), ecrire)}")
        return
    for title, listed in variables_of(annee).items():
        click.secho(f"\n{title}", bold=True)
        for variable in listed:
            show_variable(variable)


def show_variable(variable: Variable) -> None:
    """Print the tag of a variable, indented within its list, then its label and notes."""
    tag = "  " * (1 + len(variable.loops)) + variable.tag
    needed = f"obligatoire : {variable.needed}" if variable.needed else ""
    notes = "".join(f" – {note}" for note in (variable.kind, needed, variable.example) if note)
    click.echo(f"{tag:<50} {variable.label}" + click.style(notes, dim=True))


@click.command(options_metavar="[OPTIONS]", short_help="Dit tout ce qui ne va pas dans un modèle.")
@options.modeles
@options.annee
def verifier(fichiers: tuple[Path, ...], annee: int | None) -> int:
    """Dit tout ce qui ne va pas dans les modèles Word, et compte leurs pages.

    Sans FICHIER, vérifie tous les modèles de l’année, ceux du kit compris.
    """
    from packetgen.modeles.check import check

    checked = check(fichiers, annee)
    for each in checked:
        show_problems(each)
    wrong = sum(each.is_wrong for each in checked)
    warned = sum(not problem.is_blocking for each in checked for problem in each.problems)
    verdict = (
        count(wrong, "modèle à corriger", "modèles à corriger") if wrong else "rien à corriger"
    )
    click.echo(f"\nBilan : {verdict}, {count(warned, 'remarque')}.")
    return max((each.exit_code for each in checked), default=ExitCode.DONE)


def show_problems(checked: Checked) -> None:
    """Print what is wrong in a template, then its pages for each kind of data."""
    from packetgen.modeles.check import KINDS, TITLES

    click.secho(f"\n{checked.path.name} – {TITLES[checked.name]}", bold=True)
    for problem in checked.problems:
        label = click.style(problem.severity.value.capitalize(), fg=COLOURS[problem.severity])
        click.echo(f"  {label} : {problem.sentence}")
        if problem.place:
            click.secho(f"      {problem.place}", dim=True)
    if not checked.problems:
        click.secho("  Rien à signaler.", fg="green")
    if checked.pages:
        pages = (
            f"{count(number, 'page')} avec {KINDS[kind]}" for kind, number in checked.pages.items()
        )
        click.echo(f"  Pages{NBSP}: {', '.join(pages)}.")


@click.group(
    options_metavar="",
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    short_help="Vérifie et montre les modèles Word.",
)
def modeles() -> None:
    """Vérifie, explique et montre les modèles Word de l’appel.

    Après chaque changement dans Word : « packetgen modeles verifier », puis « packetgen modeles
    apercu ».
    """


for command in (verifier, apercu, variables):
    modeles.add_command(command)
