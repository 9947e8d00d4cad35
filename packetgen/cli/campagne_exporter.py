"""packetgen campagne exporter: the lists of a year, as a workbook to edit."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(options_metavar="", short_help="Écrit les listes de l’appel dans un classeur.")
@click.argument("annee", metavar="AAAA", type=int)
@click.argument("classeur", metavar="CLASSEUR", type=click.Path(dir_okay=False, path_type=Path))
def exporter(annee: int, classeur: Path) -> None:
    """Écrit les listes de l’appel AAAA dans un classeur, à modifier dans Excel."""
    from packetgen.edition import excel

    written = excel.export(classeur, annee)
    click.echo(f"Classeur écrit : {written}")
    click.echo(
        "Modifiez-le, enregistrez, fermez-le, puis :"
        f' packetgen campagne importer {annee} "{written}"'
    )
