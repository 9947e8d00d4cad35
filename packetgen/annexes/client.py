"""Client of the process that takes annexes in, and may die of one."""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType

from msgspec.structs import replace

from packetgen.annexes import piece_cache
from packetgen.annexes.notes import PRINT_IT, quote, refusal, said
from packetgen.annexes.outcome import MAX_PAGES, Intake, Prepared, load_outcome
from packetgen.errors import AnnexRefused, PacketgenError
from packetgen.system.worker import InProcessWorker, Worker, WorkerFailed, service
from packetgen.text import french_typography

INTAKE = replace(service("intake"), remedy=PRINT_IT)


class Intakes(AbstractContextManager["Intakes"]):
    """Files sent one by one, taken in meanwhile, and collected at the end.

    Those `known`, by their path, and those that a former command took in are not taken in again.
    The process starts for the first of the others; at once for a `workbook` that names some, whose
    libraries it loads while their names are still unknown.
    """

    def __init__(
        self,
        work: Path,
        *,
        workbook: Path | None = None,
        in_process: bool = False,
        known: Mapping[Path, Intake] = MappingProxyType({}),
    ) -> None:
        self._work, self._in_process, self._known = work.absolute(), in_process, known
        self._workbook = workbook
        is_early = workbook and not (in_process or known or piece_cache.is_complete(workbook))
        self._worker = self._start() if is_early else None
        self._outcomes: dict[str, Intake | AnnexRefused] = {}
        self._requests: dict[str, dict[str, str | int]] = {}
        self._limits: dict[str, dict[str, int]] = {}
        # The key of a file sent, and the document that it is the drawing of
        self._asked: deque[tuple[str, Prepared | None]] = deque()

    def __exit__(self, *_: object) -> None:
        if self._worker:
            self._worker.close()

    def ask(self, key: str, source: Path, *, name: str = "", **limits: int) -> None:
        """Have `source` taken in as `key`.pdf of the working folder, called `name`.

        `limits` are those of `intake`: max_pages, max_bytes, by_line.
        """
        path, pdf, name = source.absolute(), self._work / f"{key}.pdf", name or source.name
        self._requests[key] = {"path": str(path), "destination": str(pdf), "name": name, **limits}
        self._limits[key] = limits
        known, most = self._known.get(path), limits.get("max_pages", MAX_PAGES)
        if known and known.pages <= most and (known.lines or not limits.get("by_line")):
            self._outcomes[key] = replace(known, name=name, pdf=copyfile(known.pdf, pdf))
        elif not self._in_process and (former := piece_cache.get_intake(path, pdf, limits)):
            self._outcomes[key] = replace(former, name=name)
        else:
            self._send(key)

    def results(
        self, report: Callable[[str], None] = lambda _name: None
    ) -> tuple[dict[str, Intake], dict[str, AnnexRefused]]:
        """Return by key the files taken in and the refusals; raises CannotWrite.

        `report` is told the name of each file, and may raise to stop.
        Office documents are drawn here, by their engines, while the process goes on.
        """
        outcomes, self._outcomes = self._outcomes, {}
        for result in self._worker.results() if self._worker else ():
            key, document = self._asked.popleft()
            name = str(self._requests[key]["name"])
            report(name)
            if isinstance(result, WorkerFailed):
                outcomes[key] = refusal(name, str(result))
            elif isinstance(result, AnnexRefused):
                outcomes[key] = result
            elif isinstance(result, PacketgenError):
                raise result
            elif isinstance(outcome := load_outcome(result), Intake):
                outcomes[key] = document.finished(outcome) if document else outcome
                if not (document or self._in_process):
                    piece_cache.put_intake(outcome, self._limits[key])
            elif undrawn := self._draw(key, outcome):
                outcomes[key] = undrawn
        in_order = {key: outcomes[key] for key in self._requests}
        taken = {key: each for key, each in in_order.items() if isinstance(each, Intake)}
        refused = {key: each for key, each in in_order.items() if isinstance(each, AnnexRefused)}
        if self._worker and self._workbook and not refused:
            piece_cache.mark_complete(self._workbook, taken.values())
        self._requests.clear()
        _note_twins(taken)
        return taken, refused

    def _draw(self, key: str, prepared: Prepared) -> AnnexRefused | None:
        """Have the drawing of an office document taken in; return the refusal if there is none."""
        from packetgen.annexes.office.draw import draw_office_file

        try:
            folder = self._work / f"{key}.drawing"
            drawn, noted = draw_office_file(prepared, folder, in_process=self._in_process)
        except AnnexRefused as refused:
            return refusal(prepared.name, str(refused))
        request = self._requests[key] | {"path": str(drawn), "max_bytes": drawn.stat().st_size}
        self._requests[key] = request | {"drawn_from": prepared.kind}
        self._send(key, noted)
        return None

    def _start(self) -> Worker | InProcessWorker:
        return INTAKE.start(self._work, in_process=self._in_process)

    def _send(self, key: str, document: Prepared | None = None) -> None:
        self._asked.append((key, document))
        self._worker = self._worker or self._start()
        self._worker.ask(**self._requests[key])


def _note_twins(taken: dict[str, Intake]) -> None:
    first: dict[str, Intake] = {}
    for key, each in taken.items():
        twin = first.setdefault(each.sha256, each)
        if twin is not each:
            note = french_typography(said("twin", name=quote(twin.name)))
            taken[key] = replace(each, reservations=(*each.reservations, note))
