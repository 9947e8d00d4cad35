"""Forms and annotations drawn into their pages, as they show on a screen."""

import re
from collections.abc import Iterator, Sequence

from pikepdf import AnnotationFlag, Array, Dictionary, Name, Pdf, Stream, String

from packetgen.annexes.notes import Notes, of_pages, said
from packetgen.annexes.pdf import fields
from packetgen.annexes.pdf.a4 import key_of
from packetgen.annexes.pdf.compare import PageLook
from packetgen.annexes.pdf.fields import FormAnswer, picture
from packetgen.annexes.pdf.links import annotations_of, is_link
from packetgen.annexes.pdf.streams import drop, within
from packetgen.bundle.pdf_page import box_of, items
from packetgen.resources import table
from packetgen.text import enumerate_words

# Viewers heed « invisible » for annotations that they do not know only
HIDDEN = AnnotationFlag.hidden | AnnotationFlag.no_view
KINDS = table(__file__, "forms.toml")
TAG = re.compile(r"<[^>]*>")
MULTILINE = 1 << 12
PLAIN_TEXT = "/Helv 12 Tf 0 g"


def flatten(pdf: Pdf, looks: Sequence[PageLook], notes: Notes) -> None:
    """Draw annotations and filled fields into their pages; none is left, links included.

    `looks` receive the comments, and the places that do not look as they did.
    """
    is_form = False
    media: list[int] = []
    for number, (page, look) in enumerate(zip(pdf.pages, looks, strict=True), start=1):
        shown = [each for each in annotations_of(page.obj) if not _is_hidden(each)]
        # Viewers draw fields over all the rest
        shown.sort(key=lambda each: bool(each.get("/Subtype") == Name.Widget))
        is_form |= any(each.get("/Subtype") == Name.Widget for each in annotations_of(page.obj))
        look.comments += filter(None, map(_comment, shown))
        media += [number for each in shown if _kind(each) in KINDS["media"]]
        page.obj.Annots = Array(_drawable(pdf, shown, look))
    if media:
        notes.reserve(f"{of_pages(media)} : un son, une vidéo ou une animation n’est pas repris")
    shown_all = _freeze(pdf, looks, notes)
    undrawn = _undrawn(pdf, notes)
    if is_form:
        notes.change(f"formulaire figé{', réponses visibles' * (shown_all and not undrawn)}")
    pdf.flatten_annotations("screen")
    for page in pdf.pages:
        drop(page.obj, page.obj.keys() & {"/Annots"})


def _comment(annotation: Dictionary) -> str:
    """Return the text that viewers show beside a page, not on it."""
    kind = _kind(annotation)
    if kind not in KINDS["markup"] or (kind == "/Popup" and "/Parent" in annotation):
        return ""
    return _text(annotation)


def _text(annotation: Dictionary) -> str:
    plain, rich = (fields.text_of(annotation.get(key)) for key in ("/Contents", "/RC"))
    return plain.strip() or TAG.sub(" ", rich).strip()


def _drawable(pdf: Pdf, shown: Sequence[Dictionary], look: PageLook) -> Iterator[Dictionary]:
    """Yield what is to be drawn of a page's annotations; of a link, its picture if it has one."""
    for annotation in shown:
        if is_link(annotation) and "/AP" in annotation:
            kept = Dictionary(Subtype=Name.Stamp, Rect=annotation.Rect, AP=annotation.AP)
            yield pdf.make_indirect(kept)
        if is_link(annotation) or annotation.get("/Subtype") == Name.Popup:
            continue
        flags = annotation.get("/F", 0)
        annotation.F = int(flags & ~AnnotationFlag.invisible) if isinstance(flags, int) else 0
        drawn = annotation if annotation.is_indirect else pdf.make_indirect(annotation)
        box = box_of(annotation.get("/Rect"))
        if picture(drawn) is None and box and _is_made_otherwise(drawn):
            look.redrawn.append(box)
        yield drawn


def _is_made_otherwise(annotation: Dictionary) -> bool:
    """Make what PDFium does not draw, or in part, what it draws whole; tell if it was done."""
    subtype = annotation.get("/Subtype")
    if subtype == Name.FreeText and (text := _text(annotation)):
        # PDFium draws one line of a text, in the letters of Helvetica alone, but fields whole
        annotation.update({
            "/Subtype": Name.Widget, "/FT": Name.Tx, "/Ff": MULTILINE, "/V": String(text),
            "/T": String(f"texte {annotation.objgen[0]}"), "/TU": String("texte ajouté"),
            "/DA": String(fields.text_of(annotation.get("/DA")) or PLAIN_TEXT),
            "/MK": Dictionary(BG=Array(items(annotation.get("/C"))), BC=Array([0])),
        })  # fmt: skip
        return True
    ends = annotation.get("/L") if subtype == Name.Line else annotation.get("/Vertices")
    if subtype in (Name.Line, Name.Polygon, Name.PolyLine) and isinstance(ends, Array):
        first = list(ends)[:2] if subtype == Name.Polygon else []
        annotation.Subtype = Name.Ink
        annotation.InkList = Array([Array([*ends, *first])])
        return True
    return False


