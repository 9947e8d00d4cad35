"""What Word keeps on one page is on one page of the PDF: headings, rows, a signature."""

from pathlib import Path

import pytest

from packetgen.annexes.pdf.text import page_texts
from tests.convert.samples import boxes, converted, paragraph, run

KEPT, HEAD = "<w:keepNext/>", "<w:tblHeader/>"
SENTENCE = "Les familles préparent ensemble un repas et partagent leurs recettes. "
LONG, SHORT = SENTENCE * 30, SENTENCE * 3
TITLE_2 = '<w:pStyle w:val="Heading2"/>'
LANDSCAPE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:bottom="1134" w:left="1134" w:right="1134"/></w:sectPr>'
)
COLUMN = '<w:gridCol w:w="4000"/>'
GRID = f"<w:tblGrid>{COLUMN * 2}</w:tblGrid>"
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
    text = paragraph(run(words, letters), properties=(KEPT if kept else "") + properties)
    cell = f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{text}</w:tc>'
    return f'<w:tr><w:trPr>{row}<w:trHeight w:val="{height}"/></w:trPr>{cell}{cell}</w:tr>'


def table(*rows: str) -> str:
    margin = '<w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    return f"<w:tbl>{margin}{GRID}{''.join(rows)}</w:tbl>"


def below(lines: int, body: str) -> str:
    """Return a body below lines of 15 points."""
    tight = '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/>'
    return "".join(paragraph(run(f"ligne {n}"), properties=tight) for n in range(lines)) + body


def pages(pdf: Path) -> list[str]:
    """Read the text of each page, without spaces: PDFium takes short lines for columns."""
    return ["".join(text.split()) for text in page_texts(pdf)]


def rows(number: int) -> list[str]:
    return [row(f"Rang {n:02}", kept=True) for n in range(number)]


HEADS = (row("Titre", row=HEAD), row("Colonnes", row=HEAD))
FIRST_LAST = (row("Premier"), row("Dernier"))
SIGNATURE = table(row("Signature", height=1_500))
DEBUT = paragraph(run(f"Debut. {LONG}"))
# A body, and the pages (from 0) on which its words stand, below so many lines: around the last
# place where all have room on the first page
STANDS: dict[str, tuple[str, str, dict[int, tuple[int, ...]]]] = {
    "the head of a table with its first row": (
        table(*HEADS, row("Premier"), row("Second"), row("Dernier")),
        "Titre Colonnes Premier Dernier", {34: (0, 0, 0, 0), 38: (0, 0, 0, 1), 39: (1, 1, 1, 1)}),
    "a heading above a table with its first row": (
        paragraph(run("Titre"), properties=KEPT) + table(row("Colonnes", row=HEAD), *FIRST_LAST),
        "Titre Colonnes Premier", {22: (0, 0, 0), 38: (0, 0, 0), 39: (1, 1, 1)}),
    "rows that are kept together": (
        table(*rows(8), row("Total"), row("Note")),
        "Rang00 Rang07 Total", {28: (0, 0, 0), 29: (1, 1, 1), 45: (1, 1, 1)}),
    "the head of rows that no page holds with the first": (
        table(row("Titre", row=HEAD), *rows(80), row("Total")),
        "Titre Rang00 Rang79", {22: (0, 0, 3), 39: (0, 0, 4), 40: (1, 1, 4)}),
    "a signature kept with an account under it": (
        table(*rows(3)) + paragraph(run("Montants"), properties=KEPT) + SIGNATURE,
        "Rang00 Rang02 Montants Signature",
        {22: (0, 0, 0, 0), 31: (0, 0, 0, 0), 32: (1, 1, 1, 1)}),
    "an account without room above its signature, whole": (
        table(*rows(20)) + SIGNATURE,
        "Rang00 Rang19 Signature", {22: (0, 1, 1), 41: (0, 1, 1), 42: (1, 1, 1)}),
    "a heading with its text": (
        paragraph(run("Titre"), properties=TITLE_2) + DEBUT,
        "Titre Debut", {22: (0, 0), 40: (0, 0), 41: (1, 1)}),
    "a framed heading with its text": (
        paragraph(run("Titre"), properties=TITLE_2 + FRAME) + DEBUT,
        "Titre Debut", {22: (1, 1), 40: (1, 1), 41: (1, 1)}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "words", "expected"), STANDS.values(), ids=STANDS)
