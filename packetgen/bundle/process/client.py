"""A bundle to be made, and the parent of the process that makes it."""

from __future__ import annotations

import json
import pickle
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self, cast

from packetgen.errors import BundleUnproved, CannotWrite
from packetgen.model.bundle import Cover, Ledger, Part
from packetgen.system import bug_report
from packetgen.system.worker import WorkerFailure, start

MODULE = "packetgen.bundle.process.worker"
# Bytes that the process may allocate: 300 MB of annexes took 455 MB
MEMORY = 4_000_000_000
SECONDS = 600.0  # for one bundle: 300 scans that must all be seen took half a minute
ERRORS = {each.__name__: each for each in (BundleUnproved, CannotWrite)}
LOST = {
    WorkerFailure.DIED: "Le programme qui réunit les pages s’est arrêté",
    WorkerFailure.LATE: f"Réunir les pages a pris plus de {SECONDS / 60:.0f} minutes",
}


@dataclass(frozen=True)
class AssemblyRequest:
    """All that one bundle is made of: its pages, its links, its data, and their proof.

    `pdfs` has the files of the parts that are not drawn here, by their place in the plan, from 0;
    `lighter` those that go in instead of some, `resampled` the numbers of the pieces whose photos
    then only look alike. `absences` says why a piece is wanting, and what to do, by its number.
    With `once`, what several parts share is written once.
    """

    ledger: Ledger
    cover: Cover
    pdfs: Mapping[int, Path]
    lighter: Mapping[int, Path]
    resampled: frozenset[int]
    absences: Mapping[int, tuple[str, str]]
    attachments: Mapping[str, bytes]
    title: str
    author: str
    subject: str
    today: date
    once: bool


class AssemblyClient:
    """The process that draws pages, assembles and proves; it loads its libraries meanwhile.

    What makes it die, or hang, ends no other; it is not the one that opens files as given.
    """

    def __init__(self, work: Path) -> None:
        self._worker = start(MODULE, work.absolute(), memory=MEMORY, seconds=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def lengths(self, parts: Sequence[Part], others: int) -> dict[str, int]:
        """Return the pages of the sommaire and of the bordereau of `parts`, by their code.

        `others` counts the files that went in without a page of their own.
        """
        return cast("dict[str, int]", self._answer("lengths", tuple(parts), others))

    def bind(self, binding: AssemblyRequest, destination: Path, ledger: Path) -> None:
        """Make the bundle at `destination`, proved, and its ledger as JSON at `ledger`.

        Raises BundleUnproved, CannotWrite.
        """
        self._answer("bind", binding, destination.absolute(), ledger.absolute())

    def _answer(self, *request: object) -> object:
        """Have the process do one thing; what it raises is raised here."""
        # Only what goes to it is pickled: it opens files that may be hostile
        self._worker.ask(b64encode(pickle.dumps(request)).decode())
        answer = next(self._worker.answers())
        if isinstance(answer, WorkerFailure):
            raise BundleUnproved(
                f"{LOST[answer]} : rien n’a été publié. Relancez, et si cela se répète, donnez"
                " des pièces plus légères."
            )
        told = json.loads(answer)
        if bug := told.get("bug"):
            raise BundleUnproved(bug_report.keep(bug))
        if name := told.get("error"):
            raise ERRORS[name](told["message"])
        return told["done"]
