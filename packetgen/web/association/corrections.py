"""Values typed on the page: the workbook that bears them, and what a newer workbook says."""

import hashlib
import json
from pathlib import Path, PurePath

from msgspec.structs import replace

from packetgen import service
from packetgen.annexes.find_file import answers_to
from packetgen.model.dossier import SIGNATURE, Dossier
from packetgen.pipeline.uploads import UploadedFile, UploadedFiles
from packetgen.text import NBSP
from packetgen.web.association.upload import SPREADSHEETS
from packetgen.web.session import Session
from packetgen.workbook.read.controls import texts_of
from packetgen.workbook.read.dossier import Reading


def corrected_source(
    session: Session, book: UploadedFile, reading: Reading, given: UploadedFiles
) -> Path:
    """Return the workbook with all that was said on the page, the one received where nothing was.

    It names each file at its piece, so that the commands make the same bundle of it.
    """
    if session.corrections:
        keep_what_holds(session, texts_of(session.corrections, book.path, reading))
    values = {key: each.value for key, each in session.corrections.items()}
    values |= _piece_values(reading.dossier, given, session.later)
    if not values:
        return book.path
    content = book.path.read_bytes() + json.dumps(values, sort_keys=True).encode()
    suffix = Path(book.name).suffix
    named = suffix if suffix.lower() in SPREADSHEETS else ".xlsx"
    made = session.folder / f"{hashlib.sha256(content).hexdigest()}{named}"
    return made if made.exists() else service.correct(book.path, book.name, values, made)


def keep_what_holds(session: Session, texts: dict[str, str]) -> None:
    """Keep the corrections that the workbook received still needs; say which ones it overrules.

    `texts` are what its cells hold, by key.
    """
    for key, correction in list(session.corrections.items()):
        present = texts.get(key)
        if correction.former is None and present is not None:
            session.corrections[key] = correction = replace(correction, former=present)
        if present is None or present == correction.value:
            del session.corrections[key]
        elif present != correction.former:
            del session.corrections[key]
            session.notes.append(
                f"Le nouveau classeur dit « {present} » là où vous aviez écrit ici"
                f" « {correction.value} »{NBSP}: c’est lui qui compte."
            )


def _piece_values(dossier: Dossier, given: UploadedFiles, later: dict[str, str]) -> dict[str, str]:
    """Return what the workbook should say of its pieces and does not, by key."""
    values: dict[str, str] = {}
    written = {row.key: row.fichier for row in dossier.pieces}
    for key, name in written.items():
        file = given.files.get(key)
        if file is None and key in later:
            values |= {f"{key}.fichier": ""} if name else {}
            values[f"{key}.motif"] = later[key]
        elif file and not answers_to(name, file.name):
            values[f"{key}.fichier"] = file.name
    free = (key for key in given.files if f"{key}.titre" in dossier.origins and key not in written)
    for key in free:
        file = given.files[key]
        values |= {f"{key}.titre": PurePath(file.name).stem, f"{key}.fichier": file.name}
    signature = given.files.get(SIGNATURE)
    if signature and not answers_to(dossier.porteur.image_signature, signature.name):
        values[SIGNATURE] = signature.name
    return values
