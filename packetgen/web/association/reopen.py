"""Yesterday's bundle or archive, dropped again: its dossier opens, here or on another computer."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

from packetgen.pipeline.uploads import UploadedFile
from packetgen.system.files import digest_of
from packetgen.web.file_names import shown_name
from packetgen.web.security import MAX_BODY, MAX_PARTS
from packetgen.web.session import Session
from packetgen.web.site import here

# Folder of the archive that holds what was dropped
GIVEN = "Classeur et pièces/"
T = TypeVar("T")


def known_dossier(session: Session, received: list[UploadedFile]) -> Session | None:
    """Return the dossier whose bundle, or archive, a lone file is; the new one is then needless."""
    if len(received) != 1:
        return None
    path = received[0].path
    digests = _bundles_in(path) if zipfile.is_zipfile(path) else [digest_of(path)]
    found = next(filter(None, map(here().sessions.of_bundle, digests)), None)
    if found is None:
        return None
    path.unlink()
    if session is not found and not session.uploads and not session.created:
        here().sessions.erase(session.id)
    found.notes = [f"« {received[0].name} » a été fait ici : voici son dossier, tel qu’il était."]
    return found


def unpacked(session: Session, received: list[UploadedFile]) -> list[UploadedFile]:
    """Return the files received, the workbook and the pieces of an archive of ours in its place."""
    files = []
    for file in received:
        inside = _unpack(session, file.path, GIVEN) if zipfile.is_zipfile(file.path) else []
        files += inside or [file]
        if inside:
            file.path.unlink()
    return files


def _bundles_in(path: Path) -> list[str]:
    """Return the sha256 of the PDFs at the head of an archive, none of which is written."""

    def digest(_name: str, opened: IO[bytes]) -> str:
        return hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]

    return _read(path, "", digest, ".pdf")


def _unpack(session: Session, path: Path, folder: str) -> list[UploadedFile]:
    """Write the files of one folder of an archive."""

    def write(name: str, opened: IO[bytes]) -> UploadedFile:
        file = UploadedFile(session.place(), shown_name(name))
        with file.path.open("xb") as stored:
            shutil.copyfileobj(opened, stored)
        return file

    return _read(path, folder, write)


def _read(path: Path, folder: str, read: Callable[[str, IO[bytes]], T], kind: str = "") -> list[T]:
    """Read each file of one folder of an archive; none where it is damaged or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                each
                for each in archive.infolist()
                if each.filename.rpartition("/")[0] == folder.rstrip("/")
                and each.filename.endswith(kind)
                and not each.is_dir()
            ]
            if len(entries) > MAX_PARTS or sum(each.file_size for each in entries) > MAX_BODY:
                return []
            found = []
            for entry in entries:
                with archive.open(entry) as opened:
                    found.append(read(entry.filename, opened))
            return found
    except Exception:  # noqa: BLE001 - zipfile raises a dozen types for a damaged archive
        return []
