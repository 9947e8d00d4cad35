"""The largest pictures people have are taken, larger ones refused, in little time and room."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import Intake
from tests.annexes.measured import posix, run

ORIENTATION = 0x0112
# What phones make at most, an A4 page at 600 points per inch, and the most points of all
PHONE, A4_600, MOST = (6_144, 8_160), (4_960, 7_016), (7_500, 8_000)
pytestmark = posix


def _save(mode: str, size: tuple[int, int], form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture = Image.new(mode, size)
    # Some content, that its encoder may not shrink to nothing
    picture.paste(Image.effect_noise((1_000, 1_000), 60).convert(mode), (500, 500))
    picture.save(out, form, **options)
    return out.getvalue()


def _mirrored() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 5
    return exif


HONEST: dict[str, Callable[[], bytes]] = {
    "phone JPEG": lambda: _save("RGB", PHONE, "JPEG"),
    "mirrored": lambda: _save("RGB", PHONE, "JPEG", exif=_mirrored()),
    "progressive": lambda: _save("RGB", MOST, "JPEG", progressive=True, subsampling=0),
    "phone HEIC": lambda: _save(
        "RGB", PHONE, "HEIF", quality=30, enc_params={"preset": "ultrafast"}
    ),
    "inks": lambda: _save("CMYK", A4_600, "JPEG"),
    "PNG": lambda: _save("RGB", MOST, "PNG", compress_level=1),
    "transparent PNG": lambda: _save("RGBA", A4_600, "PNG", compress_level=1),
    "grey of 16 bits": lambda: _save("I;16", MOST, "PNG", compress_level=1),
    "TIFF": lambda: _save("RGB", A4_600, "TIFF", compression="tiff_lzw"),
    "one strip": lambda: _save(
        "RGB", A4_600, "TIFF", compression="tiff_lzw", strip_size=A4_600[0] * A4_600[1] * 3
    ),
    "black and white": lambda: _save("1", MOST, "TIFF", compression="group4"),
    "WEBP": lambda: _save("RGB", (4_000, 5_000), "WEBP", quality=30, method=0),
}
TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "transparent PNG": lambda: _save("RGBA", MOST, "PNG", compress_level=1),
    "progressive inks": lambda: _save("CMYK", MOST, "JPEG", progressive=True),
    "transparent WEBP": lambda: _save("RGBA", (5_000, 6_000), "WEBP", quality=30, method=0),
    "TIFF": lambda: _save("CMYK", MOST, "TIFF", compression="tiff_lzw"),
}


def test_a13_a_photo_of_a_pdf_too_large_to_be_verified_is_copied(
    tmp_path: Path, draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> None:
    photo = _save("RGB", (9_000, 9_000), "JPEG", progressive=True, subsampling=0)
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Photo Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            photo, Subtype=Name.Image, Width=9_000, Height=9_000, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
        )
    )  # fmt: skip
    source = as_bytes(pdf)
    assert run(tmp_path, {"plan.pdf": source}) == {"plan.pdf": 1}
    done = intake(tmp_path / "plan.pdf", tmp_path / "clean.pdf")
    assert isinstance(done, Intake)
    assert done.reservations == ()


@pytest.mark.parametrize("what", HONEST)
def test_a12_an_honest_picture_is_taken_in_little_room(tmp_path: Path, what: str) -> None:
    assert run(tmp_path, {"photo": HONEST[what]()}) == {"photo": 1}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_a13_a_picture_that_takes_too_much_room_is_refused(tmp_path: Path, what: str) -> None:
    said = str(run(tmp_path, {"photo": TOO_LARGE[what]()})["photo"])
    assert "millions de points" in said
    assert "plus petite" in said
