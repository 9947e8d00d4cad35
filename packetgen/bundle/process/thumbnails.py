"""Pages of a PDF as thumbnails, drawn by a process that may die of them."""

from pathlib import Path
from threading import Lock

from pypdfium2 import PdfDocument

from packetgen.errors import PacketgenError
from packetgen.system.worker import Worker, service

THUMBNAILS = service("thumbnails")
QUALITY = 80


class Thumbnails:
    """Draw pages beside their PDF on request, each once; `close` ends its process."""

    def __init__(self, folder: Path) -> None:
        self._worker = Worker(THUMBNAILS, folder)
        self._lock, self._is_closed = Lock(), False

    def draw(self, pdf: Path, page: int, width: int) -> Path | None:
        """Return page `page` (from 1) as a WEBP file `width` pixels wide; None if it cannot be."""
        picture = pdf.with_name(f"{pdf.stem}-{page}-{width}.webp")
        with self._lock:
            if self._is_closed:
                return None
            if picture.exists():
                return picture
            self._worker.ask(pdf=str(pdf), page=page, width=width, picture=str(picture))
            result = next(self._worker.results())
        return None if isinstance(result, PacketgenError) else picture

    def close(self) -> None:
        """End the process that draws."""
        with self._lock:
            self._is_closed = True
            self._worker.close()


def handle(pdf: str, page: int, width: int, picture: str) -> None:
    """Draw one page, in the process."""
    with PdfDocument(pdf) as document:
        drawn = document[page - 1]
        image = drawn.render(scale=width / drawn.get_width()).to_pil()
        image.save(picture, "WEBP", quality=QUALITY)
