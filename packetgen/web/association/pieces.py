"""The pieces of a dossier, one by one: what is owed, why, and the file that stands for it."""

from msgspec import Struct

from packetgen.annexes.find_file import AnnexMissing
from packetgen.checks.file_sorting import due
from packetgen.documents.contexts.liste import source_of
from packetgen.model.campagne import Piece
from packetgen.model.dossier import PORTEUR, SIGNATURE, PieceFournie
from packetgen.model.finding import Severity
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP
from packetgen.web.association.upload import ASIDE, NOTHING, OTHER
from packetgen.web.association.work import ADDED, chosen
from packetgen.web.session import Session

TONES = dict(zip(Severity, ("erreur", "attention", "info"), strict=True))
JOINED = "Jointe"


class PieceRow(Struct, frozen=True):
    """A piece on the page: what it is, its state in words, the file by its key, what is said of it.

    `piece` is what the call says of it, `source` the words that ask it; `plus_tard` is why it is to
    come.
    """

    key: str
    titre: str
    piece: Piece | None
    source: str
    etat: str
    tone: str
    cle: str
    nom: str
    plus_tard: str
    messages: tuple[str, ...]
    is_due: bool


def piece_rows(session: Session) -> list[PieceRow]:
    """Return the pieces that the dossier owes, then those that it may give."""
    verification = session.verification
    if verification is None:
        return []
    dossier = verification.dossier
    label = next(field.label for field in PORTEUR if field.key == SIGNATURE)
    given = {each.key: each for each in dossier.pieces if not each.code.startswith(ADDED)}
    given[SIGNATURE] = PieceFournie("", label, fichier=dossier.porteur.image_signature)
    files = {piece: file for file, piece in chosen(session).items()}
    owed = set(due(dossier, verification.campagne))
    rows = [
        _row(session, verification, key, each, files.get(key, ""), due=key in owed)
        for key, each in given.items()
    ]
    return sorted(rows, key=lambda row: not row.is_due)


def _row(
    session: Session, verified: Verification, key: str, given: PieceFournie, file: str, *, due: bool
) -> PieceRow:
    campagne, dossier = verified.campagne, verified.dossier
    piece = next((each for each in campagne.pieces if each.code == given.code), None)
    found = [each for each in verified.findings if each.key in (key, f"{key}.fichier")]
    said = [each.message for each in found]
    reason, refusal = session.later.get(key, given.motif), verified.refusals.get(key)
    is_doubtful = any(each.severity is not Severity.INFORMATION for each in found)
    states = (
        (file and refusal and not isinstance(refusal, AnnexMissing), "Refusée", "erreur"),
        (file and is_doubtful, "À vérifier", "attention"),
        (file, JOINED, "fait"),
        (reason, "Plus tard", "attention"),
        (due, "Manque", "erreur"),
        (is_doubtful, "À vérifier", "attention"),
        (True, "Facultative", "zero"),
    )
    etat, tone = next((etat, tone) for holds, etat, tone in states if holds)
    if file:
        intake, reading = verified.intakes.get(key), session.readings.get(file)
        if intake:
            said += intake.reservations
        elif reading and not found:
            said = [reading.refusal]
    elif given.fichier:
        said = [f"Votre classeur nomme « {given.fichier} »{NBSP}: déposez ce fichier."]
    else:
        said = [each.message for each in found if each.severity is not Severity.BLOQUANT]
    several = len(dossier.actions) > 1
    titre = piece.row_title(given.action, several=several) if piece else given.titre
    source = source_of(piece, campagne) if piece and piece.source.in_note else ""
    nom, plus_tard = (session.files[file].name, "") if file else ("", reason)
    messages = tuple(dict.fromkeys(filter(None, said)))
    return PieceRow(key, titre, piece, source, etat, tone, file, nom, plus_tard, messages, due)


def unplaced_files(session: Session) -> list[str]:
    """Return by key the files that nobody placed yet, those of a name given twice among them.

    One that cannot be bound is no piece: its remedy is told instead.
    """
    places = chosen(session) if session.verification else {}
    loose = (key for key, at in places.items() if at == NOTHING or session.uploads[key].twin)
    unbound = unbound_files(session)
    return [key for key in loose if key not in unbound]


def unbound_files(session: Session) -> dict[str, str]:
    """Return by key the files without a place that cannot be bound, and why."""
    return {
        key: session.readings[key].refusal
        for key, at in chosen(session).items()
        if at == NOTHING and not session.uploads[key].twin
        if key in session.readings and session.readings[key].refusal
    }


def piece_choices(rows: list[PieceRow]) -> list[tuple[str, str]]:
    """Return what a file may be placed for: the value and the words of each choice."""
    held = {row.key: f" – à la place de « {row.nom} »" for row in rows if row.nom}
    listed = [(row.key, f"{row.titre}{held.get(row.key, '')}") for row in rows]
    return [*listed, (OTHER, "Une autre pièce"), (ASIDE, "Ne pas joindre")]
