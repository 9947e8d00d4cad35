"""Background work of the page, through service: sort files, check, make bundles."""

from collections import Counter
from datetime import date

from packetgen import service
from packetgen.bundle.process.thumbnails import Thumbnails
from packetgen.checks.rules.poids import MEGABYTE, limit
from packetgen.model.finding import Finding, Severity
from packetgen.pipeline.uploads import UploadedFiles
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import start
from packetgen.web.sessions import Session

# Values of the choice of a piece: none, or one that the call does not list
NOTHING, OTHER = "", "autre"
# Codes of the pieces added on the page: page1, page2…
ADDED = "page"


def check(session: Session, today: date, *, after: str) -> bool:
    """Begin to sort the files and check the dossier; `after` is where to look when it is done.

    Return False when other work is under way.
    """

    def work(report: ProgressCallback) -> None:
        workbook = session.workbook
        if workbook is None:
            return
        session.forget_outcome()
        report(f"Lecture de {workbook.name}")
        session.proposals = service.sort_files(
            workbook.path, workbook.name, session.files, report=report
        )
        verification = service.verify(
            workbook.path, today=today, given=given(session), report=report
        )
        before = session.verification.findings if session.verification else ()
        session.solved = gone(before, verification.findings)
        session.verification = verification

    return start(session, work, field="deposes", after=after)


def make(session: Session, today: date, *, pour: str, light: bool) -> bool:
    """Begin to make the bundles of a paquet, `light` for no heavier than the year allows.

    `pour` is the code of the paquet. Return False when other work is under way.
    """

    def work(report: ProgressCallback) -> None:
        workbook = session.workbook
        if workbook is None:
            return
        outcome = service.build_packets(
            workbook.path,
            session.place(),
            numero=None,
            pour=pour,
            engine="integre",
            today=today,
            keep_docx=True,
            strict=False,
            max_bytes=limit_of(session) if light else None,
            report=report,
            given=given(session),
        )
        session.forget_outcome()
        if outcome.packets:
            session.pictures = Thumbnails(session.folder)
            session.outcome = outcome
        else:
            session.verification = outcome.verification

    return start(session, work, field="pour", after="titre-4")


def limit_of(session: Session) -> int | None:
    """Return the bytes that the year allows for a bundle, None where it sets no limit."""
    most = limit(session.verification.campagne) if session.verification else None
    return None if most is None else most * MEGABYTE


def chosen(session: Session) -> dict[str, str]:
    """Return by file the key of its piece, NOTHING or OTHER: as the person said, or proposed."""
    proposed = {key: proposal.key for key, proposal in session.proposals.items()}
    return {key: session.confirmed.get(key, proposed.get(key, NOTHING)) for key in session.files}


def given(session: Session) -> UploadedFiles:
    """Return the files as the person placed them."""
    placed, others = {}, 0
    for file, key in chosen(session).items():
        if key == OTHER:
            others += 1
            placed[f"pieces.{ADDED}{others}"] = session.files[file]
        elif key:
            placed[key] = session.files[file]
    return UploadedFiles(session.workbook.name if session.workbook else "", placed)


def twice(choices: dict[str, str]) -> set[str]:
    """Return the keys of the pieces that two files were placed for."""
    used = Counter(choices.values())
    return {key for key, times in used.items() if times > 1 and key not in (NOTHING, OTHER)}


def gone(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what had to be corrected and no longer has."""
    left = {(each.code, each.key) for each in now}
    wrong = (each for each in before if each.severity is not Severity.INFORMATION)
    return tuple(each for each in wrong if (each.code, each.key) not in left)
