"""Sorting of the files received: the workbook, pieces, and files set aside."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePath
from zipfile import ZipFile

from msgspec.structs import replace

from packetgen.annexes.kinds import REMEDIES, SHEETS, TAKEN
from packetgen.bundle.ledger import RECORD
from packetgen.errors import CampagneInvalid, WorkbookUnreadable
from packetgen.pipeline.uploads import UploadedFile
from packetgen.resources import table
from packetgen.system.bug_report import report_bug
from packetgen.system.file_kind import FileKind, recognise
from packetgen.web.session import Session, Upload, distinct_name, same_name
from packetgen.workbook.layout import PIECES_SHEET, PORTEUR_SHEET
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.project import read_workbook

SPREADSHEETS = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".fods", ".numbers", ".csv"}
SAID = table(__file__, "upload.toml")
# What Office and LibreOffice leave beside an open document, and systems in a folder
TRACE = re.compile(r"~\$.*|~lock\..*#|thumbs\.db|desktop\.ini|ds_store", re.IGNORECASE)
LINK = re.compile(r".*\.(?:lnk|url|webloc|desktop|gdoc|gsheet|gslides)", re.IGNORECASE)
# Values of the choice of a piece: none yet, not to be bound, or one that the call does not list
NOTHING, ASIDE, OTHER = "", "ecarte", "autre"
# Bytes within which an OpenDocument workbook names its sheets
MOST_CONTENT = 20_000_000


def receive(session: Session, received: list[UploadedFile], *, is_new_drop: bool) -> list[str]:
    """Add the files received; none replaces another, the same bytes are stored once.

    Return their keys; `session.notes` lists those received twice. The files of one gesture are one
    drop, though each may come by itself.
    """
    with session.lock:
        if is_new_drop:
            session.notes = []
            session.drops += 1
        keys = [_keep(session, file) for file in received]
        _choose(session)
    return keys


def remove(session: Session, key: str) -> None:
    """Remove a file that the person no longer wants."""
    with session.lock:
        if removed := session.uploads.pop(key, None):
            for path in (removed.file.path, session.preview(key)):
                path.unlink(missing_ok=True)
            for chosen in (session.placed, session.readings, session.proposals):
                chosen.pop(key, None)
            session.notes = []
            session.wanted = "" if session.wanted == key else session.wanted
            for other, upload in session.uploads.items():
                if upload.twin == key:
                    session.uploads[other] = replace(upload, twin="")
            _choose(session)


def use(session: Session, key: str) -> None:
    """Use the workbook that the person chose; forget the check of another."""
    with session.lock:
        if key in session.uploads and session.uploads[key].annee:
            session.wanted, session.verification, session.solved = key, None, ()
            _choose(session)


def settle_twin(session: Session, key: str, *, replaces: bool) -> None:
    """Say of a file whether it takes the piece of the one of its name, which then stays aside."""
    with session.lock:
        upload = session.uploads.get(key)
        if upload is None or not (former := upload.twin):
            return
        session.uploads[key] = replace(upload, twin="")
        if replaces:
            proposal = session.proposals.get(former)
            there = session.placed.get(former) or (proposal.key if proposal else NOTHING)
            session.placed |= {key: there, former: ASIDE}


def place(session: Session, chosen: Mapping[str, str], key: str, piece: str) -> None:
    """Place a file for a piece; the file that was there stays aside.

    A piece that the call does not list takes a free row of the workbook, as long as there is one.
    """
    with session.lock:
        if piece == OTHER:
            titles = (key for key, each in session.controls.items() if not each.text)
            rows = (key.removesuffix(".titre") for key in titles if key.endswith(".titre"))
            piece = next((row for row in rows if row not in session.placed.values()), OTHER)
        for other, there in chosen.items():
            if other != key and there == piece and piece not in (NOTHING, ASIDE, OTHER):
                session.placed[other] = ASIDE
        session.placed[key] = piece
        session.later.pop(piece, None)


def replace_piece(session: Session, chosen: Mapping[str, str], key: str, piece: str) -> None:
    """Place a file just received for a piece, unless it cannot be one, or is one already."""
    upload = session.uploads[key]
    if upload.is_piece and not upload.why and chosen[key] in (NOTHING, ASIDE):
        session.uploads[key] = replace(upload, twin="")
        place(session, chosen, key, piece)


def unused(session: Session) -> dict[str, str]:
    """Return by key the files that are neither the workbook nor a piece, and why."""
    used = _used(session)
    return {
        key: _why_not(upload, used) if upload.annee and used else upload.why
        for key, upload in session.uploads.items()
        if upload is not used and not (upload.is_piece and (used or not upload.why))
    }


def is_former(session: Session, key: str) -> bool:
    """Whether a file is an earlier version of the workbook."""
    upload, used = session.uploads[key], _used(session)
    return used is not None and upload.file.name == used.file.name and upload.drop < used.drop


def _used(session: Session) -> Upload | None:
    return next((u for u in session.uploads.values() if u.file == session.workbook), None)


def _keep(session: Session, file: UploadedFile) -> str:
    content = file.path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    known = next((key for key, u in session.uploads.items() if u.digest == digest and content), "")
    if known:
        file.path.unlink()
        other = session.uploads[known].file.name
        said = SAID["twice" if file.name == other else "copy"]
        session.notes.append(said.format(nom=file.name, autre=other))
        # of a workbook dropped again, it is the version that the person means
        upload = replace(session.uploads[known], drop=session.drops)
    else:
        annee, why, is_piece = _judge(file, content)
        upload = Upload(file, digest, session.drops, annee, why, is_piece)
        upload = _named_apart(session, upload)
    key = known or file.path.name
    session.uploads[key] = upload
    if session.wanted and session.uploads[session.wanted].annee == upload.annee:
        session.wanted = key
    return key


def _named_apart(session: Session, upload: Upload) -> Upload:
    """Return a file under a name that no other bears, with the one that bears it: its `twin`.

    A new version of the workbook keeps its name, which the bundle bears.
    """
    given = upload.file.name
    others = {
        each.file.name: key
        for key, each in session.uploads.items()
        if each.is_piece
        or each.drop == session.drops
        or (upload.is_piece and each.file == session.workbook)
    }
    name = distinct_name(given, others.keys())
    if name == given:
        return upload
    twin = next(key for other, key in others.items() if same_name(other) == same_name(given))
    why = upload.why.replace(f"« {given} »", f"« {name} »")
    is_pair = upload.is_piece and session.uploads[twin].is_piece
    renamed = UploadedFile(upload.file.path, name)
    return replace(upload, file=renamed, why=why, twin=twin if is_pair else "")


def _choose(session: Session) -> None:
    """Set the workbook and the pieces from all that was received.

    The workbook is the one that the person chose, else that of the newest year, else the last
    dropped, else the first of its drop.
    """
    uploads = session.uploads
    books = [key for key in uploads if uploads[key].annee]
    best = max(books, key=lambda key: (uploads[key].annee, uploads[key].drop), default=None)
    used = session.wanted if session.wanted in books else best
    session.workbook = uploads[used].file if used else None
    session.files = {key: upload.file for key, upload in uploads.items() if upload.is_piece}


def _why_not(upload: Upload, used: Upload) -> str:
    """Return why a workbook of a project is not the one used."""
    name, other = upload.file.name, used.file.name
    said = "version" if name == other else "other" if upload.annee == used.annee else "year"
    years = {"annee": upload.annee, "annee_autre": used.annee}
    return str(SAID[said].format(nom=name, autre=other, **years))


def _judge(file: UploadedFile, content: bytes) -> tuple[int, str, bool]:
    """Decide what a file can be, from its content.

    Return the year of the call that it is the workbook of, 0 for any other file, why it is not
    one, or no document, and whether it may be a piece.
    """
    kind = recognise(content)
    if TRACE.fullmatch(file.name):
        return 0, SAID["trace"].format(nom=file.name), False
    if not _may_be_workbook(file.name, kind):
        why = _not_a_document(file.name, kind, content)
        return 0, why, not why
    try:
        return read_workbook(file.path, file.name)[0].annee, "", False
    except WorkbookUnreadable as error:
        # the sentence is that of the commands, where one starts again
        why = re.sub("relancez(?: avec ce fichier)?", "déposez ce fichier", str(error))
        return 0, why, _may_be_piece(file, content, kind)
    except CampagneInvalid as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 - a bug met on one file must not cost the others
        why = report_bug(error)
    return 0, SAID["unread"].format(nom=file.name, why=why), False


def _may_be_workbook(name: str, kind: FileKind) -> bool:
    suffix = PurePath(name).suffix.lower()
    unnamed = not suffix and kind in (FileKind.INCOMPLETE, FileKind.OFFICE_PROTECTED)
    return kind in SHEETS | {FileKind.EXCEL} or suffix in SPREADSHEETS or unnamed


def _not_a_document(name: str, kind: FileKind, content: bytes) -> str:
    """Return what to do with a file that only leads to others; nothing for a document."""
    if kind is FileKind.PDF and RECORD.encode() in content:
        return str(SAID["bundle"].format(nom=name))
    said = {FileKind.ARCHIVE: "archive", FileKind.ONLINE: "online", FileKind.SHORTCUT: "shortcut"}
    if kind not in said and not LINK.fullmatch(name):
        return ""
    words = SAID[said.get(kind, "shortcut")]
    return str(words.format(nom=name, kind=kind, remedy=REMEDIES.get(kind, "")))


def _may_be_piece(file: UploadedFile, content: bytes, kind: FileKind) -> bool:
    """Whether a sound file is truly no workbook of a project, not even in another format."""
    sheets = (PORTEUR_SHEET, PIECES_SHEET)
    if kind is FileKind.XLSX:
        try:
            open_workbook(file.path, file.name)
        except WorkbookUnreadable:
            return False
    if kind is FileKind.XLS:
        codings = ("latin-1", "utf-16-le")
        return not all(any(each.encode(c) in content for c in codings) for each in sheets)
    if kind is FileKind.ODS:
        try:
            with ZipFile(file.path) as package, package.open("content.xml") as opened:
                content = opened.read(MOST_CONTENT)
        except Exception:  # noqa: BLE001 - zipfile raises a dozen types for a damaged package
            return False
        return not all(f'table:name="{each}"'.encode() in content for each in sheets)
    return kind in TAKEN
