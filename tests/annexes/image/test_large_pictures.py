"""The largest pictures people have are taken, larger ones refused, in little time and room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import Intake
from tests.annexes.measured import posix, run
from tests.annexes.pictures import private, saved
from tests.pdfs import as_bytes, draw_page

# What phones make at most, an A4 page at 600 points per inch, and the most points of all
PHONE, A4_600, MOST = (6_144, 8_160), (4_960, 7_016), (7_500, 8_000)
pytestmark = posix
slow = pytest.mark.slow


def _large(mode: str, size: tuple[int, int], form: str, **options: object) -> bytes:
    picture = Image.new(mode, size)
    # Some content, that its encoder may not shrink to nothing
    picture.paste(Image.effect_noise((1_000, 1_000), 60).convert(mode), (500, 500))
    return saved(picture, form, **options)


HONEST: dict[str, Callable[[], bytes]] = {
    "HEIC": lambda: _large("RGB", PHONE, "HEIF", quality=30, enc_params={"preset": "ultrafast"}),
    "TIFF": lambda: _large("RGB", A4_600, "TIFF", compression="tiff_lzw"),
    "progressive": lambda: _large("RGB", MOST, "JPEG", progressive=True, subsampling=0),
    "mirrored": lambda: _large("RGB", PHONE, "JPEG", exif=private(5)),
    "PNG": lambda: _large("RGB", MOST, "PNG", compress_level=1),
}
TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "transparent PNG": lambda: _large("RGBA", MOST, "PNG", compress_level=1),
    "progressive inks": lambda: _large("CMYK", MOST, "JPEG", progressive=True),
    "transparent WEBP": lambda: _large("RGBA", (5_000, 6_000), "WEBP", quality=30, method=0),
    "TIFF": lambda: _large("CMYK", MOST, "TIFF", compression="tiff_lzw"),
}


@slow
def test_a13_a_photo_of_a_pdf_too_large_to_be_verified_is_copied(tmp_path: Path) -> None:
    photo = _large("RGB", (9_000, 9_000), "JPEG", progressive=True, subsampling=0)
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Photo Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            photo, Subtype=Name.Image, Width=9_000, Height=9_000, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
        )
    )  # fmt: skip
    assert run(tmp_path, {"plan.pdf": as_bytes(pdf)}) == {"plan.pdf": 1}
    done = intake(tmp_path / "plan.pdf", tmp_path / "clean.pdf")
    assert isinstance(done, Intake)
    assert done.reservations == ()


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=() if what == "TIFF" else slow) for what in HONEST]
)
def test_a12_an_honest_picture_is_taken_in_little_room(tmp_path: Path, what: str) -> None:
    assert run(tmp_path, {"photo": HONEST[what]()}) == {"photo": 1}


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=() if what == "TIFF" else slow) for what in TOO_LARGE]
)
def test_a13_a_picture_that_takes_too_much_room_is_refused(tmp_path: Path, what: str) -> None:
    said = str(run(tmp_path, {"photo": TOO_LARGE[what]()})["photo"])
    assert "millions de points" in said
    assert "plus petite" in said
