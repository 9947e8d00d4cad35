"""Forms and annotations drawn into their pages, as they show on a screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2
from pikepdf import AnnotationFlag, Array, Dictionary, Name, Object, Pdf, Stream, String

from packetgen.annexes.a4 import box
from packetgen.annexes.links import annotations_of, is_link
from packetgen.annexes.notes import of_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packetgen.annexes.notes import Notes

MAX_DEPTH = 20
HIDDEN = AnnotationFlag.hidden | AnnotationFlag.invisible | AnnotationFlag.no_view


def flatten(pdf: Pdf, notes: Notes) -> None:
    """Draw annotations and filled fields into their pages; none is left, links included."""
    for page in pdf.pages:
        page.obj.Annots = Array(_drawable(pdf, page.obj))
    if any(_is_widget(annotation) for annotation in _all(pdf)):
        _complete_form(pdf)
        notes.change("formulaire figé, réponses visibles")
    _reserve_comments(pdf, notes)
    _reserve_undrawn(pdf, notes)
    pdf.flatten_annotations("screen")
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots


def _drawable(pdf: Pdf, page: Dictionary) -> Iterator[Dictionary]:
    """Return what may be drawn of a page's annotations; of a link, its picture if it has one."""
    for annotation in annotations_of(page):
        if annotation.get("/Subtype") == Name.Popup:
            continue
        if not is_link(annotation):
            yield annotation if annotation.is_indirect else pdf.make_indirect(annotation)
        elif "/AP" in annotation:
            yield pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Stamp, Rect=annotation.Rect, AP=annotation.AP
                )
            )


def _all(pdf: Pdf) -> Iterator[Dictionary]:
    for page in pdf.pages:
        yield from annotations_of(page.obj)


def _is_widget(annotation: Dictionary) -> bool:
    return bool(annotation.get("/Subtype") == Name.Widget)


def _inherited(field: Object, key: str) -> Object | None:
    """Return an attribute of a field, or the one of the nearest field above it."""
    node: object = field
    for _ in range(MAX_DEPTH):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _top(field: Dictionary) -> Dictionary:
    for _ in range(MAX_DEPTH):
        parent = field.get("/Parent")
        if not isinstance(parent, Dictionary):
            break
        field = parent
    return field


def _complete_form(pdf: Pdf) -> None:
    """Give a picture to the filled fields that have none, or whose form says they are stale."""
    acroform = pdf.Root.get("/AcroForm")
    if not isinstance(acroform, Dictionary):
        acroform = pdf.Root.AcroForm = pdf.make_indirect(Dictionary())
    # Merged forms often list no field, and a field that is not listed is not drawn
    tops = {top.objgen: top for top in (_top(w) for w in _all(pdf) if _is_widget(w))}
    acroform.Fields = Array(tops.values())
    stale = acroform.get("/NeedAppearances", False) is True
    wanted = []
    for number, page in enumerate(pdf.pages):
        for rank, widget in enumerate(annotations_of(page.obj)):
            if not _is_widget(widget):
                continue
            _choose_state(widget)
            if _has_text(widget) and (stale or _picture(widget) is None):
                wanted.append((number, rank))
    if wanted:
        acroform.NeedAppearances = True
        _borrow_pictures(pdf, wanted)
    acroform.NeedAppearances = False


def _has_text(widget: Dictionary) -> bool:
    """Tell whether a text was written, or a line of a list chosen."""
    value = _inherited(widget, "/V")
    if _inherited(widget, "/FT") == Name.Btn or value is None:
        return False
    return bytes(value) != b"" if isinstance(value, String) else isinstance(value, Array | Stream)


def _choose_state(widget: Dictionary) -> None:
    """Show the state that a box was given, when the program that filled it did not say."""
    value, pictures = _inherited(widget, "/V"), widget.get("/AP")
    if "/AS" in widget or not isinstance(value, Name) or not isinstance(pictures, Dictionary):
        return
    states = pictures.get("/N")
    if isinstance(states, Dictionary):
        widget.AS = value if str(value) in states else Name.Off


def _picture(annotation: Dictionary) -> Stream | None:
    """Return the normal appearance of an annotation, in its present state."""
    pictures = annotation.get("/AP")
    picture = pictures.get("/N") if isinstance(pictures, Dictionary) else None
    if isinstance(picture, Dictionary):
        picture = picture.get(str(annotation.get("/AS", "/Off")))
    return picture if isinstance(picture, Stream) else None


def _borrow_pictures(pdf: Pdf, wanted: Sequence[tuple[int, int]]) -> None:
    """Have PDFium draw the fields at these pages and ranks, as viewers do; take what it drew.

    qpdf draws one line only, at a fixed size: a long answer would lose its end.
    """
    widgets = [annotations_of(pdf.pages[number].obj)[rank] for number, rank in wanted]
    stale = [widget.get("/AP", Dictionary()) for widget in widgets]
    for widget in widgets:
        # PDFium draws only the fields that have no picture
        if "/AP" in widget:
            del widget.AP
    made = _drawn_by_pdfium(pdf, {number for number, _ in wanted})
    for widget, (number, rank), before in zip(widgets, wanted, stale, strict=True):
        drawn = _picture(annotations_of(made.pages[number].obj)[rank]) if made else None
        widget.AP = before if drawn is None else Dictionary(N=pdf.copy_foreign(drawn))


def _drawn_by_pdfium(pdf: Pdf, pages: set[int]) -> Pdf | None:
    """Return a copy of the file with its fields drawn on these pages, or None if it cannot be."""
    source, drawn = io.BytesIO(), io.BytesIO()
    pdf.save(source)
    try:
        document = pypdfium2.PdfDocument(source.getvalue())
        for number in pages:
            document[number].render(scale=0.05)
        document.save(drawn)
        document.close()
    except pypdfium2.PdfiumError:
        # The fields stay undrawn, and the reader is told
        return None
    return Pdf.open(drawn)


def _reserve_comments(pdf: Pdf, notes: Notes) -> None:
    """Say where comments are whose text shows only when one clicks on them."""
    pages = [
        number
        for number, page in enumerate(pdf.pages, start=1)
        if any(
            a.get("/Subtype") == Name.Text and "/Contents" in a for a in annotations_of(page.obj)
        )
    ]
    if pages:
        notes.reserve(f"{of_pages(pages)} : le texte des commentaires n’est pas repris")


def _reserve_undrawn(pdf: Pdf, notes: Notes) -> None:
    """Say where something that should show has no picture to draw."""
    pages = [
        number
        for number, page in enumerate(pdf.pages, start=1)
        if any(_should_show(a) and not _is_drawable(a) for a in annotations_of(page.obj))
    ]
    if pages:
        notes.reserve(
            f"{of_pages(pages)} : une réponse ou une annotation n’a pas pu être dessinée, "
            "comparez avec l’original"
        )


def _should_show(annotation: Dictionary) -> bool:
    flags = annotation.get("/F", 0)
    if isinstance(flags, int) and flags & HIDDEN:
        return False
    if not _is_widget(annotation):
        return annotation.get("/Subtype") != Name.Text
    if _inherited(annotation, "/FT") == Name.Btn:
        state = annotation.get("/AS", _inherited(annotation, "/V"))
        return isinstance(state, Name) and state != Name.Off
    return _has_text(annotation)


def _is_drawable(annotation: Dictionary) -> bool:
    picture = _picture(annotation)
    return (
        picture is not None
        and box(picture.get("/BBox")) is not None
        and box(annotation.get("/Rect")) is not None
    )
