"""Each sign of each answer of a form shows, or the reader is told where it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from packetgen.annexes.outcome import Intake
from packetgen.text import french_typography

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
AsBytes = Callable[[Pdf], bytes]

FROZEN, VISIBLE = "formulaire figé", "formulaire figé, réponses visibles"
MULTILINE, PASSWORD, COMBO, SEVERAL = 1 << 12, 1 << 13, 1 << 17, 1 << 21
LONG = "Une réponse bien trop longue pour sa case"
CHOSEN = (0, 51, 113)
COUNTRIES = (("FR", "France"), ("BE", "Belgique"), ("PL", "Polska, Łódź"))


@pytest.fixture
def form(draw_page: Callable[..., Pdf]) -> Callable[..., Pdf]:
    """Make a form of some fields, one above the other; `drawn` is the picture of a field."""

    def make(*fields: dict[str, object], stale: bool = False, height: float = 60) -> Pdf:
        pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Formulaire) Tj ET")
        fonts = Dictionary(Font=Dictionary(Helv=pdf.pages[0].Resources.Font.F))
        made = Array()
        for rank, entries in enumerate(fields):
            bottom = 650 - 100 * rank
            field = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String(f"champ {rank}"),
                F=4,
                Rect=Array([60, bottom, 260, bottom + height]),
                DA=String("/Helv 12 Tf 0 g"),
            )
            for key, value in entries.items():
                if key == "drawn":
                    assert isinstance(value, str)
                    content = f"BT /Helv 12 Tf 2 {height - 14} Td ({value}) Tj ET"
                    box = Array([0, 0, 200, height])
                    field.AP = Dictionary(
                        N=pdf.make_stream(
                            content.encode("cp1252"), Subtype=Name.Form, BBox=box, Resources=fonts
                        )
                    )
                else:
                    field[f"/{key}"] = value
            made.append(pdf.make_indirect(field))
        pdf.pages[0].Annots = made
        pdf.Root.AcroForm = Dictionary(Fields=made, DR=fonts, NeedAppearances=stale)
        return pdf

    return make


def _choices(*chosen: str, **entries: object) -> dict[str, object]:
    options = Array(Array([String(code), String(label)]) for code, label in COUNTRIES)
    value = String(chosen[0]) if len(chosen) == 1 else Array(String(code) for code in chosen)
    return {"FT": Name.Ch, "Opt": options, "V": value, **entries}


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize(
    "answer",
    ["Łódź Ștefan Ağaoğlu", "Đặng Thị Hạnh", "Ελένη", "Олена Шевченко", "Œuvre – l’été €", "✔ oui",
     "Հայաստան"],
)  # fmt: skip
def test_an_answer_is_drawn_with_letters_that_its_font_lacks(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, answer: str, stale: bool
) -> None:
    done = take(as_bytes(form({"V": String(answer)}, stale=stale)))
    assert answer in done.texts[0]
    assert done.changes == (VISIBLE,)
    assert done.reservations == ()


def test_letters_are_drawn_in_every_kind_of_field(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    fields = (
        {"V": String("Łódź\nŞişli"), "Ff": MULTILINE},
        _choices("PL", Ff=COMBO),
        _choices("PL"),
    )
    done = take(as_bytes(form(*fields)))
    assert "Łódź\r\nŞişli" in done.texts[0]
    assert done.texts[0].count("Polska, Łódź") == 2
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_accents_apart_from_their_letters_are_joined(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    done = take(as_bytes(form({"V": String("E\u0301te\u0301")})))
    assert "Été" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


@pytest.mark.parametrize("answer", ["你好", "مرحبا", "שלום", "😀"])
def test_letters_that_no_font_of_ours_draws_are_told(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, answer: str
) -> None:
    done = take(as_bytes(form({"V": String("Lens")}, {"V": String(f"Łódź {answer}")})))
    signs = "".join(dict.fromkeys(answer))
    which = (f"le caractère « {signs} » ne s’y lit", f"les caractères « {signs} » ne s’y lisent")
    told = f"page 1, champ « champ 1 » : {which[len(signs) > 1]} pas, comparez avec l’original"
    assert done.reservations == (french_typography(told),)
    assert done.changes == (FROZEN,)
    assert "Łódź" in done.texts[0]


def test_answers_share_the_fonts_they_need(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    alphabets = [String("".join(map(chr, range(first, first + 24)))) for first in (0x100, 0x410)]
    several = [{"V": alphabets[rank % 2]} for rank in range(6)]
    one, all_of_them = (take(as_bytes(form(*some))) for some in (several[:2], several))
    assert all_of_them.pdf.stat().st_size < 1.2 * one.pdf.stat().st_size
    assert all_of_them.reservations == ()


def test_an_answer_of_many_letters_takes_a_font_of_its_own(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    alphabets = [range(0x100, 0x17F), range(0x410, 0x450), range(0x1EA0, 0x1EFA)]
    fields = [{"V": String("".join(map(chr, letters))), "Ff": MULTILINE} for letters in alphabets]
    assert take(as_bytes(form(*fields))).reservations == ()


def test_fields_whose_letters_are_lost_are_named_together(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    names = [{"V": String("你"), "TU": String(f"Nom {rank}")} for rank in range(6)]
    few, many = (take(as_bytes(form(*names[:length]))) for length in (2, 6))
    assert "champs «\u00a0Nom 0\u00a0» et «\u00a0Nom 1\u00a0»" in few.reservations[0]
    assert many.reservations[0].startswith("page 1, 6\u00a0champs\u00a0:")


def test_chosen_lines_of_a_list_are_marked(
    take: Take, picture: Picture, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    done = take(as_bytes(form(_choices("FR", "PL", Ff=SEVERAL))))
    page = picture(done.pdf, width=595)
    marked = [y for y in range(650, 710) if page.getpixel((250, 842 - y)) == CHOSEN]
    assert 695 < marked[-1] < 712
    assert set(range(marked[0], marked[-1])) - set(marked)  # Belgique, between them
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_a_chosen_line_below_those_of_its_box_is_shown(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    done = take(as_bytes(form(_choices("PL"), height=16)))
    assert "Polska" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_chosen_lines_that_do_not_fit_are_told(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    done = take(as_bytes(form(_choices("FR", "PL", Ff=SEVERAL), height=16)))
    assert done.changes == (FROZEN,)
    assert "dépasse sa case" in done.reservations[0]


@pytest.mark.parametrize("drawn", [None, "France"])
def test_a_choice_shows_its_label_and_not_its_code(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, drawn: str | None
) -> None:
    done = take(as_bytes(form(_choices("FR", Ff=COMBO, **({"drawn": drawn} if drawn else {})))))
    assert "France" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_a_blank_form_has_no_visible_answer(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    blank = form({}, {"V": String("")}, {"FT": Name.Btn, "V": Name.Off})
    assert take(as_bytes(blank)).changes == (FROZEN,)


@pytest.mark.parametrize("answer", ["Une ligne trop longue pour sa case " * 3, "Une\nligne\n" * 5])
def test_an_answer_longer_than_its_field_is_written_smaller(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, answer: str
) -> None:
    done = take(as_bytes(form({"V": String(answer), "Ff": MULTILINE * ("\n" in answer)})))
    assert done.texts[0].split()[1:] == answer.split()
    assert done.reservations == ()
    assert VISIBLE in done.changes
    assert "page 1\u00a0: réponse trop longue pour sa case, écrite plus petit" in done.changes


@pytest.mark.parametrize(
    ("answer", "drawn", "told"),
    [
        ("Łódź", "ód", "champ 0"),
        (LONG, LONG, "dépasse"),
        ("1234.5", "1 234,50 €", None),
        ("2026-01-15", "15/01/2026", None),
    ],
    ids=["letters", "end", "figure", "date"],
)
def test_a_drawing_of_the_program_that_filled_the_form_is_read(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, answer: str, drawn: str,
    told: str | None,
) -> None:  # fmt: skip
    done = take(as_bytes(form({"V": String(answer), "drawn": drawn})))
    assert [told in text for text in done.reservations if told] == [True] * bool(told)
    assert done.changes == (FROZEN if told else VISIBLE,)


@pytest.mark.parametrize("answer", ["Lens", "-", "Łódź"])
def test_an_answer_whose_picture_has_no_text_is_drawn(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, answer: str
) -> None:
    done = take(as_bytes(form({"V": String(answer), "drawn": ""})))
    assert answer in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


@pytest.mark.parametrize("resources", [None, 3])
def test_a_picture_that_counts_on_the_fonts_of_the_form_keeps_them(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes, resources: object
) -> None:
    pdf = form({"V": String("Lens"), "drawn": "Lens"}, {"V": String("Łódź")})
    del pdf.pages[0].Annots[0].AP.N.Resources
    if resources:
        pdf.Root.AcroForm.DR = resources
    done = take(as_bytes(pdf))
    assert "Lens" in done.texts[0]
    assert "Łódź" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_a_secret_answer_stays_secret(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    done = take(as_bytes(form({"V": String("Łódź"), "Ff": PASSWORD})))
    assert "****" in done.texts[0]
    assert "ód" not in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_each_widget_of_a_field_shows_its_answer(
    take: Take, form: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = form({}, {"MK": Dictionary(R=90)})
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("nom"), V=String("Łódź")))
    field.Kids = pdf.Root.AcroForm.Fields
    for widget in field.Kids:
        del widget.FT, widget.T
        widget.Parent = field
    pdf.Root.AcroForm.Fields = Array([field])
    pdf.pages[0].Rotate = 90
    done = take(as_bytes(pdf))
    assert done.texts[0].count("Łódź") == 2
    assert done.reservations == ()
