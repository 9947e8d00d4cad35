"""Client of the process that reads pictures of pages, started only when there is one."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.util import find_spec

from msgspec import Struct, field

from packetgen.annexes import piece_cache
from packetgen.annexes.outcome import Intake
from packetgen.system.worker import Worker, service
from packetgen.text import count, enumerate_words, french_typography

OCR = service("ocr")
# Or else the libraries start a thread for each core
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# What a page takes on a usual machine, reckoned rather than measured: what is read of a dossier is
# the same from run to run, whatever else the machine does
PAGE_SECONDS, LINE_SECONDS, MOST_SECONDS = 1.0, 0.1, 10.0
# By the clock, after which nothing more is read
PATIENCE = 60.0


class ImageReading(Struct, frozen=True):
    """What was read of the pieces that are pictures.

    `texts` gives, by key of a piece, what is read on each of its pages: empty where it has a text
    of its own or was not looked at. It is empty for a piece that could not be read in time.
    `pages` gives by name of a file how many pages were read, and of how many.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pages: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    is_installed: bool = True

    def sentences(self) -> Iterator[str]:
        """Yield in French what was read, what was not, and the remedy."""
        read = [
            name if done == total else f"{name} ({count(done, 'page')} sur {total})"
            for name, (done, total) in self.pages.items()
            if done
        ]
        unread = [name for name, (done, _) in self.pages.items() if not done]
        if read:
            words = enumerate_words(read)
            yield french_typography(f"Lu sur une image, à contrôler à l’œil : {words}.")
        if unread:
            remedy = "recommencez quand l’ordinateur est moins occupé, ou contrôlez à l’œil"
            if not self.is_installed:
                remedy = "l’ajout « lecture » lit les images, le guide dit comment l’installer"
            yield french_typography(f"Non lu, en image : {enumerate_words(unread)} ; {remedy}.")


def is_installed() -> bool:
    """Whether the extra `lecture` is there."""
    return bool(find_spec("rapidocr") and find_spec("onnxruntime"))


def read_images(taken: Mapping[str, Intake], report: Callable[[str], None]) -> ImageReading:
    """Read the pages without text: the first of each file, then others while there is time.

    A file is read as planned, or not at all. `report` is told the name of each.
    """
    bare = {
        key: [place for place, text in enumerate(each.texts) if not text.strip()]
        for key, each in taken.items()
    }
    pages = [(rank, key, place) for key in bare for rank, place in enumerate(bare[key])]
    plan = sorted(pages, key=lambda page: page[0])
    read: dict[str, dict[int, str]] = {key: {} for key, places in bare.items() if places}
    late: set[str] = set()
    spent, start = 0.0, time.monotonic()
    can_read = bool(plan) and is_installed()
    reader = None
    with ExitStack() as stack:
        for rank, key, place in plan if can_read else ():
            if key in late or (rank and spent >= MOST_SECONDS):
                continue
            piece = taken[key]
            report(piece.name)
            text: object = piece_cache.get_words(piece, place)
            if text is None and time.monotonic() - start < PATIENCE:
                reader = reader or stack.enter_context(Worker(OCR, piece.pdf.parent, ONE_THREAD))
                reader.ask(pdf=str(piece.pdf), page=place)
                [text] = reader.results()
                if isinstance(text, str):
                    piece_cache.put_words(piece, place, text)
            if not isinstance(text, str):
                late.add(key)
                continue
            read[key][place] = text
            spent += PAGE_SECONDS + LINE_SECONDS * len(text.splitlines())
    done = {key: {} if key in late else pages for key, pages in read.items()}
    texts = {
        key: tuple(pages.get(place, "") for place in range(taken[key].pages)) if pages else ()
        for key, pages in done.items()
    }
    counts = {taken[key].name: (len(pages), len(bare[key])) for key, pages in done.items()}
    return ImageReading(texts if can_read else {}, counts, can_read or not plan)
