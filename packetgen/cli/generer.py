"""packetgen verifier, generer: report what must change, make the documents and the bundle."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from packetgen.campagne.status import PROJET_SAID
from packetgen.cli.display import progress, show_error, show_piece, show_sections, show_verification
from packetgen.cli.options import command
from packetgen.errors import CannotWrite, ExitCode, PacketgenError
from packetgen.model.finding import Statut
from packetgen.text import NBSP, count, long_date, megabytes

if TYPE_CHECKING:
    from packetgen.pipeline.publish import BundleResult
    from packetgen.pipeline.size_limit import Weight
    from packetgen.service import ServiceResult


@command("verifier")
def verifier(classeur: Path, today: date, output_format: str, annoter: Path | None) -> int:
    """Say what is wrong in a workbook and its pieces."""
    from packetgen import service

    verification = service.verify(classeur, today=today)
    # here: what loads before the process of the annexes starts delays all that it does
    from packetgen.pipeline.outcome import forecast

    if annoter:
        service.annotate(classeur, verification, annoter)
    if output_format == "json":
        import json

        from packetgen.pipeline.record import finding_as_data

        findings = [finding_as_data(finding) for finding in verification.findings]
        click.echo(json.dumps(findings, ensure_ascii=False, indent=2))
    else:
        click.secho(verification.title, bold=True)
        show_verification(verification)
        click.secho(forecast(verification, today), bold=True)
    return verification.exit_code


@command("generer")
def generer(
    classeurs: tuple[Path, ...],
    sortie: Path,
    **asked: Any,  # noqa: ANN401 - as `build_packets` names them
) -> int:
    """Make the documents and the bundles of workbooks."""
    from packetgen import service

    codes = []
    for classeur in classeurs:
        try:
            with progress() as report:
                outcome = service.build_packets(classeur, sortie, report=report, **asked)
        except PacketgenError as error:
            # what stops one workbook does not stop the next; a full disk stops them all
            if isinstance(error, CannotWrite) or len(classeurs) == 1:
                raise
            show_error(error)
            codes.append(error.exit_code)
        else:
            show_outcome(outcome)
            codes.append(outcome.exit_code)
    return max(codes, default=ExitCode.DONE)


def show_outcome(outcome: ServiceResult) -> None:
    """Print each bundle, what is unverified about its funder, and the findings."""
    from packetgen.pipeline.scope import contacts_to_ask, not_requested_message

    verification = outcome.verification
    campagne, paquet = verification.campagne, verification.paquet
    click.secho(f"\n{verification.title}", bold=True)
    if campagne.projet:
        click.secho(PROJET_SAID, fg="red")
    for packet in outcome.packets:
        show_packet(packet)
    for action in verification.other_actions:
        click.secho(f"\nAction {action.numero} – {action.intitule}", bold=True)
        click.echo(f"  {not_requested_message(campagne, paquet)}")
    if paquet.source.statut is Statut.NON_VERIFIE:
        click.secho(f"\nNon vérifié : {paquet.source.texte}", fg="yellow")
    for contact in contacts_to_ask(campagne, paquet):
        click.echo(f"  {contact.nom}, {contact.fonction} : {contact.courriel}")
    show_verification(verification)
    if verification.blocking:
        remedy = "corrigez les points bloquants, puis relancez"
        click.secho(f"Aucun document n’a été fait : {remedy}.", fg="red")


def show_packet(packet: BundleResult) -> None:
    """Print the pieces of one bundle, its place, and what it changes from the one it replaces."""
    click.secho(f"\nAction {packet.action.numero} – {packet.action.intitule}", bold=True)
    for placed in packet.plan.pieces:
        state = placed.part.state
        show_piece(placed, state.value, "green" if state.is_included else "red")
        for note in placed.part.notes:
            click.secho(f"      {note}", dim=True)
    if day := packet.kept_since:
        remark = (
            f"Ni réponse ni pièce n’a changé depuis le {long_date(day)}{NBSP}: ce dossier est gardé"
            f" tel quel. Pour le refaire, choisissez une autre «{NBSP}--sortie{NBSP}»."
        )
        click.secho(f"  {remark}", fg="yellow")
    elif amended := packet.amendment:
        click.secho(f"  Version {amended.edition}. {amended.title}", fg="yellow", bold=True)
        show_sections(amended.sections)
        kept = f"La version {amended.replaced.version} est gardée. Si elle n’a pas été envoyée,"
        click.secho(f"\n  {kept} supprimez-la et relancez.", fg="yellow")
    if packet.path:
        click.echo(f"  Dossier : {packet.path} ({count(packet.plan.pages, 'page')})")
        if packet.weight:
            show_weight(packet.weight)
    else:
        click.secho("  Dossier incomplet : rien n’a été écrit (option --strict).", fg="red")
    for word, files in (("Word", packet.documents), ("Avec", packet.beside)):
        for file in files:
            click.echo(f"  {word} : {file}")


def show_weight(weight: Weight) -> None:
    """Print the weight of the bundle, after each step too, and what is still too heavy."""
    colour = None if weight.is_within else "red"
    click.secho(f"  Poids : {weight.balance}", fg=colour)
    for step, size in weight.steps:
        click.secho(f"      {step}{NBSP}: {megabytes(size)}", dim=True)
    if weight.remedy:
        click.secho(f"      {weight.remedy}", fg=colour)
