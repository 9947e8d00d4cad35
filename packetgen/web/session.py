"""One dossier of the page: a folder, files under fit names, what was said of it and made."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Collection, Mapping
from copy import copy
from datetime import date, datetime, timedelta
from itertools import chain, count
from pathlib import Path, PurePath
from threading import RLock
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace
from werkzeug.datastructures import FileStorage

from packetgen.annexes import piece_cache
from packetgen.bundle.process.thumbnails import Thumbnails
from packetgen.edition.history import Files
from packetgen.model import comparison, finding, registre
from packetgen.modeles.check import Checked
from packetgen.pipeline import adjust, new_workbook, verify
from packetgen.pipeline.uploads import FileReading, UploadedFile
from packetgen.service import ServiceResult
from packetgen.text import clean
from packetgen.web.jobs import WebJob

if TYPE_CHECKING:
    from packetgen.checks.file_sorting import Proposal
    from packetgen.kit.make import Kit
    from packetgen.reception.instruction import Instruction
    from packetgen.workbook.read.controls import Control

# Seconds that some work is given to come to its next step, and stop there
ENDING = 20.0
# Days without use after which a dossier is erased
KEPT_DAYS = 30
# The two spaces that a person works in, each with its own dossiers
ASSOCIATION, CALL = "association", "call"
# Name of the dossier of a page on which nothing was given yet
NEW = "nouveau"
# Of the name of a file: its most letters, and what a disk refuses
LONGEST_NAME = 120
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


class Upload(Struct, frozen=True):
    """A file received at a `drop`, counted from 1, and what it can be.

    `annee` is the year of the call that it is the workbook of, 0 for any other file. `why` is why
    it is not the workbook, or not a piece; `is_piece` is whether it may be bound as a piece.
    `twin` is the file that came before under its name, as long as nobody said which one counts.
    """

    file: UploadedFile
    digest: str
    drop: int
    annee: int = 0
    why: str = ""
    is_piece: bool = True
    twin: str = ""


class Correction(Struct, frozen=True):
    """A value typed on the page, and the one that stood in the workbook, once it was read."""

    value: str
    former: str | None = None


class CheckedTemplates(Struct, frozen=True):
    """The templates dropped, by the name that each was given; `pdf` shows them filled, if it can.

    The PDF has so many `pages`; it is None while a template is wrong.
    """

    templates: Mapping[str, Checked]
    pdf: Path | None = None
    pages: int = 0


class PlannedStep(Struct, frozen=True):
    """A step of a year, shown before any of its files is written.

    `title` names it in the history, `said` sums it up; `files` and `wider`, those with what does
    not come from the note too, are what they were and will be.
    """

    annee: int
    title: str
    said: str
    files: Files
    sections: tuple[comparison.Section, ...] = ()
    remarks: tuple[str, ...] = ()
    wider: Files = field(default_factory=dict)


class Kept(Struct):
    """What was given and said of a dossier, as JSON keeps it; its files are in its `folder`.

    `workbook` and `files` are those of `uploads` that are used, `wanted` is the workbook that the
    person chose. `placed` gives by file the piece that the person chose, `later` by piece why it
    is to come, `corrections` by field the values typed here: `source` is the workbook with all
    these. `copied` gives, by action and block, the seal of what was copied to the platform.
    `notes` say what became of the last drop; `is_late` is whether something came while other
    work was under way. `basis` identifies what the last bundle was made of; `digests` are the
    sha256 of all bundles made.
    """

    folder: Path
    espace: str = ASSOCIATION
    seen: float = field(default_factory=time.time)
    annee: int | None = None
    created: new_workbook.NewWorkbook | None = None
    uploads: dict[str, Upload] = field(default_factory=dict)
    drops: int = 0
    wanted: str = ""
    notes: list[str] = field(default_factory=list)
    is_late: bool = False
    porteur: str = ""
    workbook: UploadedFile | None = None
    files: dict[str, UploadedFile] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    copied: dict[str, str] = field(default_factory=dict)
    source: Path | None = None
    basis: str = ""
    digests: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


class Session(Kept):
    """One dossier on the page, with what was made of it; `save` writes all that for good."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    proposals: dict[str, Proposal] = field(default_factory=dict)
    readings: dict[str, FileReading] = field(default_factory=dict)
    verification: verify.Verification | None = None
    controls: Mapping[str, Control] = field(default_factory=dict)
    solved: tuple[finding.Finding, ...] = ()
    outcome: ServiceResult | None = None
    register: tuple[registre.Registre, Path] | None = None
    requests: Path | None = None
    instruction: Instruction | None = None
    compared: tuple[str, str, comparison.Amendment] | None = None
    looked: CheckedTemplates | None = None
    kit: Kit | None = None
    adjusted: tuple[Path, adjust.Adjusted] | None = None
    planned: PlannedStep | None = None
    job: WebJob | None = None
    after: str = ""
    lock: RLock = field(default_factory=RLock)
    thumbnails: Thumbnails | None = None
    save: Callable[[], None] = lambda: None

    @property
    def is_working(self) -> bool:
        """Whether some work is under way."""
        return self.job is not None and not self.job.is_done

    @property
    def is_unread(self) -> bool:
        """Whether a value typed here is not in the workbook that was checked."""
        return any(each.former is None for each in self.corrections.values())

    @property
    def name(self) -> str:
        """What it is called on the page."""
        if self.espace == CALL:
            return "L’espace de l’appel"
        book = self.workbook.name if self.workbook else "Un dossier sans classeur"
        return f"{self.porteur} – {book}" if self.workbook and self.porteur else book

    @property
    def size(self) -> int:
        """Bytes of all the files dropped."""
        dropped = [upload.file for upload in self.uploads.values()] or self.files.values()
        return sum(file.path.stat().st_size for file in dropped)

    @property
    def last_seen(self) -> datetime:
        """When it was opened last, by the clock of this computer."""
        return datetime.fromtimestamp(self.seen).astimezone()

    @property
    def last_day(self) -> date:
        """Day until which it is kept, if nobody opens it again."""
        return self.last_seen.date() + timedelta(days=KEPT_DAYS)

    def as_it_is(self) -> Session:
        """Return a copy that work which ends meanwhile, or another tab, does not change."""
        with self.lock:
            values = {name: getattr(self, name) for name in self.__struct_fields__}
            held = {name: copy(it) for name, it in values.items() if isinstance(it, dict | list)}
            return replace(self, **held)

    def end_job(self) -> None:
        """Forget work that has ended; `after` is the anchor of its result, its error is added."""
        self.after = ""
        if self.job and self.job.is_done:
            self.after = self.job.after
            if self.job.error:
                self.errors.append((self.job.field, self.job.error))
            self.job = None

    def forget_errors(self) -> None:
        """Forget what was wrong with a form, once another is sent."""
        self.errors.clear()
        self.typed.clear()

    def place(self, suffix: str = "") -> Path:
        """Return a path of the folder that nobody can guess."""
        return self.folder / f"{secrets.token_hex(16)}{suffix}"

    def store(self, upload: FileStorage) -> UploadedFile:
        """Keep an uploaded file under a random name, on the disk for good."""
        stored = UploadedFile(self.place(), shown_name(upload.filename or ""))
        with stored.path.open("xb") as opened:
            upload.save(opened)
            os.fsync(opened.fileno())
        return stored

    def store_named(self, upload: FileStorage) -> Path:
        """Keep an uploaded file under its name, which is read, in a folder of a random one."""
        folder = self.place()
        folder.mkdir(mode=0o700)
        upload.save(path := folder / shown_name(upload.filename or ""))
        return path

    def preview(self, key: str) -> Path:
        """Path of the clean pages of a file received, once it was read."""
        return self.folder / "apercus" / f"{key}.pdf"

    def picture(self, pdf: Path, page: int, width: int) -> Path | None:
        """Return a page as a picture; None when it cannot be drawn."""
        with self.lock:
            self.thumbnails = self.thumbnails or Thumbnails(self.folder)
        return self.thumbnails.draw(pdf, page, width)

    def close(self) -> None:
        """Stop its work and its processes; all that was given stays."""
        if self.job:
            self.job.cancel()
            self.job.wait(ENDING)
        if self.thumbnails:
            self.thumbnails.close()

    def erase(self) -> None:
        """Remove all that it holds."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        piece_cache.clear()


def shown_name(name: str) -> str:
    """Return what a file is called: no path, no sign that a disk refuses, no endless name."""
    bare = FORBIDDEN.sub("", clean(re.split(r"[\\/]", name)[-1])[0]).strip(" .")
    stem, dot, suffix = bare.rpartition(".")
    if len(bare) > LONGEST_NAME:
        bare = f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}"[:LONGEST_NAME]
    return bare or "sans nom"


def distinct_name(name: str, names: Collection[str]) -> str:
    """Return a name that no other file bears on any disk: `image (2).jpg` for a second image."""
    taken, path = set(map(same_name, names)), PurePath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return next(each for each in chain((name,), numbered) if same_name(each) not in taken)


def same_name(name: str) -> str:
    """Return what two names that a disk takes for one have in common."""
    return unicodedata.normalize("NFC", name).casefold()
