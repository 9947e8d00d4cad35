"""What PDFium shows of a file is looked for in what was made of it, and read line by line."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from packetgen.annexes.notes import Notes
from packetgen.annexes.pdf import compare
from packetgen.annexes.pdf import text as page_text
from packetgen.annexes.pdf.a4 import A4
from packetgen.annexes.pdf.compare import LOOK, TEXT, PageLook, odd_pages, tell_losses
from packetgen.annexes.pdf.text import page_texts, texts_and_lines
from tests.conftest import EXAMPLE
from tests.pdfs import Take, annotated, as_bytes, draw_page, form, image, plain, show

WORDS = b"BT /F 12 Tf 60 780 Td (Statuts de l'association) Tj ET "
YELLOW = {"QuadPoints": [60, 700, 260, 700, 60, 690, 260, 690], "C": [1, 1, 0]}


def _lost(source: Pdf, made: Pdf, *, is_odd: bool = True, **known: object) -> str:
    data = as_bytes(made)
    look = PageLook((0, 0, *A4), is_odd, **known)  # type: ignore[arg-type] # as each test says
    notes, texts = Notes(), page_texts(data)
    tell_losses(as_bytes(source), data, texts, [look] * len(texts), notes)
    return "".join(notes.reservations).removeprefix("page 1\u00a0: ")


@pytest.mark.parametrize(
    ("source", "made", "expected"),
    [
        (lambda: draw_page(WORDS), lambda: draw_page(WORDS), ""),
        (lambda: draw_page(WORDS), draw_page, TEXT),
        (lambda: draw_page(WORDS), lambda: draw_page(WORDS.replace(b"Stat", b"St")), LOOK),
        (lambda: draw_page(WORDS), lambda: draw_page(WORDS.replace(b"Stat", b"")), TEXT),
        (lambda: draw_page(WORDS), lambda: draw_page(b"3 Tr " + WORDS), LOOK),
        (lambda: annotated("Highlight", **YELLOW), lambda: annotated("Link"), LOOK),
        (lambda: annotated("Underline", **YELLOW), lambda: annotated("Link"), LOOK),
        (lambda: form({"drawn": "Vu"}), lambda: form({"drawn": ""}), LOOK),
        (lambda: draw_page(WORDS + b"0 0 9 9 re f"), lambda: draw_page(WORDS), LOOK),
    ],
)
def test_what_does_not_show_any_more_is_found(
    source: Callable[[], Pdf], made: Callable[[], Pdf], expected: str
) -> None:
    assert _lost(source(), made()) == expected


def test_what_is_drawn_otherwise_the_first_time_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does PDFium draw fonts without a name, after those of another file, and lines."""
    answers = iter([True, False, False, True])
    monkeypatch.setattr(compare, "_is_other", lambda *_: next(answers))
    pdf = draw_page(WORDS)
    pdf.pages.extend(draw_page(WORDS).pages)
    assert _lost(pdf, pdf) == ""
    assert list(answers) == []


def test_what_is_drawn_otherwise_on_purpose_is_no_loss() -> None:
    source, made = annotated("Highlight", **YELLOW), annotated("Link")
    assert _lost(source, made, redrawn=[(60, 680, 260, 710)]) == ""
    assert _lost(draw_page(WORDS), draw_page(WORDS + b"/X Do"), is_odd=False) == ""
    assert _lost(draw_page(WORDS), draw_page(), is_odd=False, hides=True) == ""


@pytest.mark.parametrize(
    ("make", "odd"),
    [
        (draw_page, False),
        (lambda: annotated("Link"), False),
        (lambda: annotated("Link", AP=Dictionary()), True),
        (lambda: annotated("Stamp"), True),
        (lambda: form({}), True),
        (lambda: form({"drawn": ""}), False),
        (lambda: _photo(Name.DeviceRGB), False),
        (lambda: _photo(Name.DeviceCMYK), True),
        (lambda: _photo(Array([Name.Separation, Name.Or])), True),
    ],
)
def test_a_picture_is_taken_of_odd_pages_alone(make: Callable[[], Pdf], odd: bool) -> None:
    assert bool(odd_pages(make())) == odd


def _photo(colors: Object) -> Pdf:
    return show(Photo=lambda pdf: image(pdf, b"", (1, 1), colors, Filter=Name.DCTDecode))


@pytest.mark.parametrize(
    "entries",
    [
        {"Rotate": 90},
        {"MediaBox": Array([0, 0, 842, 1191]), "Rotate": 270},
        {"MediaBox": Array([-50, 300, 545, 842])},
        {"CropBox": Array([40, 500, 400, 800]), "Rotate": 180},
        {"MediaBox": Array([0, 500, 300, 800]), "UserUnit": 2},
    ],
)
def test_a_page_put_on_a4_looks_the_same(take: Take, entries: dict[str, object]) -> None:
    pdf = annotated("Highlight", **YELLOW)
    for key, value in entries.items():
        pdf.pages[0].obj[f"/{key}"] = value
    assert take(pdf).reservations == ()


@pytest.mark.parametrize("entry", [b"/AcroForm", b"/T ", b"/FT "])
def test_a_field_that_pdfium_leaves_out_is_no_loss(take: Take, entry: bytes) -> None:
    done = take(plain(form({"drawn": "Vu"}, {})).replace(entry, entry.swapcase()))
    assert "Vu" in done.texts[0]
    assert done.reservations == ()


def _drawn(*runs: tuple[int, int, str]) -> bytes:
    content = b"BT /F 12 Tf %d %d Td (%b) Tj ET "
    return as_bytes(draw_page(b"".join(content % (x, y, t.encode("cp1252")) for x, y, t in runs)))


def test_an_answer_drawn_last_stands_beside_its_label() -> None:
    pdf = _drawn((72, 700, "État"), (72, 680, "Région"), (300, 682, "4 000"), (300, 702, "5 000"))
    assert page_texts(pdf)[0].split("\r\n")[0] == "État"
    assert texts_and_lines(pdf, by_line=True)[1] == ("État 5 000\nRégion 4 000",)
    assert texts_and_lines(_drawn(), by_line=True) == (("",), ("",))


def test_a_page_of_too_many_runs_is_left_as_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = _drawn((72, 700, "État"), (72, 680, "Région"), (300, 702, "5 000"))
    monkeypatch.setattr(page_text, "MOST_RUNS", 2)
    assert texts_and_lines(pdf, by_line=True) == (page_texts(pdf), page_texts(pdf))


# PDFium has no threads: the page reads in several, and must not die of it
READING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.word.words import read_back
pdf = Path(sys.argv[1])
with ThreadPoolExecutor(8) as threads:
    texts = set(threads.map(page_texts, [pdf] * 60))
    words = set(threads.map(lambda _: read_back({}, pdf), range(60)))
print(len(texts), len(words))
"""


def test_many_threads_read_one_after_the_other() -> None:
    command = [sys.executable, "-c", READING, str(EXAMPLE.parent / "statuts.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1 1")
