"""What to do now: one sentence, and the one button that does it."""

from dataclasses import dataclass
from datetime import date

from packetgen.pipeline.outcome import Outcome, outcome_of, wanting
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP, count
from packetgen.web.association.pieces import PieceRow, UnplacedFile
from packetgen.web.association.work import basis_of
from packetgen.web.session import Session

# Where the button leads: a part of the page, the making of the bundle, its pages
MAKE, READ, CHECK = "fabrication", "lecture", "rangement"


@dataclass(frozen=True)
class NextStep:
    """The step to be done, from 1; what to do; the words of the button and where it leads.

    A `tone` of `fait` is that of a dossier in which nothing is missing.
    """

    numero: int
    phrase: str
    bouton: str = ""
    cible: str = ""
    tone: str = "afaire"


def next_step(
    session: Session | None, rows: list[PieceRow], unplaced: list[UnplacedFile], today: date
) -> NextStep:
    """Return what a person should do now."""
    if session is None or not (session.uploads or session.created):
        phrase = "Faites le classeur de l’année, ou déposez celui que vous avez déjà rempli."
        return NextStep(1, phrase, "Faire le classeur", "#titre-1")
    if session.is_working and session.job:
        return NextStep(2 if session.workbook else 1, f"{session.job.step}…")
    verification = session.verification
    if session.workbook is None:
        phrase = (
            "Il manque le classeur rempli. Vos fichiers sont gardés en l’attendant."
            if session.uploads
            else "Remplissez le classeur dans Excel ou LibreOffice, puis déposez-le ici."
        )
        return NextStep(2, phrase, "Déposer le classeur", "#deposes")
    if verification is None:
        return NextStep(2, "Le classeur n’a pas pu être vérifié.", "Vérifier", CHECK, "erreur")
    if unplaced:
        phrase = f"Dites quelle pièce est « {unplaced[0].nom} »."
        if len(unplaced) > 1:
            phrase = f"Dites quelles pièces sont {len(unplaced)} de vos fichiers."
        return NextStep(2, phrase, "Ranger", "#titre-ranger")
    if blocking := verification.blocking:
        points = count(len(blocking), "réponse est", "réponses sont")
        phrase = f"{points} à corriger avant que le dossier puisse se faire."
        return NextStep(3, phrase, "Corriger", "#titre-3", "erreur")
    return _bundle_step(session, verification, rows, today)


def _bundle_step(
    session: Session, verification: Verification, rows: list[PieceRow], today: date
) -> NextStep:
    missing = [row for row in rows if row.is_due and row.tone == "erreur"]
    if session.outcome and session.basis == basis_of(session):
        if all(packet.complete for packet in session.outcome.packets):
            phrase = "Le dossier est complet et prouvé. Relisez ses pages, puis emportez-le."
            return NextStep(4, phrase, "Relire les pages", READ, "fait")
        phrase = (
            "Le dossier est fait, sans tout ce qui est demandé. Relisez-le, ou complétez-le et"
            " refaites-le."
        )
        return NextStep(4, phrase, "Relire le dossier incomplet", READ, "attention")
    if missing and not session.outcome:
        pieces = count(len(missing), "pièce obligatoire manque", "pièces obligatoires manquent")
        phrase = f"{pieces}{NBSP}: déposez-les, ou dites pourquoi elles viendront plus tard."
        if len(missing) == 1:
            phrase = f"{pieces}{NBSP}: déposez-la, ou dites pourquoi elle viendra plus tard."
        return NextStep(2, phrase, "Compléter les pièces", "#titre-2", "attention")
    phrase, bouton, tone = forecast(verification, today)
    if session.outcome:
        phrase = f"Le dossier a changé depuis qu’il a été fait. {phrase}"
        bouton = bouton.replace("Faire", "Refaire", 1)
    return NextStep(4, phrase, bouton, MAKE, tone)


def forecast(verification: Verification, today: date) -> tuple[str, str, str]:
    """Return what the bundles will be, the words of the button that makes them, its tone."""
    actions = verification.dossier.actions
    outcomes = [outcome_of(verification, action, today) for action in actions]
    several = "les dossiers" if len(actions) > 1 else "le dossier"
    if set(outcomes) == {Outcome.COMPLET}:
        return f"Tout ce qui est demandé y est{NBSP}: faites {several}.", f"Faire {several}", "fait"
    lacking = dict.fromkeys(each for action in actions for each in wanting(verification, action))
    points = count(len(lacking), "point manque", "points manquent")
    if Outcome.INCOMPLET not in outcomes:
        phrase = (
            "Rien n’est encore transmis sur Dauphin : les pages porteront « BROUILLON », pour"
            " relire et signer."
        )
        return phrase, "Faire un brouillon", "attention"
    phrase = f"{points} encore{NBSP}: le dossier se fera, marqué « incomplet »."
    return phrase, "Faire un dossier incomplet", "attention"
