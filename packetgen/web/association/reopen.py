"""Yesterday's bundle or archive, dropped again: its dossier opens, here or on another computer."""

import re
import shutil
import zipfile
from pathlib import Path

from packetgen.pipeline.uploads import UploadedFile
from packetgen.system.files import digest_of
from packetgen.web.file_names import shown_name
from packetgen.web.session import Session
from packetgen.web.site import MAX_BODY, MAX_PARTS, here

# Folder of the archive that holds what was dropped
GIVEN = "Classeur et pièces/"


def known_dossier(session: Session, received: list[UploadedFile]) -> Session | None:
    """Return the dossier whose bundle, or archive, a lone file is; the new one is then needless."""
    if len(received) != 1:
        return None
    path = received[0].path
    bundles = [file.path for file in _inside(session, path, "", ".pdf")]
    digests = [digest_of(each) for each in bundles or [path]]
    for each in bundles:
        each.unlink()
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
        inside = _inside(session, file.path, GIVEN)
        files += inside or [file]
        if inside:
            file.path.unlink()
    return files


def _inside(session: Session, path: Path, folder: str, kind: str = "") -> list[UploadedFile]:
    """Write the files of one folder of an archive; none where it is damaged or too large."""
    files: list[UploadedFile] = []
    if not zipfile.is_zipfile(path):
        return files
    try:
        with zipfile.ZipFile(path) as archive:
            form = re.compile(f"{re.escape(folder)}[^/]+{re.escape(kind)}")
            entries = [each for each in archive.infolist() if form.fullmatch(each.filename)]
            if len(entries) > MAX_PARTS or sum(each.file_size for each in entries) > MAX_BODY:
                return files
            for entry in entries:
                file = UploadedFile(session.place(), shown_name(entry.filename))
                with archive.open(entry) as opened, file.path.open("xb") as stored:
                    shutil.copyfileobj(opened, stored)
                files.append(file)
    except Exception:  # noqa: BLE001 - zipfile raises a dozen types for a damaged archive
        return []
    return files
