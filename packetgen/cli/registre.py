"""packetgen registre: a table of received bundles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli import options
from packetgen.cli.display import progress
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count, enumerate_words

if TYPE_CHECKING:
    from packetgen.model.registre import Registre


@click.command(options_metavar="[OPTIONS]", short_help="Fait le tableau des dossiers reçus.")
@click.argument(
    "dossiers",
    metavar="DOSSIER…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "-o",
    "--sortie",
    metavar="REGISTRE.xlsx",
    type=options.WRITTEN,
    required=True,
    help="Le classeur à écrire.",
)
@options.jour
def registre(dossiers: tuple[Path, ...], sortie: Path, today: date) -> int:
    """Fait le tableau des dossiers reçus, à partir de leurs seuls PDF.

    Chaque PDF, ou chaque PDF des dossiers donnés, est d’abord prouvé. Le classeur donne une ligne
    par dossier, ce qui est à demander, des totaux avec leurs graphiques, et à part ce qui a été
    envoyé deux fois, modifié, ou fait autrement.
    """
    from packetgen import service

    with progress() as report:
        found, written = service.register(dossiers, sortie, today=today, report=report)
    show_registre(found, written)
    return ExitCode.DOSSIER_NOT_CONFORM if found.modifies else ExitCode.DONE


def show_registre(found: Registre, written: Path) -> None:
    """Print how many dossiers count, and which are set apart."""
    click.secho(f"\nRegistre écrit{NBSP}: {written}", bold=True)
    complete = sum(each.est_complet for each in found.dossiers)
    counted = count(len(found.dossiers), "dossier compté", "dossiers comptés")
    click.echo(f"  {counted}, dont {count(complete, 'complet')}")
    for other, kept in found.remplaces:
        seal = f"{NBSP}; autre sceau" if other.is_resealed(kept) else ""
        which = f"compté{NBSP}: {kept.fichier}{seal}"
        click.secho(f"  Envoyé deux fois{NBSP}: {other.fichier} ({which})")
    for doubt in found.doutes:
        files = enumerate_words(each.fichier for each in doubt.dossiers)
        click.secho(f"  À vérifier{NBSP}: {doubt.constat}{NBSP}: {files}", fg="yellow")
    for each in found.modifies:
        click.secho(f"  Modifié{NBSP}: {each.fichier}{NBSP}; {each.raisons[0]}", fg="red")
    for each in found.etrangers:
        click.secho(f"  Mis à part{NBSP}: {each.fichier}{NBSP}; {each.raisons[0]}", fg="yellow")
