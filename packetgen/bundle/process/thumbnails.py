"""Pages of a PDF as small pictures, drawn by a process that may die of them."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock

from pypdfium2 import PdfDocument

from packetgen.system.worker import Worker, WorkerFailure

MODULE = "packetgen.bundle.process.thumbnails"
MEMORY, SECONDS = 1_000_000_000, 20.0
QUALITY = 80


class Thumbnails:
    """Draws pages into `folder` when they are asked, each once; `close` ends its process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker = Worker(MODULE, folder, memory=MEMORY, seconds=SECONDS)
        self._lock, self._is_closed = Lock(), False

    def draw(self, pdf: Path, page: int, width: int) -> Path | None:
        """Return page `page` (from 1) as a WEBP file `width` pixels wide; None if it cannot be."""
        picture = self._folder / f"{pdf.stem}-{page}-{width}.webp"
        with self._lock:
            if self._is_closed:
                return None
            if picture.exists():
                return picture
            request = {"pdf": str(pdf), "page": page, "width": width, "picture": str(picture)}
            self._worker.ask(json.dumps(request))
            answer = next(self._worker.answers())
        return None if isinstance(answer, WorkerFailure) or answer else picture

    def close(self) -> None:
        """End the process that draws."""
        with self._lock:
            self._is_closed = True
            self._worker.close()


def answer(request: str) -> str:
    """Draw one page, in the process; return nothing, or that it cannot be."""
    asked = json.loads(request)
    try:
        with PdfDocument(asked["pdf"]) as document:
            page = document[asked["page"] - 1]
            drawn = page.render(scale=asked["width"] / page.get_width()).to_pil()
            drawn.save(asked["picture"], "WEBP", quality=QUALITY)
    except Exception:  # noqa: BLE001 - whatever PDFium and Pillow raise: the page has no picture
        return "impossible"
    return ""
