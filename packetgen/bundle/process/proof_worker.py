"""Prove one received bundle, in a process that packetgen.pipeline.receive starts for it."""

from hashlib import file_digest
from pathlib import Path

from pikepdf import Pdf

from packetgen.bundle.proof.examine import attached, examine


def handle(path: str, data: str) -> dict[str, object]:
    """Return the differences of a bundle from its ledger, or its attachment named `data`.

    The keys are `problem` (no bundle at all), `differences` (an altered one), and, for a proved
    one, `sha256`, `pages` and `content`.
    """
    found = examine(Path(path))
    result: dict[str, object] = {
        "problem": found.problem,
        "differences": [each.text for each in found.differences],
    }
    if found.is_proved and found.ledger:
        with Path(path).open("rb") as file:
            result["sha256"] = file_digest(file, "sha256").hexdigest()
        with Pdf.open(path) as pdf:
            result["content"] = attached(pdf).get(data, b"").decode()
        result["pages"] = found.ledger.plan.pages
    return result
