"""Annexes made lighter: which photos are resampled, what is left, and that one sees the same."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops

from packetgen.annexes.intake import intake
from packetgen.annexes.lighten.client import lighten_annexes
from packetgen.annexes.lighten.photos import largest_sizes
from packetgen.annexes.lighten.worker import lighten
from packetgen.annexes.outcome import Intake
from tests.heavy import incompressible, jpeg, paper, photo, report, scan, scanned


def taken(source: Path) -> Path:
    """The clean pages of a file."""
    done = intake(source, source.with_suffix(".propre.pdf"))
    assert isinstance(done, Intake)
    return done.pdf


def images(pdf: Path) -> list[tuple[int, int, str]]:
    """Width, height and filter of the images of a PDF, in the order of the file."""
    with pikepdf.open(pdf) as document:
        return [
            (int(item.Width), int(item.Height), str(item.Filter))
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Image
        ]


def picture(pdf: Path, width: int = 700) -> Image.Image:
    """The first page as it is seen, in colors."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        seen: Image.Image = page.render(scale=width / max(page.get_size())).to_pil()
        return seen


def most(one: Image.Image, other: Image.Image) -> int:
    """The largest difference between two pictures, in levels of 255."""
    extrema = ImageChops.difference(one, other).convert("L").getextrema()
    assert isinstance(extrema[1], int)
    return extrema[1]


def test_a_scan_is_brought_to_200_points_per_inch(tmp_path: Path) -> None:
    source, lighter = tmp_path / "scan.pdf", tmp_path / "leger.pdf"
    scanned(source, scan())
    clean = taken(source)
    assert lighten(clean, lighter, photos=True) == 1
    [(width, height, used)] = images(lighter)
    assert (width, used) == (1654, "/DCTDecode")
    assert height in (2339, 2340)
    assert lighter.stat().st_size < clean.stat().st_size / 2
    assert most(picture(clean), picture(lighter)) < 40


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    scanned(tmp_path / "scan.pdf", scan())
    clean = taken(tmp_path / "scan.pdf")
    for name in ("un.pdf", "deux.pdf"):
        lighten(clean, tmp_path / name, photos=True)
    assert (tmp_path / "un.pdf").read_bytes() == (tmp_path / "deux.pdf").read_bytes()


def test_a_photo_stored_without_loss_becomes_a_jpeg(tmp_path: Path) -> None:
    report(tmp_path / "bilan.pdf", photo())
    clean = taken(tmp_path / "bilan.pdf")
    assert lighten(clean, tmp_path / "leger.pdf", photos=True) == 1
    assert images(tmp_path / "leger.pdf") == [(1600, 1200, "/DCTDecode")]
    assert most(picture(clean), picture(tmp_path / "leger.pdf")) < 40


def drawing() -> Image.Image:
    """A plan in three colors, sharp."""
    plan = Image.new("RGB", (2400, 1800), "white")
    for place in range(0, 2400, 60):
        plan.paste("navy" if place % 120 else "red", (place, 0, place + 7, 1800))
    return plan


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(drawing(), id="plan in few colors"),
        pytest.param(photo(size=(1600, 1200)).resize((1200, 900)), id="below 200"),
    ],
)
def test_what_is_no_photo_or_not_too_fine_keeps_its_pixels(
    image: Image.Image, tmp_path: Path
) -> None:
    # At 300 points per inch; the second then drawn twice as large
    report(tmp_path / "plan.pdf", image)
    if image.width == 1200:
        with pikepdf.open(tmp_path / "plan.pdf", allow_overwriting_input=True) as pdf:
            page = pdf.pages[0]
            page.Contents = pdf.make_stream(b"q 2 0 0 2 0 0 cm\n%s\nQ" % page.Contents.read_bytes())
            pdf.save(tmp_path / "plan.pdf")
    clean = taken(tmp_path / "plan.pdf")
    assert lighten(clean, tmp_path / "leger.pdf", photos=True) == 0
    assert [size[:2] for size in images(tmp_path / "leger.pdf")] == [image.size]
    assert most(picture(clean), picture(tmp_path / "leger.pdf")) == 0


def test_a_scan_in_black_and_white_is_left_alone(tmp_path: Path) -> None:
    page = paper((2480, 3508)).point(lambda level: 255 * (level > 230)).convert("1")
    page.save(tmp_path / "fax.tif", compression="group4", dpi=(300, 300))
    clean = taken(tmp_path / "fax.tif")
    before = images(clean)
    assert lighten(clean, tmp_path / "leger.pdf", photos=True) == 0
    assert images(tmp_path / "leger.pdf") == before
    assert before[0][:2] == (2480, 3508)


