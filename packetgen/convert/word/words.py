"""The words that a Word document shows, and those that its PDF lacks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml.etree import _Element

from packetgen.convert.word.ooxml import MC, TEXT, R, W, toggle, w
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import Cascade, is_said

LETTERS = re.compile(r"[^\W\d_]+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
SHORTEST = 3  # letters: shorter words are found in any text
GAPS = w("tab", "ptab", "br", "cr", "noBreakHyphen", "rt", "rubyBase")
PARAGRAPH = f"{W}p"
GRAPHICS = {  # charts and SmartArt, and how the body calls their parts
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": f"{R}id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": f"{R}dm",
}
GRAPHIC_TEXT = ("{*}t", "{*}strCache/{*}pt/{*}v")
CALLS = {"footnotes": f"{W}footnoteReference", "endnotes": f"{W}endnoteReference"}


def words(package: Package) -> dict[str, str]:
    """Return the distinct words of a settled package, squeezed form to form as written."""
    found: dict[str, str] = {}
    for text in shown_texts(package):
        for match in LETTERS.findall(unicodedata.normalize("NFKC", INVISIBLE.sub("", text))):
            if len(match) >= SHORTEST:
                found.setdefault(match.casefold(), match)
    return found


def squeeze(text: str) -> str:
    """Keep the letters only, folded: ligatures, hyphenation and spacing no longer count."""
    return "".join(LETTERS.findall(unicodedata.normalize("NFKC", text))).casefold()


def shown_texts(package: Package) -> Iterator[str]:
    """Yield what is sure to be drawn: body, its headers and notes, charts and diagrams."""
    body, styles = package.tree(package.main), package.of_kind("styles")
    yield _text(body, styles)
    for part in sorted(set(_shown_headers(package, body))):
        yield _text(package.tree(part), styles)
    for kind, call in CALLS.items():
        called = {reference.get(f"{W}id") for reference in body.iter(call)}
        notes = package.of_kind(kind)
        for note in () if notes is None else notes:
            if note.get(f"{W}id") in called:
                yield _text(note, styles)
    for graphic, relation in GRAPHICS.items():
        for caller in body.iter(graphic):
            drawn = package.target(package.main, caller.get(relation))
            if drawn is not None:
                tree = package.tree(drawn)
                for pattern in GRAPHIC_TEXT:
                    yield from (item.text or "" for item in tree.iterfind(f".//{pattern}"))


def _text(story: _Element, styles: _Element | None) -> str:
    doubles = set(_doubles(story))
    cascade = Cascade(styles) if is_said(("vanish",), story, styles) else None
    pieces: list[str] = []
    paragraph = None
    for item in story.iter(TEXT, *GAPS):
        if item.tag != TEXT or item in doubles:
            pieces.append(" ")
            continue
        own = next(item.iterancestors(PARAGRAPH), None)
        if own is not paragraph:
            pieces.append(" ")
            paragraph = own
        run = item.getparent()
        if run is None or cascade is None or not cascade.says(run, "vanish"):
            pieces.append(item.text or "")
    return "".join(pieces)


def _doubles(story: _Element) -> Iterator[_Element]:
    """Yield the texts that stand in for others, in alternates that say both."""
    for alternate in story.iter(f"{MC}AlternateContent"):
        choice, fallback = alternate.find(f"{MC}Choice"), alternate.find(f"{MC}Fallback")
        if choice is None or fallback is None:
            continue
        if next(choice.iter(TEXT), None) is not None:
            yield from fallback.iter(TEXT)


def _shown_headers(package: Package, body: _Element) -> Iterator[str]:
    """Yield the headers and footers that the first page of a section is sure to show."""
    for section in body.iter(f"{W}sectPr"):
        kind = section.find(f"{W}type")
        if kind is not None and kind.get(f"{W}val") == "continuous":
            continue
        shown = "first" if toggle(section, "titlePg") else "default"
        for reference in section.iter(f"{W}headerReference", f"{W}footerReference"):
            part = package.target(package.main, reference.get(f"{R}id"))
            if part is not None and reference.get(f"{W}type") == shown:
                yield part


def read_back(wanted: Mapping[str, str], pdf: Path) -> tuple[int, tuple[str, ...]] | None:
    """Return the pages of a PDF, and the words of `wanted` that it does not show.

    None where it is no readable PDF.
    """
    import pypdfium2 as pdfium  # long to load: while the engine draws

    try:
        with pdfium.PdfDocument(pdf) as document:
            pages = len(document)
            text = squeeze("".join(page.get_textpage().get_text_range() for page in document))
    except pdfium.PdfiumError:
        return None
    return pages, tuple(written for folded, written in wanted.items() if folded not in text)
