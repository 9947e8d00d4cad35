"""Files made to hurt, and the largest pictures of people, in little time and room."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pikepdf import Name
from PIL import Image

from tests import pdfs
from tests.annexes.conftest import taken
from tests.annexes.pictures import private, saved
from tests.pdfs import CATALOG, PAGE, PAGES, write_objects, write_page, write_stream

# Nothing may take more (reliability, A10); of processor time, for the tests share theirs
SECONDS, MEGABYTES = 20, 512
RUN = """
import json, resource, sys
from pathlib import Path
from packetgen.annexes.client import Intakes
work = Path(sys.argv[1])
with Intakes(work) as asked:
    for name in sys.argv[2:]:
        asked.ask(name, work / name)
    taken, refused = asked.results()
said = {name: each.pages for name, each in taken.items()}
said |= {name: str(why) for name, why in refused.items()}
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="autre système : mémoire non mesurée"
)


def run(folder: Path, files: Mapping[str, bytes]) -> dict[str, int | str]:
    """Return by name the pages of each file or its refusal, the limits being held."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-c", RUN, str(folder), *files]
    done = subprocess.run(command, check=True, capture_output=True)
    said, seconds, megabytes = json.loads(done.stdout)
    assert seconds < SECONDS and megabytes < MEGABYTES
    assert set(said) == set(files)
    return dict(said)


def _petabyte() -> bytes:
    """Compress 10^15 zeros three times.

    Blocks that end on a byte repeat: no level has to be written whole to compress the next.
    """
    head, block = b"", bytes(1_000_000)
    for _ in range(3):
        head, block = b"\x78\x9c" + _flushed(head), _flushed(block) * 1_000
    return head + block


def _flushed(data: bytes) -> bytes:
    writer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return writer.compress(data) + writer.flush(zlib.Z_FULL_FLUSH)


def _bomb(swollen: bytes, levels: int, *, image: bool) -> bytes:
    coded = b"/Filter [ %s ]" % (b"/FlateDecode " * levels)
    if not image:
        return write_page(b"/Contents 4 0 R", write_stream(swollen, coded))
    coded += b" /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    entries = b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >>"
    return write_page(entries, write_stream(swollen, coded), write_stream(b"/I Do"))


def test_a10_bombs_are_refused_soon_and_in_little_room(tmp_path: Path) -> None:
    swollen = b"\x78\x9c" + _flushed(bytes(1_000_000)) * 600
    files = {
        "contenu.pdf": _bomb(swollen, 1, image=False),
        "image.pdf": _bomb(swollen, 1, image=True),
        "niveaux.pdf": _bomb(zlib.compress(swollen), 9, image=True),
        "pétaoctet.pdf": _bomb(_petabyte(), 3, image=False),
    }
    said = run(tmp_path, files)
    assert all(name in str(why) and "démesurées" in str(why) for name, why in said.items())


FORM = b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"
LINK = b"/Annots [ << /Subtype /Link /Rect [0 0 9 9] /Dest (a) >> ]"
# Files whose trees bite their tails
LOOPS = {
    "arbre.pdf": write_objects(CATALOG % b"", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
    "parent.pdf": write_objects(CATALOG % b"", PAGES, b"<< /Type /Page /Parent 3 0 R >>"),
    "signets.pdf": write_page(
        LINK, b"<< /First 4 0 R /Next 4 0 R /Last 4 0 R >>", b"<< /Kids [ 5 0 R 5 0 R ] >>",
        catalog=b"/Outlines 4 0 R /Names << /Dests 5 0 R >>",
    ),
    "formes.pdf": write_page(
        b"/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>",
        write_stream(b"/F Do /F Do", FORM), write_stream(b"/F Do"),
    ),
    "champs.pdf": write_page(
        b"/Annots [ 4 0 R ]",
        b"<< /Subtype /Widget /Rect [0 0 9 9] /Parent 4 0 R /Kids [ 4 0 R ] >>",
        catalog=b"/AcroForm << /Fields [ 4 0 R ] >>",
    ),
    "longueur.pdf": write_page(b"/Contents 4 0 R", b"<< /Length 4 0 R >>\nstream\nq\nendstream"),
}  # fmt: skip
# Files that are too deep, too many or too long
SQUARE = b"<< /Subtype /Square /Rect [0 0 9 9] >> "
DEEP = {
    "tableaux.pdf": write_page(b"/X " + b"[" * 100_000),
    "piles.pdf": write_page(b"/Contents 4 0 R", write_stream(b"q " * 2_000_000)),
    "annotations.pdf": write_page(b"/Annots [ %s ]" % (SQUARE * 50_000)),
    "pages.pdf": write_objects(
        CATALOG % b"", b"<< /Type /Pages /Kids [ %s ] >>" % (b"3 0 R " * 10_000), PAGE % b""
    ),
    "plan.pdf": write_page(b"/MediaBox [0 0 14400 14400] /UserUnit 9"),
    "vide.pdf": write_objects(CATALOG % b"", b"<< /Type /Pages /Kids [] /Count 0 >>"),
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (LOOPS, {"signets": 1}),
        pytest.param(
            DEEP,
            {"plan": 1, "pages": "10 000 pages, la limite est de 300", "vide": "aucune page"},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a09_a10_what_has_no_end_or_too_much_is_refused_or_fitted(
    tmp_path: Path, files: dict[str, bytes], expected: dict[str, object]
) -> None:
    said = run(tmp_path, files)
    assert all(pages == 1 or "«" in str(pages) for pages in said.values())
    for name, result in expected.items():
        assert str(result) in str(said[f"{name}.pdf"]).replace("\u00a0", " ")


def _zip(first: str, swollen: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(first, b"")
        with archive.open(swollen, "w", force_zip64=True) as entry:
            for _ in range(900):
                entry.write(bytes(1_000_000))
    return out.getvalue()


def _crowded() -> bytes:
    """Write a zip of 900,000 entries in 47 MB, all of them the same one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"")
    one = out.getvalue()
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = one[start:end] * 900_000
    closing = bytearray(one[end:])
    closing[12:16] = len(entries).to_bytes(4, "little")
    return one[:start] + entries + bytes(closing)


@pytest.mark.slow
def test_a18_archives_that_swell_are_refused_soon_and_in_little_room(tmp_path: Path) -> None:
    files = {
        "statuts.docx": _zip("word/document", "word/media"),
        "budget.xlsx": _zip("xl/workbook", "xl/sheets"),
        "projet.odt": _zip("META/INF", "mimetype"),
        "foule.zip": _crowded(),
        "nid.zip": _zip("rib", "rib.zip"),
    }
    said = {name: str(why) for name, why in run(tmp_path, files).items()}
    assert all("chaque fichier sur sa ligne" in said[name] for name in said if ".zip" in name)
    assert all("démesuré" in said[name] for name in ("statuts.docx", "budget.xlsx"))
    assert "«" in said["projet.odt"]
    assert {path.name for path in tmp_path.iterdir()} == set(files)


# What phones make at most, an A4 page at 600 points per inch, and the most points of all
PHONE, A4_600, MOST = (6_144, 8_160), (4_960, 7_016), (7_500, 8_000)
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
    coding = {"colors": Name.DeviceRGB, "Filter": Name.DCTDecode}
    pdf = pdfs.show(Photo=lambda pdf: pdfs.image(pdf, photo, size, **coding))
    assert run(tmp_path, {"plan.pdf": pdfs.as_bytes(pdf)}) == {"plan.pdf": 1}
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
