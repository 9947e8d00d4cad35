"""What the tests of annexes share: PDFs to take in, and pictures of pages to compare."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageStat
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.intake import intake, kept_pages
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.a4 import A4, TOLERANCE

# « /AA » alone also begins the names of fonts cut to some letters
ACTIVE = (
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/AA ",
    b"/AcroForm",
    b"/Metadata",
    b"/Sig",
)


def taken(source: Path, destination: Path, **caps: int) -> Intake:
    """Take in a file that needs no engine, in this process."""
    done = intake(source, destination, **caps)  # type: ignore[arg-type] # every cap is a number
    assert isinstance(done, Intake)
    return done


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Intake]:
    """Take in some bytes, twice; check what holds for every annex."""

    def run(data: bytes, name: str = "pièce.pdf", **caps: int) -> Intake:
        source = tmp_path / name
        source.write_bytes(data)
        done, again = (
            taken(source, tmp_path / f"{name}.pdf", **caps) for name in ("clean", "again")
        )
        assert again.pdf.read_bytes() == done.pdf.read_bytes()
        assert source.read_bytes() == data
        _check(done)
        return done

    return run


def _check(done: Intake) -> None:
    with pikepdf.open(done.pdf) as pdf:
        assert len(pdf.pages) == done.pages > 0
        damaged = any("abîmé" in text for text in done.reservations)
        assert damaged or not _problems(pdf)
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        for page in pdf.pages:
            x, y, width, height = (float(side) for side in page.mediabox)
            assert (x, y) == (0, 0)
            assert all(
                abs(side - expected) <= TOLERANCE
                for side, expected in zip(sorted((width, height)), A4, strict=True)
            )
            assert page.cropbox == page.mediabox
            assert not page.obj.keys() & {"/Rotate", "/UserUnit", "/AA", "/PieceInfo", "/Thumb"}
        whole = io.BytesIO()
        pdf.save(whole, qdf=True)
    assert [word for word in ACTIVE if word in whole.getvalue()] == []


def _problems(pdf: Pdf) -> list[str]:
    try:
        with warnings.catch_warnings(action="ignore"):
            return pdf.check_pdf_syntax()
    except pikepdf.DependencyError:
        return []


@pytest.fixture(scope="session")
def picture() -> Callable[..., Image.Image]:
    """Draw a page as a viewer does, at a low resolution, forms included."""

    def draw(pdf: Path | bytes, page: int = 0, width: int = 300) -> Image.Image:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
        one = document[page]
        drawn: Image.Image = one.render(scale=width / one.get_width()).to_pil()
        document.close()
        return drawn.convert("RGB")

    return draw


@pytest.fixture(scope="session")
def difference() -> Callable[[Image.Image, Image.Image], float]:
    """Return the mean difference of two pictures, from 0 to 255, sized as the first."""

    def compare(first: Image.Image, second: Image.Image) -> float:
        change = ImageChops.difference(first, second.resize(first.size))
        return sum(ImageStat.Stat(change).mean) / 3

    return compare


@pytest.fixture(scope="session")
def write_pdf() -> Callable[..., bytes]:
    """Write a PDF of some pages of text, as an office program would."""

    def write(pages: int = 1, size: tuple[float, float] = A4, lines: int = 40) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=size, invariant=True)
        for page in range(1, pages + 1):
            for line in range(lines):
                canvas.drawString(60, size[1] - 60 - 14 * line, f"Page {page}, ligne {line}, " * 3)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return write


@pytest.fixture(scope="session")
def draw_page() -> Callable[..., Pdf]:
    """Make a PDF of one page from its operators and the entries of its dictionary."""

    def make(content: bytes, **entries: object) -> Pdf:
        pdf = Pdf.new()
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *A4]),
            Contents=pdf.make_stream(content),
            Resources=Dictionary(Font=Dictionary(F=pdf.make_indirect(font))),
        )
        for key, value in entries.items():
            page[f"/{key}"] = value
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return pdf

    return make


@pytest.fixture(scope="session")
def as_bytes() -> Callable[[Pdf], bytes]:
    """Return the bytes of a PDF made in a test."""

    def save(pdf: Pdf) -> bytes:
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()

    return save


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Take each file in anew, whatever an earlier test made of the same bytes."""
    kept_pages.cache_clear()
