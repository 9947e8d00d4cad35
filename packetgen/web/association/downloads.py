"""Downloads, always as attachments, pages as pictures; what was downloaded and is dropped again.

Yesterday's bundle, or archive, opens its dossier, here or on another computer.
"""

import re
import shutil
import zipfile
from pathlib import Path

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.convert.engines import convert_documents
from packetgen.model.campagne_parts import LETTRE
from packetgen.pipeline.publish import BundleResult
from packetgen.pipeline.uploads import UploadedFile
from packetgen.system.files import digest_of
from packetgen.web.requests import archive, attachment, known, page_picture
from packetgen.web.session import Session, shown_name
from packetgen.web.site import MAX_BODY, MAX_PARTS, here

# Folder of the archive that holds what was dropped
GIVEN = "Classeur et pièces/"
downloads = Blueprint("fichiers", __name__, url_prefix="/dossier/<ident>")


@downloads.get("/classeur")
def workbook(session: Session) -> Response:
    """Give the workbook made at step 1."""
    return attachment(known(session.created).path, "classeur.xlsx")


@downloads.get("/annote")
def annotated(session: Session) -> Response:
    """Give a copy of the workbook with what is wrong at its cells."""
    book, verification = known(session.workbook), known(session.verification)
    made = service.annotate(known(session.source), verification, session.place(".xlsx"))
    return attachment(made, f"{Path(book.name).stem} - à corriger.xlsx")


@downloads.get("/resultat/<int:numero>/<nom>")
def result(session: Session, numero: int, nom: str) -> Response:
    """Give one file of the result of an action, by its name."""
    files = {path.name: path for path in files_of(packet_of(session, numero))}
    return attachment(known(files.get(nom)), nom)


@downloads.get("/corrige")
def corrected(session: Session) -> Response:
    """Give the workbook with all that was corrected on the page."""
    source = known(session.source)
    return attachment(source, f"{Path(known(session.workbook).name).stem}{source.suffix}")


@downloads.get("/decision.<suffixe>")
def adjusted(session: Session, suffixe: str) -> Response:
    """Give the adjusted workbook, or the page of what changes."""
    _, made = known(session.adjusted)
    file = known({"xlsx": made.workbook, "pdf": made.page}.get(suffixe))
    return attachment(file, f"{Path(known(session.workbook).name).stem} - ajusté.{suffixe}")


@downloads.get("/lettre/<int:numero>.pdf")
def letter(session: Session, numero: int) -> Response:
    """Give the letter alone, to be printed and signed."""
    document = known(next(filter(is_letter, packet_of(session, numero).documents), None))
    [drawn] = convert_documents([document], session.folder)
    return attachment(drawn.pdf, f"{document.stem}.pdf")


@downloads.get("/tout.zip")
def everything(session: Session) -> Response:
    """Give every file of the result in one archive, with those that it was made of."""
    packets = known(session.outcome).packets
    files = {file.name: file for packet in packets for file in files_of(packet)}
    dropped = {file.name: file.path for file in session.files.values()}
    dropped[known(session.workbook).name] = known(session.source)
    return archive(files | {f"{GIVEN}{name}": dropped[name] for name in dropped}, "dossier.zip")


@downloads.get("/fichier/<cle>/<taille>.webp")
def first_page(session: Session, cle: str, taille: str) -> Response:
    """Show the first page of a file received."""
    if cle not in session.files or not (pages := session.preview(cle)).exists():
        abort(404)
    return page_picture(session, pages, 1, 1, taille)


@downloads.get("/lecture/<int:numero>")
def reading(session: Session, numero: int) -> str:
    """Show all pages of a bundle, at the size at which one reads."""
    return render_template("lecture.html", dossier=session, paquet=packet_of(session, numero))


@downloads.get("/page/<int:numero>/<int:page>/<taille>.webp")
def picture(session: Session, numero: int, page: int, taille: str) -> Response:
    """Show one page of a bundle, small or large."""
    packet = packet_of(session, numero)
    return page_picture(session, packet.path, page, packet.plan.pages, taille)


def packet_of(session: Session, numero: int) -> BundleResult:
    """Return the bundle of an action; 404 when there is none."""
    packets = session.outcome.packets if session.outcome else ()
    return known(next((packet for packet in packets if packet.action.numero == numero), None))


def files_of(packet: BundleResult) -> list[Path]:
    """Return the files of a result, the bundle first."""
    return [path for path in (packet.path, *packet.documents, *packet.beside) if path]


def is_letter(document: Path) -> bool:
    """Whether a Word file of a result is the letter."""
    return document.stem.endswith(f"_{LETTRE}")


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
