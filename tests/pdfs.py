"""PDFs made by hand, and pictures of their pages to compare."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String
from PIL import Image, ImageChops, ImageStat
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.a4 import A4

# The fixture `take` of the annexes: from a PDF or the bytes of a file to what became of it
Take = Callable[..., Intake]
TEXT = b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"


def draw_page(content: bytes = b"", **entries: object) -> Pdf:
    """Make a PDF of one page from its operators and the entries of its dictionary."""
    pdf = Pdf.new()
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
    own: dict[str, Any] = {"MediaBox": Array([0, 0, *A4]), "Contents": pdf.make_stream(content)}
    page = Dictionary(Type=Name.Page, Resources=resources, **own | entries)
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf


def drawing(
    pdf: Pdf, content: bytes, box: tuple[float, ...] = (0, 0, 10, 10), **entries: object
) -> Stream:
    return pdf.make_stream(content, Subtype=Name.Form, BBox=Array(box), **entries)


def image(
    pdf: Pdf,
    data: bytes,
    size: tuple[int, int],
    colors: Object = Name.DeviceGray,
    **entries: object,
) -> Stream:
    said = {"BitsPerComponent": 8, "ColorSpace": colors, **entries}
    return pdf.make_stream(data, Subtype=Name.Image, Width=size[0], Height=size[1], **said)


def show(content: bytes = b"", **named: Callable[[Pdf], Object]) -> Pdf:
    """Make a page that draws an image or a form over the whole sheet, under its one name."""
    [(name, make)] = named.items()
    pdf = draw_page(content or b"q 595 0 0 842 0 0 cm /%b Do Q" % name.encode())
    pdf.pages[0].Resources.XObject = Dictionary({f"/{name}": make(pdf)})
    return pdf


def annotated(subtype: str, **entries: object) -> Pdf:
    """Make a page of one line, with an annotation of this kind without a picture."""
    pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Statuts) Tj ET")
    own: dict[str, Any] = {"Rect": Array([60, 600, 260, 700]), "F": 4}
    note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), **own | entries)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    return pdf


def form(*fields: dict[str, object], stale: bool = False, height: float = 60) -> Pdf:
    """Make a form of some fields, one above the other; `drawn` is the text of a field's picture."""
    pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Formulaire) Tj ET")
    fonts = Dictionary(Font=Dictionary(Helv=pdf.pages[0].Resources.Font.F))
    made = Array()
    for rank, entries in enumerate(fields):
        bottom = 650 - 100 * rank
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(f"champ {rank}"), F=4,
            Rect=Array([60, bottom, 260, bottom + height]), DA=String("/Helv 12 Tf 0 g"),
        )  # fmt: skip
        for key, value in entries.items():
            if key == "drawn":
                content = f"BT /Helv 12 Tf 2 {height - 14} Td ({value}) Tj ET".encode("cp1252")
                field.AP = Dictionary(N=drawing(pdf, content, (0, 0, 200, height), Resources=fonts))
            else:
                field[f"/{key}"] = value
        made.append(pdf.make_indirect(field))
    pdf.pages[0].Annots = made
    pdf.Root.AcroForm = Dictionary(Fields=made, DR=fonts, NeedAppearances=stale)
    return pdf


def write_pdf(pages: int = 1, size: tuple[float, float] = A4, lines: int = 40) -> bytes:
    """Write a PDF of some pages of text, as an office program would."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True)
    for page in range(1, pages + 1):
        for line in range(lines):
            canvas.drawString(60, size[1] - 60 - 14 * line, f"Page {page}, ligne {line}, " * 3)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def as_bytes(pdf: Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, **how)  # type: ignore[arg-type] # options of Pdf.save
    return out.getvalue()


def plain(pdf: Pdf) -> bytes:
    """Return a PDF whose objects can be read in its bytes, its streams as they are."""
    none, off = pikepdf.StreamDecodeLevel.none, ObjectStreamMode.disable
    return as_bytes(pdf, object_stream_mode=off, stream_decode_level=none, compress_streams=False)


def write_objects(*objects: bytes) -> bytes:
    """Write a PDF from its objects, the catalog first, as no library would."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, len(out))


def write_page(entries: bytes, *others: bytes, catalog: bytes = b"") -> bytes:
    """Write a PDF of one page, its other objects from the fourth on."""
    return write_objects(CATALOG % catalog, PAGES, PAGE % entries, *others)


def write_stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def pictures(pdf: Path | bytes, width: int = 300) -> list[Image.Image]:
    """Draw each page as a viewer does, at a low resolution, forms included."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        drawn = (page.render(scale=width / page.get_width()) for page in document)
        return [each.to_pil().convert("RGB") for each in drawn]


def picture(pdf: Path | bytes | Pdf, page: int = 0, width: int = 300) -> Image.Image:
    return pictures(as_bytes(pdf) if isinstance(pdf, Pdf) else pdf, width)[page]


def pixel(pdf: Path | bytes | Pdf, x: int, y: int) -> object:
    """Return the color of the first page at a point, from its bottom left."""
    return picture(pdf, width=595).getpixel((x, 842 - y))


def difference(first: Image.Image, second: Image.Image) -> float:
    """Return the mean difference of two pictures, from 0 to 255, sized as the first."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second.resize(first.size))).mean) / 3


def look_changed(first: Path | bytes | Pdf, second: Path | bytes | Pdf, page: int = 0) -> float:
    """Return the mean difference of two pages, from 0 to 255."""
    return difference(picture(first, page), picture(second, page))
