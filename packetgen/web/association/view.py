"""View data of the association's page: steps, what to do now, findings by sheet, pieces."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne import load as campagnes
from packetgen.campagne.status import is_ready
from packetgen.documents.contexts.deposits import remaining
from packetgen.errors import UsageError
from packetgen.model.campagne_parts import Paquet
from packetgen.model.finding import Finding, Severity
from packetgen.pipeline import scope
from packetgen.pipeline.outcome import Outcome, outcome_of
from packetgen.pipeline.verify import Verification
from packetgen.text import count
from packetgen.web.association import pieces, upload, work
from packetgen.web.association.pieces import PieceRow
from packetgen.web.session import NEW, Session
from packetgen.workbook.read.dossier import Reading

NO_SHEET = "Tout le classeur"
STEPS = resources.table(__file__, "next_step.toml")
WAITING = ("En attente", "attente")
# The step of each field of a form, the second where it is not said
STEP_OF_FIELD = {"actions": 1, "repris": 1, "pour": 4, "travail": 0, "decision": 0}


class WebStep(Struct, frozen=True):
    """One of the four steps: its number, its title, its state in words, the tone of the state."""

    numero: int
    titre: str
    etat: str
    tone: str


class NextStep(Struct, frozen=True):
    """The step to be done, from 1; what to do; the words of the button and where it leads.

    A `tone` of `fait` is that of a dossier in which nothing is missing.
    """

    phrase: str
    bouton: str = ""
    cible: str = ""
    tone: str = "afaire"
    numero: int = 0


def steps(session: Session, rows: list[PieceRow], unplaced: list[str]) -> tuple[WebStep, ...]:
    """Return the four steps as they stand."""
    return (
        WebStep(1, "Le classeur", *_state_of_workbook(session)),
        WebStep(2, "Les pièces", *_state_of_files(session, rows, unplaced)),
        WebStep(3, "Les réponses à corriger", *_state_of_check(session, rows)),
        WebStep(4, "Le dossier", *_state_of_bundle(session)),
    )


def step_under_way(session: Session) -> WebStep:
    """Return the first step that is not done, the last where all are.

    A dossier that this start has not opened is not judged by what was found another day.
    """
    if session.workbook and not session.verification and not session.is_working:
        return WebStep(2, "À l’ouverture", "Tout est vérifié de nouveau", "attente")
    found = steps(session, pieces.piece_rows(session), pieces.unplaced_files(session))
    return next((each for each in found if each.tone != "fait"), found[-1])


def _state_of_workbook(session: Session) -> tuple[str, str]:
    if session.workbook:
        return "Reçu", "fait"
    return ("Fait, à remplir", "attention") if session.created else ("À faire", "afaire")


def _state_of_files(session: Session, rows: list[PieceRow], unplaced: list[str]) -> tuple[str, str]:
    if not (session.workbook or session.uploads):
        return "À faire", "afaire"
    if session.workbook is None:
        return "Il manque le classeur", "attention"
    if session.verification is None:
        reading, to_check = ("Lecture en cours", "attente"), ("À vérifier", "attention")
        return reading if session.is_working else to_check
    if unplaced:
        return f"{count(len(unplaced), 'fichier')} à ranger", "attention"
    tones = Counter(row.tone for row in rows)
    if tones["erreur"]:
        return f"{count(tones['erreur'], 'pièce')} à donner", "erreur"
    verified = session.verification
    if not verified.campagne.code_of("formes", verified.dossier.porteur.forme):
        return "Selon la forme juridique", "attention"
    due = [row.etat == pieces.JOINED for row in rows if row.is_due]
    state = f"{sum(due)} sur {count(len(due), 'pièce due', 'pièces dues')}"
    return state, "attention" if tones["attention"] else "fait"


def _state_of_check(session: Session, rows: list[PieceRow]) -> tuple[str, str]:
    if session.verification is None:
        return WAITING
    told = (each for each in session.verification.findings if not is_of_piece(each, rows))
    counts = Counter(each.severity for each in told)
    if blocking := counts[Severity.BLOQUANT]:
        return count(blocking, "point bloquant", "points bloquants"), "erreur"
    if doubts := counts[Severity.A_VERIFIER]:
        return f"{count(doubts, 'point')} à vérifier", "attention"
    return "Rien à corriger", "fait"


def _state_of_bundle(session: Session) -> tuple[str, str]:
    if session.verification is None:
        return WAITING
    if session.outcome is None:
        return WAITING if session.verification.blocking else ("Prêt", "afaire")
    if session.basis != work.basis_of(session):
        return "À refaire", "attention"
    whole = all(packet.complete for packet in session.outcome.packets)
    return ("Dossier complet", "fait") if whole else ("Dossier incomplet", "attention")


def told(step: Mapping[str, Any], **values: object) -> NextStep:
    """Return a step of a table, with the values that its words name."""
    words = {key: said.format(**values) for key, said in step.items() if key != "numero"}
    return NextStep(**words, numero=step.get("numero", 0))


def next_step(session: Session, rows: list[PieceRow], unplaced: list[str], today: date) -> NextStep:
    """Return what a person should do now."""
    verification = session.verification
    if not (session.uploads or session.created):
        return told(STEPS["debut"])
    if session.is_working and session.job:
        return told(STEPS["travail"], etape=session.job.step)
    if session.workbook is None:
        return told(STEPS["sans_classeur" if session.uploads else "classeur_fait"])
    if verification is None:
        return told(STEPS["non_verifie"])
    if session.is_unread:
        return told(STEPS["corrige"])
    if unplaced:
        name = "fichiers_a_ranger" if len(unplaced) > 1 else "fichier_a_ranger"
        return told(STEPS[name], nom=session.files[unplaced[0]].name, nombre=len(unplaced))
    if blocking := verification.blocking:
        answers = count(len(blocking), "réponse est", "réponses sont")
        return told(STEPS["a_corriger"], reponses=answers)
    outcome = session.outcome
    if outcome and session.basis == work.basis_of(session):
        is_whole = all(packet.complete for packet in outcome.packets)
        return told(STEPS["fait_complet" if is_whole else "fait_incomplet"])
    missing = sum(row.is_due and row.tone == "erreur" for row in rows)
    if missing and not outcome:
        pieces = count(missing, "pièce obligatoire manque", "pièces obligatoires manquent")
        return told(STEPS["pieces" if missing > 1 else "piece"], pieces=pieces)
    step = forecast(verification, today)
    if outcome is None:
        return step
    phrase = f"Le dossier a changé depuis qu’il a été fait. {step.phrase}"
    return replace(step, phrase=phrase, bouton=step.bouton.replace("Faire", "Refaire", 1))


def forecast(verification: Verification, today: date) -> NextStep:
    """Return what the bundles will be, as the step that makes them."""
    actions = verification.dossier.actions
    outcomes = {outcome_of(verification, action, today) for action in actions}
    if outcomes == {Outcome.COMPLET}:
        return told(STEPS["complet"], dossiers="les dossiers" if actions[1:] else "le dossier")
    if Outcome.INCOMPLET not in outcomes:
        return told(STEPS["brouillon"])
    lacking = {each.key or each.message for each in verification.findings if each.owed}
    points = count(len(lacking), "point manque", "points manquent")
    return told(STEPS["incomplet"], points=points)


def by_sheet(verified: Verification, findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return what is to be corrected, in the order of the sheets, the gravest first in each."""
    titles = dict.fromkeys(each.sheet for each in verified.dossier.origins.values())
    order = {title: place for place, title in enumerate(titles)}
    listed = sorted(work.wrong(findings), key=lambda each: order.get(_sheet_of(each), -1))
    return [(title, list(group)) for title, group in groupby(listed, key=_sheet_of)]


