"""The words that a Word document shows, and those that its PDF lacks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path

from lxml.etree import _Element

from packetgen.convert.word.fields import page_numbers
from packetgen.convert.word.ooxml import MC, TEXT, M, R, W, child_value, toggle, w
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import StyleSheet
from packetgen.system.pdfium import PDFIUM

LETTERS = re.compile(r"[^\W\d_]+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
# What engines and PDFium write for a hyphen, in and at the end of a line
HYPHENS = re.compile("[\ufffe\x02\u2010\u2011]")
UNSEEN = ("Z", "Cc", "Cf", "Cs", "Cn")  # categories of Unicode
SHORTEST = 3  # letters: shorter words are found in any text
AROUND = 12  # characters shown on each side of a sign
EQUATION = f"{M}t"
SHOWN = (TEXT, EQUATION)
GAPS = w("tab", "ptab", "br", "cr", "noBreakHyphen", "rt", "rubyBase")
PARAGRAPH = f"{W}p"
GRAPHICS = {  # charts and SmartArt, and how the body calls their parts
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": f"{R}id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": f"{R}dm",
}
GRAPHIC_TEXT = ("{*}t", "{*}strCache/{*}pt/{*}v")
CALLS = {"footnotes": f"{W}footnoteReference", "endnotes": f"{W}endnoteReference"}


def words(package: Package) -> dict[str, str]:
    """Return what a settled package shows, as compared to as written.

    Compared are how many times and what: « 2 association », « 3 ☑ ». Words are written as they
    are, signs with what stands around the first.
    """
    text = _plain(" ".join(shown_texts(package)))
    written: dict[str, str] = {}
    found: Counter[str] = Counter()
    for match in LETTERS.findall(text):
        if len(match) >= SHORTEST:
            folded = match.casefold()
            found[folded] += 1
            written.setdefault(folded, match)
    signs = _signs(text)
    written |= {sign: _around(sign, text) for sign in signs}
    return {f"{number} {each}": written[each] for each, number in (found | signs).items()}


def _plain(text: str) -> str:
    """Return a text without what is not seen, each sign in its usual form."""
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", HYPHENS.sub("-", text)))


def _signs(text: str) -> Counter[str]:
    numbers = Counter(text.casefold()).items()
    seen = (each for each in numbers if not unicodedata.category(each[0]).startswith(UNSEEN))
    return Counter(dict(seen))


def _around(sign: str, text: str) -> str:
    """Return a sign as it is told: by itself if it is a letter, else with its neighbours."""
    place = -1 if sign.isalpha() else text.find(sign)
    context = " ".join(text[max(place - AROUND, 0) : place + AROUND].split())
    return f"{sign} ({context})" if place >= 0 else sign


def shown_texts(package: Package) -> Iterator[str]:
    """Yield what is sure to be drawn: body, its headers and notes, charts and diagrams."""
    body, sheet = package.tree(package.main), StyleSheet(package.of_kind("styles"))
    yield _text(body, sheet)
    for part in sorted(set(_shown_headers(package, body))):
        yield _text(package.tree(part), sheet)
    for kind, call in CALLS.items():
        called = {reference.get(f"{W}id") for reference in body.iter(call)}
        notes = (note for note in package.of_kind(kind) if note.get(f"{W}id") in called)
        yield from (_text(note, sheet) for note in notes)
    for graphic, relation in GRAPHICS.items():
        for caller in body.iter(graphic):
            if drawn := package.target(package.main, caller.get(relation)):
                found = [package.tree(drawn).iterfind(f".//{each}") for each in GRAPHIC_TEXT]
                # A chart says its categories again for each series
                yield from dict.fromkeys(item.text or "" for item in chain(*found))


def _text(story: _Element, sheet: StyleSheet) -> str:
    left_out = {*_doubles(story), *page_numbers(story)}
    may_vanish = sheet.may_say(["vanish"], story)
    pieces: list[str] = []
    paragraph = None
    for item in story.iter(*SHOWN, *GAPS):
        if item.tag not in SHOWN or item in left_out:
            pieces.append(" ")
            continue
        own = next(item.iterancestors(PARAGRAPH), None)
        if own is not paragraph or item.tag == EQUATION:
            pieces.append(" ")
            paragraph = own
        run = item.getparent()
        if run is None or not may_vanish or not sheet.says(run, "vanish"):
            pieces.append(item.text or "")
    return "".join(pieces)


def _doubles(story: _Element) -> Iterator[_Element]:
    """Yield the texts that stand in for others, in alternates that say both."""
    for alternate in story.iter(f"{MC}AlternateContent"):
        if alternate.find(f"{MC}Choice[1]//{TEXT}") is not None:
            yield from alternate.iterfind(f"{MC}Fallback//{TEXT}")


def _shown_headers(package: Package, body: _Element) -> Iterator[str]:
    """Yield the headers and footers that the first page of a section is sure to show."""
    for section in body.iter(f"{W}sectPr"):
        if child_value(section, "type") == "continuous":
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
    from pypdfium2 import PdfDocument, PdfiumError  # long to load: while the engine draws

    with suppress(PdfiumError), PDFIUM, PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        return len(document), _missing(wanted, text)
    return None


def _missing(wanted: Mapping[str, str], text: str) -> tuple[str, ...]:
    """Return the words that a text lacks, or has fewer times, and the signs where words say none.

    A word is looked for in what surrounds it too: only where letters lack is it counted. What is
    wanted 0 times is told in any case.
    """
    text = _plain(text)
    # Ligatures, hyphenation and spacing no longer count
    letters, signs = "".join(LETTERS.findall(text)).casefold(), _signs(text)
    keys = ((*key.split(" ", 1), written) for key, written in wanted.items())
    numbers = [(int(number), each, written) for number, each, written in keys]
    fewer = [
        (each, written)
        for number, each, written in numbers
        if signs[each] < number and len(each) == 1
    ]
    lacks_letters = any(sign.isalpha() for sign, _ in fewer)
    missing = [
        written
        for number, each, written in numbers
        if number
        and len(each) > 1
        and (each not in letters or (lacks_letters and letters.count(each) < number))
    ]
    always = [written for number, _, written in numbers if not number]
    lost_signs = [written for sign, written in fewer if not (missing and sign.isalpha())]
    return (*missing, *always, *lost_signs)
