"""What Word keeps on one page is on one page of the PDF: headings, rows, a signature."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from packetgen.convert.engines import convert_documents
from tests.convert.samples import paragraph, run, write_docx

# Lines above, from a page with room left to a page that is full
PLACES = range(22, 46)
KEPT, HEAD = "<w:keepNext/>", "<w:tblHeader/>"
SENTENCE = "Les familles préparent ensemble un repas et partagent leurs recettes. "
LONG, SHORT = SENTENCE * 30, SENTENCE * 3
TITLE_2 = '<w:pStyle w:val="Heading2"/>'
LANDSCAPE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:bottom="1134" w:left="1134" w:right="1134"/></w:sectPr>'
)
FRAME = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="1F3A5F"/></w:pBdr>'


def row(
    words: str,
    *,
    kept: bool = False,
    height: int = 500,
    row: str = "",
    properties: str = "",
    letters: str = "",
) -> str:
    """Return a row of two cells; `row` goes to w:trPr, `letters` to w:rPr, the rest to w:pPr."""
    properties = (KEPT if kept else "") + properties
    cell = (
        '<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
        f"{paragraph(run(words, letters), properties=properties)}</w:tc>"
    )
    return f'<w:tr><w:trPr>{row}<w:trHeight w:val="{height}"/></w:trPr>{cell}{cell}</w:tr>'


def table(*rows: str) -> str:
    """Return a table of two columns that begins at the margin."""
    margin = '<w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    grid = '<w:gridCol w:w="4000"/>' * 2
    return f"<w:tbl>{margin}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def below(lines: int, body: str) -> str:
    """Return a body below lines of 15 points."""
    tight = '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/>'
    return "".join(paragraph(run(f"ligne {n}"), properties=tight) for n in range(lines)) + body


def pages(pdf: Path) -> list[str]:
    """Read the text of each page, without spaces: PDFium takes short lines for columns."""
    with pdfium.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def places_of(folder: Path, body: str, *words: str) -> set[tuple[int, ...]]:
    """Draw a body lower and lower on a page; return on which pages (from 0) its words stand."""
    sources = [write_docx(folder / f"{n}.docx", below(n, body)) for n in PLACES]
    found = set()
    for done in convert_documents(sources, folder):
        assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
        texts = pages(done.pdf)
        found.add(tuple(next(n for n, t in enumerate(texts) if word in t) for word in words))
    return found


def test_the_head_of_a_table_stands_with_its_first_row(tmp_path: Path) -> None:
    heads = (row("Titre", row=HEAD), row("Colonnes", row=HEAD))
    body = table(*heads, row("Premier"), row("Second"), row("Dernier"))
    assert places_of(tmp_path, body, "Titre", "Colonnes", "Premier", "Dernier") == {
        (0, 0, 0, 0),
        (0, 0, 0, 1),
        (1, 1, 1, 1),
    }


def test_a_heading_above_a_table_stands_with_its_first_row(tmp_path: Path) -> None:
    title = paragraph(run("Titre"), properties=KEPT)
    body = title + table(row("Colonnes", row=HEAD), row("Premier"), row("Dernier"))
    assert places_of(tmp_path, body, "Titre", "Colonnes", "Premier") == {(0, 0, 0), (1, 1, 1)}


def test_rows_kept_with_the_next_stand_together(tmp_path: Path) -> None:
    kept = [row(f"Rang {n}", kept=True) for n in range(8)]
    body = table(*kept, row("Total"), row("Note"))
    assert places_of(tmp_path, body, "Rang0", "Rang7", "Total") == {(0, 0, 0), (1, 1, 1)}


def test_the_head_of_rows_that_no_page_holds_stands_with_the_first(tmp_path: Path) -> None:
    kept = [row(f"Rang {n:02}", kept=True) for n in range(80)]
    body = table(row("Titre", row=HEAD), *kept, row("Total"))
    found = places_of(tmp_path, body, "Titre", "Rang00", "Rang79", "Total")
    assert {places[:2] for places in found} == {(0, 0), (1, 1)}
    assert all(last >= 2 for *_, last in found)


@pytest.mark.parametrize(
    ("rows", "properties", "letters", "words"),
    [
        (16, "", '<w:sz w:val="72"/>', ""),
        (20, '<w:spacing w:line="720" w:lineRule="auto"/>', "", ""),
        (20, '<w:spacing w:before="400" w:after="400"/>', "", ""),
        (20, "", "", SENTENCE),
        (3, "", "", LONG),
    ],
    ids=["large", "double", "spaced", "long", "longest"],
)
@pytest.mark.parametrize("follows", ["", table(row("Signature"))], ids=["rows", "blocks"])
def test_what_is_too_high_to_be_kept_is_whole(
    rows: int, properties: str, letters: str, words: str, follows: str, tmp_path: Path
) -> None:
    kept = [
        row(f"Rang{n:02} {words}", kept=True, height=0, properties=properties, letters=letters)
        for n in range(rows)
    ]
    for page in ("", paragraph(properties=LANDSCAPE)):
        source = write_docx(tmp_path / "d.docx", below(8, table(*kept) + follows + page))
        [done] = convert_documents([source], tmp_path)
        assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
        text = "".join(pages(done.pdf))
        assert [n for n in range(rows) if f"Rang{n:02}" not in text] == []


def test_a_signature_kept_with_an_account_stands_under_it(tmp_path: Path) -> None:
    account = table(*(row(f"Compte {n}", kept=True) for n in range(3)))
    note = paragraph(run("Montants en euros"), properties=KEPT)
    body = account + note + table(row("Signature", height=1_500))
    words = ("Compte0", "Compte2", "Montants", "Signature")
    assert places_of(tmp_path, body, *words) == {(0, 0, 0, 0), (1, 1, 1, 1)}


def test_an_account_without_room_above_its_signature_is_whole(tmp_path: Path) -> None:
    account = table(*(row(f"Compte {n:02}", kept=True) for n in range(20)))
    body = account + table(row("Signature", height=1_500))
    found = places_of(tmp_path, body, "Compte00", "Compte19", "Signature")
    assert found == {(0, 1, 1), (1, 1, 1)}


def test_a_table_is_drawn_where_it_was_whether_it_is_kept_or_not(tmp_path: Path) -> None:
    for margin in ("0", "108"):
        tables = [
            table(row("Compte", kept=kept)).replace('w:w="0"', f'w:w="{margin}"')
            + paragraph(run(SHORT))
            for kept in (False, True)
        ]
        sources = [write_docx(tmp_path / f"{n}.docx", body) for n, body in enumerate(tables)]
        apart, kept = (left_of(done.pdf, "Compte") for done in convert_documents(sources, tmp_path))
        assert kept == pytest.approx(apart, abs=0.1)


def left_of(pdf: Path, word: str) -> float:
    """Return where a word begins, in points from the left."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = text.search(word).get_next()
        assert found is not None
        return float(text.get_charbox(found[0])[0])


