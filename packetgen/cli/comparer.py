"""packetgen comparer: what one bundle changes from another."""

from pathlib import Path

import click

from packetgen.cli import options
from packetgen.cli.display import show_sections
from packetgen.text import NBSP


@click.command(options_metavar="", short_help="Dit ce qui change d’un dossier PDF à un autre.")
@click.argument("avant", metavar="AVANT.pdf", type=options.EXISTING)
@click.argument("apres", metavar="APRÈS.pdf", type=options.EXISTING)
def comparer(avant: Path, apres: Path) -> None:
    """Dit ce qui change du dossier AVANT au dossier APRÈS, à partir de ces seuls fichiers.

    Les deux sont d’abord prouvés : un PDF modifié depuis n’est jamais comparé.
    """
    from packetgen import service

    amendment = service.compare_bundles(avant, apres)
    click.secho(amendment.title, bold=True)
    click.echo(f"Sceau d’avant{NBSP}: {amendment.replaced.seal}")
    show_sections(amendment.sections)
    if not amendment.sections:
        click.echo("Aucune réponse ni aucune pièce ne change.")
