"""Workbooks made to hurt: refused or read within bounds of time and memory."""

import struct
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from msgspec.structs import replace

from packetgen.errors import WorkbookUnreadable
from packetgen.system.file_kind import OLE
from packetgen.workbook.open import client
from packetgen.workbook.open.grid import WINDOWS_EPOCH, Sheet
from packetgen.workbook.open.open import ORDINARY, open_workbook
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Format, Shared
from packetgen.workbook.read.places import Place
from tests.processes import ends_soon
from tests.workbook.open import packages
from tests.workbook.open.packages import MAIN, SHEET, held, opened, small, with_rows, with_sheet

FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


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


def cell(attributes: str, content: str) -> Callable[[Path], Path]:
    row = f'<row r="1"><c r="A1" {attributes}>{content}</c></row>'
    return lambda folder: with_rows(folder, row)


NO_VALUE = r"« Porteur ».*cellule A1 contient une valeur qu’Excel ne lit pas.*retapez"
ALTERNATE = '<x:AlternateContent xmlns:x="urn:x"><v>1</v></x:AlternateContent><v>6500</v>'
ASTRAY = '<row r="1"><c r="A2"/></row>'
OVERLAP = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>'
TWICE = '<row r="1"><c r="A1"/><c r="A1"><v>2</v></c></row>'
MERGE = '<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "heavy": (heavy, "plus de 20 Mo"),
    "zip bomb": (bomb, "démesuré"),
    "lying size": (lying, "incomplet ou abîmé"),
    "merge": (lambda f: with_sheet(f, MERGE), r"« Porteur ».*démesurée \(A1:XFD1048576\)"),
    "cell twice": (lambda f: with_rows(f, TWICE), r"« Porteur ».*A1 est écrite deux fois"),
    "row twice": (lambda f: with_rows(f, FIRST * 2), "ligne 1 est suivie de la ligne 1"),
    "cell of another row": (lambda f: with_rows(f, ASTRAY), "cellule A1 se dit en A2"),
    "merges that overlap": (lambda f: with_sheet(f, OVERLAP), "recouvre une"),
    "foreign value": (cell("", ALTERNATE), "cellule A1 contient un élément étranger"),
    "value in pieces": (cell("", '<v>6<x xmlns="urn:x"/>500</v>'), "cellule A1 contient un élém"),
    "two values": (cell("", "<v>1</v><v>6500</v>"), "cellule A1 a deux contenus"),
    "value and text": (cell('t="inlineStr"', "<is><t>1</t></is><v>2</v>"), NO_VALUE),
    **{f"number {v}": (cell("", f"<v>{v}</v>"), NO_VALUE) for v in ("inf", "1e999", "6_500", "٦")},
    "4,000 digits": (cell("", f"<v>{'9' * 4000}</v>"), NO_VALUE),
    **{
        f"{v} of type {t}": (cell(f't="{t}"', f"<v>{v}</v>"), NO_VALUE)
        for t, v in (("s", "-1"), ("s", "9"), ("b", "2"), ("d", "6500"), ("x", "1"))
    },
    "a style that is not there": (cell('s="99"', "<v>1</v>"), NO_VALUE),
    "text beyond measure": (cell('t="str"', f"<v>{'a' * 100_001}</v>"), r"démesuré \(A1\)"),
    "texts": (lambda f: packages.with_texts(f, "<si/>" * 210_000), "trop de styles, de te"),
}


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=HOSTILE)
def test_what_would_hurt_is_refused_soon(
    make: Callable[[Path], Path], words: str, tmp_path: Path
) -> None:
    source = make(tmp_path)
    with ends_soon(), pytest.raises(WorkbookUnreadable, match=words):
        open_workbook(source)


def test_a_stray_value_a_long_token_and_many_merges_are_soon_read(tmp_path: Path) -> None:
    source = with_rows(tmp_path, f'{FIRST}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with ends_soon():
        assert held(source).value == 1
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 40_000))
    for content in (f"<!--{'x' * 4_900_000}-->", f"<sheetData/><mergeCells>{merges}</mergeCells>"):
        with ends_soon():
            place = Place(opened(with_sheet(tmp_path, content, compressed=False)), 2, 2)
            assert [place.holder for _ in range(1000)]


def test_what_is_out_of_the_ordinary_is_first_opened_by_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which says what is wrong, as this one would; or takes too long."""
    content = f"<!--{'x' * ORDINARY}--><sheetData>{FIRST}</sheetData>"
    source = with_sheet(tmp_path, content, compressed=False)
    assert held(source).value == 1
    monkeypatch.setattr(client, "OPENING", replace(client.OPENING, seconds=0.001))
    with pytest.raises(WorkbookUnreadable, match=r"demande plus de .*recopiez"):
        open_workbook(source)
    # however short
    source.write_bytes(OLE)
    monkeypatch.setattr(client, "OPENING", replace(client.OPENING, module="absent"))
    with pytest.raises(WorkbookUnreadable, match=r"fait échouer le lecteur : recopiez"):
        open_workbook(source)


def test_what_is_left_to_read_is_counted() -> None:
    """A sheet, its rows and its cells are elements; a filled cell has one more, its value."""
    for value, allowance, words in (
        ("", Allowance("c.xlsx", elements=1999), "millions de cellules mises en forme"),
        ("<v>1</v>", Allowance("c.xlsx", cells=998), "plus de cent mille cellules remplies"),
    ):
        xml = f"<sheetData>{f'<row><c>{value}</c></row>' * 999}</sheetData>"
        whole = f'<worksheet xmlns="{MAIN}">{xml}</worksheet>'.encode()
        shared = Shared([], [Format()], WINDOWS_EPOCH)
        with pytest.raises(WorkbookUnreadable, match=words):
            fill_sheet(Sheet(""), whole, shared, allowance)
        fill_sheet(Sheet(""), whole, shared, Allowance("c.xlsx", elements=2_999, cells=999))
    assert Allowance("c.xlsx").cells == 100_000


@pytest.mark.slow
def test_a_million_empty_cells_are_read_in_bounded_time_and_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [f"{first}{letter}" for first in ("", "A") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    row = "".join(f'<c r="{column}{{0}}" s="1"/>' for column in letters)
    rows = "".join(f'<row r="{n}" hidden="1">{row.format(n)}</row>' for n in range(1, 20_001))
    source = with_rows(tmp_path, f'{rows}<row r="30000"><c r="A30000"><v>5</v></c></row>')
    monkeypatch.setattr(client, "OPENING", replace(client.OPENING, memory=400_000_000))
    with ends_soon():
        assert held(source, "A30000").value == 5
