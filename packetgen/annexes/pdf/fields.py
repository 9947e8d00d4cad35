"""The written answers of a form: drawn where no program did, and looked for in what shows."""

import io
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby

import pikepdf
import pypdfium2
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from packetgen.annexes.notes import UNDRAWN, Notes, of_pages, quote, said
from packetgen.annexes.pdf.links import annotations_of
from packetgen.annexes.pdf.streams import within
from packetgen.annexes.pdf.text import signs_of
from packetgen.bundle.pdf_page import box_of, items
from packetgen.text import count, enumerate_words

# Choices shown one by one, letters in cells
COMBO, COMB = 1 << 17, 1 << 24
FONT = re.compile(rb"/\S+\s+(-?[\d.]+)\s+Tf")
MAX_NAMED = 5


class FormAnswer(Struct):
    """What was written in a field, or the labels of the lines chosen in it; pages are from 0.

    `drawn` is the text of its picture, `missing` its signs that are not in it; `is_cut` tells that
    some are outside of its field.
    """

    page: int
    rank: int
    widget: Dictionary
    text: str
    drawn: str = ""
    missing: str = ""
    is_cut: bool = False

    @property
    def field(self) -> pikepdf.AcroFormField:
        """What the widget and the fields above it say."""
        return field_of(self.widget)

    @property
    def is_list(self) -> bool:
        """Whether lines are shown, some of them chosen."""
        return self.field.is_choice and not self.field.flags & COMBO


Answers = Sequence[FormAnswer]


def field_of(widget: Dictionary) -> pikepdf.AcroFormField:
    """Return what a widget and the fields above it say."""
    return pikepdf.AcroFormField(widget)  # type: ignore[call-arg] # the stub knows no constructor


def picture(annotation: Dictionary) -> Stream | None:
    """Return the normal appearance of an annotation, in its present state, if it can be drawn."""
    found = pikepdf.Annotation(annotation).get_appearance_stream(Name.N)
    usable = found is not None and box_of(found.get("/BBox")) and box_of(annotation.get("/Rect"))
    return found if isinstance(found, Stream) and usable else None


def show_answers(pdf: Pdf, answers: Answers, bare: Answers, notes: Notes, *, stale: bool) -> bool:
    """Draw the answers that no program wrote, and say what does not show; tell if all does.

    `bare` are other annotations to draw, `stale` is whether the form says that its pictures are.
    """
    pdf.Root.AcroForm.NeedAppearances = True
    _look_for(answers)
    ours = [answer for answer in answers if stale or not answer.drawn.strip()]
    for answer in ours:
        _show_choice(answer)
    _draw(pdf, [*ours, *bare])
    _look_for(ours)
    if lacking := [answer for answer in ours if answer.missing or answer.is_cut]:
        _set_in_ours(pdf, lacking)
        cut = [answer for answer in lacking if answer.is_cut and not answer.is_list]
        _draw(pdf, lacking)
        _look_for(lacking)
        if shrunk := [answer.page + 1 for answer in cut if not answer.is_cut]:
            notes.change(said("shrunk", pages=of_pages(shrunk)))
    return _tell(answers, notes)


def answer_of(page: int, rank: int, widget: Dictionary) -> FormAnswer | None:
    """Return the answer that a widget shows, or None when nothing was written."""
    field = field_of(widget)
    if widget.get("/Subtype") != Name.Widget or not (field.is_text or field.is_choice):
        return None
    labels = dict(_options(field))
    value = field.get_inheritable_field_value("/V")
    written = map(text_of, value if isinstance(value, Array) else [value])
    text = "\n".join(labels.get(each, each) for each in written)
    if field.is_text and field.flags & pikepdf.FormFieldFlag.tx_password:
        text = "*" * len(text)  # as viewers show it
    return FormAnswer(page, rank, widget, text) if text else None


def text_of(value: object) -> str:
    """Return a text that may be long, empty for what is no text."""
    if isinstance(value, Stream):
        value = String(value.read_bytes())
    return str(value) if isinstance(value, String) else ""


def _options(field: pikepdf.AcroFormField) -> list[tuple[str, str]]:
    # An export code and its label, or a label alone
    pairs = [items(option) for option in items(field.get_inheritable_field_value("/Opt"))]
    return [(text_of(pair[0]), text_of(pair[-1])) for pair in pairs if pair]


def _show_choice(answer: FormAnswer) -> None:
    """Say what was chosen as PDFium looks for it: a label, or the ranks of the lines of a list."""
    if answer.is_list:
        chosen = answer.text.split("\n")
        lines = enumerate(label for _, label in _options(answer.field))
        answer.widget.I = Array(rank for rank, label in lines if label in chosen)
    elif answer.field.is_choice:
        answer.widget.V = String(answer.text)


