"""packetgen prouver, comparer: prove bundles again, from their files alone; compare two."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli.display import plain, show_piece, show_sections
from packetgen.cli.options import command
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count

if TYPE_CHECKING:
    from packetgen.model.bundle import Examination

PROJET_SAID = "Chaque page porte « PROJET » : l’appel n’était pas déclaré prêt, rien n’engage."
DRAFT_SAID = "Chaque page porte « BROUILLON » : le dossier n’était pas déposé sur Dauphin."


@command("prouver")
def prouver(dossiers: tuple[Path, ...], sceau: str) -> int:
    """Prove bundles again, from their files alone."""
    from packetgen.bundle.process.proof_client import examine_apart

    kept = "".join(sceau.split()).lower()
    if kept and not re.fullmatch(r"[0-9a-f]{64}", kept):
        raise click.UsageError("un sceau a 64 chiffres et lettres de a à f ; recopiez-le entier")
    proofs = zip(dossiers, examine_apart(dossiers), strict=True)
    return max(show_proof(path, found, kept) for path, (found, _) in proofs)


def show_proof(path: Path, found: Examination, kept: str = "") -> ExitCode:
    """Print the pieces, what differs in each, whether the file is proved; return its exit code.

    It must bear the seal that was `kept`, if any.
    """
    click.secho(f"\n{plain(path.name)}", bold=True)
    for placed in found.ledger.plan.pieces if found.ledger else ():
        wrong = [each.text for each in found.differences if each.numero == placed.part.numero]
        verdict = count(len(wrong), "écart") if wrong else "telle qu’assemblée"
        show_piece(placed, verdict, "red" if wrong else "green")
        for text in wrong:
            click.secho(f"      {plain(text)}", fg="red")
    for difference in found.differences:
        if not difference.numero:
            click.secho(f"  {plain(difference.text)}", fg="red")
    if found.problem:
        click.secho(f"  Rien à prouver : {found.problem}.", fg="red")
        click.secho("  Demandez le fichier d’origine, tel que packetgen l’a fait.", fg="red")
        return ExitCode.WORKBOOK_UNREADABLE
    if found.differences:
        gaps = count(len(found.differences), "écart")
        why = f"Non prouvé, {gaps} : ce n’est plus le dossier tel que packetgen l’a fait"
        click.secho(f"  {why}. Demandez le fichier d’origine.", fg="red")
        return ExitCode.DOSSIER_NOT_CONFORM
    if kept and found.seal != kept:
        click.secho(f"  Un autre dossier : son sceau est {found.seal}", fg="red")
        click.secho(f"  et celui qui a été gardé est {kept}.", fg="red")
        return ExitCode.DOSSIER_NOT_CONFORM
    if found.ledger:
        plan = found.ledger.plan
        stamps = sum(map(bool, plan.stamps()))
        said = (
            count(plan.pages, "page"),
            count(len(plan.pieces), "pièce"),
            count(stamps, "numéro imprimé", "numéros imprimés"),
            count(len(plan.pieces), "ligne du sommaire", "lignes du sommaire"),
            count(len(plan.parts), "signet"),
        )
        click.secho(f"  Prouvé : {', '.join(said)}.", fg="yellow" if found.notes else "green")
        for note in found.notes:
            click.secho(f"  {note[0].upper()}{plain(note[1:])}.", fg="yellow")
        if found.ledger.projet:
            click.secho(f"  {PROJET_SAID}", fg="red")
        if found.ledger.brouillon:
            click.secho(f"  {DRAFT_SAID}", fg="red")
        click.echo(f"  Sceau : {found.seal}")
    return ExitCode.DONE


@command("comparer")
def comparer(avant: Path, apres: Path) -> None:
    """Say what a bundle changes from another."""
    from packetgen import service

    amendment = service.compare_bundles(avant, apres)
    click.secho(amendment.title, bold=True)
    click.echo(f"Sceau d’avant{NBSP}: {amendment.replaced.seal}")
    show_sections(amendment.sections)
    if not amendment.sections:
        click.echo("Aucune réponse ni aucune pièce ne change.")
