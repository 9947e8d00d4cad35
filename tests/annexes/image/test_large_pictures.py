"""The largest pictures people have are taken, larger ones refused, in little time and room."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Name
from PIL import Image

from tests.annexes.conftest import taken
from tests.annexes.measured import posix, run
from tests.annexes.pictures import private, saved
from tests.pdfs import as_bytes, image, show

# What phones make at most, an A4 page at 600 points per inch, and the most points of all
PHONE, A4_600, MOST = (6_144, 8_160), (4_960, 7_016), (7_500, 8_000)
pytestmark = posix
slow = pytest.mark.slow


def _large(mode: str, size: tuple[int, int], form: str, **options: object) -> bytes:
    picture = Image.new(mode, size)
    # Some content, that its encoder may not shrink to nothing
    picture.paste(Image.effect_noise((1_000, 1_000), 60).convert(mode), (500, 500))
    return saved(picture, form, **options)


def each(**makers: Callable[[], bytes]) -> pytest.MarkDecorator:
    """All these pictures, in a quick run the TIFF alone."""
    cases = [
        pytest.param(make, id=name, marks=() if name == "TIFF" else slow)
        for name, make in makers.items()
    ]
    return pytest.mark.parametrize("make", cases)


@slow
def test_a13_a_photo_of_a_pdf_too_large_to_be_verified_is_copied(tmp_path: Path) -> None:
    size = (9_000, 9_000)
    photo = _large("RGB", size, "JPEG", progressive=True, subsampling=0)
    pdf = show(Photo=lambda pdf: image(pdf, photo, size, Name.DeviceRGB, Filter=Name.DCTDecode))
    assert run(tmp_path, {"plan.pdf": as_bytes(pdf)}) == {"plan.pdf": 1}
    assert taken(tmp_path / "plan.pdf", tmp_path / "clean.pdf").reservations == ()


@each(
    HEIC=lambda: _large("RGB", PHONE, "HEIF", quality=30, enc_params={"preset": "ultrafast"}),
    TIFF=lambda: _large("RGB", A4_600, "TIFF", compression="tiff_lzw"),
    progressive=lambda: _large("RGB", MOST, "JPEG", progressive=True, subsampling=0),
    mirrored=lambda: _large("RGB", PHONE, "JPEG", exif=private(5)),
    PNG=lambda: _large("RGB", MOST, "PNG", compress_level=1),
)
def test_a12_an_honest_picture_is_taken_in_little_room(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    assert run(tmp_path, {"photo": make()}) == {"photo": 1}


@each(
    transparent_PNG=lambda: _large("RGBA", MOST, "PNG", compress_level=1),
    progressive_inks=lambda: _large("CMYK", MOST, "JPEG", progressive=True),
    transparent_WEBP=lambda: _large("RGBA", (5_000, 6_000), "WEBP", quality=30, method=0),
    TIFF=lambda: _large("CMYK", MOST, "TIFF", compression="tiff_lzw"),
)
def test_a13_a_picture_that_takes_too_much_room_is_refused(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    said = str(run(tmp_path, {"photo": make()})["photo"])
    assert "millions de points" in said and "plus petite" in said
