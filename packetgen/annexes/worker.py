"""Take in one file, in a process that packetgen.system.worker starts for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from packetgen.annexes.intake import finish, intake
from packetgen.annexes.outcome import IntakeOutcome, Prepared, dump, load
from packetgen.errors import AnnexRefused, CannotWrite


def answer(request: str) -> str:
    """Do what packetgen.annexes.client asks of one file; return what became of it."""
    return dump(_outcome(**json.loads(request)))


def _outcome(
    path: str,
    destination: str,
    prepared: str | None = None,
    **others: Any,  # noqa: ANN401
) -> IntakeOutcome:
    try:
        if prepared is None:
            return intake(Path(path), Path(destination), **others)
        made = load(prepared)
        assert isinstance(made, Prepared)  # noqa: S101 - this process made it
        return finish(made, Path(path), Path(destination), **others)
    except (AnnexRefused, CannotWrite) as error:
        return error
