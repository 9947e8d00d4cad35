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
from tests.pdfs import Take, annotated, as_bytes, drawing, form, look_changed, picture, pixel


def _text(done: Intake) -> str:
    return " ".join(done.texts[0].split())


def _filled(name: str) -> bytes:
    """Fill with pypdf, which draws each answer, a form that reportlab makes."""
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
    values = {"nom": name, "objet": "Deux\nlignes", "accord": "/Yes", "genre": "/F"}
    writer.update_page_form_field_values(writer.pages[0], values, auto_regenerate=False)
    writer.write(filled)
    return filled.getvalue()


def test_a04_two_copies_of_one_form_keep_their_look_and_their_answers(take: Take) -> None:
    writer = PdfWriter()
    for name in ("Club de Loos", "Amis de Lens"):
        source = _filled(name)
        done = take(source, f"{name}.pdf")
        assert (done.changes, done.reservations) == (("formulaire figé, réponses visibles",), ())
        assert look_changed(source, done.pdf) < 0.2
        writer.append(io.BytesIO(done.pdf.read_bytes()))
    texts = [page.extract_text() for page in writer.pages]
    assert "Club de Loos" in texts[0] and "Amis" not in texts[0]
    assert "Amis de Lens" in texts[1] and "Club" not in texts[1]
    assert "/AcroForm" not in writer.root_object


def test_a_stale_drawing_gives_way_to_the_answer(take: Take) -> None:
    field = {"V": String("Nouvelle réponse"), "drawn": "Ancienne"}
    assert "Ancienne" in _text(take(form(field)))
    text = _text(take(form(field, stale=True)))
    assert "Nouvelle réponse" in text and "Ancienne" not in text


@pytest.mark.parametrize("flag", [2, 32], ids=["hidden", "not for screens"])
def test_a_hidden_answer_stays_hidden(take: Take, flag: int) -> None:
    done = take(form({"V": String("Calcul caché"), "F": flag}))
    assert "Calcul" not in _text(done)
    assert done.reservations == ()


def test_a_box_is_ticked_when_only_its_value_says_so_and_said_without_picture(take: Take) -> None:
    pdf = form({"V": Name.Oui, "FT": Name.Btn})
    assert take(pdf).reservations == (UNDRAWN.format("(case ou réponse) "),)
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


COMMENT = "page 1\u00a0: le texte des commentaires n’est pas repris"
UNDRAWN = "page 1\u00a0: une réponse ou une annotation {}n’a pas pu être dessinée, " + (
    "comparez avec l’original"
)
SOUND = "page 1\u00a0: un son, une vidéo ou une animation n’est pas repris"
RED, LINE = [1, 0, 0], [70, 610, 250, 690]
WHOLE = [60, 700, 260, 700, 60, 600, 260, 600]
STROKE = [*LINE, 250, 610]
AS_IN_A_VIEWER: dict[str, dict[str, object]] = {
    "Square": {"C": RED}, "Circle": {"C": RED}, "Ink": {"InkList": [STROKE], "C": RED},
    "Highlight": {"QuadPoints": WHOLE, "C": RED}, "Underline": {"QuadPoints": WHOLE, "C": RED},
    "StrikeOut": {"QuadPoints": WHOLE, "C": RED}, "Squiggly": {"QuadPoints": WHOLE, "C": RED},
    "Line": {"L": LINE, "C": RED}, "Polygon": {"Vertices": STROKE, "C": RED},
    "PolyLine": {"Vertices": STROKE, "C": RED}, "Text": {"C": RED},
    "FreeText": {"Contents": String("Vu"), "DA": String("/Helv 12 Tf 1 0 0 rg"), "C": []},
}  # fmt: skip


def _inked(pdf: bytes | Path) -> tuple[int, int, int, int] | None:
    return ImageOps.invert(picture(pdf, width=595).crop((50, 130, 300, 260))).getbbox()


@pytest.mark.parametrize("flag", [4, 5], ids=["shown", "« invisible »"])
@pytest.mark.parametrize("kind", AS_IN_A_VIEWER)
def test_an_annotation_without_picture_is_drawn(take: Take, kind: str, flag: int) -> None:
    source = as_bytes(annotated(kind, F=flag, **AS_IN_A_VIEWER[kind]))
    done = take(source)
    shown = _inked(source) or (20, 20, 201, 101)  # PDFium draws no line
    assert _inked(done.pdf) == pytest.approx(shown, abs=3)
    assert done.reservations == ()


def test_an_added_text_shows_whole(take: Take) -> None:
    text = "Łódź, première ligne, plus longue que sa case et donc coupée\nÉlène\nОлена"
    done = take(annotated("FreeText", Contents=String(text)))
    assert done.texts[0].split()[1:] == text.split()
    assert (done.changes, done.reservations) == ((), ())


@pytest.mark.parametrize(
    ("kind", "entries", "told"),
    [
        ("Stamp", {}, UNDRAWN.format("(tampon) ")),
        ("Caret", {}, UNDRAWN.format("(marque d’insertion) ")),
        ("Redact", {"QuadPoints": WHOLE}, UNDRAWN.format("(zone à masquer) ")),
        ("Ink", {}, UNDRAWN.format("(trait) ")),
        ("Inconnue", {}, UNDRAWN.format("")),
        *((kind, {}, SOUND) for kind in ("Sound", "Movie", "Screen", "RichMedia", "3D")),
        ("Text", {"Contents": String("À revoir")}, COMMENT),
        ("Text", {"RC": String("<body><p>À revoir</p></body>")}, COMMENT),
        ("Popup", {"Contents": String("À revoir")}, COMMENT),
        ("Popup", {"Contents": String("À revoir"), "Parent": Dictionary()}, None),
        ("Highlight", {"QuadPoints": WHOLE, "Contents": String("À revoir")}, COMMENT),
        ("Highlight", {"QuadPoints": WHOLE, "Contents": String("Sta")}, COMMENT),
        ("Highlight", {"QuadPoints": WHOLE, "Contents": String("Statuts")}, None),
        ("Text", {"Contents": String("À revoir"), "F": 2}, None),
        *((kind, {"F": 34}, None) for kind in ("Square", "Stamp", "Movie")),
        ("Watermark", {}, None),
    ],
)
def test_what_of_an_annotation_does_not_show_is_said(
    take: Take, kind: str, entries: dict[str, object], told: str | None
) -> None:
    done = take(annotated(kind, **entries))
    assert done.reservations == ((told,) if told else ())
    assert b"revoir" not in done.pdf.read_bytes()
