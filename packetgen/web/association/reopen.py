"""Yesterday's bundle or archive, dropped again: its dossier opens, here or on another computer."""

import shutil
import zipfile
from pathlib import Path

from packetgen.pipeline.uploads import UploadedFile
from packetgen.web.file_names import shown_name
from packetgen.web.security import MAX_BODY, MAX_PARTS
from packetgen.web.session import Session
from packetgen.web.site import here

# Folder of the archive that holds what was dropped
GIVEN = "Classeur et pièces/"


def known_dossier(session: Session, received: list[UploadedFile]) -> Session | None:
    """Return the dossier whose bundle, or archive, a lone file is; the new one is then needless."""
    if len(received) != 1:
        return None
    path = received[0].path
    bundles = _bundles_in(path, session) if zipfile.is_zipfile(path) else [path]
    found = next(filter(None, map(here().sessions.of_bundle, bundles)), None)
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


def _bundles_in(path: Path, session: Session) -> list[Path]:
    return [each.path for each in _unpack(session, path, "") if each.name.endswith(".pdf")]


def _unpack(session: Session, path: Path, folder: str) -> list[UploadedFile]:
    """Write the files of one folder of an archive; none where it is damaged or too large."""
    files = []
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                each
                for each in archive.infolist()
                if each.filename.rpartition("/")[0] == folder.rstrip("/") and not each.is_dir()
            ]
            if len(entries) > MAX_PARTS or sum(each.file_size for each in entries) > MAX_BODY:
                return []
            for entry in entries:
                file = UploadedFile(session.place(), shown_name(entry.filename))
                with archive.open(entry) as source, file.path.open("xb") as stored:
                    shutil.copyfileobj(source, stored)
                files.append(file)
    except Exception:  # noqa: BLE001 - zipfile raises a dozen types for a damaged archive
        return []
    return files
