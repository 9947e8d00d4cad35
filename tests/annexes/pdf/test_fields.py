"""Each sign of each answer of a form shows, or the reader is told where it does not."""

import pytest
from pikepdf import Array, Dictionary, Name, String

from packetgen.text import french_typography
from tests.pdfs import Take, form, picture

FROZEN, VISIBLE = "formulaire figé", "formulaire figé, réponses visibles"
MULTILINE, PASSWORD, COMBO, SEVERAL, COMB = 1 << 12, 1 << 13, 1 << 17, 1 << 21, 1 << 24
CUT = "page 1, champ « champ 0 » : une réponse dépasse sa case, sa fin ne se voit pas"
LONG = "Une réponse bien trop longue pour sa case"
CHOSEN = (0, 51, 113)
COUNTRIES = (("FR", "France"), ("BE", "Belgique"), ("PL", "Polska, Łódź"))


def _choices(*chosen: str, **entries: object) -> dict[str, object]:
    options = Array(Array([String(code), String(label)]) for code, label in COUNTRIES)
    value = String(chosen[0]) if len(chosen) == 1 else Array(String(code) for code in chosen)
    return {"FT": Name.Ch, "Opt": options, "V": value, **entries}


def _answer(text: str, **entries: object) -> dict[str, object]:
    return {"V": String(text), **entries}


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize("answer", ["Łódź Đặng", "Ελένη Олена", "Œuvre – l’été €", "✔ Հայաստան"])
def test_an_answer_is_drawn_with_letters_that_its_font_lacks(
    take: Take, answer: str, stale: bool
) -> None:
    done = take(form(_answer(answer), stale=stale))
    assert answer in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


@pytest.mark.parametrize(
    ("field", "height", "shown"),
    [
        (_answer("Łódź\nŞişli", Ff=MULTILINE), 60, "Łódź\r\nŞişli"),
        (_choices("PL", Ff=COMBO), 60, "Polska, Łódź"),
        (_choices("PL"), 60, "Polska, Łódź"),
        (_choices("PL"), 16, "Polska"),  # below the lines that its box shows
        (_choices("FR", Ff=COMBO), 60, "France"),
        (_choices("FR", Ff=COMBO, drawn="France"), 60, "France"),
        (_answer("E\u0301te\u0301"), 60, "Été"),
        (_answer("Lens", drawn=""), 60, "Lens"),
        (_answer("1 234,50", Q=2), 60, "1 234,50"),
        (_answer("01", Ff=COMB, MaxLen=2), 60, "0 1"),
        (_answer("-", drawn=""), 60, "-"),
        (_answer("1234.5", drawn="1 234,50 €"), 60, "1 234,50 €"),
    ],
)
def test_the_answer_of_each_kind_of_field_shows(
    take: Take, field: dict[str, object], height: float, shown: str
) -> None:
    done = take(form(field, height=height))
    assert shown in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


@pytest.mark.parametrize("answer", ["你好", "مرحبا", "😀"])
def test_letters_that_no_font_of_ours_draws_are_told(take: Take, answer: str) -> None:
    done = take(form(_answer("Lens"), _answer(f"Łódź {answer}")))
    signs = "".join(dict.fromkeys(answer))
    which = (f"le caractère « {signs} » ne s’y lit", f"les caractères « {signs} » ne s’y lisent")
    told = f"page 1, champ « champ 1 » : {which[len(signs) > 1]} pas, comparez avec l’original"
    assert done.reservations == (french_typography(told),)
    assert done.changes == (FROZEN,)
    assert "Łódź" in done.texts[0]


def test_answers_share_the_fonts_they_need(take: Take) -> None:
    alphabets = ["".join(map(chr, range(first, first + 24))) for first in (0x100, 0x410)]
    several = [_answer(alphabets[rank % 2]) for rank in range(6)]
    one, all_of_them = (take(form(*some)) for some in (several[:2], several))
    assert all_of_them.pdf.stat().st_size < 1.2 * one.pdf.stat().st_size
    assert all_of_them.reservations == ()


