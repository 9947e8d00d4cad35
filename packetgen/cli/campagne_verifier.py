"""packetgen campagne verifier: what is left to do in a year's call, or that it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packetgen.errors import ExitCode

if TYPE_CHECKING:
    from packetgen.edition.readiness import Readiness


@click.command(options_metavar="", short_help="Dit ce qui reste à faire, ou déclare l’appel prêt.")
@click.argument("annee", metavar="AAAA", type=click.IntRange(2000, 2099))
def verifier(annee: int) -> int:
    """Dit tout ce qui reste à faire dans l’appel d’une année ; quand il ne reste rien, il est prêt.

    Tant que l’appel n’est pas déclaré prêt, ou dès qu’un de ses fichiers change, tout document
    fait avec lui porte « PROJET » sur chaque page.
    """
    from packetgen.edition import readiness

    found = readiness.verify(annee)
    click.secho(f"{found.campagne.intitule} ({annee})", bold=True)
    show_readiness(found)
    if not found.is_ready:
        click.secho(f"\n{found.balance}", fg="red")
        click.echo(
            "Toutes les données se corrigent dans Excel :"
            f" packetgen campagne exporter {annee} campagne.xlsx"
        )
        return ExitCode.CAMPAGNE_INVALID
    if found.campagne.projet:
        click.echo(f"Écrit : {readiness.declare(annee)}")
    click.secho(found.balance, fg="green")
    return ExitCode.DONE


def show_readiness(found: Readiness) -> None:
    """Print what is left by subject, then what the note leaves open, which is no fault of ours."""
    for subject, group in found.by_subject():
        click.secho(f"\n{subject.title} ({len(group)})", fg="yellow", bold=True)
        click.secho(f"  {subject.remedy}", dim=True)
        for each in group:
            click.echo(f"  {click.style(each.place, bold=True)}  {each.what}")
    if found.left_open:
        click.echo(f"\n{found.left_open}")
