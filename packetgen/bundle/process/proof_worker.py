"""Prove one received bundle, in a process that packetgen.bundle.process.proof_client starts."""

from contextlib import suppress
from pathlib import Path

from pikepdf import Pdf
from pypdfium2 import PdfDocument

from packetgen.bundle.ledger import NAME
from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.structure import attached

FIRST_PAGES, MOST_TEXT = 2, 5_000


def handle(path: str, data: str) -> dict[str, object]:
    """Return what was found in a bundle, its ledger as JSON, and its attachment named `data`."""
    found = examine(Path(path))
    result: dict[str, object] = {
        "problem": found.problem,
        "differences": [(each.text, each.numero) for each in found.differences],
        "notes": found.notes,
        "ledger": "",
        "content": "",
        "text": "" if found.is_proved else _text(path),
    }
    if found.ledger:
        # of a bundle that was altered, to say whose it is: nobody counts on it
        with Pdf.open(path) as pdf:
            files = attached(pdf)
        result["ledger"] = files[NAME].decode("utf-8", "surrogatepass")
        result["content"] = files.get(data, b"").decode("utf-8", "replace")
    return result


def _text(path: str) -> str:
    """Return the text of the first pages of a file, to say what it is."""
    with suppress(Exception), PdfDocument(path) as document:
        first = (document[number] for number in range(min(len(document), FIRST_PAGES)))
        return "\n".join(page.get_textpage().get_text_bounded() for page in first)[:MOST_TEXT]
    return ""