def test_an_answer_of_many_letters_takes_a_font_of_its_own(take: Take) -> None:
    alphabets = [range(0x100, 0x17F), range(0x410, 0x450), range(0x1EA0, 0x1EFA)]
    fields = [_answer("".join(map(chr, letters)), Ff=MULTILINE) for letters in alphabets]
    assert take(form(*fields)).reservations == ()


def test_fields_whose_letters_are_lost_are_named_together(take: Take) -> None:
    names = [_answer("你", TU=String(f"Nom {rank}")) for rank in range(6)]
    few, many = take(form(*names[:2])), take(form(*names))
    assert "champs «\u00a0Nom 0\u00a0» et «\u00a0Nom 1\u00a0»" in few.reservations[0]
    assert many.reservations[0].startswith("page 1, 6\u00a0champs\u00a0:")


def test_chosen_lines_of_a_list_are_marked(take: Take) -> None:
    done = take(form(_choices("FR", "PL", Ff=SEVERAL)))
    page = picture(done.pdf, width=595)
    marked = [y for y in range(650, 710) if page.getpixel((250, 842 - y)) == CHOSEN]
    assert 695 < marked[-1] < 712
    assert set(range(marked[0], marked[-1])) - set(marked)  # Belgique, between them
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


@pytest.mark.parametrize(
    ("field", "height", "told"),
    [
        (_choices("FR", "PL", Ff=SEVERAL), 16, CUT),
        (_answer(LONG, drawn=LONG), 60, CUT),
        (_answer("Une\nligne\n" * 15, drawn="Une", Ff=MULTILINE), 60, CUT),
        (_answer("0123456789", drawn="01234", Ff=COMB, MaxLen=5), 60, CUT),
        (_answer("Une ligne trop longue " * 40), 60, CUT),
        (_answer("Łódź", drawn="ód"), 60, "champ 0"),
    ],
)
def test_what_does_not_show_is_told(
    take: Take, field: dict[str, object], height: float, told: str
) -> None:
    done = take(form(field, height=height))
    [reserved] = done.reservations
    assert french_typography(told) in reserved
    assert done.changes == (FROZEN,)


def test_a_secret_answer_stays_secret_and_a_blank_form_has_no_answer(take: Take) -> None:
    done = take(form(_answer("Łódź", Ff=PASSWORD)))
    assert "****" in done.texts[0] and "ód" not in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())
    assert take(form({}, _answer(""), {"FT": Name.Btn, "V": Name.Off})).changes == (FROZEN,)


@pytest.mark.parametrize(
    ("answer", "entries"),
    [
        ("Une ligne trop longue pour sa case " * 3, {}),
        ("Une\nligne\n" * 5, {"Ff": MULTILINE}),
        ("0123456789", {"Ff": COMB, "MaxLen": 5}),
        ("Association", {"MaxLen": 5}),
    ],
)
def test_an_answer_longer_than_its_field_is_written_smaller(
    take: Take, answer: str, entries: dict[str, object]
) -> None:
    done = take(form(_answer(answer, **entries)))
    assert done.texts[0].split()[1:] == answer.split()
    smaller = "page 1\u00a0: réponse trop longue pour sa case, écrite plus petit"
    assert (set(done.changes), done.reservations) == ({VISIBLE, smaller}, ())


@pytest.mark.parametrize("resources", [None, 3])
def test_a_picture_that_counts_on_the_fonts_of_the_form_keeps_them(
    take: Take, resources: object
) -> None:
    pdf = form(_answer("Lens", drawn="Lens"), _answer("Łódź"))
    del pdf.pages[0].Annots[0].AP.N.Resources
    if resources:
        pdf.Root.AcroForm.DR = resources
    done = take(pdf)
    assert "Lens" in done.texts[0] and "Łódź" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_each_widget_of_a_field_shows_its_answer(take: Take) -> None:
    pdf = form({}, {"MK": Dictionary(R=90)})
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("nom"), V=String("Łódź")))
    field.Kids = pdf.Root.AcroForm.Fields
    for widget in field.Kids:
        del widget.FT, widget.T
        widget.Parent = field
    pdf.Root.AcroForm.Fields = Array([field])
    pdf.pages[0].Rotate = 90
    done = take(pdf)
    assert done.texts[0].count("Łódź") == 2
    assert done.reservations == ()