def test_a_photo_keeps_what_its_largest_drawing_needs(tmp_path: Path) -> None:
    """A photo shown small on one page and large on the next, turned there, inside a form."""
    source = tmp_path / "album.pdf"
    report(source, photo())
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        [drawn] = (page.Resources.XObject.Photo for page in pdf.pages)
        pdf.pages[0].Contents = pdf.make_stream(b"q 72 0 0 54 10 10 cm /Photo Do Q")
        form = pdf.make_stream(
            b"q 0 720 -540 0 560 20 cm /Photo Do Q",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 600, 800],
            Resources=Dictionary(XObject=Dictionary(Photo=drawn)),
        )
        page = pdf.add_blank_page(page_size=(595.28, 841.89))
        page.Resources = Dictionary(XObject=Dictionary(Form=form))
        page.Contents = pdf.make_stream(b"/Form Do")
        pdf.save(source)
    clean = taken(source)
    with pikepdf.open(clean) as pdf:
        assert [tuple(map(round, size)) for size in largest_sizes(pdf).values()] == [(720, 540)]
    lighten(clean, tmp_path / "leger.pdf", photos=True)
    assert images(tmp_path / "leger.pdf")[0][:2] == (2000, 1500)


def test_lossless_is_lossless_and_keeps_predictors(tmp_path: Path) -> None:
    photo(size=(700, 500)).save(tmp_path / "photo.png", compress_level=0)
    clean = taken(tmp_path / "photo.png")
    with pikepdf.open(clean, allow_overwriting_input=True) as pdf:
        text = b"BT ET % les habitants et le centre social\n" * 2000
        pdf.pages[0].contents_add(pdf.make_stream(text))
        hasty = pdf.pages[0].Contents[-1]
        hasty.write(zlib.compress(text, 0), filter=Name.FlateDecode)
        pdf.save(clean, compress_streams=False)
    assert lighten(clean, tmp_path / "leger.pdf", photos=False) == 0
    assert (tmp_path / "leger.pdf").stat().st_size < clean.stat().st_size
    assert most(picture(clean), picture(tmp_path / "leger.pdf")) == 0
    with pikepdf.open(clean) as one, pikepdf.open(tmp_path / "leger.pdf") as other:
        pages = [pdf.pages[0].Contents for pdf in (one, other)]
        assert [part.read_bytes() for part in pages[0]] == [part.read_bytes() for part in pages[1]]


def test_a_file_that_cannot_be_lighter_stays_as_it_is(tmp_path: Path) -> None:
    incompressible(tmp_path / "bruit.pdf")
    (tmp_path / "faux.pdf").write_bytes(b"ceci n'est pas un PDF")
    pdfs = {"bruit": taken(tmp_path / "bruit.pdf"), "faux": tmp_path / "faux.pdf"}
    pdfs["bruit"].write_bytes(repacked(pdfs["bruit"]))
    assert lighten_annexes(pdfs, tmp_path, photos=True) == {}


def repacked(pdf: Path) -> bytes:
    """A PDF saved in as few bytes as pikepdf can."""
    out = io.BytesIO()
    with pikepdf.open(pdf) as document:
        document.save(
            out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
    return out.getvalue()


def test_forms_that_draw_themselves_have_an_end(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        form = pdf.make_stream(b"/Form Do /Form Do", Type=Name.XObject, Subtype=Name.Form)
        form = pdf.make_indirect(form)
        form.Resources = Dictionary(XObject=Dictionary(Form=form))
        page.Resources = Dictionary(XObject=Dictionary(Form=form))
        page.Contents = pdf.make_stream(b"/Form Do")
        pdf.save(tmp_path / "boucle.pdf")
    assert lighten_annexes({"boucle": tmp_path / "boucle.pdf"}, tmp_path, photos=True) == {}


def test_a_damaged_photo_is_left(tmp_path: Path) -> None:
    whole = jpeg(photo())
    scanned(tmp_path / "photo.pdf", whole)
    with pikepdf.open(tmp_path / "photo.pdf", allow_overwriting_input=True) as pdf:
        [drawn] = pdf.pages[0].get_images().values()
        drawn.write(whole[: len(whole) // 2], filter=Name.DCTDecode)
        pdf.save(tmp_path / "photo.pdf")
    assert lighten_annexes({"photo": tmp_path / "photo.pdf"}, tmp_path, photos=True) == {}
