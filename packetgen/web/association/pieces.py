"""The pieces of a dossier, one by one: what is owed, why, and the file that stands for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from packetgen.annexes.find_file import AnnexMissing
from packetgen.checks.file_sorting import due
from packetgen.documents.contexts.liste import source_of
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import SIGNATURE, PieceFournie
from packetgen.model.finding import Finding, Severity
from packetgen.model.porteur import PORTEUR
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP
from packetgen.web.association.upload import ASIDE, NOTHING, OTHER
from packetgen.web.association.work import ADDED, chosen
from packetgen.web.session import Session

TONES = {
    Severity.BLOQUANT: "erreur",
    Severity.A_VERIFIER: "attention",
    Severity.INFORMATION: "info",
}
JOINED = "Jointe"


@dataclass(frozen=True)
class PieceRow:
    """A piece on the page: what it is, its state in words, the file by its key, what is said of it.

    `demande` is why it is asked for, `source` who asks; `plus_tard` is why it is to come.
    """

    key: str
    titre: str
    demande: str
    aide: str
    source: str
    etat: str
    tone: str
    cle: str = ""
    nom: str = ""
    reconnue: str = ""
    plus_tard: str = ""
    messages: tuple[str, ...] = ()
    is_due: bool = False


@dataclass(frozen=True)
class UnplacedFile:
    """A file that stands for no piece yet, why it cannot; the file that has its name, by key."""

    cle: str
    nom: str
    refus: str = ""
    jumeau: str = ""
    homonyme: str = ""


def piece_rows(session: Session) -> list[PieceRow]:
    """Return the pieces that the dossier owes, then those that it may give."""
    verification = session.verification
    if verification is None:
        return []
    dossier, campagne = verification.dossier, verification.campagne
    files = {piece: file for file, piece in chosen(session).items() if file in session.files}
    pieces = {piece.code: piece for piece in campagne.pieces}
    owed = set(due(dossier, campagne))
    rows = [
        _row(session, verification, given, pieces.get(given.code), files.get(given.key, ""), owed)
        for given in dossier.pieces
        if not given.code.startswith(ADDED)
    ]
    label = next(field.label for field in PORTEUR if field.key == SIGNATURE)
    signature = PieceFournie("", label, fichier=dossier.porteur.image_signature)
    rows.append(_row(session, verification, signature, None, files.get(SIGNATURE, ""), owed))
    return sorted(rows, key=lambda row: not row.is_due)


def _row(
    session: Session,
    verification: Verification,
    given: PieceFournie,
    piece: Piece | None,
    file: str,
    owed: Collection[str],
) -> PieceRow:
    campagne, dossier = verification.campagne, verification.dossier
    key = given.key if given.code else SIGNATURE
    forme = campagne.code_of("formes", dossier.porteur.forme)
    is_due = key in owed
    titre = given.titre
    if piece:
        titre = piece.row_title(given.action, several=len(dossier.actions) > 1)
    found = [each for each in verification.findings if each.key in (key, f"{key}.fichier")]
    reason = session.later.get(key, given.motif)
    etat, tone = _state(verification, key, found, file=file, reason=reason, is_due=is_due)
    return PieceRow(
        key,
        titre,
        _demand(piece, campagne, forme, is_due=is_due),
        piece.aide if piece else "",
        source_of(piece, campagne) if piece and piece.source.in_note else "",
        etat,
        tone,
        file,
        session.files[file].name if file else "",
        _recognition(session, file),
        "" if file else reason,
        _messages(session, verification, key, found, given, file),
        is_due,
    )


def _demand(piece: Piece | None, campagne: Campagne, forme: str, *, is_due: bool) -> str:
    if not is_due or piece is None:
        return "Facultative"
    if "*" in piece.formes:
        return "Obligatoire"
    named = next(each.libelle for each in campagne.formes if each.code == forme)
    return f"Obligatoire pour vous{NBSP}: {named}"


def _state(
    verification: Verification,
    key: str,
    found: list[Finding],
    *,
    file: str,
    reason: str,
    is_due: bool,
) -> tuple[str, str]:
    """Return the state of a piece in words, and its tone."""
    refusal = verification.refusals.get(key)
    if file:
        if refusal and not isinstance(refusal, AnnexMissing):
            return "Refusée", "erreur"
        if any(each.severity is not Severity.INFORMATION for each in found):
            return "À vérifier", "attention"
        return JOINED, "fait"
    if reason:
        return "Plus tard", "attention"
    if is_due:
        return "Manque", "erreur"
    is_asked = any(each.severity is not Severity.INFORMATION for each in found)
    return ("À vérifier", "attention") if is_asked else ("Facultative", "zero")


def _recognition(session: Session, file: str) -> str:
    if not file:
        return ""
    proposal = session.proposals.get(file)
    said_by_person = session.placed.get(file)
    return (
        "Rangée par vous" if said_by_person or not proposal else f"Reconnue{NBSP}: {proposal.motif}"
    )


def _messages(
    session: Session,
    verification: Verification,
    key: str,
    found: list[Finding],
    given: PieceFournie,
    file: str,
) -> tuple[str, ...]:
    """Return what is said of a piece: of its file, or of the one that the workbook names."""
    if not file:
        named = given.fichier
        wanted = f"Votre classeur nomme « {named} »{NBSP}: déposez ce fichier." if named else ""
        other = [each.message for each in found if each.severity is not Severity.BLOQUANT]
        return tuple(filter(None, (wanted, *(other if not named else ()))))
    intake = verification.intakes.get(key)
    reservations = intake.reservations if intake else ()
    refused = session.readings[file].refusal if file in session.readings else ""
    said = [each.message for each in found] or ([refused] if refused and not intake else [])
    return tuple(dict.fromkeys((*said, *reservations)))


def unplaced_files(session: Session) -> list[UnplacedFile]:
    """Return the files that nobody placed yet, those of a name given twice among them."""
    places = chosen(session)
    return [
        UnplacedFile(
            key,
            file.name,
            session.readings[key].refusal if key in session.readings else "",
            session.uploads[key].twin,
            _twin_name(session, key),
        )
        for key, file in session.files.items()
        if places[key] == NOTHING or session.uploads[key].twin
    ]


def _twin_name(session: Session, key: str) -> str:
    twin = session.uploads.get(session.uploads[key].twin)
    return twin.file.name if twin else ""


def piece_choices(rows: list[PieceRow]) -> list[tuple[str, str]]:
    """Return what a file may be placed for: the value and the words of each choice."""
    held = {row.key: f" – à la place de « {row.nom} »" for row in rows if row.nom}
    listed = [(row.key, f"{row.titre}{held.get(row.key, '')}") for row in rows]
    return [*listed, (OTHER, "Une autre pièce"), (ASIDE, "Ne pas joindre")]


def other_files(session: Session, places: Mapping[str, str], place: str) -> list[tuple[str, str]]:
    """Return the files placed as another piece, or kept aside: key and name."""
    return [(key, file.name) for key, file in session.files.items() if places[key] == place]
