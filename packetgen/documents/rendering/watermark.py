"""A mark across every page of a Word file, as Word's own watermark: it moves no text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml

from packetgen.documents.rendering.render import to_bytes
from packetgen.model.bundle import PROJET

# What Word writes for « Filigrane » : its gallery finds it again, and can remove it
WATERMARK = Path(__file__).with_name("watermark.xml").read_text(encoding="utf-8")


def _headers(document: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield each header that some page shows, made where a first section has none."""
    even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        shown = (
            (section.header, True),
            (section.first_page_header, section.different_first_page_header_footer),
            (section.even_page_header, even),
        )
        for header, used in shown:
            # linked, it is the one of the section before, already marked
            if used and not (number and header.is_linked_to_previous):
                yield header


def with_watermark(file: Path, mark: str = PROJET) -> bytes:
    """Return a Word file with `mark` behind the text of every page: same input, same bytes."""
    document = Document(str(file))
    for place, header in enumerate(_headers(document), start=1):
        run = parse_xml(WATERMARK.format(number=place, spid=2048 + place, mark=mark))
        header.paragraphs[0]._p.append(run)
    return to_bytes(document)
