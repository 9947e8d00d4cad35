"""Dates and draws that an office document makes by itself stay as they were last shown."""

from __future__ import annotations

import io

import openpyxl
import pytest

from packetgen.annexes.notes import Notes
from packetgen.annexes.office.make_safe import make_safe
from packetgen.system.file_kind import FileKind
from tests.annexes.office import office_files

FROZEN = "dates et tirages automatiques figés à leur dernière valeur"
MOVING = "la date du jour, ou un tirage au sort"
SHEET, SLIDE = "xl/worksheets/sheet1.xml", "ppt/slide.xml"


def spreadsheet(formula: str, stored: str, header: str = "") -> bytes:
    """A spreadsheet of one formula, with the value that Excel stored, and a header."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = f"={formula}"
    printed = book.worksheets[0].oddHeader
    assert printed is not None
    printed.center.text = header
    book.save(out)
    parts = office_files.unpacked(out.getvalue())
    written = parts[SHEET]
    parts[SHEET] = written.replace(b"</f><v></v>", f"</f><v>{stored}</v>".encode())
    assert not stored or parts[SHEET] != written
    return office_files.packed(parts)


def slide(kind: str) -> bytes:
    """A presentation whose title is a field."""
    parts = office_files.unpacked(office_files.pptx())
    run = b"<a:r><a:t>Le projet</a:t></a:r>"
    field = f'<a:fld id="{{1}}" type="{kind}"><a:pPr/><a:t>01/02/2020</a:t></a:fld>'
    assert run in parts[SLIDE]
    parts[SLIDE] = parts[SLIDE].replace(run, field.encode())
    return office_files.packed(parts)


def made_safe(data: bytes, kind: FileKind, part: str) -> tuple[str, Notes]:
    """A part once the document is safe, and what is said of it."""
    notes = Notes()
    safe = office_files.unpacked(make_safe(data, kind, notes))
    return safe[part].decode(), notes


def test_a_field_of_a_text_becomes_what_it_showed() -> None:
    body = '<text:p>Le <text:date text:fixed="false">1er mai</text:date>, fait</text:p>'
    content, notes = made_safe(office_files.odt(body), FileKind.ODT, "content.xml")
    assert "<text:p>Le <text:span>1er mai</text:span>, fait</text:p>" in content
    assert notes.changes == [FROZEN]


@pytest.mark.parametrize("name", ["page-number", "title"])
def test_a_field_that_no_clock_moves_stays(name: str) -> None:
    body = f"<text:p><text:{name}>4</text:{name}></text:p>"
    content, notes = made_safe(office_files.odt(body), FileKind.ODT, "content.xml")
    assert body in content
    assert notes.changes == []


@pytest.mark.parametrize("formula", ["TODAY()", "1+rand ()", "RANDBETWEEN(1,6)", "NOW()"])
def test_a_sheet_keeps_the_last_value(formula: str) -> None:
    content, notes = made_safe(spreadsheet(formula, "45000"), FileKind.XLSX, SHEET)
    assert "<f>" not in content
    assert "<v>45000</v>" in content
    assert (notes.changes, notes.reservations) == ([FROZEN], [])
    rows = f'<table:table-row><table:table-cell table:formula="of:={formula}"><text:p>7</text:p>'
    rows += "</table:table-cell></table:table-row>"
    content, notes = made_safe(office_files.ods(rows), FileKind.ODS, "content.xml")
    assert "table:formula" not in content
    assert "<text:p>7</text:p>" in content
    assert notes.changes == [FROZEN]


@pytest.mark.parametrize("formula", ["SUM(B1:B3)", "OPERAND(1)"])
def test_a_sum_is_still_a_sum(formula: str) -> None:
    content, notes = made_safe(spreadsheet(formula, "45000"), FileKind.XLSX, SHEET)
    assert f"<f>{formula}</f>" in content
    assert notes.changes == []


def test_a_date_without_any_stored_value_is_to_verify() -> None:
    content, notes = made_safe(spreadsheet("TODAY()", ""), FileKind.XLSX, SHEET)
    assert "<f>TODAY()</f>" in content
    [said] = notes.reservations
    assert said.startswith(MOVING)


def test_the_header_of_a_sheet_prints_no_date() -> None:
    content, notes = made_safe(spreadsheet("1+1", "2", "Budget &D R&&D &P"), FileKind.XLSX, SHEET)
    assert "Budget  R&amp;&amp;D &amp;P" in content
    assert notes.changes == [FROZEN]


def test_a_slide_keeps_its_date() -> None:
    content, notes = made_safe(slide("datetime1"), FileKind.PPTX, SLIDE)
    assert "<a:r><a:t>01/02/2020</a:t></a:r>" in content
    assert notes.changes == [FROZEN]
    content, notes = made_safe(slide("slidenum"), FileKind.PPTX, SLIDE)
    assert 'type="slidenum"' in content
    assert notes.changes == []
