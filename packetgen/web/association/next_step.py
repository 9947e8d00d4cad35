"""What to do now: one sentence, and the one button that does it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen.pipeline.outcome import Outcome, outcome_of
from packetgen.pipeline.verify import Verification
from packetgen.resources import table
from packetgen.text import count
from packetgen.web.association.pieces import PieceRow
from packetgen.web.association.work import basis_of
from packetgen.web.session import Session

STEPS = table(__file__, "next_step.toml")


class NextStep(Struct, frozen=True):
    """The step to be done, from 1; what to do; the words of the button and where it leads.

    A `tone` of `fait` is that of a dossier in which nothing is missing.
    """

    phrase: str
    bouton: str = ""
    cible: str = ""
    tone: str = "afaire"
    numero: int = 0


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
    if outcome and session.basis == basis_of(session):
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
