"""Workbooks made to hurt: refused or read within bounds of time and memory."""

import struct
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.look import Format
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Shared
from tests.conftest import OTHER_SYSTEM
from tests.workbook.open.packages import SHEET, opened, small, with_rows, with_sheet, with_texts

STATUS = Path("/proc/self/status")
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRAY = {
    "far cell": f'{FIRST}<row r="1048576"><c r="XFD1048576" s="1"/></row>',
    "far value": f'{FIRST}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", STRAY.values(), ids=STRAY)
def test_stray_cells_cost_nothing(rows: str, tmp_path: Path) -> None:
    source = with_rows(tmp_path, rows)
    started = time.process_time()
    read = opened(source)
    assert time.process_time() - started < 1
    assert read["A1"].value == 1


def heavy(folder: Path) -> Path:
    source = folder / "lourd.xlsx"
    with source.open("wb") as file:
        file.truncate(21_000_000)
    return source


def bomb(folder: Path) -> Path:
    source = small(folder)
    with ZipFile(source, "a", ZIP_DEFLATED) as package, package.open("xl/media/i.png", "w") as part:
        for _ in range(210):
            part.write(bytes(1_000_000))
    return source


def lying(folder: Path) -> Path:
    """A part inflates to no more than the index says, and its checksum then fails."""
    source = with_rows(folder, '<row r="1"/>' * 500_000)
    with ZipFile(source) as package:
        size = struct.pack("<L", package.getinfo(SHEET).file_size)
    content = source.read_bytes()
    assert size in content
    source.write_bytes(content.replace(size, struct.pack("<L", 5_000)))
    return source


TWICE = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
MERGE = '<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "heavy": (heavy, "plus de 20 Mo"),
    "zip bomb": (bomb, "démesuré"),
    "lying size": (lying, "incomplet ou abîmé"),
    "merge": (lambda f: with_sheet(f, MERGE), r"« Porteur ».*démesurée \(A1:XFD1048576\)"),
    "cell twice": (lambda f: with_rows(f, TWICE), r"« Porteur ».*A1 est écrite deux fois"),
    "texts": (lambda f: with_texts(f, "<si/>" * 210_000), "trop de styles ou de textes"),
}


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=HOSTILE)
def test_what_would_hurt_is_refused_soon(
    make: Callable[[Path], Path], words: str, tmp_path: Path
) -> None:
    source = make(tmp_path)
    started = time.process_time()
    with pytest.raises(WorkbookUnreadable, match=words):
        open_workbook(source)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        (Allowance("c.xlsx", elements=1999), "millions de cellules mises en forme"),
        (Allowance("c.xlsx", cells=998), "plus de cent mille cellules remplies"),
    ],
)
def test_what_is_left_to_read_is_counted(allowance: Allowance, words: str) -> None:
    """A sheet, its rows and its cells are elements; a filled cell has one more, its value."""
    xml = "".join(f"<row><c>{'<v>1</v>' * (words[0] == 'p')}</c></row>" for _ in range(999))
    sheet, shared = Workbook().worksheets[0], Shared([], [Format()], WINDOWS_EPOCH)
    whole = f"<worksheet><sheetData>{xml}</sheetData></worksheet>".encode()
    with pytest.raises(WorkbookUnreadable, match=words):
        fill_sheet(sheet, BytesIO(whole), shared, allowance)
    assert Allowance("c.xlsx").cells == 100_000
    just = Allowance("c.xlsx", elements=2_999, cells=999)
    fill_sheet(Workbook().worksheets[0], BytesIO(whole), shared, just)


@pytest.mark.slow
@pytest.mark.skipif(not STATUS.exists(), reason=f"{OTHER_SYSTEM} : pas de /proc")
def test_a_million_empty_cells_are_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    row = "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)
    rows = "".join(f'<row r="{n}" hidden="1">{row.format(n)}</row>' for n in range(1, 20_001))
    source = with_rows(tmp_path, f'{rows}<row r="30000"><c r="A30000"><v>5</v></c></row>')
    script = (
        "import re, sys; from pathlib import Path\n"
        "from packetgen.workbook.open.open import open_workbook\n"
        "sheet = open_workbook(Path(sys.argv[1])).workbook['Porteur']\n"
        # getrusage would count the memory of pytest, from which this process was forked
        f"peak = re.search(r'VmHWM:\\s+(\\d+) kB', Path('{STATUS}').read_text())[1]\n"
        "print(sheet['A30000'].value, peak)\n"
    )
    started = time.process_time()
    done = subprocess.run(
        [sys.executable, "-c", script, source], capture_output=True, text=True, check=True
    )
    value, peak = done.stdout.split()
    assert (value, int(peak) < 300_000) == ("5", True)
    assert time.process_time() - started < 10
