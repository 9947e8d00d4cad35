"""The PDF of a document that goes its way alone: its structure and its bookmarks."""

from io import BytesIO
from pathlib import Path

from pikepdf import OutlineItem, Pdf

from packetgen.bundle.assemble.part import Extract
from packetgen.bundle.tags import write
from packetgen.convert.tagging.drawn import Heading, extracted
from packetgen.convert.tagging.outline import Outline


def tagged(drawn: Path, outline: Outline | None) -> bytes:
    """Return a PDF with the structure of the document that it was drawn of, if any is given."""
    headings: list[Heading] = []
    part = extracted(drawn, outline, headings) if outline else drawn
    if not isinstance(part, Extract):
        return drawn.read_bytes()
    above: list[tuple[int, OutlineItem]] = []
    with Pdf.open(BytesIO(part.pdf)) as pdf:
        write(pdf, part.elements)
        with pdf.open_outline() as bookmarks:
            for level, title, page, top in headings:
                item = OutlineItem(title, page, "XYZ", left=0, top=top)
                while above and above[-1][0] >= level:
                    above.pop()
                (above[-1][1].children if above else bookmarks.root).append(item)
                above.append((level, item))
        finished = BytesIO()
        pdf.save(finished, deterministic_id=True)
    return finished.getvalue()
