"""Annexes made lighter: which photos are resampled, what is left, and that one sees the same."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from packetgen.annexes.lighten.client import lighten_annexes
from packetgen.annexes.lighten.worker import largest_sizes, lighten
from tests import pdfs
from tests.annexes.conftest import taken
from tests.annexes.pictures import saved
from tests.heavy import incompressible, paper, photo, report, scan, scanned
from tests.pdfs import as_bytes, drawing, picture


def lightened(source: Path) -> tuple[Path, Path, int]:
    clean, lighter = source.with_suffix(".propre.pdf"), source.with_suffix(".leger.pdf")
    taken(source, clean)
    return clean, lighter, lighten(clean, lighter, photos=True)


def images(pdf: Path) -> list[tuple[int, int, str]]:
    with pikepdf.open(pdf) as document:
        return [
            (int(item.Width), int(item.Height), str(item.Filter))
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Image
        ]


def most(one: Path, other: Path) -> int:
    """The largest difference between two pages, in levels of 255."""
    seen = ImageChops.difference(picture(one, width=500), picture(other, width=500))
    return max(seen.convert("L").tobytes())


def test_a_scan_is_brought_to_200_points_per_inch(tmp_path: Path) -> None:
    scanned(tmp_path / "scan.pdf", scan())
    clean, lighter, resampled = lightened(tmp_path / "scan.pdf")
    assert resampled == 1
    [(width, height, used)] = images(lighter)
    assert (width, used) == (1654, "/DCTDecode") and height in (2339, 2340)
    assert lighter.stat().st_size < clean.stat().st_size / 2
    assert most(clean, lighter) < 40
    lighten(clean, tmp_path / "encore.pdf", photos=True)
    assert (tmp_path / "encore.pdf").read_bytes() == lighter.read_bytes()


def test_a_photo_stored_without_loss_becomes_a_jpeg(tmp_path: Path) -> None:
    report(tmp_path / "bilan.pdf", photo(size=(1200, 900)))
    clean, lighter, resampled = lightened(tmp_path / "bilan.pdf")
    assert (resampled, images(lighter)) == (1, [(800, 600, "/DCTDecode")])
    assert most(clean, lighter) < 40


def plan(path: Path) -> None:
    drawn = Image.new("RGB", (2400, 1800), "white")
    for place in range(0, 2400, 60):
        drawn.paste("navy" if place % 120 else "red", (place, 0, place + 7, 1800))
    report(path, drawn)


def coarse(path: Path) -> None:
    """A photo at 150 points per inch."""
    report(path, photo(size=(1200, 900)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"2 0 0 2 0 0 cm", prepend=True)
        pdf.save(path)


def fax(path: Path) -> None:
    page = paper((2480, 3508)).point(lambda level: 255 * (level > 230)).convert("1")
    page.save(path, "TIFF", compression="group4", dpi=(300, 300))


@pytest.mark.parametrize("write", [plan, coarse, fax])
def test_what_is_no_photo_or_not_too_fine_keeps_its_pixels(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    write(tmp_path / "source")
    clean, lighter, resampled = lightened(tmp_path / "source")
    assert (resampled, images(lighter)) == (0, images(clean))
    assert most(clean, lighter) == 0


@pytest.mark.parametrize(
    "space",
    [
        lambda _: Name.DeviceCMYK,
        lambda _: Array([Name.Separation, Name.Or, Name.DeviceGray, Dictionary(FunctionType=4)]),
        lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"?", N=3)]),
    ],
)
def test_colors_that_cannot_be_mixed_are_left_alone(
    space: Callable[[pikepdf.Pdf], pikepdf.Object], tmp_path: Path
) -> None:
    noise = zlib.compress(photo(size=(400, 400)).convert("CMYK").tobytes())

    def inks(pdf: pikepdf.Pdf) -> pikepdf.Object:
        return pdfs.image(pdf, noise, (400, 400), space(pdf), Filter=Name.FlateDecode)

    pdfs.show(b"q 72 0 0 72 0 0 cm /Photo Do Q", Photo=inks).save(tmp_path / "encres.pdf")
    assert lighten(tmp_path / "encres.pdf", tmp_path / "leger.pdf", photos=True) == 0


def test_a_photo_keeps_what_its_largest_drawing_needs(tmp_path: Path) -> None:
    """A photo shown small, then large, turned there, inside a form."""
    source = tmp_path / "album.pdf"
    report(source, photo())
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        named = pdf.pages[0].Resources
        pdf.pages[0].Contents = pdf.make_stream(b"q 72 0 0 54 10 10 cm /Photo Do Q /Form Do")
        turned = b"q 2 0 0 1 0 0 cm 0 720 -270 0 280 20 cm /Photo Do Q"
        inner = Dictionary(XObject=Dictionary(Photo=named.XObject.Photo))
        named.XObject.Form = drawing(pdf, turned, (0, 0, 600, 800), Resources=inner)
        pdf.save(source)
    clean, lighter, _ = lightened(source)
    with pikepdf.open(clean) as pdf:
        assert [tuple(map(round, size)) for size in largest_sizes(pdf).values()] == [(720, 540)]
    assert images(lighter)[0][:2] == (2000, 1500)


def test_lossless_is_lossless_and_keeps_predictors(tmp_path: Path) -> None:
    photo(size=(700, 500)).save(tmp_path / "photo.png", compress_level=0)
    clean, lighter = tmp_path / "propre.pdf", tmp_path / "leger.pdf"
    taken(tmp_path / "photo.png", clean)
    with pikepdf.open(clean, allow_overwriting_input=True) as pdf:
        text = zlib.compress(b"BT ET % les habitants et le centre social\n" * 2000, 0)
        pdf.pages[0].contents_add(pdf.make_stream(text, Filter=Name.FlateDecode))
        pdf.save(clean, compress_streams=False)
    assert lighten(clean, lighter, photos=False) == 0
    assert lighter.stat().st_size < clean.stat().st_size
    assert most(clean, lighter) == 0
    with pikepdf.open(clean) as one, pikepdf.open(lighter) as other:
        before, after = ([s.read_bytes() for s in pdf.pages[0].Contents] for pdf in (one, other))
        assert before == after


def test_a_file_that_cannot_be_lighter_or_read_stays_as_it_is_and_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "journaux"))
    incompressible(tmp_path / "bruit.pdf")
    noise = taken(tmp_path / "bruit.pdf", tmp_path / "propre.pdf").pdf
    with pikepdf.open(noise, allow_overwriting_input=True) as pdf:
        packed = as_bytes(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    noise.write_bytes(packed)
    (tmp_path / "faux.pdf").write_bytes(b"%PDF-1.7")
    loop = pdfs.show(Form=lambda pdf: drawing(pdf, b"/Form Do /Form Do"))
    named = loop.pages[0].Resources
    named.XObject.Form.Resources = Dictionary(XObject=named.XObject)
    loop.save(tmp_path / "boucle.pdf")
    whole = saved(photo(), "JPEG")
    size, half = photo().size, whole[: len(whole) // 2]
    harmed = pdfs.show(I=lambda p: pdfs.image(p, half, size, Name.DeviceRGB, Filter=Name.DCTDecode))
    harmed.save(tmp_path / "photo.pdf")
    files = {name: tmp_path / f"{name}.pdf" for name in ("faux", "boucle", "photo")}
    assert lighten_annexes(files | {"bruit": noise}, tmp_path, photos=True) == {}
    assert not list((tmp_path / "journaux").rglob("incident-*"))
