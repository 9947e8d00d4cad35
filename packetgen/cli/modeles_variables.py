"""packetgen modeles variables: what a Word template may print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli import options

if TYPE_CHECKING:
    from packetgen.documents.contexts.variables import Variable


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
        from packetgen.system.files import publish

        click.echo(f"Liste écrite : {publish(guide(annee).encode(), ecrire)}")
        return
    for title, listed in variables_of(annee).items():
        click.secho(f"\n{title}", bold=True)
        for variable in listed:
            show_variable(variable)


def show_variable(variable: Variable) -> None:
    """Print a variable as it is typed, set back within its list, then what it says."""
    tag = "  " * (1 + len(variable.loops)) + variable.tag
    needed = f"obligatoire : {variable.needed}" if variable.needed else ""
    notes = "".join(f" – {note}" for note in (variable.kind, needed, variable.example) if note)
    click.echo(f"{tag:<50} {variable.label}" + click.style(notes, dim=True))
