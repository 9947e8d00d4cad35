"""The dossiers of this computer in a list, and what is lost with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from packetgen.text import NBSP, count, lower_first
from packetgen.web.association.pieces import piece_rows, unplaced_files
from packetgen.web.association.view import steps
from packetgen.web.session import CALL, Session


@dataclass(frozen=True)
class Summary:
    """A dossier in the list of those of this computer."""

    ident: str
    nom: str
    etat: str
    tone: str
    vu: date
    dernier_jour: date


def summaries(sessions: Iterable[Session]) -> list[Summary]:
    """Return what the list of the dossiers says of each."""
    listed = []
    for session in sessions:
        rows = piece_rows(session)
        found = steps(session, rows, unplaced_files(session) if rows else [])
        # where one is: the first step that is not done
        step = next((each for each in found if each.tone != "fait"), found[-1])
        listed.append(
            Summary(
                session.id,
                name_of(session),
                f"{step.titre}{NBSP}: {lower_first(step.etat)}",
                step.tone,
                session.last_seen,
                session.last_day,
            )
        )
    return listed


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
    if session.porteur:
        return f"{session.porteur} – {session.workbook.name}"
    return session.workbook.name


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
