"""The annexes of a run, taken in by a process that may die of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from packetgen.annexes.notes import PRINT_IT, quote, refusal
from packetgen.annexes.result import MAX_BYTES, MAX_PAGES, Intake
from packetgen.errors import AnnexRefused, CannotWrite
from packetgen.isolation import Lost, Worker
from packetgen.text import french_typography

MODULE = "packetgen.annexes.worker"
MEMORY = 1_500_000_000  # bytes of address space; a transparent image of 60 Mpx takes two thirds
SECONDS = 20.0  # for one file
REASONS = {
    Lost.DIED: f"ce fichier fait échouer le programme qui le lit ; {PRINT_IT}",
    Lost.LATE: f"ce fichier demande plus de {SECONDS:.0f} secondes de lecture ; {PRINT_IT}",
}


class Intakes:
    """Files asked one by one, taken in meanwhile, and collected at the end.

    The process starts at once: while the file names are still unknown, it loads its libraries.
    """

    def __init__(self, work: Path) -> None:
        self._work = work.absolute()
        self._sources: dict[str, Path] = {}
        self._worker = Worker(MODULE, self._work, memory=MEMORY, seconds=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def ask(
        self, key: str, source: Path, *, max_pages: int = MAX_PAGES, max_bytes: int = MAX_BYTES
    ) -> None:
        """Have `source` taken in as `key`.pdf of the working folder."""
        self._sources[key] = source.absolute()
        request = {
            "source": str(self._sources[key]),
            "destination": str(self._work / f"{key}.pdf"),
            "max_pages": max_pages,
            "max_bytes": max_bytes,
        }
        self._worker.ask(json.dumps(request))

    def results(self) -> tuple[dict[str, Intake], dict[str, AnnexRefused]]:
        """Return by key what was taken in and what was refused; raise CannotWrite."""
        taken: dict[str, Intake] = {}
        refused: dict[str, AnnexRefused] = {}
        for key, answer in self._answers():
            if isinstance(answer, AnnexRefused):
                refused[key] = answer
            else:
                taken[key] = answer
        self._sources.clear()
        return dict(_told_twins(taken)), refused

    def _answers(self) -> Iterator[tuple[str, Intake | AnnexRefused]]:
        for (key, source), line in zip(self._sources.items(), self._worker.answers(), strict=True):
            if isinstance(line, Lost):
                yield key, refusal(source.name, REASONS[line])
                continue
            answer = json.loads(line)
            if "cannot_write" in answer:
                raise CannotWrite(answer["cannot_write"])
            if "refused" in answer:
                yield key, AnnexRefused(answer["refused"])
            else:
                yield key, _intake(answer)


def _intake(answer: dict[str, Any]) -> Intake:
    lists = {name: tuple(value) for name, value in answer.items() if isinstance(value, list)}
    paths = {name: Path(answer[name]) for name in ("source", "pdf")}
    return Intake(**{**answer, **lists, **paths})


def _told_twins(taken: dict[str, Intake]) -> Iterator[tuple[str, Intake]]:
    """Add to a file given for two pieces that it was already given."""
    first: dict[str, Intake] = {}
    for key, each in taken.items():
        twin = first.setdefault(each.sha256, each)
        if twin is each:
            yield key, each
            continue
        told = french_typography(
            f"même contenu que {quote(twin.source.name)}, déjà donné pour une autre pièce : "
            "vérifiez que c’est le bon fichier"
        )
        yield key, replace(each, reservations=(*each.reservations, told))
