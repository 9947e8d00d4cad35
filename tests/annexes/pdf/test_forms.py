"""The answers of a form are drawn on its pages, whatever the program that filled it."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ImageOps
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.outcome import Intake
from tests.annexes.conftest import entries
from tests.pdfs import Take, annotated, as_bytes, drawing, form, look_changed, picture, pixel
from tests.tables import table


def _text(done: Intake) -> str:
    return " ".join(done.texts[0].split())


def test_a04_a_form_keeps_its_look_and_its_answers(take: Take) -> None:
    """One that reportlab makes and pypdf fills, which draws each answer."""
    out, filled = io.BytesIO(), io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(60, 780, "Demande de subvention")
    blank = canvas.acroForm
    blank.textfield(name="nom", x=60, y=700, width=300, height=24, value="")
    blank.textfield(name="objet", x=60, y=600, width=300, height=80, fieldFlags="multiline")
    options = ["Emploi", "Santé"]
    blank.choice(name="pilier", x=60, y=560, width=200, height=20, options=options, value="Emploi")
    blank.checkbox(name="accord", x=60, y=500)
    blank.radio(name="genre", value="F", x=60, y=460)
    blank.radio(name="genre", value="M", x=100, y=460)
    canvas.save()
    writer = PdfWriter(clone_from=out)
    values = {"nom": "Club de Loos", "objet": "Deux\nlignes", "accord": "/Yes", "genre": "/F"}
    writer.update_page_form_field_values(writer.pages[0], values, auto_regenerate=False)
    writer.write(filled)
    source = filled.getvalue()
    done = take(source)
    assert (done.changes, done.reservations) == (("formulaire figé, réponses visibles",), ())
    assert look_changed(source, done.pdf) < 0.2
    assert "Club de Loos" in done.texts[0]


@pytest.mark.parametrize(
    ("more", "stale", "shown"),
    [("", False, "Ancienne"), ("", True, "Nouvelle"), ("/F 2", True, ""), ("/F 32", True, "")],
)
def test_a_stale_drawing_gives_way_to_the_answer_and_what_is_hidden_stays_so(
    take: Take, more: str, stale: bool, shown: str
) -> None:
    done = take(form({"V": String("Nouvelle"), "drawn": "Ancienne", **entries(more)}, stale=stale))
    assert _text(done).removeprefix("Formulaire").strip() == shown
    assert bool(done.reservations) == (shown == "Ancienne")


def test_a_box_is_ticked_when_only_its_value_says_so_and_said_without_picture(take: Take) -> None:
    pdf = form({"V": Name.Oui, "FT": Name.Btn})
    [said] = take(pdf).reservations
    assert "annotation (case ou réponse) n’a pas pu être dessinée" in said
    states = Dictionary(Oui=drawing(pdf, b"1 0 0 rg 0 0 10 10 re f"), Off=drawing(pdf, b""))
    pdf.pages[0].Annots[0].AP = Dictionary(N=states)
    assert pixel(take(pdf).pdf, 150, 680) == (255, 0, 0)


def _unlisted() -> Pdf:
    pdf = Pdf.open(io.BytesIO(as_bytes(form({"V": String("Première et Seconde")}))))
    pdf.Root.AcroForm.Fields = Array()
    return pdf


def _inside_their_page() -> Pdf:
    pdf = form({"V": String("Première")}, {"V": String("Seconde")})
    fields = Array(Dictionary(dict(field.items())) for field in pdf.pages[0].Annots)
    pdf.pages[0].Annots = pdf.Root.AcroForm.Fields = fields
    return pdf


@pytest.mark.parametrize("make", [_unlisted, _inside_their_page])
def test_fields_that_no_form_lists_or_of_their_page_alone_are_drawn(
    take: Take, make: Callable[[], Pdf]
) -> None:
    with pytest.warns(pikepdf.exceptions.PageCopyWarning):
        source = as_bytes(make())
    text = _text(take(source))
    assert "Première" in text and "Seconde" in text


CASES = table(__file__)


def _inked(pdf: bytes | Path) -> tuple[int, int, int, int] | None:
    return ImageOps.invert(picture(pdf, width=595).crop((50, 130, 300, 260))).getbbox()


@pytest.mark.parametrize("flag", [4, 5], ids=["shown", "« invisible »"])
@pytest.mark.parametrize(("kind", "look"), CASES["drawn"].items())
def test_an_annotation_without_picture_is_drawn(
    take: Take, kind: str, look: str, flag: int
) -> None:
    source = as_bytes(annotated(kind, F=flag, **entries(look)))
    done = take(source)
    shown = _inked(source) or (20, 20, 201, 101)  # PDFium draws no line
    assert _inked(done.pdf) == pytest.approx(shown, abs=3)
    assert done.reservations == ()


def test_an_added_text_shows_whole(take: Take) -> None:
    text = "Łódź, première ligne, plus longue que sa case et donc coupée\nÉlène\nОлена"
    done = take(annotated("FreeText", Contents=String(text)))
    assert done.texts[0].split()[1:] == text.split()
    assert (done.changes, done.reservations) == ((), ())


SAID = [(said, *each) for said, several in CASES["said"].items() for each in several]


@pytest.mark.parametrize(("said", "kind", "look"), SAID)
def test_what_of_an_annotation_does_not_show_is_said(
    take: Take, said: str, kind: str, look: str
) -> None:
    done = take(annotated(kind, **entries(look)))
    assert done.reservations == (f"page 1\u00a0: {said}",) * bool(said)
    assert b"revoir" not in done.pdf.read_bytes()
