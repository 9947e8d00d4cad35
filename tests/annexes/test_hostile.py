"""Files made to hurt, taken in as a run does: each is refused or taken, soon and in little room."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.annexes.measured import posix, run
from tests.pdfs import CATALOG, PAGE, PAGES, write_objects, write_page, write_stream


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


@posix
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


@posix
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (LOOPS, {"signets": 1}),
        (DEEP, {"plan": 1, "pages": "10 000 pages, la limite est de 300", "vide": "aucune page"}),
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
    """Zip a file and 900 MB of zeros."""
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


@posix
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