def _set_in_ours(pdf: Pdf, answers: Answers) -> None:
    """Have answers drawn in fonts of ours, and smaller or lower where they did not fit."""
    from packetgen.annexes.pdf import typeface  # long to load, and few forms need it

    form = pdf.Root.AcroForm
    shared, fonts = within(form, "/DR"), within(form, "/DR", "/Font")
    texts = [
        "\n".join(label for _, label in _options(answer.field)) if answer.is_list else answer.text
        for answer in answers
    ]
    made = typeface.set_in_ours(pdf, fonts, texts)
    shared.Font = fonts
    form.DR = shared
    for answer, (font, drawn) in zip(answers, made, strict=True):
        look = answer.field.default_appearance
        given = FONT.search(look)
        size = given[1].decode() if given and (answer.is_list or not answer.is_cut) else "0"
        set_font = f"{font} {size} Tf".encode()
        answer.widget.DA = String(FONT.sub(set_font, look) if given else set_font)
        if not answer.is_list:
            answer.widget.V = String(drawn)
            if answer.is_cut and answer.field.is_text:
                answer.widget.Ff = int(answer.field.flags) & ~COMB
                answer.widget.MaxLen = len(drawn)
            continue
        answer.widget.Opt = Array(String(line) for line in drawn.split("\n"))
        if answer.is_cut and len(answer.widget.I):
            answer.widget.TI = answer.widget.I[0]


def _draw(pdf: Pdf, answers: Answers) -> None:
    """Have PDFium draw some answers, as viewers do; take what it drew.

    qpdf draws one line only, at a fixed size: a long answer would lose its end.
    """
    stale = [answer.widget.get("/AP") for answer in answers]
    for answer in answers:
        # PDFium draws only the fields that have no picture
        if "/AP" in answer.widget:
            del answer.widget.AP
    made = _drawn_by_pdfium(pdf, {answer.page for answer in answers}) if answers else None
    for answer, before in zip(answers, stale, strict=True):
        there = annotations_of(made.pages[answer.page].obj)[answer.rank] if made else None
        if there is not None and (drawn := picture(there)):
            answer.widget.AP = Dictionary(N=pdf.copy_foreign(drawn))
            # PDFium makes room for the width of lines, and follows the words that are marked
            place = drawn.BBox if "/QuadPoints" in there else there.Rect
            answer.widget.Rect = Array(box_of(place) or ())
        elif before is not None:
            answer.widget.AP = before


def _drawn_by_pdfium(pdf: Pdf, pages: set[int]) -> Pdf | None:
    """Return a copy of the file with its fields drawn on these pages, or None if it cannot be."""
    pdf.save(source := io.BytesIO())
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(source.getvalue()) as document:
        for number in pages:
            document[number].render(scale=0.05)
        document.save(drawn := io.BytesIO())
        return Pdf.open(drawn)
    return None  # the answers stay undrawn, and the reader is told


def _look_for(answers: Answers) -> None:
    for answer, (drawn, seen) in zip(answers, _texts(answers), strict=True):
        answer.drawn = drawn
        signs, there = _signs(answer.text), _signs(drawn)
        answer.missing = "".join(signs - there)
        answer.is_cut = bool((signs & there) - _signs(seen))
        is_start = drawn.strip() and "".join(answer.text.split()).startswith("".join(drawn.split()))
        if answer.missing and (is_start or (answer.is_list and UNDRAWN not in drawn)):
            # The lines beyond a box are not even drawn, nor the letters beyond its cells
            answer.missing, answer.is_cut = "", True


def _texts(answers: Answers) -> list[tuple[str, str]]:
    """Return the text drawn for each answer, and what of it is within its field."""
    probe = Pdf.new()
    for answer in answers:
        page = probe.add_blank_page()
        if drawn := picture(answer.widget):
            # In its own space, whatever turns it on the page
            form = probe.copy_foreign(drawn)
            form.Subtype, form.Matrix = Name.Form, Array([1, 0, 0, 1, 0, 0])
            page.mediabox = Array(box_of(form.BBox) or ())
            page.obj.Resources = Dictionary(XObject=Dictionary(Answer=form))
            page.obj.Contents = probe.make_stream(b"/Answer Do")
    probe.save(made := io.BytesIO())
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(made.getvalue()) as document:
        pages = [page.get_textpage() for page in document]
        return [(page.get_text_range(), page.get_text_bounded()) for page in pages]
    return [("", "")] * len(answers)


def _signs(text: str) -> Counter[str]:
    """Count the signs that a reader would miss; a form may write a figure or a date its own way."""
    signs = signs_of(text)
    return Counter(sign for sign in signs if sign not in string.punctuation) or Counter(signs)


def _tell(answers: Answers, notes: Notes) -> bool:
    """Say what does not show, page by page; tell if all does."""
    lacking = [answer for answer in answers if answer.missing]
    for where, found in _by_page(lacking):
        signs = "".join(dict.fromkeys("".join(answer.missing for answer in found)))
        key = "missing_signs" if len(signs) > 1 else "missing_sign"
        notes.reserve(said(key, where=where, signs=quote(signs)))
    cut = [answer for answer in answers if answer.is_cut]
    for where, _ in _by_page(cut):
        notes.reserve(f"{where} : une réponse dépasse sa case, sa fin ne se voit pas")
    return not cut and not lacking


def _by_page(answers: Answers) -> Iterator[tuple[str, list[FormAnswer]]]:
    for page, group in groupby(answers, key=lambda answer: answer.page):
        found = list(group)
        names = list(dict.fromkeys(quote(answer.field.alternate_name) for answer in found))
        named = f"champ{'s' * (len(names) > 1)} {enumerate_words(names)}"
        fields = named if len(names) <= MAX_NAMED else count(len(names), "champ")
        yield f"page {page + 1}, {fields}", found
