"""Client of the process that takes annexes in, and may die of one."""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType

from msgspec.structs import replace

from packetgen.annexes.notes import PRINT_IT, quote, refusal, said
from packetgen.annexes.outcome import MAX_BYTES, MAX_PAGES, Intake, Prepared, load_outcome
from packetgen.errors import AnnexRefused, PacketgenError
from packetgen.system.worker import InProcessWorker, Service, Worker, WorkerFailed, WorkerFailure
from packetgen.text import french_typography

FAILING = f"ce fichier fait échouer le programme qui le lit ; {PRINT_IT}"
INTAKE = Service(
    "packetgen.annexes.worker",
    memory=500_000_000,  # with its libraries the process stays under 512 MiB
    seconds=20.0,  # and more for many pages
    failures={
        WorkerFailure.DIED: FAILING,
        WorkerFailure.BUG: f"erreur de packetgen (incident {{incident}}, à signaler) ; {PRINT_IT}",
        WorkerFailure.LATE: f"ce fichier demande plus de {{limit}} ; {PRINT_IT}",
    },
)


class Intakes(AbstractContextManager["Intakes"]):
    """Files sent one by one, taken in meanwhile, and collected at the end.

    The process starts at once: while the file names are still unknown, it loads its libraries. With
    files `known`, taken in before, by their path, it starts for the first of the others.
    """

    def __init__(
        self,
        work: Path,
        *,
        in_process: bool = False,
        known: Mapping[Path, Intake] = MappingProxyType({}),
    ) -> None:
        self._work, self._in_process, self._known = work.absolute(), in_process, known
        self._worker = None if known else self._start()
        self._outcomes: dict[str, Intake | AnnexRefused] = {}
        # The key of a file, its name, and the document that it is the drawing of
        self._asked: deque[tuple[str, str, Prepared | None]] = deque()
        self._options: dict[str, dict[str, int | bool]] = {}

    def __exit__(self, *_: object) -> None:
        if self._worker:
            self._worker.close()

    def ask(
        self,
        key: str,
        source: Path,
        *,
        name: str = "",
        max_pages: int = MAX_PAGES,
        max_bytes: int = MAX_BYTES,
        by_line: bool = False,
    ) -> None:
        """Have `source` taken in as `key`.pdf of the working folder, called `name`.

        `by_line` is whether its text is wanted line by line too.
        """
        self._options[key] = {"max_pages": max_pages, "by_line": by_line}
        name = name or source.name
        known = self._known.get(source.absolute())
        if known and known.pages <= max_pages and (known.lines or not by_line):
            pages = copyfile(known.pdf, self._work / f"{key}.pdf")
            self._outcomes[key] = replace(known, name=name, pdf=pages)
            return
        self._send(key, source.absolute(), name, max_bytes)

    def results(
        self, report: Callable[[str], None] = lambda _name: None
    ) -> tuple[dict[str, Intake], dict[str, AnnexRefused]]:
        """Return by key the files taken in and the refusals; raises CannotWrite.

        `report` is told the name of each file, and may raise to stop.
        Office documents are drawn here, by their engines, while the process goes on.
        """
        outcomes, self._outcomes = self._outcomes, {}
        for result in self._worker.results() if self._worker else ():
            key, name, document = self._asked.popleft()
            report(name)
            if isinstance(result, WorkerFailed):
                outcomes[key] = refusal(name, str(result))
            elif isinstance(result, AnnexRefused):
                outcomes[key] = result
            elif isinstance(result, PacketgenError):
                raise result
            elif isinstance(outcome := load_outcome(result), Intake):
                outcomes[key] = document.finished(outcome) if document else outcome
            elif undrawn := self._draw(key, outcome):
                outcomes[key] = undrawn
        in_order = {key: outcomes[key] for key in self._options}
        self._options.clear()
        taken = {key: each for key, each in in_order.items() if isinstance(each, Intake)}
        refused = {key: each for key, each in in_order.items() if isinstance(each, AnnexRefused)}
        _note_twins(taken)
        return taken, refused

    def _draw(self, key: str, prepared: Prepared) -> AnnexRefused | None:
        """Have the drawing of an office document taken in; return the refusal if there is none."""
        from packetgen.annexes.office.draw import draw_office_file

        try:
            drawn, noted = draw_office_file(
                prepared, self._work / f"{key}.drawing", in_process=self._in_process
            )
        except AnnexRefused as refused:
            return refusal(prepared.name, str(refused))
        self._send(key, drawn, prepared.name, drawn.stat().st_size, noted)
        return None

    def _start(self) -> Worker | InProcessWorker:
        return INTAKE.start(self._work, in_process=self._in_process)

    def _send(
        self, key: str, path: Path, name: str, max_bytes: int, document: Prepared | None = None
    ) -> None:
        self._asked.append((key, name, document))
        self._worker = self._worker or self._start()
        self._worker.ask(
            path=str(path),
            destination=str(self._work / f"{key}.pdf"),
            name=name,
            max_bytes=max_bytes,
            drawn_from=document.kind if document else "",
            **self._options[key],
        )


def _note_twins(taken: dict[str, Intake]) -> None:
    first: dict[str, Intake] = {}
    for key, each in taken.items():
        twin = first.setdefault(each.sha256, each)
        if twin is not each:
            note = french_typography(said("twin", name=quote(twin.name)))
            taken[key] = replace(each, reservations=(*each.reservations, note))
