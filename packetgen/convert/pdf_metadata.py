"""Structure, bookmarks, title and language of a PDF that goes its way alone."""

from io import BytesIO
from pathlib import Path

from pikepdf import OutlineItem, Pdf, String

from packetgen.bundle.assemble.part import Extract, opened
from packetgen.bundle.tags import describe, write
from packetgen.convert.protocol import Conversion
from packetgen.convert.tagging.drawn import Heading, extracted
from packetgen.convert.tagging.outline import Outline
from packetgen.system.files import write_atomically


def write_metadata(conversion: Conversion) -> None:
    """Write in a drawn PDF its title and language, and nothing that changes from run to run.

    Its structure too. The same PDF gives the same bytes, whatever its engine put in it. Raises
    CannotWrite.
    """
    with Pdf.open(BytesIO(tagged(conversion.pdf, conversion.outline))) as document:
        producer = str(document.docinfo.get("/Producer", ""))
        del document.docinfo
        describe(document, conversion.title)
        document.docinfo["/Producer"] = String(producer)
        for drawn_at_random in document.trailer.keys() & {"/ID", "/DocChecksum"}:  # by LibreOffice
            del document.trailer[drawn_at_random]
        document.save(finished := BytesIO(), deterministic_id=True)
    write_atomically(finished.getvalue(), conversion.pdf)


def tagged(drawn: Path, outline: Outline | None) -> bytes:
    """Return a PDF with the structure of the document that it was drawn of, if any is given."""
    headings: list[Heading] = []
    part = extracted(drawn, outline, headings) if outline else drawn
    if not isinstance(part, Extract):
        return drawn.read_bytes()
    above: list[tuple[int, OutlineItem]] = []
    with opened(part) as pdf:
        write(pdf, part.elements)
        with pdf.open_outline() as bookmarks:
            for level, title, page, top in headings:
                item = OutlineItem(title, page, "XYZ", left=0, top=top)
                while above and above[-1][0] >= level:
                    above.pop()
                (above[-1][1].children if above else bookmarks.root).append(item)
                above.append((level, item))
        pdf.save(finished := BytesIO(), deterministic_id=True)
    return finished.getvalue()
