"""The work of the page: sort the files, check the dossier, make the bundle; all through service."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import PurePath

from packetgen import service
from packetgen.bundle.pictures import Pictures
from packetgen.checks.poids import MEGABYTE, limit
from packetgen.errors import PacketgenError, WorkbookUnreadable
from packetgen.given import Given, GivenFile
from packetgen.model.finding import Finding, Severity
from packetgen.web.jobs import Job, Report, Work
from packetgen.web.sessions import Session

WORKBOOKS = (".xlsx", ".xlsm")
# Values of the choice of a piece: none, or one that the call does not list
NOTHING, OTHER = "", "autre"
# Codes of the pieces added on the page: page1, page2…
ADDED = "page"
# Most work is shorter: the page then comes back with its result at once
PATIENCE = 0.3


def check(session: Session, today: date, *, after: str) -> None:
    """Begin to sort the files and check the dossier; `after` is where to look when it is done."""
    start(session, checking(session, today), field="deposes", after=after)


def make(session: Session, today: date, *, pour: str, light: bool) -> None:
    """Begin to make the bundles; `pour` is the code of a paquet."""
    start(session, making(session, today, pour, light=light), field="pour", after="titre-4")


def start(session: Session, work: Work, *, field: str, after: str) -> None:
    """Begin some work, unless other work is under way."""
    with session.lock:
        if session.is_working:
            return
        session.errors.clear()
        session.job = Job(work, field=field, after=after)
    session.job.wait(PATIENCE)


def receive(session: Session, received: list[GivenFile]) -> None:
    """Add dropped files to the dossier; one of the same name replaces the other.

    The workbook is the one that can be read as such. Raises WorkbookUnreadable when what should
    be it cannot.
    """
    workbook, others = find_workbook(session, received)
    session.workbook = workbook or session.workbook
    for file in others:
        same = [key for key, known in session.files.items() if known.name == file.name]
        session.files[same[0] if same else file.path.name] = file
    session.forget_outcome()


def find_workbook(
    session: Session, received: list[GivenFile]
) -> tuple[GivenFile | None, list[GivenFile]]:
    """Return the workbook among the files dropped, if any, and the others."""
    from packetgen.verification import read_workbook

    refusal: PacketgenError | None = None
    for file in received:
        if PurePath(file.name).suffix.lower() not in WORKBOOKS:
            continue
        try:
            read_workbook(file.path, file.name)
        except WorkbookUnreadable as error:
            known = session.workbook
            refusal = error if known is None or known.name == file.name else refusal
        else:
            return file, [each for each in received if each is not file]
    if refusal:
        raise refusal
    return None, received


def checking(session: Session, today: date) -> Work:
    """Return the work that sorts the files not yet placed, then checks the dossier."""

    def work(report: Report) -> None:
        workbook = session.workbook
        if workbook is None:
            return
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

    return work


def making(session: Session, today: date, pour: str, *, light: bool) -> Work:
    """Return the work that makes the bundles of a paquet, no heavier than the year allows."""

    def work(report: Report) -> None:
        workbook = session.workbook
        if workbook is None:
            return
        output = session.place()
        most = limit_of(session) if light else None
        outcome = service.build_packets(
            workbook.path,
            output,
            numero=None,
            pour=pour,
            engine="integre",
            today=today,
            keep_docx=True,
            strict=False,
            max_bytes=most,
            report=report,
            given=given(session),
        )
        session.forget_outcome()
        if outcome.packets:
            session.pictures = Pictures(session.folder)
            session.outcome = outcome
        else:
            session.verification = outcome.verification

    return work


def limit_of(session: Session) -> int | None:
    """Return the bytes that the year allows for a bundle, None where it sets no limit."""
    most = limit(session.verification.campagne) if session.verification else None
    return None if most is None else most * MEGABYTE


def chosen(session: Session) -> dict[str, str]:
    """Return by file the key of its piece, NOTHING or OTHER: as the person said, or proposed."""
    proposed = {key: proposal.key for key, proposal in session.proposals.items()}
    return {key: session.confirmed.get(key, proposed.get(key, NOTHING)) for key in session.files}


def given(session: Session) -> Given:
    """Return the files as the person placed them."""
    placed, others = {}, 0
    for file, key in chosen(session).items():
        if key == OTHER:
            others += 1
            placed[f"pieces.{ADDED}{others}"] = session.files[file]
        elif key:
            placed[key] = session.files[file]
    return Given(session.workbook.name if session.workbook else "", placed)


def twice(choices: dict[str, str]) -> set[str]:
    """Return the keys of the pieces that two files were placed for."""
    used = Counter(key for key in choices.values() if key not in (NOTHING, OTHER))
    return {key for key, times in used.items() if times > 1}


def gone(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what had to be corrected and no longer has."""
    left = {(each.code, each.key) for each in now}
    wrong = (each for each in before if each.severity is not Severity.INFORMATION)
    return tuple(each for each in wrong if (each.code, each.key) not in left)
