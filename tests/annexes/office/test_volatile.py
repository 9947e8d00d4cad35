"""Dates and draws that an office document makes by itself stay as they were last shown."""

import io

import openpyxl
import pytest

from packetgen.annexes.notes import Notes
from packetgen.annexes.office.make_safe import make_safe
from packetgen.system.file_kind import recognise
from tests.annexes.office import office_files

FROZEN = "dates et tirages automatiques figés à leur dernière valeur"
SHEET, SLIDE, CONTENT = "xl/worksheets/sheet1.xml", "ppt/slide.xml", "content.xml"


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


def made_safe(data: bytes, part: str) -> tuple[str, Notes]:
    """A part once the document is safe, and what is said of it."""
    notes = Notes()
    safe = office_files.unpacked(make_safe(data, recognise(data), notes))
    return safe[part].decode(), notes


PAGE = "<text:p><text:page-number>4</text:page-number></text:p>"
DATE = '<text:p>Le <text:date text:fixed="false">1er mai</text:date>, fait</text:p>'
CELL = "<table:table-row>{}<text:p>7</text:p></table:table-cell></table:table-row>"


def ods(formula: str) -> bytes:
    """A spreadsheet of LibreOffice, of one formula."""
    return office_files.ods(CELL.format(f'<table:table-cell table:formula="of:={formula}">'))


@pytest.mark.parametrize(
    ("data", "part", "expected", "frozen"),
    [
        (office_files.odt(DATE), CONTENT, "Le <text:span>1er mai</text:span>, fait", True),
        (office_files.odt(PAGE), CONTENT, PAGE, False),
        (spreadsheet("TODAY()", "45000"), SHEET, '<c r="A1"><v>45000</v></c>', True),
        (spreadsheet("1+rand ()", "45000"), SHEET, '<c r="A1"><v>45000</v></c>', True),
        (spreadsheet("OPERAND(1)", "45000"), SHEET, "<f>OPERAND(1)</f>", False),
        (ods("NOW()"), CONTENT, CELL.format("<table:table-cell>"), True),
        (ods("SUM(B1:B3)"), CONTENT, 'table:formula="of:=SUM(B1:B3)"', False),
        (spreadsheet("1+1", "2", "Budget &D R&&D &P"), SHEET, "Budget  R&amp;&amp;D &amp;P", True),
        (slide("datetime1"), SLIDE, "<a:r><a:t>01/02/2020</a:t></a:r>", True),
        (slide("slidenum"), SLIDE, 'type="slidenum"', False),
    ],
)
def test_what_a_clock_or_chance_moves_stays_as_it_was_shown(
    data: bytes, part: str, expected: str, frozen: bool
) -> None:
    content, notes = made_safe(data, part)
    assert expected in content
    assert notes == Notes([FROZEN] * frozen)


def test_a_date_without_any_stored_value_is_to_verify() -> None:
    content, notes = made_safe(spreadsheet("TODAY()", ""), SHEET)
    assert "<f>TODAY()</f>" in content
    [said] = notes.reservations
    assert said.startswith("la date du jour, ou un tirage au sort")