def _sheet_of(finding: Finding) -> str:
    return finding.origin.sheet if finding.origin else NO_SHEET


def offered(verification: Verification) -> list[Paquet]:
    """Return the bundles whose funder is asked for something, the whole one among them."""
    reading = Reading(verification.dossier, verification.findings, {})
    found = []
    for paquet in verification.campagne.paquets:
        with suppress(UsageError):
            scope.actions_for(reading, verification.campagne, paquet)
            found.append(paquet)
    return found


def association(session: Session | None, today: date) -> dict[str, object]:
    """Return all that the page of an association shows; of None, before anything was given."""
    shown = session.as_it_is() if session else Session(Path(), id=NEW)
    years = campagnes.years()[::-1]
    rows, unplaced = pieces.piece_rows(shown), pieces.unplaced_files(shown)
    following = next_step(shown, rows, unplaced, today)
    fields = [STEP_OF_FIELD.get(field, 2) for field, _ in shown.errors]
    apart = upload.unused(shown) | pieces.unbound_files(shown)
    aside = [(key, shown.uploads[key], why) for key, why in apart.items()]
    placed = defaultdict[str, list[tuple[str, str]]](list)
    for key, place in work.chosen(shown).items():
        placed[place].append((key, shown.files[key].name))
    return {
        "dossier": session and shown,
        "etapes": steps(shown, rows, unplaced),
        "suite": following,
        "ouverte": (fields and fields[0]) or following.numero,
        "annees": years,
        "projets": {annee for annee in years if not is_ready(resources.home(annee), annee)},
        "pieces": rows,
        "a_ranger": unplaced,
        "choix": pieces.piece_choices(rows),
        "apercus": {key for key in shown.files if shown.preview(key).exists()},
        "autres": placed[upload.OTHER],
        "ecartes": placed[upload.ASIDE],
        "a_part": [each for each in aside if not upload.is_former(shown, each[0])],
        "anciens": [each for each in aside if upload.is_former(shown, each[0])],
        **_of_check(shown, rows, today),
        **_of_bundle(shown, today),
    }


def _of_check(session: Session, rows: list[PieceRow], today: date) -> dict[str, object]:
    verification = session.verification
    if verification is None:
        return {}
    mine = [each for each in verification.findings if not is_of_piece(each, rows)]
    agreed = [rule.titre for rule in verification.rules_passed if rule.code.startswith("ANN-")]
    return {
        "feuilles": by_sheet(verification, mine),
        "informations": [each for each in mine if each.severity is Severity.INFORMATION],
        "niveaux": Counter(each.severity for each in mine),
        "concordances": agreed,
        "limite_dossier": work.limit_of(session),
        "paquets": offered(verification),
        "faisable": not verification.blocking,
        "prevu": forecast(verification, today),
    }


def _of_bundle(session: Session, today: date) -> dict[str, object]:
    if session.outcome is None:
        return {}
    made, packets = session.outcome.verification, session.outcome.packets
    actions = [packet.action for packet in packets]
    return {
        "fait": made,
        "a_jour": session.basis == work.basis_of(session),
        "reste": {each.numero: remaining(each, made.campagne, today) for each in actions},
        "referents": scope.contacts_to_ask(made.campagne, made.paquet),
    }


def is_of_piece(finding: Finding, rows: list[PieceRow]) -> bool:
    """Whether a finding is told in the table of the pieces."""
    return finding.key.removesuffix(".fichier") in {row.key for row in rows}
