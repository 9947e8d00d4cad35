"""The text of a page, and its lines as they are seen."""

import pytest

from packetgen.annexes.pdf import text as page_text
from packetgen.annexes.pdf.text import page_texts, texts_and_lines
from tests.pdfs import as_bytes, draw_page


def drawn(*runs: tuple[int, int, str]) -> bytes:
    content = b"BT /F 12 Tf %d %d Td (%b) Tj ET "
    return as_bytes(draw_page(b"".join(content % (x, y, t.encode("cp1252")) for x, y, t in runs)))


def test_an_answer_drawn_last_stands_beside_its_label() -> None:
    form = drawn((72, 700, "État"), (72, 680, "Région"), (300, 682, "4 000"), (300, 702, "5 000"))
    assert page_texts(form)[0].split("\r\n")[0] == "État"
    assert texts_and_lines(form, by_line=True)[1] == ("État 5 000\nRégion 4 000",)


def test_a_page_of_too_many_runs_is_left_as_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    form = drawn((72, 700, "État"), (72, 680, "Région"), (300, 702, "5 000"))
    monkeypatch.setattr(page_text, "MOST_RUNS", 2)
    assert texts_and_lines(form, by_line=True) == (page_texts(form), page_texts(form))


def test_a_page_without_text_has_no_line() -> None:
    assert texts_and_lines(drawn(), by_line=True) == (("",), ("",))
