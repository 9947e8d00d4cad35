"""The answers of a form are drawn on its pages, whatever the program that filled it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.outcome import Intake

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]
AsBytes = Callable[[Pdf], bytes]

ONE_LINE = "Été à Lens – cœur « Loos » 1 500 €"
LONG = (
    "Une longue description qui passe à la ligne plusieurs fois parce que la largeur manque.\n"
    "Deuxième paragraphe."
)
MULTILINE = 1 << 12
COMB = 1 << 24
COMBO = 1 << 17


def _text(pdf: Intake, page: int = 0) -> str:
    return " ".join(PdfReader(pdf.pdf).pages[page].extract_text().split())


@pytest.fixture
def blank_form() -> bytes:
    """Write a form as reportlab does: two texts, a list, a box and a group of choices."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(60, 780, "Demande de subvention")
    form = canvas.acroForm
    form.textfield(name="nom", x=60, y=700, width=300, height=24, value="")
    form.textfield(name="objet", x=60, y=600, width=300, height=80, fieldFlags="multiline")
    form.choice(name="pilier", x=60, y=560, width=200, height=20, options=["Emploi", "Santé"],
                value="Emploi")  # fmt: skip
    form.checkbox(name="accord", x=60, y=500)
    form.radio(name="genre", value="F", x=60, y=460)
    form.radio(name="genre", value="M", x=100, y=460)
    canvas.save()
    return out.getvalue()


@pytest.fixture
def fill(blank_form: bytes) -> Callable[..., bytes]:
    """Fill the form with pypdf, which draws each answer."""

    def run(values: dict[str, str]) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(blank_form))
        writer.update_page_form_field_values(writer.pages[0], values, auto_regenerate=False)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    return run


@pytest.fixture
def bare_field(draw_page: Callable[..., Pdf]) -> Callable[..., Pdf]:
    """Make a form of one field that no program has drawn."""

    def make(**entries: object) -> Pdf:
        pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Formulaire) Tj ET")
        field = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("objet"),
            F=4,
            Rect=Array([60, 600, 340, 680]),
            DA=String("/Helv 0 Tf 0 g"),
        )
        for key, value in entries.items():
            field[f"/{key}"] = value
        pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = Dictionary(
            Fields=pdf.pages[0].Annots,
            DR=Dictionary(Font=Dictionary(Helv=pdf.pages[0].Resources.Font.F)),
        )
        return pdf

    return make


def test_a_drawn_form_keeps_its_look(
    take: Take, picture: Picture, difference: Difference, fill: Callable[..., bytes]
) -> None:
    objet = "Une description\nsur deux lignes"
    source = fill({"nom": "Club de Loos", "objet": objet, "accord": "/Yes", "genre": "/F"})
    done = take(source)
    assert done.reservations == ()
    assert done.changes == ("formulaire figé, réponses visibles",)
    assert difference(picture(source), picture(done.pdf)) < 0.2
    assert "Club de Loos" in _text(done)


def test_a04_two_copies_of_one_form_keep_each_their_answers(
    take: Take, picture: Picture, difference: Difference, fill: Callable[..., bytes]
) -> None:
    writer = PdfWriter()
    for name in ("Club de Loos", "Amis de Lens"):
        source = fill({"nom": name})
        done = take(source, f"{name}.pdf")
        assert difference(picture(source), picture(done.pdf)) < 0.1
        writer.append(io.BytesIO(done.pdf.read_bytes()))
    texts = [page.extract_text() for page in writer.pages]
    assert "Club de Loos" in texts[0] and "Amis" not in texts[0]
    assert "Amis de Lens" in texts[1] and "Club" not in texts[1]
    assert "/AcroForm" not in writer.root_object


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        ({"V": String(ONE_LINE)}, ONE_LINE),
        ({"V": String(LONG), "Ff": MULTILINE}, " ".join(LONG.split())),
        ({"V": String("1 234,50"), "Q": 2}, "1 234,50"),
        ({"V": String("01/09"), "Ff": COMB, "MaxLen": 5}, "01/09"),
        ({"V": String("Santé"), "FT": Name.Ch, "Ff": COMBO,
          "Opt": Array([String("Emploi"), String("Santé")])}, "Santé"),
    ],
    ids=["line", "paragraphs", "right", "comb", "list"],
)  # fmt: skip
def test_an_answer_that_was_never_drawn_is(
    take: Take, picture: Picture, bare_field: Callable[..., Pdf], as_bytes: AsBytes,
    entries: dict[str, object], shown: str, stale: bool,
) -> None:  # fmt: skip
    pdf = bare_field(**entries)
    pdf.Root.AcroForm.NeedAppearances = stale
    done = take(as_bytes(pdf))
    assert done.reservations == ()
    assert shown.replace(" ", "") in _text(done).replace(" ", "")
    drawn = picture(done.pdf, width=595).convert("L").point(lambda v: 255 if v < 128 else 0)
    left, top, right, bottom = drawn.crop((0, 100, 595, 842)).getbbox() or (0, 0, 0, 0)
    assert 58 <= left < right <= 342
    assert 60 <= top < bottom <= 144


