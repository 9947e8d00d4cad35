"""packetgen modeles, vierges: the Word templates of a year, and its blank kit."""

from collections import Counter
from pathlib import Path

import click

from packetgen.cli.display import COLOURS, progress
from packetgen.cli.options import command, declared
from packetgen.documents.rendering.template_file import INSTRUCTION_NAMES, KIT_NAMES, NAMES
from packetgen.errors import ExitCode
from packetgen.model.finding import Severity
from packetgen.system.files import write_atomically
from packetgen.text import NBSP, count


@command("modeles apercu", noms=(*NAMES, *INSTRUCTION_NAMES, *KIT_NAMES))
def apercu(
    fichiers: tuple[Path, ...], annee: int | None, noms: tuple[str, ...], sortie: Path
) -> None:
    """Show templates filled, in one PDF."""
    if fichiers and noms:
        raise click.UsageError("donnez des fichiers ou --modele, pas les deux.")
    from packetgen.modeles.check import preview

    click.echo(f"Aperçu écrit : {write_atomically(preview(fichiers, annee, noms), sortie)}")


@command("modeles variables")
def variables(annee: int | None, ecrire: Path | None) -> None:
    """List what the templates may print, or write it."""
    from packetgen.modeles.guide import FILTERS, guide, variables_of

    if ecrire:
        click.echo(f"Liste écrite : {write_atomically(guide(annee).encode(), ecrire)}")
        return
    for title, listed in variables_of(annee).items():
        click.secho(f"\n{title}", bold=True)
        for each in listed:
            tag = "  " * (1 + len(each.loops)) + each.tag
            needed = f"obligatoire : {each.needed}" if each.needed else ""
            notes = "".join(f" – {note}" for note in (each.kind, needed, each.example) if note)
            click.echo(f"{tag:<50} {each.label}" + click.style(notes, dim=True))
    click.echo(f"\n{FILTERS.replace('`', '')}")


@command("modeles verifier")
def verifier(fichiers: tuple[Path, ...], annee: int | None) -> int:
    """Say what is wrong in templates."""
    from packetgen.modeles.check import KINDS, TITLES, check

    checked = check(fichiers, annee)
    for each in checked:
        title = f" – {TITLES[each.name]}" if each.name in TITLES else ""
        click.secho(f"\n{each.path.name}{title}", bold=True)
        for problem in each.problems:
            label = click.style(problem.severity.value.capitalize(), fg=COLOURS[problem.severity])
            click.echo(f"  {label} : {problem.sentence}")
            if problem.place:
                click.secho(f"      {problem.place}", dim=True)
        if not each.problems:
            click.secho("  Rien à signaler.", fg="green")
        pages = [f"{count(n, 'page')} avec {KINDS[kind]}" for kind, n in each.pages.items()]
        if pages:
            click.echo(f"  Pages{NBSP}: {', '.join(pages)}.")
    wrong = sum(each.is_wrong for each in checked)
    told = Counter(problem.severity for each in checked for problem in each.problems)
    if wrong or told[Severity.A_VERIFIER]:
        doubtful = count(told[Severity.A_VERIFIER], "point à vérifier", "points à vérifier")
        to_correct = count(wrong, "modèle à corriger", "modèles à corriger")
        remains = "l’appel n’est pas prêt tant qu’il en reste"
        click.echo(f"\nBilan : {to_correct}, {doubtful} ; {remains}.")
    else:
        click.echo("\nBilan : rien à corriger.")
    return max((each.exit_code for each in checked), default=ExitCode.DONE)


COMMANDS = [verifier, apercu, variables]


@click.group("modeles", commands=COMMANDS, **declared("modeles"))
def modeles() -> None:
    """Run one of the commands on the templates."""


@command("vierges")
def vierges(annee: int | None, sortie: Path, engine: str) -> None:
    """Publish the blank kit of a year."""
    from packetgen import service

    with progress() as report:
        kit = service.make_blank_kit(sortie, annee=annee, engine=engine, report=report)
    click.echo(f"Kit vierge : {kit.folder}")
    for name in kit.files:
        click.echo(f"  {name}")
    if kit.projet:
        said = "L’appel n’est pas déclaré prêt : chaque page porte « PROJET »."
        click.secho(f"{said} Ne publiez pas {kit.archive}.", fg="red")
        return
    click.echo(f"À publier : {kit.archive}")
