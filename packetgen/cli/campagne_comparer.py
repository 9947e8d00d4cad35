"""packetgen campagne comparer: what changed between two years, on screen or as a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from packetgen.model.comparison import Comparison


@click.command(options_metavar="[OPTIONS]", short_help="Dit ce qui change d’une année à l’autre.")
@click.argument("avant", metavar="AVANT", type=int)
@click.argument("apres", metavar="APRÈS", type=int)
@click.option(
    "--sortie",
    metavar="RAPPORT.docx|RAPPORT.pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrit aussi un rapport, Word ou PDF.",
)
def comparer(avant: int, apres: int, sortie: Path | None) -> None:
    """Dit ce qui change de l’appel AVANT à l’appel APRÈS : données, règles, modèles."""
    from packetgen.edition.compare import compare, write_report

    comparison = compare(avant, apres)
    show_comparison(comparison)
    if sortie:
        click.echo(f"\nRapport écrit : {write_report(comparison, sortie)}")


def show_comparison(comparison: Comparison) -> None:
    """Print the changes by list and template; a text before and after, one under the other."""
    if not comparison.sections:
        click.echo(f"Rien ne change de l’appel {comparison.before} à l’appel {comparison.after}.")
    for section in comparison.sections:
        click.secho(f"\n{section.title} ({len(section.news)})", bold=True)
        for news in section.news:
            click.echo(f"  {news.sentence}")
            for word, text, colour in (
                ("avant", news.before, "red"),
                ("après", news.after, "green"),
            ):
                if text:
                    click.secho(f"      {word} : « {text} »", fg=colour)
