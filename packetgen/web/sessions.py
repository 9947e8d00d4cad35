"""Sessions of the page: a private folder, the files received, the results."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path, PurePath
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.datastructures import FileStorage

from packetgen.annexes.ocr.client import KNOWN
from packetgen.bundle.process.thumbnails import Thumbnails
from packetgen.model.finding import Finding
from packetgen.model.registre import Registre
from packetgen.modeles.check import Checked
from packetgen.pipeline.uploads import UploadedFile
from packetgen.pipeline.verify import Verification
from packetgen.service import NewWorkbook, ServiceResult
from packetgen.text import clean
from packetgen.web.jobs import WebJob

if TYPE_CHECKING:
    from packetgen.checks.file_sorting import Proposal
    from packetgen.kit.make import Kit

LONGEST_NAME = 120
# Seconds that some work is given to come to its next step, and stop there
ENDING = 20.0
# The two spaces that a person works in, each with its own dossiers
ASSOCIATION, CALL = "association", "call"
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


@dataclass(frozen=True)
class Upload:
    """A file received at a `drop`, counted from 1, and what it can be.

    `annee` is the year of the call that it is the workbook of, 0 for any other file. `why` is why
    it is not the workbook, or not a piece; `is_piece` is whether it may be bound as a piece.
    """

    file: UploadedFile
    digest: str
    drop: int
    annee: int = 0
    why: str = ""
    is_piece: bool = True


@dataclass(frozen=True)
class CheckedTemplate:
    """A template looked into, under the name that its owner gave it.

    `pages` are those of its preview, `lengths` says how many it takes with each invented dossier.
    """

    name: str
    title: str
    checked: Checked
    pages: int
    lengths: str


@dataclass(frozen=True)
class CheckedTemplates:
    """The templates dropped; `pdf` shows them filled, None while one is wrong."""

    templates: tuple[CheckedTemplate, ...]
    pdf: Path | None = None

    @property
    def pages(self) -> int:
        """Pages of the preview."""
        return sum(each.pages for each in self.templates)


@dataclass
class Session:
    """One dossier on the page; everything it holds is in `folder`, and goes with it.

    `workbook` and `files` are those of `uploads` that are used, `wanted` is the workbook that the
    person chose. `notes` say what became of the last drop; `is_late` is whether it came while
    other work was under way.
    """

    folder: Path
    espace: str = ASSOCIATION
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    annee: int | None = None
    created: NewWorkbook | None = None
    uploads: dict[str, Upload] = field(default_factory=dict)
    drops: int = 0
    wanted: str = ""
    notes: list[str] = field(default_factory=list)
    is_late: bool = False
    workbook: UploadedFile | None = None
    files: dict[str, UploadedFile] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    verification: Verification | None = None
    solved: tuple[Finding, ...] = ()
    outcome: ServiceResult | None = None
    register: tuple[Registre, Path] | None = None
    pictures: Thumbnails | None = None
    looked: CheckedTemplates | None = None
    kit: Kit | None = None
    job: WebJob | None = None
    after: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def is_working(self) -> bool:
        """Whether some work is under way."""
        return self.job is not None and not self.job.is_done

    @property
    def size(self) -> int:
        """Bytes of all the files dropped."""
        dropped = [upload.file for upload in self.uploads.values()]
        paths = {file.path for file in (*dropped, *self.files.values())}
        return sum(path.stat().st_size for path in paths)

    def end_job(self) -> None:
        """Forget work that has ended; `after` is the anchor of its result, its error is added."""
        self.after = ""
        if self.job and self.job.is_done:
            self.after = self.job.after
            if self.job.error:
                self.errors.append((self.job.field, self.job.error))
            self.job = None

    def place(self, suffix: str = "") -> Path:
        """Return a path of the folder that nobody can guess."""
        return self.folder / f"{secrets.token_hex(16)}{suffix}"

    def store(self, upload: FileStorage) -> UploadedFile:
        """Keep an uploaded file under a random name."""
        stored = UploadedFile(self.place(), shown_name(upload.filename or ""))
        upload.save(stored.path)
        return stored

    def store_named(self, upload: FileStorage, name: str) -> Path:
        """Keep an uploaded file under its name, which is read, in a folder of a random one."""
        folder = self.place()
        folder.mkdir(mode=0o700)
        upload.save(folder / name)
        return folder / name

    def forget_outcome(self) -> None:
        """Drop the bundle of what has changed since."""
        if self.pictures:
            self.pictures.close()
        self.outcome = self.pictures = None

    def free(self) -> None:
        """Stop its work and remove all that it holds."""
        if self.job:
            self.job.cancel()
            self.job.wait(ENDING)
        self.forget_outcome()
        shutil.rmtree(self.folder, ignore_errors=True)
        KNOWN.clear()


class Sessions:
    """The open dossiers, the last seen at the end; each stays until it is erased."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._open: dict[str, Session] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[Session]:
        with self._lock:
            return iter(list(self._open.values()))

    def create(self, espace: str = ASSOCIATION) -> Session:
        """Return a new session, in a folder of its own."""
        session = Session(self._home / secrets.token_hex(16), espace)
        session.folder.mkdir(mode=0o700)
        with self._lock:
            self._open[session.id] = session
        return session

    def find(self, ident: str) -> Session | None:
        """Return the session of this name, which is thereby seen."""
        with self._lock:
            if session := self._open.pop(ident, None):
                self._open[ident] = session
        return session

    def latest(self, espace: str) -> Session | None:
        """Return the session of a space that was seen last."""
        return next((each for each in reversed(list(self)) if each.espace == espace), None)

    def free(self, ident: str) -> None:
        """Remove a session and its files."""
        with self._lock:
            session = self._open.pop(ident, None)
        if session:
            session.free()

    def close_all(self) -> None:
        """Stop the work of every session."""
        for session in self:
            self.free(session.id)


def shown_name(name: str) -> str:
    """Return what a file is called, fit for a sentence, a bundle and any disk: no path, no sign."""
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
