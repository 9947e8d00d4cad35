"""View data of the association's page: steps with their state, findings by sheet, pieces."""

from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from packetgen import resources
from packetgen.campagne import load as campagnes
from packetgen.campagne.status import is_ready
from packetgen.documents.contexts.deposits import remaining
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Paquet
from packetgen.model.finding import Finding, Severity
from packetgen.pipeline.scope import actions_for, contacts_to_ask
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP, count
from packetgen.web.association.next_step import forecast, next_step
from packetgen.web.association.pieces import (
    JOINED,
    PieceRow,
    UnplacedFile,
    other_files,
    piece_choices,
    piece_rows,
    unplaced_files,
)
from packetgen.web.association.upload import ASIDE, OTHER, is_former, unused
from packetgen.web.association.work import basis_of, chosen, limit_of
from packetgen.web.session import Session
from packetgen.workbook.read.dossier import Reading

NO_SHEET = "Tout le classeur"


@dataclass(frozen=True)
class WebStep:
    """One of the four steps: its number, its title, its state in words, the tone of the state."""

    numero: int
    titre: str
    etat: str
    tone: str


def steps(
    session: Session | None, rows: list[PieceRow], unplaced: list[UnplacedFile]
) -> tuple[WebStep, ...]:
    """Return the four steps as they stand."""
    return (
        WebStep(1, "Le classeur", *state_of_workbook(session)),
        WebStep(2, "Les pièces", *state_of_files(session, rows, unplaced)),
        WebStep(3, "Les réponses à corriger", *state_of_check(session, rows)),
        WebStep(4, "Le dossier", *state_of_bundle(session)),
    )


def state_of_workbook(session: Session | None) -> tuple[str, str]:
    """Return the state of step 1: whether a workbook was received, or made here."""
    if session and session.workbook:
        return "Reçu", "fait"
    return (
        ("Fait, à remplir", "attention") if session and session.created else ("À faire", "afaire")
    )


def state_of_files(
    session: Session | None, rows: list[PieceRow], unplaced: list[UnplacedFile]
) -> tuple[str, str]:
    """Return the state of step 2: the pieces owed, those that are there, the files to place."""
    if session is None or not (session.workbook or session.uploads):
        return "À faire", "afaire"
    if session.workbook is None:
        return "Il manque le classeur", "attention"
    if session.verification is None:
        return (
            ("Lecture en cours", "attente") if session.is_working else ("À vérifier", "attention")
        )
    if unplaced:
        return f"{count(len(unplaced), 'fichier')} à ranger", "attention"
    due = [row for row in rows if row.is_due]
    there = sum(row.etat == JOINED for row in due)
    if wrong := sum(row.tone == "erreur" for row in rows):
        return f"{count(wrong, 'pièce')} à donner", "erreur"
    tone = "attention" if any(row.tone == "attention" for row in rows) else "fait"
    return f"{there} sur {count(len(due), 'pièce due', 'pièces dues')}", tone


def state_of_check(session: Session | None, rows: list[PieceRow]) -> tuple[str, str]:
    """Return the state of step 3: how many answers of the workbook block or are in doubt."""
    if session is None or session.verification is None:
        return "En attente", "attente"
    counts = levels(each for each in session.verification.findings if not is_of_piece(each, rows))
    if blocking := counts[Severity.BLOQUANT]:
        return count(blocking, "point bloquant", "points bloquants"), "erreur"
    if doubts := counts[Severity.A_VERIFIER]:
        return f"{count(doubts, 'point')} à vérifier", "attention"
    return "Rien à corriger", "fait"


def state_of_bundle(session: Session | None) -> tuple[str, str]:
    """Return the state of step 4: whether the bundle can be made, is made, is complete."""
    if session is None or session.verification is None:
        return "En attente", "attente"
    if session.outcome is None:
        return ("En attente", "attente") if session.verification.blocking else ("Prêt", "afaire")
    if session.basis != basis_of(session):
        return "À refaire", "attention"
    whole = all(packet.complete for packet in session.outcome.packets)
    return ("Dossier complet", "fait") if whole else ("Dossier incomplet", "attention")


