"""A bundle to assemble, and the client of the process that assembles it."""

import pickle
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import cast

from msgspec import Struct

from packetgen.convert.tagging.outline import Outline
from packetgen.errors import BundleUnproved, PacketgenError
from packetgen.model.bundle import Cover, Ledger, Part
from packetgen.model.comparison import Amendment
from packetgen.system.worker import WorkerFailed, service

ASSEMBLY = service("assembly")


class AssemblyRequest(Struct, frozen=True):
    """Content of one bundle: its pages, its links, its data, and their proof.

    `pdfs` has the files of the parts that are not drawn here, by their place in the plan, from 0,
    `outlines` the structures that some of them are given; `lighter` those that go in instead of
    some, `resampled` the numbers of the pieces whose photos then only look alike. `absences` says
    why a piece is wanting, and what to do, by its number. With `once`, what several parts share is
    written once. `amendment` is what it changes from the bundle that it replaces.
    """

    ledger: Ledger
    cover: Cover
    pdfs: Mapping[int, Path]
    outlines: Mapping[int, Outline]
    lighter: Mapping[int, Path]
    resampled: frozenset[int]
    absences: Mapping[int, tuple[str, str]]
    attachments: Mapping[str, bytes]
    title: str
    author: str
    subject: str
    today: date
    once: bool
    amendment: Amendment | None = None


class AssemblyClient(AbstractContextManager["AssemblyClient"]):
    """Client of the process that draws pages, assembles and proves; libraries load meanwhile.

    What makes it die, or hang, ends no other; it is not the one that opens files as given.
    """

    def __init__(self, work: Path, *, in_process: bool = False) -> None:
        self._worker = ASSEMBLY.start(work.absolute(), in_process=in_process)

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def lengths(
        self, parts: Sequence[Part], others: int, amendment: Amendment | None = None
    ) -> dict[str, int]:
        """Return the pages drawn for `parts`, by the code of what they make: the sommaire for one.

        `others` counts the files that went in without a page of their own.
        """
        return cast("dict[str, int]", self._call("lengths", tuple(parts), others, amendment))

    def make_bundle(self, request: AssemblyRequest, destination: Path, ledger: Path) -> None:
        """Make and prove the bundle at `destination`, and write its ledger as JSON at `ledger`.

        Raises BundleUnproved, CannotWrite.
        """
        self._call("make_bundle", request, destination.absolute(), ledger.absolute())

    def _call(self, function: str, *arguments: object) -> object:
        # Only what goes to it is pickled: it opens files that may be hostile
        self._worker.ask(function=function, arguments=b64encode(pickle.dumps(arguments)).decode())
        result = next(self._worker.results())
        if isinstance(result, WorkerFailed):
            raise BundleUnproved(str(result)) from result
        if isinstance(result, PacketgenError):
            raise result
        return result
