"""Each sign of each answer of a form shows, or the reader is told where it does not."""

from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from packetgen.text import french_typography
from tests.annexes.conftest import entries, take_all
from tests.pdfs import Take, as_bytes, drawing, form, picture
from tests.tables import table

FROZEN, VISIBLE = "formulaire figé", "formulaire figé, réponses visibles"
SMALLER = "page 1\u00a0: réponse trop longue pour sa case, écrite plus petit"
CUT = "page 1, champ « champ 0 » : une réponse dépasse sa case, sa fin ne se voit pas"
COUNTRIES = (("FR", "France"), ("BE", "Belgique"), ("PL", "Polska, Łódź"))


def _field(
    V: str = "",  # noqa: N803 - as a PDF calls it
    *,
    more: str = "",
    times: int = 1,
    chosen: tuple[str, ...] = (),
    **drawn: object,
) -> dict[str, object]:
    answer: dict[str, object] = {"V": String(V * times)}
    if chosen:
        options = Array(Array(map(String, each)) for each in COUNTRIES)
        value = Array(map(String, chosen)) if len(chosen) > 1 else String(chosen[0])
        answer = {"FT": Name.Ch, "Opt": options, "V": value}
    return answer | entries(more) | drawn


@pytest.mark.parametrize("case", table(__file__)["cases"], ids=str)
def test_an_answer_shows_or_it_is_told(take: Take, case: dict[str, Any]) -> None:
    fields = [_field(**each) for each in case["fields"]]
    stale, height = case.get("stale", False), case.get("height", 60)
    done = take(form(*fields, stale=stale, height=height))
    told = french_typography(case.get("told", "").format(cut=CUT))
    assert len(done.reservations) == bool(told) and told in "".join(done.reservations)
    shown = {FROZEN if told else VISIBLE}
    assert set(done.changes) == (shown | {SMALLER} if case.get("smaller") else shown)
    text = " ".join(done.texts[0].split())
    assert [words for words in case.get("shown", []) if words not in text] == []
    assert case.get("lost", "\0") not in text


def test_answers_share_the_fonts_they_need_or_have_their_own(take: Take) -> None:
    alphabets = ["".join(map(chr, range(first, first + 24))) for first in (0x100, 0x410)]
    several = [_field(alphabets[rank % 2]) for rank in range(6)]
    one, all_of_them = (take(form(*some)) for some in (several[:2], several))
    assert all_of_them.pdf.stat().st_size < 1.2 * one.pdf.stat().st_size
    many = [range(0x100, 0x17F), range(0x410, 0x450), range(0x1EA0, 0x1EFA)]
    whole = take(form(*(_field("".join(map(chr, each)), more="/Ff 4096") for each in many)))
    assert all_of_them.reservations == whole.reservations == ()


def test_chosen_lines_of_a_list_are_marked(take: Take) -> None:
    done = take(form(_field(chosen=("FR", "PL"), more="/Ff 2097152")))
    page = picture(done.pdf, width=595)
    marked = [y for y in range(650, 710) if page.getpixel((250, 842 - y)) == (0, 51, 113)]
    assert 695 < marked[-1] < 712
    assert set(range(marked[0], marked[-1])) - set(marked)  # Belgique, between them
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_an_answer_of_no_letter_of_ours_is_told(tmp_path: Path) -> None:
    """Even before any other answer has had a font loaded."""
    taken, _ = take_all(tmp_path, {"arabe.pdf": as_bytes(form({"V": String("مرحبا")}))})
    assert "مرحبا" in taken["arabe.pdf"].reservations[0]


def test_a_blank_form_has_no_answer(take: Take) -> None:
    assert take(form({}, _field(), {"FT": Name.Btn, "V": Name.Off})).changes == (FROZEN,)


@pytest.mark.parametrize("resources", [None, 3])
def test_a_picture_in_the_fonts_of_the_form_keeps_them(take: Take, resources: object) -> None:
    pdf = form(_field("Lens", drawn="Lens"), _field("Łódź"))
    del pdf.pages[0].Annots[0].AP.N.Resources
    if resources:
        pdf.Root.AcroForm.DR = resources
    done = take(pdf)
    assert "Lens" in done.texts[0] and "Łódź" in done.texts[0]
    assert (done.changes, done.reservations) == ((VISIBLE,), ())


def test_what_a_form_shares_that_is_no_resource_hinders_nothing(take: Take) -> None:
    pdf = form(_field("Lens", drawn="Lens"))
    pdf.Root.AcroForm.DR = Dictionary(DSz=drawing(pdf, b"%DSBlank"))
    assert take(pdf).reservations == ()


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
