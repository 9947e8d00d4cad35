"""Pages bound together for the eye: each says that it is a preview."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
from msgspec import Struct
from reportlab.pdfbase.pdfmetrics import stringWidth

from packetgen.bundle import element, tags
from packetgen.bundle.assemble.part import opened
from packetgen.bundle.assemble.stamp import apply, draw_stamps
from packetgen.bundle.pages import drawing
from packetgen.model.bundle import PROJET

MARK = pikepdf.Name("/Apercu")
SIZE, PADDING, FROM_TOP = 9.0, 6.0, 20.0  # points


class RenderedPage(Struct, frozen=True):
    """A PDF to show: its entry in the outline, and what each of its pages is marked with."""

    title: str
    pdf: Path
    mark: str


def assemble_preview(pdfs: Sequence[RenderedPage], title: str) -> bytes:
    """Return one PDF of several, each with its entry in the outline and its mark on every page."""
    with pikepdf.new() as bound:
        with bound.open_outline() as outline:
            for shown in pdfs:
                first = len(bound.pages)
                outline.root.append(pikepdf.OutlineItem(shown.title, first))
                with pikepdf.open(shown.pdf) as source:
                    bound.pages.extend(source.pages)
                for page in list(bound.pages)[first:]:
                    _mark(page, shown.mark, bound)
        tags.describe(bound, title)
        content = BytesIO()
        bound.save(content, deterministic_id=True)
    return content.getvalue()


def _mark(page: pikepdf.Page, mark: str, bound: pikepdf.Pdf) -> None:
    size = map(float, page.mediabox[2:])
    [drawn] = drawing.draw_pages([lambda canvas: _draw_mark(canvas, mark, *size)])
    with opened(drawn) as marked:
        form = bound.copy_foreign(marked.pages[0].as_form_xobject())
    # add_overlay would name it at random: not the same bytes twice
    page.add_resource(form, pikepdf.Name.XObject, MARK)
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q q %b Do Q" % str(MARK).encode())


def _draw_mark(canvas: drawing.Canvas, mark: str, width: float, height: float) -> None:
    canvas.setPageSize((width, height))
    across = stringWidth(mark, drawing.BOLD, SIZE)
    left, baseline = (width - across) / 2, height - FROM_TOP
    canvas.setFillColor(drawing.PALE_RED)
    canvas.setStrokeColor(drawing.RED)
    canvas.roundRect(left - PADDING, baseline - 4, across + 2 * PADDING, SIZE + 6, 3, fill=1)
    drawing.write(canvas, left, baseline, mark, SIZE, drawing.RED, font=drawing.BOLD)
    canvas.showPage()


def mark_preview(pdf: Path) -> bytes:
    """Return a PDF with the bundle's own « PROJET » on every page: same input, same bytes."""
    content = BytesIO()
    with pikepdf.open(pdf) as document:
        [stamp] = draw_stamps([PROJET], document)
        spoken = tags.Reading(document).elements
        forms = [apply(page, [stamp], document) for page in document.pages]
        for held in (held for each in spoken for held in each.walk()):
            if isinstance(held, element.Mark) and held.stream is None:
                held.stream = forms[held.page]
        if spoken:
            tags.write(document, spoken[0].kids)
        document.save(content, deterministic_id=True)
    return content.getvalue()
