"""Forms and annotations drawn into their pages, as they show on a screen."""

from collections.abc import Callable, Iterator, Sequence

from pikepdf import AnnotationFlag, Array, Dictionary, Name, Pdf

from packetgen.annexes.notes import Notes, of_pages
from packetgen.annexes.pdf import fields
from packetgen.annexes.pdf.fields import picture
from packetgen.annexes.pdf.links import annotations_of, is_link

HIDDEN = AnnotationFlag.hidden | AnnotationFlag.invisible | AnnotationFlag.no_view


def flatten(pdf: Pdf, notes: Notes) -> None:
    """Draw annotations and filled fields into their pages; none is left, links included."""
    for page in pdf.pages:
        page.obj.Annots = Array(_drawable(pdf, page.obj))
    shown = _freeze(pdf, notes)
    if pages := _pages_with(pdf, lambda a: a.get("/Subtype") == Name.Text and "/Contents" in a):
        notes.reserve(f"{of_pages(pages)} : le texte des commentaires n’est pas repris")
    if undrawn := _pages_with(pdf, lambda a: _should_show(a) and picture(a) is None):
        notes.reserve(
            f"{of_pages(undrawn)} : une réponse ou une annotation n’a pas pu être dessinée, "
            "comparez avec l’original"
        )
    if shown is not None:
        notes.change(f"formulaire figé{', réponses visibles' * (shown and not undrawn)}")
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


def _freeze(pdf: Pdf, notes: Notes) -> bool | None:
    """Give a picture to the answers that have none; tell if there are some, all shown.

    Returns None when the file has no form.
    """
    places = [
        (number, rank, annotation)
        for number, page in enumerate(pdf.pages)
        for rank, annotation in enumerate(annotations_of(page.obj))
        if annotation.get("/Subtype") == Name.Widget
    ]
    if not places:
        return None
    widgets = [widget for _, _, widget in places]
    form = _form(pdf, widgets)
    stale = form.get("/NeedAppearances", False) is True
    for widget in widgets:
        _choose_state(widget)
    answers = [
        answer
        for number, rank, widget in places
        if not _is_hidden(widget) and (answer := fields.answer_of(number, rank, widget))
    ]
    shown = fields.show_answers(pdf, answers, notes, stale=stale)
    form.NeedAppearances = False
    return shown and bool(answers or any(_should_show(widget) for widget in widgets))


def _form(pdf: Pdf, widgets: Sequence[Dictionary]) -> Dictionary:
    """Return the form of a file, all its fields listed."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        form = pdf.Root.AcroForm = pdf.make_indirect(Dictionary())
    # Merged forms often list no field, and a field that is not listed is not drawn
    tops = {top.objgen: top for top in (fields.field_of(w).top_level_field.obj for w in widgets)}
    form.Fields = Array(tops.values())
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


def _pages_with(pdf: Pdf, wanted: Callable[[Dictionary], bool]) -> list[int]:
    return [
        number
        for number, page in enumerate(pdf.pages, start=1)
        if any(map(wanted, annotations_of(page.obj)))
    ]


def _should_show(annotation: Dictionary) -> bool:
    """Tell whether something else than a written answer is to show."""
    if _is_hidden(annotation):
        return False
    if annotation.get("/Subtype") != Name.Widget:
        return annotation.get("/Subtype") != Name.Text
    field = fields.field_of(annotation)
    state = annotation.get("/AS", field.get_inheritable_field_value("/V"))
    return field.field_type == "/Btn" and isinstance(state, Name) and state != Name.Off


def _is_hidden(annotation: Dictionary) -> bool:
    flags = annotation.get("/F", 0)
    return isinstance(flags, int) and bool(flags & HIDDEN)