@pytest.mark.parametrize("look", [TITLE_2, TITLE_2 + FRAME], ids=["plain", "framed"])
def test_a_heading_stands_with_its_text(look: str, tmp_path: Path) -> None:
    body = paragraph(run("Titre"), properties=look) + paragraph(run(f"Debut. {LONG}"))
    assert places_of(tmp_path, body, "Titre", "Debut") <= {(0, 0), (1, 1)}


def test_a_long_text_begins_under_its_heading_where_the_page_has_room(tmp_path: Path) -> None:
    body = paragraph(run("Titre"), properties=TITLE_2) + paragraph(run(f"Debut. {LONG} Fin."))
    source = write_docx(tmp_path / "d.docx", below(30, body))
    [done] = convert_documents([source], tmp_path)
    first, second = pages(done.pdf)
    assert "Titre" in first
    assert "Debut" in first
    assert "Fin" in second


def test_a_heading_looks_the_same_above_a_long_text(tmp_path: Path) -> None:
    heading = paragraph(run("Titre"), properties=TITLE_2)
    sources = [
        write_docx(tmp_path / f"{len(text)}.docx", below(3, heading + paragraph(run(text))))
        for text in (SHORT, LONG)
    ]
    apart, joined = (looks(done.pdf) for done in convert_documents(sources, tmp_path))
    assert joined == pytest.approx(apart, abs=1)


def looks(pdf: Path) -> list[float]:
    """Return where the heading and its text are, in points, and the sizes of their letters."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = []
        for word in ("Titre", "familles", "recettes"):
            place, length = text.search(word).get_next()
            found += [*text.get_charbox(place), *text.get_charbox(place + length - 1)]
        return found


@pytest.mark.parametrize("width", ["12.5", "50%", "-3"])
def test_a_width_that_is_no_length_is_no_harm(width: str, tmp_path: Path) -> None:
    rows = table(row("Titre", row=HEAD), row("Premier"), row("Dernier"))
    body = rows.replace('w:w="4000" w:type="dxa"', f'w:w="{width}" w:type="dxa"')
    [done] = convert_documents([write_docx(tmp_path / "d.docx", body)], tmp_path)
    assert done.missing_words == ()


@pytest.mark.parametrize("grid", ["", '<w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'])
def test_a_table_whose_rows_do_not_fill_its_columns_is_drawn(grid: str, tmp_path: Path) -> None:
    rows = table(row("Titre", row=HEAD), row("Premier"), row("Dernier"))
    start, end = rows.index("<w:tblGrid>"), rows.index("</w:tblGrid>") + len("</w:tblGrid>")
    source = write_docx(tmp_path / "d.docx", rows[:start] + grid + rows[end:])
    [done] = convert_documents([source], tmp_path)
    assert done.missing_words == ()
    assert pages(done.pdf)[0].count("Premier") == 2