def test_stands(
    body: str, words: str, expected: dict[int, tuple[int, ...]], tmp_path: Path
) -> None:
    drawn = converted(tmp_path, *(below(n, body) for n in expected))
    for done, places in zip(drawn, expected.values(), strict=True):
        assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
        texts = pages(done.pdf)
        found = (next(n for n, text in enumerate(texts) if word in text) for word in words.split())
        assert tuple(found) == places


TALL = {
    "large": (16, "", '<w:sz w:val="72"/>', ""),
    "spaced": (20, '<w:spacing w:before="400" w:after="400"/>', "", ""),
    "long": (3, "", "", LONG),
}


@pytest.mark.parametrize(("number", "properties", "letters", "words"), TALL.values(), ids=TALL)
@pytest.mark.parametrize("follows", ["", table(row("Signature"))], ids=["rows", "blocks"])
def test_what_is_too_high_to_be_kept_is_whole(
    number: int, properties: str, letters: str, words: str, follows: str, tmp_path: Path
) -> None:
    kept = [
        row(f"Rang{n:02} {words}", kept=True, height=0, properties=properties, letters=letters)
        for n in range(number)
    ]
    above = below(8, table(*kept) + follows)
    for done in converted(tmp_path, above, above + paragraph(properties=LANDSCAPE)):
        assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
        text = "".join(pages(done.pdf))
        assert [n for n in range(number) if f"Rang{n:02}" not in text] == []


def test_a_table_is_drawn_where_it_was_whether_it_is_kept_or_not(tmp_path: Path) -> None:
    body, indented = table(row("Compte")) + paragraph(run(SHORT)), 'w:w="108"'
    kept = table(row("Compte", kept=True)) + paragraph(run(SHORT))
    bodies = (body, kept, *(each.replace('w:w="0"', indented) for each in (body, kept)))
    places = [boxes(done.pdf, "Compte") for done in converted(tmp_path, *bodies)]
    assert places[1] == pytest.approx(places[0], abs=0.1)
    assert places[3] == pytest.approx(places[2], abs=0.1)


def test_a_heading_stands_above_a_long_text_as_above_a_short_one(tmp_path: Path) -> None:
    heading = paragraph(run("Titre"), properties=TITLE_2)
    texts = ((3, SHORT), (3, LONG), (30, f"Debut. {LONG} Fin."))
    bodies = (below(lines, heading + paragraph(run(text))) for lines, text in texts)
    *drawn, split = converted(tmp_path, *bodies)
    apart, joined = (boxes(done.pdf, "Titre", "familles", "recettes") for done in drawn)
    assert joined == pytest.approx(apart, abs=1)
    first, second = pages(split.pdf)  # it begins where the page has room
    assert ("TitreDebut" in first, "Fin" in second) == (True, True)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [('w:w="4000" w:type="dxa"', 'w:w="12.5%" w:type="dxa"'), (COLUMN * 2, COLUMN), (GRID, "")],
    ids=["no whole length", "fewer columns than cells", "no columns"],
)
def test_a_table_of_odd_widths_is_drawn(usual: str, odd: str, tmp_path: Path) -> None:
    body = table(row("Titre", row=HEAD), *FIRST_LAST)
    assert usual in body
    [done] = converted(tmp_path, body.replace(usual, odd))
    assert (done.missing_words, pages(done.pdf)[0].count("Premier")) == ((), 2)
