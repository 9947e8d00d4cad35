"""packetgen campagne: the commands of those who make the year's call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli.display import show_findings, show_list, show_sections
from packetgen.cli.options import command, declared
from packetgen.errors import ExitCode
from packetgen.text import count, difference, enumerate_words

if TYPE_CHECKING:
    from packetgen.edition.readiness import Readiness


@command("campagne comparer")
def comparer(avant: int, apres: int, sortie: Path | None) -> None:
    """Say what a year changes from another."""
    from packetgen.edition.compare import compare, write_report

    comparison = compare(avant, apres)
    if not comparison.sections:
        click.echo(f"Rien ne change de l’appel {avant} à l’appel {apres}.")
    show_sections(comparison.sections)
    if sortie:
        click.echo(f"\nRapport écrit : {write_report(comparison, sortie)}")


@command("campagne creer")
def creer(annee: int, depuis: int, vierge: bool) -> None:
    """Make a year of another."""
    from packetgen.edition.create import create

    data, templates = create(annee, depuis, vierge=vierge)
    click.echo(f"Appel {annee} créé depuis {depuis}, c’est un projet :")
    click.echo(f"  Données : {data}")
    click.echo(f"  Modèles Word : {templates}")
    click.echo(f"Ce qui reste à confirmer : packetgen campagne verifier {annee}")


@command("campagne note")
def note(annee: int, note: Path | None, hors_note: bool, oui: bool) -> None:
    """Put the note of a year in place, and confirm what it says."""
    from packetgen.edition import confirmation, history

    found = confirmation.prepare(annee, note, outside=hors_note)
    for remark in found.remarks:
        click.secho(remark, fg="red", bold=True)
    for each in found.decisions:
        click.secho(f"\n{each.ou}", bold=True)
        runs = difference(each.avant, each.apres)
        for other, sign, colour in (("+", "-", "red"), ("-", "+", "green")):
            words = " ".join(
                click.style(words, fg=colour, bold=kind == sign, underline=kind == sign)
                for kind, words in runs
                if kind != other
            )
            said = f"{'avant' if sign == '-' else 'après'} : « {words} »"
            click.echo(f"      {said if words else 'la note ne le dit plus'}")
    click.echo(f"\n{found.balance}")
    if found.outside:
        click.echo("« --hors-note » confirme aussi ce qui ne vient pas de la note.")
    if not found.files:
        click.echo("Rien ne change.")
    elif oui or agreed():
        history.apply(found.files, "Note confirmée")
        click.echo(f"C’est fait. La suite : packetgen campagne verifier {annee}")
    else:
        click.echo("Rien n’a été écrit.")


@command("campagne annuler")
def annuler(annee: int) -> None:
    """Give back what the files of a year were before its last step."""
    from packetgen.edition import history
    from packetgen.edition.years import own_data

    click.echo(f"Annulé : {history.undo(own_data(annee).parents[1], annee)}.")


@command("campagne exporter")
def exporter(annee: int, classeur: Path) -> None:
    """Write the lists of a year as a workbook."""
    from packetgen.edition import excel

    written = excel.export(classeur, annee)
    click.echo(f"Classeur écrit : {written}")
    then = f'packetgen campagne importer {annee} "{written}"'
    click.echo(f"Modifiez-le, enregistrez, fermez-le, puis : {then}")


@command("campagne importer")
def importer(annee: int, classeur: Path, oui: bool) -> None:
    """Say what the workbook of a year changes in it, then change it."""
    from packetgen.edition import excel, history

    planned = excel.prepare(classeur, annee)
    show_findings(planned.findings)
    if not planned.changes:
        click.echo(f"Rien ne change : l’appel {annee} dit déjà ce que dit le classeur.")
        return
    size = count(len(planned.changes), "changement")
    click.secho(f"\nCe qui va changer dans l’appel {annee} ({size})", bold=True)
    for change in planned.changes:
        click.echo(f"  {change.sentence}")
    for remark in planned.remarks:
        click.secho(f"\n{remark}", fg="yellow")
    if not (oui or agreed()):
        click.echo("Rien n’a été écrit.")
        return
    written = history.apply(planned.files, "Listes modifiées")
    names = enumerate_words(path.name for path in written)
    click.echo(f"C’est fait, dans {written[0].parent} : {names}.")


def agreed() -> bool:
    """Ask, until the answer is one; no is what an empty answer means."""
    answer: str = click.prompt(
        "\nAppliquer ces changements ? [o/N]",
        type=click.Choice(["o", "oui", "n", "non"], case_sensitive=False),
        default="n",
        show_choices=False,
        show_default=False,
        prompt_suffix=" ",
    )
    return answer.startswith("o")


@command("campagne verifier")
def verifier(annee: int | None) -> int:
    """Say what is left of a year, or declare it ready; which years there are."""
    from packetgen.edition import readiness, years

    if annee is None:
        for each in years.states():
            click.secho(f"{each.annee}  ", bold=True, nl=False)
            more = f" : packetgen campagne verifier {each.annee} dit ce qui reste à faire"
            said = each.state if each.is_ready else f"{each.state}{more}"
            click.secho(said, fg="green" if each.is_ready else "yellow")
            if each.depot:
                click.echo(f"      Dépôt : {each.depot}")
            click.echo(f"      Dans : {each.root}" + ("" if each.is_own else " (lecture seule)"))
        return ExitCode.DONE
    found = readiness.check_year(annee)
    click.secho(f"{found.campagne.intitule} ({annee})", bold=True)
    show_readiness(found)
    if not found.is_ready:
        click.secho(f"\n{found.balance}", fg="red")
        then = f"packetgen campagne exporter {annee} campagne.xlsx"
        click.echo(f"Toutes les données se corrigent dans Excel : {then}")
        return ExitCode.CAMPAGNE_INVALID
    if found.campagne.projet:
        click.echo(f"Écrit : {readiness.declare(annee)}")
    click.secho(found.balance, fg="green")
    return ExitCode.DONE


def show_readiness(found: Readiness) -> None:
    """Print what is left by subject, then what the note leaves open, which is no fault of ours."""
    for subject, group in found.by_subject():
        click.secho(f"\n{subject['title']} ({len(group)})", fg="yellow", bold=True)
        click.secho(f"  {subject['remedy']}", dim=True)
        for each in group:
            key = click.style(f"  {each.key}" if each.key else "", dim=True)
            click.echo(f"  {click.style(each.place, bold=True)}  {each.what}{key}")
    show_list("Autres années admises :", found.admitted)
    show_list("Pour information, les règles qui ne sont pas appliquées :", found.not_run())
    if found.left_open:
        click.echo(f"\n{found.left_open}")


COMMANDS = [creer, note, exporter, importer, verifier, comparer, annuler]


@click.group("campagne", commands=COMMANDS, **declared("campagne"))
def campagne() -> None:
    """Run one of the commands of those who make the call."""
