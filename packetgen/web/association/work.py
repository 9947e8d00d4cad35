"""Background work of the page, through service: sort files, correct, check, make bundles."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePath

from msgspec.structs import replace

from packetgen import service
from packetgen.annexes.find_file import answers_to
from packetgen.checks.rules.pieces import MEGABYTE, limit
from packetgen.model.dossier import SIGNATURE, Dossier
from packetgen.model.finding import Finding, Severity
from packetgen.pipeline.uploads import UploadedFile, UploadedFiles, sort_files
from packetgen.pipeline.verify import Verification
from packetgen.system.files import digest_of
from packetgen.text import NBSP
from packetgen.web.association.upload import ASIDE, NOTHING, OTHER, SPREADSHEETS
from packetgen.web.requests import start
from packetgen.web.session import Session
from packetgen.workbook.project import read_workbook
from packetgen.workbook.read.controls import controls_in, texts_of
from packetgen.workbook.read.dossier import Reading

# Beginning of the codes of what cannot be read in a cell, which is always tried
READING = "LECTURE"
# Codes of the pieces added on the page: page1, page2…
ADDED = "page"


def check(session: Session, today: date, *, after: str) -> None:
    """Sort the files and check the dossier, now or once other work is done.

    `after` is where to look when it is done.
    """

    def work(report: service.ProgressCallback) -> None:
        workbook = session.workbook
        if workbook is None:
            return
        report(f"Lecture de {workbook.name}")
        previews = session.preview("").parent
        aside = {key for key, piece in session.placed.items() if piece == ASIDE}
        files = {key: file for key, file in session.files.items() if key not in aside}
        campagne, opened, reading = read_workbook(workbook.path, workbook.name)
        session.proposals, session.readings = sort_files(
            reading.dossier, campagne, files, session.readings, previews=previews, report=report
        )
        source = corrected_source(session, workbook, reading)
        verification = service.verify(
            source, today=today, given=given(session), previews=previews, report=report
        )
        controls = (
            controls_in(opened, reading, verification.findings, campagne)
            if source == workbook.path
            else service.controls(verification, source)
        )
        report("Fin")
        session.solved = gone(session.verification, verification)
        session.source, session.verification, session.controls = source, verification, controls
        session.porteur = verification.dossier.porteur.denomination

    session.is_late = not start(session, work, field="deposes", after=after)


def make(session: Session, today: date, *, pour: str, light: bool) -> bool:
    """Begin to make the bundles of a paquet, `light` for no heavier than the year allows.

    `pour` is the code of the paquet. Return False when other work is under way.
    """

    def work(report: service.ProgressCallback) -> None:
        if session.source is None:
            return
        files, basis = given(session), basis_of(session)
        output = session.place()
        outcome = service.build_packets(
            session.source,
            output,
            pour=pour,
            engine="integre",
            today=today,
            keep_docx=True,
            max_bytes=limit_of(session) if light else None,
            report=report,
            given=files,
        )
        report("Fin")
        if outcome.packets:
            former = session.outcome.packets if session.outcome else ()
            session.outcome, session.basis = outcome, basis
            session.digests += [digest_of(each.path) for each in outcome.packets if each.path]
            for folder in {each.path.parent for each in former if each.path}:
                shutil.rmtree(folder, ignore_errors=True)
        else:
            session.verification = outcome.verification

    return start(session, work, field="pour", after="titre-4")


def basis_of(session: Session) -> str:
    """Return what identifies all that a bundle is made of: the workbook, the file of each piece."""
    files = given(session).files
    book = digest_of(session.source) if session.source else ""
    placed = {key: session.uploads[file.path.name].digest for key, file in files.items()}
    return json.dumps([book, placed], sort_keys=True)


def limit_of(session: Session) -> int | None:
    """Return the bytes that the year allows for a bundle, None where it sets no limit."""
    most = limit(session.verification.campagne) if session.verification else None
    return None if most is None else most * MEGABYTE


def chosen(session: Session) -> dict[str, str]:
    """Return by file the key of its piece, NOTHING, ASIDE or OTHER.

    It is as the person said, or as proposed where no other file was placed for the piece, and its
    name is not that of another.
    """
    said = {key: session.placed[key] for key in session.files if session.placed.get(key)}
    proposed = {
        key: proposal.key
        for key, proposal in session.proposals.items()
        if proposal.key not in said.values()
        and session.placed.get(key) is None
        and not (key in session.uploads and session.uploads[key].twin)
    }
    return {key: said.get(key, proposed.get(key, NOTHING)) for key in session.files}


def given(session: Session) -> UploadedFiles:
    """Return the files as they are placed; those that the last check took in, with their pages."""
    placed, others = {}, 0
    for file, key in chosen(session).items():
        if key == OTHER:
            others += 1
            placed[f"pieces.{ADDED}{others}"] = session.files[file]
        elif key not in (NOTHING, ASIDE):
            placed[key] = session.files[file]
    name = session.workbook.name if session.workbook else ""
    taken = session.verification.taken if session.verification else ()
    kept = [replace(each, pdf=session.preview(each.source.name)) for each in taken]
    intakes = {each.source: each for each in kept if each.pdf.exists()}
    return UploadedFiles(name, placed, intakes)


def gone(before: Verification | None, now: Verification) -> tuple[Finding, ...]:
    """Return, by cell, what had to be corrected and no longer has, as a rule that was run says."""
    tried = {rule.code for rule in now.rules_passed} | {each.code for each in now.findings}
    left = {each.key or each.code for each in wrong(now.findings)}
    found = {each.key or each.code: each for each in wrong(before.findings if before else ())}
    judged = (it for it in found.values() if it.code in tried or it.code.startswith(READING))
    return tuple(each for each in judged if (each.key or each.code) not in left)


def wrong(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what has to be corrected."""
    return (each for each in findings if each.severity is not Severity.INFORMATION)


def corrected_source(session: Session, book: UploadedFile, reading: Reading) -> Path:
    """Return the workbook with all that was said on the page, the one received where nothing was.

    It names each file at its piece, so that the commands make the same bundle of it.
    """
    if session.corrections:
        keep_what_holds(session, texts_of(session.corrections, book.path, reading))
    values = {key: each.value for key, each in session.corrections.items()}
    values |= _piece_values(reading.dossier, given(session), session.later)
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
