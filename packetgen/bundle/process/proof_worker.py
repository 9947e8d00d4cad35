"""Prove one received bundle, in a process that packetgen.system.worker starts for it."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path

from pikepdf import Pdf

from packetgen.bundle.proof.examine import attached, examine


def answer(request: str) -> str:
    """Examine the bundle at `path`; return as JSON what is wrong, or its data named `data`.

    The keys are `problem` (no bundle at all), `differences` (an altered one), and, for a proved
    one, `sha256`, `pages` and `content`.
    """
    asked = json.loads(request)
    path = Path(asked["path"])
    found = examine(path)
    told: dict[str, object] = {
        "problem": found.problem,
        "differences": [each.text for each in found.differences],
    }
    if found.is_proved and found.ledger:
        with path.open("rb") as file:
            told["sha256"] = file_digest(file, "sha256").hexdigest()
        with Pdf.open(path) as pdf:
            told["content"] = attached(pdf).get(asked["data"], b"").decode()
        told["pages"] = found.ledger.plan.pages
    return json.dumps(told)