def _freeze(pdf: Pdf, looks: Sequence[PageLook], notes: Notes) -> bool:
    """Give a picture to what has none; tell if there are answers, all shown."""
    places = [
        (number, rank, annotation)
        for number, page in enumerate(pdf.pages)
        for rank, annotation in enumerate(annotations_of(page.obj))
    ]
    if not places:
        return False
    widgets = [each for _, _, each in places if each.get("/Subtype") == Name.Widget]
    form = _form(pdf, widgets)
    stale = form.get("/NeedAppearances", False) is True
    for widget in widgets:
        _choose_state(widget)
    answers = [found for place in places if (found := fields.answer_of(*place))]
    written = {(answer.page, answer.rank) for answer in answers}
    blank = [FormAnswer(*place, "") for place in places if place[:2] not in written]
    bare = [each for each in blank if picture(each.widget) is None]
    shown = fields.show_answers(pdf, answers, bare, notes, stale=stale)
    # Fields that have their picture are drawn as it is, and answers looked for one by one: PDFium
    # draws some anew, and leaves out those of a file without form, without name or without state
    for number, _, annotation in places:
        box = box_of(annotation.get("/Rect"))
        if box and annotation.get("/Subtype") == Name.Widget:
            looks[number].redrawn.append(box)
    form.NeedAppearances = False
    return shown and bool(answers or any(map(_is_ticked, widgets)))


def _form(pdf: Pdf, widgets: Sequence[Dictionary]) -> Dictionary:
    """Return the form of a file, all its fields listed."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        form = pdf.Root.AcroForm = pdf.make_indirect(Dictionary())
    # Merged forms often list no field, and a field that is not listed is not drawn
    tops = {top.objgen: top for top in (fields.field_of(w).top_level_field.obj for w in widgets)}
    form.Fields = Array(tops.values())
    shared = within(form, "/DR")
    # What Adobe Acrobat adds with a signature is no font, and qpdf would copy none of them
    drop(shared, [key for key, held in shared.items() if isinstance(held, Stream)])
    return form


def _choose_state(widget: Dictionary) -> None:
    """Show the state that a box was given, when the program that filled it did not say."""
    value = fields.field_of(widget).get_inheritable_field_value("/V")
    pictures = widget.get("/AP")
    if "/AS" in widget or not isinstance(value, Name) or not isinstance(pictures, Dictionary):
        return
    states = pictures.get("/N")
    if isinstance(states, Dictionary):
        widget.AS = value if str(value) in states else Name.Off


def _undrawn(pdf: Pdf, notes: Notes) -> bool:
    """Tell whether something that should show has no picture, and say what."""
    found = [
        (number, KINDS["called"].get(_kind(annotation), ""))
        for number, page in enumerate(pdf.pages, start=1)
        for annotation in annotations_of(page.obj)
        if _should_show(annotation) and picture(annotation) is None
    ]
    if found:
        kinds = enumerate_words(dict.fromkeys(kind for _, kind in found if kind))
        pages, kinds = of_pages(number for number, _ in found), f"({kinds}) " * bool(kinds)
        notes.reserve(said("without_picture", pages=pages, kinds=kinds))
    return bool(found)


def _should_show(annotation: Dictionary) -> bool:
    """Tell whether something else than a written answer is to show."""
    kind = _kind(annotation)
    return _is_ticked(annotation) if kind == "/Widget" else kind not in KINDS["unseen"]


def _is_ticked(widget: Dictionary) -> bool:
    field = fields.field_of(widget)
    state = widget.get("/AS", field.get_inheritable_field_value("/V"))
    return field.field_type == "/Btn" and isinstance(state, Name) and state != Name.Off


def _kind(annotation: Dictionary) -> str:
    subtype = annotation.get("/Subtype")
    return key_of(subtype) if isinstance(subtype, Name) else ""


def _is_hidden(annotation: Dictionary) -> bool:
    flags = annotation.get("/F", 0)
    return isinstance(flags, int) and bool(flags & HIDDEN)
