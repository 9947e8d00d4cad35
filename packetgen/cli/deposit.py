"""packetgen dauphin, courriels, agenda: what goes with the deposit of each action."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from packetgen.cli.options import command


@command("dauphin")
def dauphin(classeur: Path, today: date, sortie: Path) -> None:
    """Write the page of what is copied to the platform, for each action."""
    from packetgen import service
    from packetgen.web.app import sheet_file

    verification = service.verify(classeur, today=today)
    for action in verification.dossier.actions:
        show(sheet_file(verification, action), sortie / f"action-{action.numero}-dauphin.html")


@command("courriels")
def courriels(classeur: Path, today: date, sortie: Path) -> None:
    """Write the e-mails to the people to see before the deposit."""
    from packetgen.deposit.mails import mails_of
    from packetgen.workbook.project import read_workbook

    campagne, _, reading = read_workbook(classeur)
    for action in reading.dossier.actions:
        files = [each.file for each in mails_of(reading.dossier, action, campagne, today)]
        for name, content in files:
            show(content, sortie / f"action-{action.numero}-{name}")
        if not files:
            said = "écrivez d’abord le nom de la structure et l’intitulé de l’action"
            click.secho(f"Action {action.numero} : {said}", fg="yellow")


@command("agenda")
def agenda(classeur: Path, today: date, sortie: Path) -> None:
    """Write the agenda of each action."""
    from packetgen.deposit import agenda as agendas
    from packetgen.workbook.project import read_workbook

    campagne, _, reading = read_workbook(classeur)
    for action in reading.dossier.actions:
        content = agendas.agenda(action, campagne, today)
        show(content, sortie / f"action-{action.numero}-agenda.ics")
        if not any(agendas.committee(action)):
            said = "aucune date du comité de suivi ne se lit dans le classeur, écrivez-en les jours"
            click.secho(f"  Action {action.numero} : {said}", fg="yellow")


def show(content: bytes, file: Path) -> None:
    """Write a file, and print where it is."""
    from packetgen.system.files import make_folder, write_atomically

    make_folder(file.parent)
    click.echo(f"Écrit : {write_atomically(content, file)}")
