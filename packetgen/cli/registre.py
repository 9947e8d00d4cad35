"""packetgen registre, instruction: a table of received bundles; its sheets and letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from packetgen.cli.display import progress
from packetgen.cli.options import command
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count, enumerate_words, euros

if TYPE_CHECKING:
    from packetgen.model.registre import Registre


@command("registre")
def registre(
    dossiers: tuple[Path, ...],
    sortie: Path,
    **asked: Any,  # noqa: ANN401 - as `register` names them
) -> int:
    """Write, or bring up to date, the register of what is received."""
    from packetgen import service

    with progress() as report:
        found, written = service.register(dossiers, sortie, report=report, **asked)
    click.secho(f"\nRegistre écrit{NBSP}: {written}", bold=True)
    complete = sum(each.est_complet for each in found.dossiers)
    counted = count(len(found.dossiers), "dossier compté", "dossiers comptés")
    click.echo(f"  {counted}, dont {count(complete, 'complet')}")
    for colour, said in apart(found):
        click.secho(f"  {said}", fg=colour)
    return ExitCode.DOSSIER_NOT_CONFORM if found.modifies else ExitCode.DONE


def apart(found: Registre) -> Iterator[tuple[str | None, str]]:
    """Yield which dossiers are set apart, are to be chosen or checked, each with its colour."""
    for other, kept in found.remplaces:
        is_resealed = other.pour == kept.pour and other.sceau != kept.sceau
        seal = f"{NBSP}; autre sceau" if is_resealed else ""
        which = f"compté{NBSP}: {kept.fichier}{seal}"
        yield None, f"Envoyé deux fois{NBSP}: {other.fichier} ({which})"
    for versions in found.a_choisir.values():
        either = enumerate_words((f"{v.fichier} ({euros(v.montant_call)})" for v in versions), "or")
        yield "yellow", f"À choisir, dans la feuille «{NBSP}Versions{NBSP}»{NBSP}: {either}"
    for doubt in found.doutes:
        files = enumerate_words(each.fichier for each in doubt.dossiers)
        yield "yellow", f"À vérifier{NBSP}: {doubt.constat}{NBSP}: {files}"
    for each in found.modifies:
        yield "red", f"Modifié{NBSP}: {each.fichier}{NBSP}; {each.raisons[0]}"
    for each in found.etrangers:
        yield "yellow", f"Mis à part{NBSP}: {each.fichier} ({each.nature}){NBSP}; {each.raisons[0]}"


@command("instruction")
def instruction(registre: Path, sortie: Path) -> None:
    """Write the sheets and the letters that follow from a register."""
    from packetgen import service

    with progress() as report:
        done = service.instruction(registre, sortie, report=report)
    click.secho(f"\nÉcrit dans {sortie}{NBSP}: {count(len(done.ecrits), 'document')}", bold=True)
    for wanting in done.manques:
        click.secho(f"  À remplir{NBSP}: {wanting}", fg="yellow")
    for path in done.gardes:
        click.echo(f"  Gardé tel qu’il est{NBSP}: {path.relative_to(sortie)}")
    if done.gardes:
        click.echo(
            "  Ces fichiers ne disent plus ce que dit le registre, ou vous les avez retouchés ;"
            " pour les refaire, supprimez-les ou déplacez-les, puis relancez."
        )
