"""packetgen campagne importer: an edited workbook back into the lists of a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli.display import show_findings
from packetgen.text import NBSP, count, enumerate_words, fold

if TYPE_CHECKING:
    from packetgen.edition.excel import Import


@click.command(options_metavar="[OPTIONS]", short_help="Reprend les listes modifiées dans Excel.")
@click.argument("annee", metavar="AAAA", type=int)
@click.argument(
    "classeur", metavar="CLASSEUR", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--oui", is_flag=True, help="Applique les changements sans demander.")
def importer(annee: int, classeur: Path, oui: bool) -> None:
    """Reprend dans l’appel AAAA les listes d’un classeur, après avoir dit ce qui va changer."""
    from packetgen.edition import excel

    planned = excel.prepare(classeur, annee)
    show_findings(planned.findings)
    if not planned.changes:
        click.echo(f"Rien ne change : l’appel {annee} dit déjà ce que dit le classeur.")
        return
    show_changes(planned, annee)
    if not (oui or agreed()):
        click.echo("Rien n’a été écrit.")
        return
    written = excel.apply(planned)
    names = enumerate_words(path.name for path in written)
    click.echo(f"C’est fait, dans {written[0].parent} : {names}.")


def show_changes(planned: Import, annee: int) -> None:
    """Print what is going to change, each at its cell, and what deserves a second look."""
    size = count(len(planned.changes), "changement")
    click.secho(f"\nCe qui va changer dans l’appel {annee} ({size})", bold=True)
    for change in planned.changes:
        click.echo(f"  {click.style(change.place, bold=True)}  {change.sentence}")
    if planned.unsourced:
        cells = enumerate_words(planned.unsourced)
        click.secho(f"\nSans source, donc « à confirmer » : {cells}.", fg="yellow")
    if planned.unmoved_sources:
        entries = count(
            planned.unmoved_sources, "entrée modifiée garde", "entrées modifiées gardent"
        )
        click.secho(
            f"\n{entries} la même source{NBSP}: vérifiez qu’elle dit encore vrai.", fg="yellow"
        )


def agreed() -> bool:
    """Ask, until the answer is one; no is what an empty answer means."""
    while True:
        answer = click.prompt(
            "\nAppliquer ces changements ? [o/N]", default="", show_default=False, prompt_suffix=" "
        )
        if fold(answer) in ("o", "oui"):
            return True
        if fold(answer) in ("", "n", "non"):
            return False
