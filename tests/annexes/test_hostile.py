"""Files made to hurt, and the largest pictures of people, in little time and room."""

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Name
from PIL import Image

from tests import pdfs
from tests.annexes.conftest import written
from tests.annexes.pictures import private, saved
from tests.pdfs import CATALOG, PAGE, write_objects, write_page, write_stream
from tests.tables import table

# No file may take more (reliability, A10); of processor time, for the tests share theirs
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
said = {name: " ".join((str(each.pages), *each.reservations)) for name, each in taken.items()}
said |= {name: str(why) for name, why in refused.items()}
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="autre système : mémoire non mesurée"
)


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


def _bombs() -> dict[str, bytes]:
    swollen = b"\x78\x9c" + _flushed(bytes(1_000_000)) * 600
    return {
        "contenu.pdf": _bomb(swollen, 1, image=False),
        "image.pdf": _bomb(swollen, 1, image=True),
        "niveaux.pdf": _bomb(zlib.compress(swollen), 9, image=True),
        "pétaoctet.pdf": _bomb(_petabyte(), 3, image=False),
    }


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


def _large(
    mode: str, size: list[int], form: str, orientation: int = 0, **options: object
) -> dict[str, bytes]:
    picture = Image.new(mode, (size[0], size[1]))
    # Some content, that its encoder may not shrink to nothing
    picture.paste(Image.effect_noise((1_000, 1_000), 60).convert(mode), (500, 500))
    exif = {"exif": private(orientation)} if orientation else {}
    return {"photo": saved(picture, form, **exif, **options)}


def _scan() -> dict[str, bytes]:
    """A PDF whose photo is too large to be verified, and is copied."""
    size, coding = (9_000, 9_000), {"colors": Name.DeviceRGB, "Filter": Name.DCTDecode}
    photo = _large("RGB", [*size], "JPEG", progressive=True, subsampling=0)["photo"]
    pdf = pdfs.show(Photo=lambda pdf: pdfs.image(pdf, photo, size, **coding))
    return {"plan.pdf": pdfs.as_bytes(pdf)}


CASES = table(__file__)
LOOPS = {name: written(objects) for name, objects in CASES["loops"].items()}
SETS = {"bombs": _bombs, "loops": lambda: LOOPS, "deep": lambda: DEEP}
ROWS: list[tuple[str, Callable[[], dict[str, bytes]], dict[str, Any]]] = [
    *((name, SETS[name], said) for name, said in CASES["sets"].items()),
    ("scan", _scan, {"slow": True, "others": "1$"}),
    *(
        (name, partial(_large, **how), {"slow": name != "TIFF", "others": said})
        for kept, said in (("taken", "1$"), ("too_large", ".*millions de points.*plus petite"))
        for name, how in CASES[kept].items()
    ),
]


@pytest.mark.parametrize(
    ("make", "expected"),
    [pytest.param(make, said, id=name, marks=[pytest.mark.slow] * said.get("slow", False))
     for name, make, said in ROWS],
)  # fmt: skip
def test_a10_what_hurts_is_refused_and_what_is_large_is_taken_in_little_room(
    tmp_path: Path, make: Callable[[], dict[str, bytes]], expected: dict[str, str]
) -> None:
    _hold(tmp_path, make(), expected)


@pytest.mark.slow
def test_a18_archives_that_swell_are_refused_soon_and_in_little_room(tmp_path: Path) -> None:
    files = {
        "statuts.docx": _zip("word/document", "word/media"),
        "budget.xlsx": _zip("xl/workbook", "xl/sheets"),
        "projet.odt": _zip("META/INF", "mimetype"),
        "foule.zip": _crowded(),
        "nid.zip": _zip("rib", "rib.zip"),
    }
    _hold(tmp_path, files, CASES["archives"])


def _hold(folder: Path, files: dict[str, bytes], expected: dict[str, str]) -> None:
    """Take files in; check what is said of each, the due limits, that nothing else is written."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-c", RUN, str(folder), *files]
    done = subprocess.run(command, check=True, capture_output=True)
    said, seconds, megabytes = json.loads(done.stdout)
    assert seconds < SECONDS * len(files) and megabytes < MEGABYTES
    assert set(said) == set(files)
    for name, result in said.items():
        assert re.match(expected.get(name, expected["others"]), result.replace("\u00a0", " "))
        assert result.startswith(("1", f"«\u00a0{name}"))
    made = {f"{name}.pdf" for name, result in said.items() if result[0] == "1"}
    assert {path.name for path in folder.iterdir()} == set(files) | made