def test_a_stale_drawing_gives_way_to_the_answer(
    take: Take, bare_field: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    old = bare_field(V=String("Nouvelle réponse"))
    widget = old.pages[0].Annots[0]
    content = b"BT /F 12 Tf 2 2 Td (Ancienne) Tj ET"
    widget.AP = Dictionary(
        N=old.make_stream(
            content, Subtype=Name.Form, BBox=Array([0, 0, 280, 80]),
            Resources=old.pages[0].Resources,
        )
    )  # fmt: skip
    assert "Ancienne" in _text(take(as_bytes(old)))
    old.Root.AcroForm.NeedAppearances = True
    text = _text(take(as_bytes(old)))
    assert "Nouvelle réponse" in text
    assert "Ancienne" not in text


def test_an_answer_that_cannot_be_drawn_is_said(
    take: Take, bare_field: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = bare_field(V=Name.Yes, FT=Name.Btn)
    assert take(as_bytes(pdf)).reservations == (
        "page 1\u00a0: une réponse ou une annotation n’a pas pu être dessinée, "
        "comparez avec l’original",
    )


@pytest.mark.parametrize("flag", [2, 32], ids=["hidden", "not for screens"])
def test_a_hidden_answer_stays_hidden(
    take: Take, bare_field: Callable[..., Pdf], as_bytes: AsBytes, flag: int
) -> None:
    done = take(as_bytes(bare_field(V=String("Calcul caché"), F=flag)))
    assert "Calcul" not in _text(done)
    assert done.reservations == ()


def test_a_box_is_ticked_when_only_its_value_says_so(
    take: Take, picture: Picture, bare_field: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = bare_field(V=Name.Oui, FT=Name.Btn)
    ticked = pdf.make_stream(
        b"1 0 0 rg 0 0 10 10 re f", Subtype=Name.Form, BBox=Array([0, 0, 10, 10])
    )
    empty = pdf.make_stream(b"", Subtype=Name.Form, BBox=Array([0, 0, 10, 10]))
    pdf.pages[0].Annots[0].AP = Dictionary(N=Dictionary(Oui=ticked, Off=empty))
    done = take(as_bytes(pdf))
    assert picture(done.pdf, width=595).getpixel((200, 842 - 640)) == (255, 0, 0)


def test_widgets_that_no_form_lists_are_drawn(
    take: Take, bare_field: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    with pikepdf.open(io.BytesIO(as_bytes(bare_field(V=String(ONE_LINE))))) as pdf:
        pdf.Root.AcroForm.Fields = Array()
        out = io.BytesIO()
        with pytest.warns(pikepdf.exceptions.PageCopyWarning):
            pdf.save(out)
    assert ONE_LINE in _text(take(out.getvalue()))


def test_fields_written_inside_their_page_are_each_drawn(
    take: Take, bare_field: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = bare_field(V=String("Première"))
    first, second = (Dictionary(dict(pdf.pages[0].Annots[0].items())) for _ in range(2))
    second.T, second.V, second.Rect = String("b"), String("Seconde"), Array([60, 400, 340, 480])
    pdf.pages[0].Annots = Array([first, second])
    pdf.Root.AcroForm.Fields = Array([first, second])
    with pytest.warns(pikepdf.exceptions.PageCopyWarning):
        source = as_bytes(pdf)
    text = _text(take(source))
    assert "Première" in text
    assert "Seconde" in text


def test_a_highlight_is_drawn_and_a_comment_is_said(
    take: Take, picture: Picture, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"")
    yellow = pdf.make_stream(
        b"1 1 0 rg 0 0 10 10 re f", Subtype=Name.Form, BBox=Array([0, 0, 10, 10])
    )
    rect = Array([100, 700, 200, 720])
    pdf.pages[0].Annots = Array(
        Dictionary(Type=Name.Annot, Rect=rect, **entries)
        for entries in (
            {"Subtype": Name.Highlight, "AP": Dictionary(N=yellow), "F": 4},
            {"Subtype": Name.Text, "Contents": String("À revoir avec Camille"), "F": 4},
            {"Subtype": Name.Popup},
        )
    )
    done = take(as_bytes(pdf))
    assert picture(done.pdf, width=595).getpixel((150, 842 - 710)) == (255, 255, 0)
    assert done.reservations == ("page 1\u00a0: le texte des commentaires n’est pas repris",)
    assert b"Camille" not in done.pdf.read_bytes()


@pytest.mark.parametrize("picture", [None, b"0 0 9 9 re f"], ids=["none", "without size"])
def test_an_annotation_without_usable_picture_is_said(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes, picture: bytes | None
) -> None:
    pdf = draw_page(b"")
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([0, 0, 9, 9]),
                    Contents=String("Lu et approuvé"))]
    )  # fmt: skip
    if picture is not None:
        pdf.pages[0].Annots[0].AP = Dictionary(N=pdf.make_stream(picture, Subtype=Name.Form))
    assert "n’a pas pu être dessinée" in take(as_bytes(pdf)).reservations[0]
