"""Take in one file, in a process that packetgen.isolation starts for it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from packetgen.annexes.intake import intake
from packetgen.errors import AnnexRefused, CannotWrite


def answer(request: str) -> str:
    """Take in the file of a request of packetgen.annexes.intakes; return what became of it."""
    asked = json.loads(request)
    source, destination = Path(asked.pop("source")), Path(asked.pop("destination"))
    try:
        done = asdict(intake(source, destination, **asked))
    except AnnexRefused as refused:
        done = {"refused": str(refused)}
    except CannotWrite as error:
        done = {"cannot_write": str(error)}
    return json.dumps(done, default=str)
