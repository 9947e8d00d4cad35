"""View data of the association's page: steps with their state, findings by sheet, pieces."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from packetgen import resources, service
from packetgen.campagne import load as campagnes
from packetgen.campagne.status import is_ready
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import SIGNATURE
from packetgen.model.finding import Finding, Severity
from packetgen.model.porteur import PORTEUR
from packetgen.pipeline.scope import contacts_to_ask
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP, count
from packetgen.web.association.upload import is_former, unused
from packetgen.web.association.work import ADDED, NOTHING, OTHER, chosen, limit_of
from packetgen.web.sessions import CALL, Session

NO_SHEET = "Tout le classeur"
TONES = {
    Severity.BLOQUANT: "erreur",
    Severity.A_VERIFIER: "attention",
    Severity.INFORMATION: "info",
}


@dataclass(frozen=True)
class WebStep:
    """One of the four steps: its number, its title, its state in words, the tone of the state."""

    numero: int
    titre: str
    etat: str
    tone: str


def steps(session: Session | None) -> tuple[WebStep, ...]:
    """Return the four steps as they stand."""
    return (
        WebStep(1, "Obtenir le classeur", *state_of_workbook(session)),
        WebStep(2, "Déposer le classeur et les pièces", *state_of_files(session)),
        WebStep(3, "Corriger", *state_of_check(session)),
        WebStep(4, "Regarder et emporter le dossier", *state_of_bundle(session)),
    )


def state_of_workbook(session: Session | None) -> tuple[str, str]:
    """Return the state of step 1: whether a workbook was made here, or received."""
    if session and (session.workbook or session.created):
        return "Fait", "fait"
    return "À faire", "afaire"


def state_of_files(session: Session | None) -> tuple[str, str]:
    """Return the state of step 2: the files received, and whether each has its piece."""
    if session is None or not (session.workbook or session.uploads):
        return "À faire", "afaire"
    if session.workbook is None:
        return "Il manque le classeur", "attention"
    if session.is_working and session.verification is None:
        return "Lecture en cours", "attente"
    if unplaced := sum(key == NOTHING for key in chosen(session).values()):
        return f"{count(unplaced, 'fichier')} à ranger", "attention"
    return f"Classeur et {count(len(session.files), 'fichier')}", "fait"


def state_of_check(session: Session | None) -> tuple[str, str]:
    """Return the state of step 3: how many findings block or weaken the dossier."""
    if session is None or session.verification is None:
        return "En attente", "attente"
    counts = levels(session.verification)
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
    whole = all(packet.complete for packet in session.outcome.packets)
    return ("Dossier fait", "fait") if whole else ("Dossier incomplet", "attention")


def levels(verification: Verification) -> dict[Severity, int]:
    """Return how many findings there are of each severity."""
    return {s: sum(each.severity is s for each in verification.findings) for s in Severity}


def by_sheet(verification: Verification) -> list[tuple[str, list[Finding]]]:
    """Return what is to be corrected, in the order of the sheets, the gravest first in each."""
    titles = dict.fromkeys(each.sheet for each in verification.dossier.origins.values())
    order = {title: place for place, title in enumerate(titles)}
    wrong = [each for each in verification.findings if each.severity is not Severity.INFORMATION]
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


@dataclass(frozen=True)
class Erased:
    """What is lost when a session is erased: its name, its route, its contents in words."""

    ident: str
    nom: str
    route: str
    holds: tuple[str, ...]


def name_of(session: Session) -> str:
    """Return the name of a session on the page."""
    if session.espace == CALL:
        return "L’espace de l’appel"
    if session.workbook is None:
        return "Un dossier sans classeur"
    verification = session.verification
    porteur = verification.dossier.porteur.denomination if verification else ""
    return f"{session.workbook.name} – {porteur}" if porteur else session.workbook.name


def erased(session: Session) -> Erased:
    """Return what is lost when a session is erased."""
    book, files, looked = session.workbook, len(session.files), session.looked
    others = len(session.uploads) - files - (book is not None) if session.uploads else 0
    bundles = len(session.outcome.packets) if session.outcome else 0
    of_call = session.espace == CALL
    kinds = ("dossier reçu", "dossiers reçus") if of_call else ("fichier", "fichiers")
    held = {
        f"le classeur fait à l’étape{NBSP}1": session.created,
        f"le classeur «{NBSP}{book.name}{NBSP}»" if book else "": book,
        count(files, *kinds): files,
        count(others, "fichier à part", "fichiers à part"): others,
        count(bundles, "dossier PDF", "dossiers PDF"): bundles,
        "le registre des dossiers reçus": session.register,
        "le kit vierge": session.kit,
        "l’aperçu des modèles Word": looked,
    }
    route = "call.page" if of_call else "etapes.page"
    holds = tuple(words for words, there in held.items() if there)
    return Erased(session.id, name_of(session), route, holds)


def piece_choices(session: Session) -> list[tuple[str, str]]:
    """Return what a file may be placed for: the value and the words of each choice."""
    verification = session.verification
    if verification is None:
        return []
    dossier, campagne = verification.dossier, verification.campagne
    several = len(dossier.actions) > 1
    titles = {piece.code: piece for piece in campagne.pieces}
    listed = []
    for row in dossier.pieces:
        if piece := titles.get(row.code):
            listed.append((row.key, piece.row_title(row.action, several=several)))
        elif not row.code.startswith(ADDED):
            listed.append((row.key, row.titre))
    signature = next(field.label for field in PORTEUR if field.key == SIGNATURE)
    others = (SIGNATURE, signature), (OTHER, "Une autre pièce")
    return [(NOTHING, "Ne pas joindre"), *listed, *others]


def association(session: Session | None, today: date) -> dict[str, object]:
    """Return all that the page of an association shows."""
    # As it is now: work that ends meanwhile must not change half of the page
    session = copy(session)
    years = campagnes.years()[::-1]
    shown: dict[str, object] = {
        "dossier": session,
        "etapes": steps(session),
        "annees": years,
        "projets": {annee for annee in years if not is_ready(resources.home(annee), annee)},
    }
    if session is None:
        return shown
    aside = [(key, session.uploads[key], why) for key, why in unused(session).items()]
    shown |= {
        "choix": piece_choices(session),
        "ranges": chosen(session),
        "a_part": [each for each in aside if not is_former(session, each[0])],
        "anciens": [each for each in aside if is_former(session, each[0])],
    }
    if verification := session.verification:
        shown |= {
            "feuilles": by_sheet(verification),
            "informations": [
                each for each in verification.findings if each.severity is Severity.INFORMATION
            ],
            "niveaux": levels(verification),
            "limite_dossier": limit_of(session),
        }
    if made := session.outcome:
        shown |= {
            "fait": made.verification,
            "reste": {
                packet.action.numero: service.remaining(made.verification, packet.action, today)
                for packet in made.packets
            },
            "referents": contacts_to_ask(made.verification.campagne, made.verification.paquet),
        }
    return shown
