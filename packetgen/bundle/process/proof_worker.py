"""Prove one received bundle, in a process that packetgen.bundle.process.proof_client starts."""

from pathlib import Path

from pikepdf import Pdf

from packetgen.bundle.ledger import NAME
from packetgen.bundle.proof.attachments import attached
from packetgen.bundle.proof.examine import examine


def handle(path: str, data: str) -> dict[str, object]:
    """Return what was found in a bundle, its ledger as JSON, and its attachment named `data`."""
    found = examine(Path(path))
    result: dict[str, object] = {
        "problem": found.problem,
        "differences": [(each.text, each.numero) for each in found.differences],
        "notes": found.notes,
        "ledger": "",
        "content": "",
    }
    if found.ledger:
        with Pdf.open(path) as pdf:
            files = attached(pdf)
        result["ledger"] = files[NAME].decode("utf-8", "surrogatepass")
        result["content"] = files.get(data, b"").decode() if found.is_proved else ""
    return result