def levels(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity."""
    counts = Counter(each.severity for each in findings)
    return {severity: counts[severity] for severity in Severity}


def by_sheet(
    verification: Verification, findings: Iterable[Finding]
) -> list[tuple[str, list[Finding]]]:
    """Return what is to be corrected, in the order of the sheets, the gravest first in each."""
    titles = dict.fromkeys(each.sheet for each in verification.dossier.origins.values())
    order = {title: place for place, title in enumerate(titles)}
    wrong = [each for each in findings if each.severity is not Severity.INFORMATION]
    listed = sorted(wrong, key=lambda each: order.get(sheet_of(each), -1))
    return [(title, list(group)) for title, group in groupby(listed, key=sheet_of)]


def sheet_of(finding: Finding) -> str:
    """Return the sheet that a finding is of."""
    return finding.origin.sheet if finding.origin else NO_SHEET


def title_of(file: Path, campagne: Campagne) -> str:
    """Return the title of a file of a result."""
    for piece in campagne.pieces:
        if piece.genere and file.stem.endswith(f"_{piece.code}"):
            return f"{piece.libelle} (Word)"
    _, is_original, name = file.name.partition("_original_")
    return f"Original signé{NBSP}: {name}" if is_original else "Bordereau du dossier (JSON)"


def offered(verification: Verification) -> list[Paquet]:
    """Return the bundles whose funder is asked for something, the whole one among them."""
    reading = Reading(verification.dossier, verification.findings, {})
    found = []
    for paquet in verification.campagne.paquets:
        try:
            actions_for(reading, verification.campagne, paquet)
        except UsageError:
            continue
        found.append(paquet)
    return found


def association(session: Session | None, today: date) -> dict[str, object]:
    """Return all that the page of an association shows."""
    # As it is now: work that ends meanwhile must not change half of the page
    session = copy(session)
    years = campagnes.years()[::-1]
    rows = piece_rows(session) if session else []
    unplaced = unplaced_files(session) if session and session.verification else []
    following = next_step(session, rows, unplaced, today)
    shown: dict[str, object] = {
        "dossier": session,
        "etapes": steps(session, rows, unplaced),
        "suite": following,
        "ouverte": step_of_error(session) or following.numero,
        "annees": years,
        "projets": {annee for annee in years if not is_ready(resources.home(annee), annee)},
    }
    if session is None:
        return shown
    aside = [(key, session.uploads[key], why) for key, why in unused(session).items()]
    places = chosen(session)
    shown |= {
        "pieces": rows,
        "a_ranger": unplaced,
        "choix": piece_choices(rows),
        "apercus": {key for key in session.files if session.preview(key).exists()},
        "autres": other_files(session, places, OTHER),
        "ecartes": other_files(session, places, ASIDE),
        "a_part": [each for each in aside if not is_former(session, each[0])],
        "anciens": [each for each in aside if is_former(session, each[0])],
    }
    if verification := session.verification:
        mine = [each for each in verification.findings if not is_of_piece(each, rows)]
        shown |= {
            "feuilles": by_sheet(verification, mine),
            "informations": [each for each in mine if each.severity is Severity.INFORMATION],
            "niveaux": levels(mine),
            "concordances": [
                rule.titre for rule in verification.rules_passed if rule.code.startswith("ANN-")
            ],
            "corrigees": corrected_cells(session, verification),
            "limite_dossier": limit_of(session),
            "paquets": offered(verification),
            "faisable": not verification.blocking,
            "bouton": forecast(verification, today),
        }
    if made := session.outcome:
        shown |= {
            "fait": made.verification,
            "a_jour": session.basis == basis_of(session),
            "reste": {
                packet.action.numero: remaining(packet.action, made.verification.campagne, today)
                for packet in made.packets
            },
            "referents": contacts_to_ask(made.verification.campagne, made.verification.paquet),
        }
    return shown


def corrected_cells(session: Session, verification: Verification) -> list[tuple[str, str, str]]:
    """Return the values typed on the page: key, where, value."""
    origins = verification.dossier.origins
    return [
        (key, f"{origins[key].label or origins[key].cell}" if key in origins else key, each.value)
        for key, each in session.corrections.items()
    ]


def is_of_piece(finding: Finding, rows: list[PieceRow]) -> bool:
    """Whether a finding is told in the table of the pieces."""
    return finding.key.removesuffix(".fichier") in {row.key for row in rows}


def step_of_error(session: Session | None) -> int:
    """Return the step whose form was wrong, 0 for none."""
    fields = [field for field, _ in session.errors] if session else []
    if not fields or fields[0] in ("travail", "decision"):
        return 0
    return {"actions": 1, "repris": 1, "pour": 4}.get(fields[0], 2)
