"""packetgen modeles verifier: say all that is wrong in the Word templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli import options
from packetgen.cli.display import COLOURS
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count

if TYPE_CHECKING:
    from packetgen.modeles.check import Checked


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
