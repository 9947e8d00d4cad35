"""Set notes called inside a table below it, and endnotes at the end: dxpdf loses them."""

from copy import deepcopy
from string import ascii_lowercase

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, RUN_PROPERTIES, VAL, W, w
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES

CALLS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
OWN_MARKS = w("footnoteRef", "endnoteRef")
TABLE = f"{W}tbl"
UNITS = ("", *"i ii iii iv v vi vii viii ix".split())
TENS = ("", *"x xx xxx xl l lx lxx lxxx xc".split())


def set_notes_below_tables(package: Package) -> None:
    """Call the notes of each table a, b, c… and write their text after it."""
    body = package.tree(package.main)
    outermost = [each for each in body.iter(TABLE) if next(each.iterancestors(TABLE), None) is None]
    for table in outermost:
        after = table
        for number, call in enumerate(list(table.iter(*CALLS))):
            label = _label(number)
            note = _note(package, CALLS[call.tag], call.get(f"{W}id"))
            run = next(call.iterancestors(RUN))
            holder = next(piece for piece in ooxml.split_run(run) if call in piece)
            ooxml.replace(holder, [_superscript(label)])
            for paragraph in _paragraphs(note, label):
                after.addnext(paragraph)
                after = paragraph


def set_endnotes_at_end(package: Package) -> None:
    """Call the endnotes i, ii, iii… and write their text on a page of its own, as LibreOffice."""
    body = package.tree(package.main).find(f"{W}body")
    calls = [] if body is None else list(body.iter(f"{W}endnoteReference"))
    paragraphs: list[_Element] = []
    for number, call in enumerate(calls, 1):
        label = TENS[number // 10 % 10] + UNITS[number % 10]
        note = _note(package, "endnotes", call.get(f"{W}id"))
        run = next(call.iterancestors(RUN))
        holder = next(piece for piece in ooxml.split_run(run) if call in piece)
        ooxml.replace(holder, [_superscript(label)])
        paragraphs += _paragraphs(note, label)
    if body is not None and paragraphs:
        properties = ooxml.head_of(paragraphs[0], PARAGRAPH_PROPERTIES)
        style = ooxml.child_value(properties, "pStyle")
        properties.insert(0 if style is None else 1, etree.Element(f"{W}pageBreakBefore"))
        end = len(body) - (len(body) > 0 and body[-1].tag == f"{W}sectPr")
        body[end:end] = paragraphs


def _label(number: int) -> str:
    """Return a, b… z, aa, ab…"""
    rest, letter = divmod(number, len(ascii_lowercase))
    return (_label(rest - 1) if rest else "") + ascii_lowercase[letter]


def _note(package: Package, kind: str, number: str | None) -> _Element | None:
    notes = package.of_kind(kind)
    if notes is None:
        return None
    return next((note for note in notes if note.get(f"{W}id") == number), None)


def _paragraphs(note: _Element | None, label: str) -> list[_Element]:
    """Return the note's paragraphs, ready for the body, the first one with its letter."""
    if note is None:
        return []
    paragraphs = [deepcopy(paragraph) for paragraph in note.iter(f"{W}p")]
    for paragraph in paragraphs:
        for mark in list(paragraph.iter(*OWN_MARKS)):
            ooxml.remove(mark)
        for link in list(paragraph.iter(f"{W}hyperlink")):
            # its target is a relationship of the notes, not of the body
            ooxml.replace(link, list(link))
    for paragraph in paragraphs[:1]:
        paragraph.insert(len(paragraph.findall(f"{W}pPr")), _superscript(label))
    return paragraphs


def _superscript(label: str) -> _Element:
    properties = etree.Element(RUN_PROPERTIES)
    etree.SubElement(properties, f"{W}vertAlign").set(VAL, "superscript")
    return ooxml.new_run(None, properties, ooxml.new_text(label))
