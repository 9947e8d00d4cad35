"""Set notes called inside a table below it, and number endnotes apart: dxpdf loses them."""

from copy import deepcopy
from string import ascii_lowercase

from lxml.etree import _Element

from packetgen.convert.word.ooxml import RUN, W, raised_run, remove, replace, split_run, w
from packetgen.convert.word.package import Package

CALLS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
TABLE = f"{W}tbl"
ENDNOTES = 100_000


def set_notes_below_tables(package: Package) -> None:
    """Call the notes of each table a, b, c… and write their text after it."""
    body = package.tree(package.main)
    outermost = [each for each in body.iter(TABLE) if next(each.iterancestors(TABLE), None) is None]
    for table in outermost:
        after = table
        for number, call in enumerate(list(table.iter(*CALLS))):
            label, notes = _label(number), package.of_kind(CALLS[call.tag])
            same = [note for note in notes if note.get(f"{W}id") == call.get(f"{W}id")]
            run = next(call.iterancestors(RUN))
            holder = next(piece for piece in split_run(run) if call in piece)
            replace(holder, [raised_run(label, "superscript")])
            for paragraph in _paragraphs(same[:1], label):
                after.addnext(paragraph)
                after = paragraph


def lay_tables_open(package: Package) -> None:
    """Write what tables in notes hold as paragraphs: dxpdf draws no such table."""
    for notes in (package.tree(part) for part in package.story_parts()[1:]):
        for table in list(notes.iterfind(f"*/{TABLE}")):
            replace(table, list(table.iter(f"{W}p")))


def number_endnotes_apart(package: Package) -> None:
    """Give endnotes numbers that no footnote has: dxpdf draws only one note of each number."""
    called = package.tree(package.main).iter(f"{W}endnoteReference")
    for each in (*called, *package.of_kind("endnotes")):
        number = each.get(f"{W}id", "")
        if number.isdecimal() and each.get(f"{W}type") is None:  # separators keep theirs
            each.set(f"{W}id", str(int(number) + ENDNOTES))


def _label(number: int) -> str:
    """Return a, b… z, aa, ab…"""
    rest, letter = divmod(number, len(ascii_lowercase))
    return (_label(rest - 1) if rest else "") + ascii_lowercase[letter]


def _paragraphs(notes: list[_Element], label: str) -> list[_Element]:
    """Return the paragraphs of notes, ready for the body, the first one with its letter."""
    paragraphs = [deepcopy(paragraph) for note in notes for paragraph in note.iter(f"{W}p")]
    for paragraph in paragraphs:
        remove(*paragraph.iter(*w("footnoteRef", "endnoteRef")))
        for link in list(paragraph.iter(f"{W}hyperlink")):
            # its target is a relationship of the notes, not of the body
            replace(link, list(link))
    for paragraph in paragraphs[:1]:
        paragraph.insert(len(paragraph.findall(f"{W}pPr")), raised_run(label, "superscript"))
    return paragraphs
