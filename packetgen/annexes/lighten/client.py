"""The annexes of a bundle, lightened by a process that may die of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packetgen.system.worker import Worker, WorkerFailure

MODULE = "packetgen.annexes.lighten.worker"
MEMORY = 1_500_000_000
# For one file: three hundred pages of a color scanner take a minute and a half
SECONDS = 180.0


@dataclass(frozen=True)
class Lightened:
    """The pages of an annex in fewer bytes; `photos` counts those that were resampled."""

    pdf: Path
    photos: int


def lighten_annexes(pdfs: Mapping[str, Path], work: Path, *, photos: bool) -> dict[str, Lightened]:
    """Lighten each PDF into `work`; return by key those that weigh less, with `photos` or not.

    What cannot be lightened stays as it is.
    """
    work = work.absolute()
    with Worker(MODULE, work, memory=MEMORY, seconds=SECONDS) as worker:
        suffix = "photos.pdf" if photos else "leger.pdf"
        made = {key: work / f"{key}.{suffix}" for key in pdfs}
        for key, pdf in pdfs.items():
            request = {"path": str(pdf.absolute()), "destination": str(made[key])}
            worker.ask(json.dumps(request | {"photos": photos}))
        answers = [
            None if isinstance(each, WorkerFailure) else json.loads(each)
            for each in worker.answers()
        ]
    return {
        key: Lightened(made[key], count)
        for (key, pdf), count in zip(pdfs.items(), answers, strict=True)
        if count is not None and made[key].stat().st_size < pdf.stat().st_size
    }
