"""Files that are not workbooks, or hide what they are: X1 to X3, X10, X11."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Format, Shared
from tests.conftest import OTHER_SYSTEM
from tests.workbook.read.cases import with_parts

OLD_XLS = Path(__file__).parent / "ancien.xls"
STATUS = Path("/proc/self/status")
SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def small(folder: Path) -> Path:
    """A workbook of three cells."""
    source = folder / "classeur.xlsx"
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Porteur"
    sheet["A1"], sheet["B2"], sheet["C3"] = "un", 2, "=1+1"
    workbook.save(source)
    return source


def zipped(**parts: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def encrypted() -> bytes:
    plain, closed = BytesIO(), BytesIO()
    Workbook().save(plain)
    OOXMLFile(plain).encrypt("secret", closed)
    return closed.getvalue()


def word() -> bytes:
    content = BytesIO()
    Document().save(content)
    return content.getvalue()


def opendocument(kind: str) -> bytes:
    declared = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped(mimetype=declared, **{"META-INF/manifest.xml": b""})


OTHER_KINDS = {
    "empty": (lambda: b"", "est vide"),
    "xls": (OLD_XLS.read_bytes, r"d’avant 2007 \(\.xls\).*Enregistrer sous.*\.xlsx"),
    "password": (encrypted, "protégé par mot de passe.*effacez le mot de passe"),
    "ods": (lambda: opendocument("spreadsheet"), r"OpenDocument \(\.ods\).*Enregistrer sous"),
    "odt": (lambda: opendocument("text"), "document OpenDocument"),
    "xlsb": (lambda: zipped(xl__workbook=b"", **{"xl/workbook.bin": b""}), r"\(\.xlsb\)"),
    "docx": (word, "document Word"),
    "csv": (lambda: "Nom;Siret\nJardins;732\n".encode("cp1252"), r"texte \(CSV\)"),
    "html": (lambda: b"\n<HTML><table><tr><td>1</td></tr></table></HTML>", "page web"),
    "xml 2003": (
        lambda: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
            b'spreadsheet"></Workbook>'
        ),
        "XML 2003",
    ),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", "est un PDF"),
    "text": (lambda: b"Bonjour", "n’est pas un classeur Excel"),
    "table": (lambda: b"\xef\xbb\xbf\n<table><tr><td>1</td></tr></table>", "page web"),
    "bytes": (lambda: bytes(range(256)) * 40, "n’est pas un classeur Excel"),
    "other zip": (lambda: zipped(photo=b"1"), "n’est pas un classeur Excel"),
    "numbers": (lambda: zipped(Index__Document=b"", **{"Index/Document.iwa": b""}), "Exporter"),
    "cut ole": (lambda: OLD_XLS.read_bytes()[:600], "incomplet ou abîmé"),
}


@pytest.mark.parametrize(("make", "words"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_a_file_of_another_kind_is_named(
    make: Callable[[], bytes], words: str, tmp_path: Path
) -> None:
    source = tmp_path / "demande.xlsx"
    source.write_bytes(make())
    with pytest.raises(WorkbookUnreadable, match=f"« demande.xlsx ».*{words}"):
        open_workbook(source)


def test_a_strict_workbook_is_named(tmp_path: Path) -> None:
    def strict(xml: bytes) -> bytes:
        return xml.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    source = with_parts(small(tmp_path), {"xl/workbook.xml": strict, SHEET: strict})
    with pytest.raises(WorkbookUnreadable, match=r"Open XML strict.*Enregistrer sous"):
        open_workbook(source)


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(kept: float, tmp_path: Path) -> None:
    source = small(tmp_path)
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(WorkbookUnreadable, match=r"« classeur\.xlsx » est incomplet ou abîmé"):
        open_workbook(source)


DAMAGED = {
    "no content types": ("[Content_Types].xml", lambda _: None),
    "broken styles": ("xl/styles.xml", lambda xml: xml[:200]),
    "styles that lie": (
        "xl/styles.xml",
        lambda xml: re.sub(b"<xf [^>]*", b'<xf numFmtId="x"', xml),
    ),
    "no workbook": ("xl/workbook.xml", lambda _: None),
    "no relations": ("xl/_rels/workbook.xml.rels", lambda _: None),
    "broken sheet": (SHEET, lambda xml: xml[:-30]),
    "a text that is not there": (SHEET, lambda xml: xml.replace(b't="n"', b't="s"')),
}


@pytest.mark.parametrize(("part", "change"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_part_is_refused(
    part: str, change: Callable[[bytes], bytes | None], tmp_path: Path
) -> None:
    source = with_parts(small(tmp_path), {part: change})
    started = time.process_time()
    with pytest.raises(WorkbookUnreadable, match="incomplet ou abîmé"):
        open_workbook(source)
    assert time.process_time() - started < 2


def test_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    source = small(tmp_path)
    with ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with ZipFile(source, "w", ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    content = source.read_bytes()
    assert content.count(b"<v>2</v>") == 1
    source.write_bytes(content.replace(b"<v>2</v>", b"<v>7</v>"))
    with pytest.raises(WorkbookUnreadable, match="incomplet ou abîmé"):
        open_workbook(source)


PARTS = (
    SHEET,
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
    "_rels/.rels",
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "declaration",
    [b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'],
)
def test_a_dtd_is_refused_in_any_part(part: str, declaration: bytes, tmp_path: Path) -> None:
    def declare(xml: bytes) -> bytes:
        xml = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", xml)
        return b'<?xml version="1.0"?>' + declaration + xml

    source = with_parts(small(tmp_path), {part: declare})
    with pytest.raises(WorkbookUnreadable, match="contenu XML interdit"):
        open_workbook(source)


def test_a_dtd_hidden_in_utf_16_is_refused(tmp_path: Path) -> None:
    def declare(xml: bytes) -> bytes:
        body = xml.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>{body}'.encode("utf-16")

    source = with_parts(small(tmp_path), {"docProps/core.xml": declare})
    with pytest.raises(WorkbookUnreadable, match="contenu XML interdit"):
        open_workbook(source)


def test_values_survive_the_copy(tmp_path: Path) -> None:
    opened = open_workbook(small(tmp_path))
    sheet = opened.workbook["Porteur"]
    assert [sheet["A1"].value, sheet["B2"].value] == ["un", 2]
    assert (sheet["C3"].data_type, sheet["C3"].value) == ("f", "=1+1")
    assert not opened.has_macros


def test_a_stored_result_replaces_its_formula(tmp_path: Path) -> None:
    source = with_parts(
        small(tmp_path),
        {SHEET: lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")},
    )
    cell = open_workbook(source).workbook["Porteur"]["C3"]
    assert (cell.data_type, cell.value) == ("n", 2)


STORED = {
    "a text like a formula": ('t="str"><v>=1+1</v>', "=1+1", "s"),
    "a text longer than Excel's": (f't="str"><v>{"a" * 40_000}</v>', "a" * 40_000, "s"),
    "a text like an error": ('t="inlineStr"><is><t>#N/A</t></is>', "#N/A", "s"),
    "an error": ('t="e"><v>#N/A</v>', "#N/A", "e"),
    "a yes": ('t="b"><v>1</v>', True, "b"),
    "a decimal": ("><v>1.5E2</v>", 150.0, "n"),
    "a day of ISO 8601": ('t="d"><v>2026-03-04</v>', date(2026, 3, 4), "d"),
    "a formula": ("><f>1+1</f>", "=1+1", "f"),
}


@pytest.mark.parametrize(("cell", "value", "kind"), STORED.values(), ids=STORED)
def test_a_cell_is_what_it_stores(cell: str, value: object, kind: str, tmp_path: Path) -> None:
    row = f'<sheetData><row r="1"><c r="A1" {cell}</c></row></sheetData></worksheet>'.encode()
    source = with_parts(small(tmp_path), {SHEET: lambda _: HEAD + row})
    read = open_workbook(source).workbook["Porteur"]["A1"]
    assert (type(read.value), read.value, read.data_type) == (type(value), value, kind)


def test_the_format_of_a_number_says_whether_it_is_a_day(tmp_path: Path) -> None:
    source = small(tmp_path)
    workbook = load_workbook(source)
    sheet = workbook.worksheets[0]
    formats = {"A2": "dd/mm/yyyy", "A3": "0%", "A4": "[h]:mm", "A5": "General"}
    for place, code in formats.items():
        sheet[place], sheet[place].number_format = 1.5, code
    sheet["A6"], sheet["A6"].number_format = 1e9, "dd/mm/yyyy"
    workbook.save(source)
    read = open_workbook(source).workbook["Porteur"]
    assert {place: read[place].number_format for place in formats} == formats
    values = [read[f"A{row}"].value for row in range(2, 7)]
    assert values == [datetime(1900, 1, 1, 12), 1.5, timedelta(days=1.5), 1.5, "#VALUE!"]  # noqa: DTZ001


def test_an_empty_text_is_a_stored_result(tmp_path: Path) -> None:
    source = with_parts(
        small(tmp_path),
        {
            SHEET: lambda xml: xml.replace(
                b'<c r="C3"><f>1+1</f><v></v>', b'<c r="C3" t="str"><f>""</f><v></v>'
            )
        },
    )
    assert open_workbook(source).workbook["Porteur"]["C3"].value is None


def test_cells_and_rows_without_references_keep_their_place(tmp_path: Path) -> None:
    rows = (
        b'<sheetData><row><c/><c t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
        b'<r><t xml:space="preserve"> b</t></r></is></c></row><row/><row><c/><c/><c><v>3</v></c>'
        b"</row></sheetData></worksheet>"
    )
    source = with_parts(small(tmp_path), {SHEET: lambda _: HEAD + rows})
    sheet = open_workbook(source).workbook["Porteur"]
    assert (sheet["B1"].value, sheet["C3"].value) == ("a b", 3)


def test_a_prefixed_namespace_is_read(tmp_path: Path) -> None:
    def prefix(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    sheet = open_workbook(with_parts(small(tmp_path), {SHEET: prefix})).workbook["Porteur"]
    assert [sheet["A1"].value, sheet["B2"].value] == ["un", 2]


def test_a_cell_written_twice_is_refused_with_its_place(tmp_path: Path) -> None:
    twice = b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>'
    source = with_parts(small(tmp_path), {SHEET: lambda _: HEAD + twice + b"</worksheet>"})
    with pytest.raises(WorkbookUnreadable, match=r"« Porteur ».*A1 est écrite deux fois"):
        open_workbook(source)


def test_macros_are_told_and_left_out(tmp_path: Path) -> None:
    source = small(tmp_path).rename(tmp_path / "classeur.xlsm")
    workbook = load_workbook(source)
    workbook.save(source)
    with ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    opened = open_workbook(source)
    assert opened.has_macros
    assert opened.workbook.vba_archive is None


def test_the_trace_of_an_open_workbook_is_named(tmp_path: Path) -> None:
    source = tmp_path / "~$classeur.xlsx"
    source.write_bytes(b"\x05Nadia")
    with pytest.raises(WorkbookUnreadable, match=r"donnez « classeur\.xlsx »"):
        open_workbook(source)


def test_a_missing_workbook_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadable, match=r"absent\.xlsx » n’existe pas"):
        open_workbook(tmp_path / "absent.xlsx")


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnreadable, match="ne peut pas être lu"):
        open_workbook(tmp_path)


def test_a_locked_workbook_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: Path) -> bytes:
        raise PermissionError(13, "used by another process")

    source = small(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(WorkbookUnreadable, match="fermez-le s’il est ouvert"):
        open_workbook(source)


def rows_of_empty_cells() -> bytes:
    row = "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)
    return "".join(
        f'<row r="{n}" hidden="1">{row.format(n)}</row>' for n in range(1, 20_001)
    ).encode()


HOSTILE = {
    "far cell": b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
    b'<c r="XFD1048576" s="1"/></row></sheetData>',
    "far value": b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
    b'<c r="XFD1048576"><v>1</v></c></row></sheetData>',
    "wrong dimension": b'<dimension ref="A1:A2"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="9"><c r="A9"><v>9</v></c></row></sheetData>',
}


@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE)
def test_stray_cells_cost_nothing(sheet: bytes, tmp_path: Path) -> None:
    source = with_parts(small(tmp_path), {SHEET: lambda _: HEAD + sheet + b"</worksheet>"})
    started = time.process_time()
    read = open_workbook(source).workbook["Porteur"]
    assert time.process_time() - started < 1
    assert read["A1"].value == 1
    assert read["A9"].value == (9 if b"A9" in sheet else None)


def test_a_merge_of_the_whole_sheet_is_refused(tmp_path: Path) -> None:
    bomb = b'<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    source = with_parts(small(tmp_path), {SHEET: lambda _: HEAD + bomb})
    with pytest.raises(
        WorkbookUnreadable, match=r"« Porteur ».*fusion démesurée \(A1:XFD1048576\)"
    ):
        open_workbook(source)


@pytest.mark.skipif(not STATUS.exists(), reason=f"{OTHER_SYSTEM} : pas de /proc")
def test_a_million_empty_cells_are_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    cells = b"<sheetData>" + rows_of_empty_cells() + b'<row r="30000"><c r="A30000"><v>5</v></c>'
    whole = HEAD + cells + b"</row></sheetData></worksheet>"
    source = with_parts(small(tmp_path), {SHEET: lambda _: whole})
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
    assert value == "5"
    assert int(peak) < 300_000
    assert time.process_time() - started < 10


def test_more_filled_cells_than_any_dossier_are_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_002))
    whole = HEAD + f"<sheetData>{rows}</sheetData></worksheet>".encode()
    source = with_parts(small(tmp_path), {SHEET: lambda _: whole})
    with pytest.raises(WorkbookUnreadable, match="plus de cent mille cellules remplies"):
        open_workbook(source)


def test_more_elements_than_can_be_read_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 1000))
    whole = HEAD + f"<sheetData>{rows}</sheetData></worksheet>".encode()
    sheet, shared = Workbook().worksheets[0], Shared([], [Format(), Format()], WINDOWS_EPOCH)
    fill_sheet(sheet, BytesIO(whole), shared, Allowance("c.xlsx", elements=2000))
    with pytest.raises(WorkbookUnreadable, match="millions de cellules mises en forme"):
        fill_sheet(sheet, BytesIO(whole), shared, Allowance("c.xlsx", elements=1999))


def test_a_zip_bomb_is_refused_from_its_index(tmp_path: Path) -> None:
    source = small(tmp_path)
    with ZipFile(source, "a", ZIP_DEFLATED) as package, package.open("xl/media/i.png", "w") as part:
        for _ in range(210):
            part.write(bytes(1_000_000))
    started = time.process_time()
    with pytest.raises(WorkbookUnreadable, match="démesuré"):
        open_workbook(source)
    assert time.process_time() - started < 1


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    """A part inflates to no more than the index says, and its checksum then fails."""
    big = HEAD + b"<sheetData>" + b'<row r="1"/>' * 500_000 + b"</sheetData></worksheet>"
    source = with_parts(small(tmp_path), {SHEET: lambda _: big})
    content = source.read_bytes()
    lie = content.replace(struct.pack("<L", len(big)), struct.pack("<L", 5_000))
    assert lie != content
    source.write_bytes(lie)
    with pytest.raises(WorkbookUnreadable, match="incomplet ou abîmé"):
        open_workbook(source)


def with_texts(source: Path, texts: str) -> Path:
    """Make A1 the first text of a table of shared texts, as Excel writes them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    cell = rb't="inlineStr"><is><t>un</t></is>'
    with_parts(
        source,
        {
            SHEET: lambda xml: xml.replace(cell, b't="s"><v>0</v>'),
            "[Content_Types].xml": lambda xml: xml.replace(b"</Types>", override.encode()),
        },
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with ZipFile(source, "a") as package:
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{texts}</sst>')
    return source


def test_shared_texts_are_read(tmp_path: Path) -> None:
    source = with_texts(small(tmp_path), "<si><r><t>rue </t></r><r><t>des Cordiers</t></r></si>")
    assert open_workbook(source).workbook["Porteur"]["A1"].value == "rue des Cordiers"


def test_a_dtd_is_refused_in_the_shared_texts(tmp_path: Path) -> None:
    source = with_texts(small(tmp_path), "<si><t>rue</t></si>")
    declared = b'<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst'
    with_parts(source, {"xl/sharedStrings.xml": lambda xml: xml.replace(b"<sst", declared)})
    with pytest.raises(WorkbookUnreadable, match="contenu XML interdit"):
        open_workbook(source)


def test_relations_of_another_kind_are_not_read(tmp_path: Path) -> None:
    """They would be read whole, and only known kinds have been measured."""
    other = {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"Relationships", b"x")}
    source = with_parts(small(tmp_path), other)
    with pytest.raises(WorkbookUnreadable, match="incomplet ou abîmé"):
        open_workbook(source)


def test_too_many_texts_are_refused(tmp_path: Path) -> None:
    source = with_texts(small(tmp_path), "<si><t>a</t></si>" * 110_000)
    with pytest.raises(WorkbookUnreadable, match="trop de styles ou de textes"):
        open_workbook(source)


def test_a_heavy_file_is_refused_unopened(tmp_path: Path) -> None:
    source = tmp_path / "lourd.xlsx"
    with source.open("wb") as file:
        file.truncate(21_000_000)
    with pytest.raises(WorkbookUnreadable, match="plus de 20 Mo"):
        open_workbook(source)
