"""Rewrite in the copy the constructs that dxpdf 0.8.1 refuses or passes over in silence."""

from copy import deepcopy
from string import ascii_lowercase
from unicodedata import normalize

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import MC, RUN, TEXT, VAL, VML, A, M, W, w
from packetgen.convert.word.package import Package

WRAPPERS = w("sdt", "smartTag", "customXml", "dir", "bdo")
WRAPPER_PROPERTIES = w("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr")
ALTERNATE = f"{MC}AlternateContent"
# The children of w:r that dxpdf knows; any other makes it refuse the whole document.
KNOWN_IN_RUN = {
    ALTERNATE,
    *w(*"rPr t tab ptab br cr noBreakHyphen lastRenderedPageBreak drawing pict sym".split()),
    *w(*"instrText fldChar footnoteReference endnoteReference footnoteRef endnoteRef".split()),
    *w("separator", "continuationSeparator"),
}
DRAWINGS = frozenset(w("drawing", "pict"))
PROPERTIES = w("rPr", "pPr", "tcPr", "tblPr")
BORDERS = w("pBdr", "tblBorders", "tcBorders", "pgBorders")
EIGHTHS = 8  # of a point
PLAIN_BORDERS = frozenset(("nil", "none", "single", "thick", "double", "dotted", "dashed"))
HEADER_REFERENCES = w("headerReference", "footerReference")
LONG_ROW = 1_500  # characters: about the half of a page in a table
# Who says no sign says the first one (§22.1)
USUAL_SIGNS = {"nary": "∫", "acc": "\u0302", "begChr": "(", "sepChr": "|", "endChr": ")"}
RAISED = {"sup": "superscript", "sub": "subscript"}
Piece = tuple[str, str]  # a text, and « superscript », « subscript » or nothing
CALLS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
TABLE = f"{W}tbl"
ENDNOTES = 100_000


def unwrap_content(story: _Element) -> None:
    """Take content controls, smart tags and direction marks off what they hold."""
    for wrapper in list(story.iter(*WRAPPERS)):
        inner = wrapper.findall(f"{W}sdtContent[1]/*" if wrapper.tag == f"{W}sdt" else "*")
        ooxml.replace(wrapper, [child for child in inner if child.tag not in WRAPPER_PROPERTIES])


def choose_alternates(story: _Element) -> None:
    """Resolve the alternates that are not pictures in a run: dxpdf expects only those."""
    for alternate in list(story.iter(ALTERNATE)):
        parent = alternate.getparent()
        drawn = all(child.tag in DRAWINGS for branch in alternate for child in branch)
        if parent is None or (parent.tag == RUN and drawn):
            continue
        is_spoken = alternate.find(f"{MC}Choice[1]//{TEXT}") is not None
        branch = "Choice" if is_spoken or alternate.find(f"{MC}Fallback") is None else "Fallback"
        ooxml.replace(alternate, alternate.findall(f"{MC}{branch}[1]/*"))


def draw_objects(story: _Element) -> None:
    """Keep the picture of an embedded object (a sheet, an equation) as a plain picture."""
    for embedded in list(story.iter(f"{W}object")):
        drawing = embedded.find(f"{W}drawing")
        picture = etree.Element(f"{W}pict")
        picture.extend([child for child in embedded if child.tag.startswith(VML)])
        ooxml.replace(embedded, [picture if drawing is None else drawing])


def read_ruby(story: _Element) -> None:
    """Write a phonetic guide in brackets after its base text."""
    for ruby in list(story.iter(f"{W}ruby")):
        base, guide = ruby.find(f"{W}rubyBase"), ruby.find(f"{W}rt")
        if base is not None and guide is not None and (holder := ooxml.alone(ruby)) is not None:
            brackets = [ooxml.new_run(holder, ooxml.new_text(sign)) for sign in (" (", ")")]
            ooxml.replace(holder, [*base, brackets[0], *guide, brackets[1]])


def drop_unknown_in_runs(story: _Element) -> None:
    """Remove from runs what dxpdf does not know (dates of the day, marks of comments…)."""
    for run in story.iter(RUN):
        ooxml.remove(*(child for child in run if child.tag not in KNOWN_IN_RUN))


def drop_repeated_properties(root: _Element) -> None:
    """Keep the last of a property said twice."""
    for properties in root.iter(*PROPERTIES):
        last = {child.tag: child for child in properties}
        if len(last) < len(properties):
            ooxml.remove(*(child for child in properties if last[child.tag] is not child))


def mend_values(root: _Element) -> None:
    """Give the missing and impossible values that Word forgives and dxpdf refuses."""
    for color in root.iter(f"{W}color"):
        color.set(VAL, color.get(VAL) or "auto")
    for label in root.iter(f"{W}lvlText"):
        label.set(VAL, label.get(VAL) or "")
    sides = [side for group in root.iter(*BORDERS) for side in group]
    for border in [*sides, *root.iter(f"{W}bdr")]:
        border.set(VAL, border.get(VAL) or "none")
        if border.get(f"{W}sz") == "0":
            border.set(f"{W}sz", "6")  # eighths of a point, as LibreOffice draws it
    for border in [side for group in root.iter(f"{W}pBdr") for side in group.iter(f"{W}bottom")]:
        thick = ooxml.twips(border.get(f"{W}sz")) // EIGHTHS
        if thick > 1:  # dxpdf forgets it in the height
            border.set(f"{W}space", str(ooxml.twips(border.get(f"{W}space")) + thick))
    for border in [side for group in root.iter(f"{W}pgBorders") for side in group]:
        if border.get(VAL) not in PLAIN_BORDERS:
            border.set(VAL, "single")
    for spacing in root.iter(f"{W}spacing"):
        if spacing.get(f"{W}lineRule") == "auto" and spacing.get(f"{W}line") is None:
            spacing.set(f"{W}line", "240")  # as LibreOffice reads what Google Docs writes
        for side in w("before", "after"):
            if spacing.get(side, "").startswith("-"):
                spacing.set(side, "0")
    for column in root.iter(f"{W}gridCol"):
        column.set(f"{W}w", column.get(f"{W}w", "0").replace("-", ""))
    for shape in root.iter(f"{VML}roundrect"):
        corner = shape.get("arcsize", "")
        if corner.endswith("f"):  # a fraction of 65536, as VML writes it
            shape.set("arcsize", f"{float(corner[:-1]) / 65536:.4f}")
    for linear in list(root.iter(f"{A}scrgbClr")):
        linear.tag = f"{A}srgbClr"
        linear.set("val", "".join(_srgb(linear.get(channel, "0")) for channel in "rgb"))
        for channel in "rgb":
            linear.attrib.pop(channel, "")


def mend_header_references(body: _Element) -> None:
    """Read an unknown kind of header as the default one, where there is none."""
    for section in body.iter(f"{W}sectPr"):
        for reference in list(section.iterchildren(*HEADER_REFERENCES)):
            if reference.get(f"{W}type") not in ("default", "first", "even"):
                if section.find(f"{reference.tag}[@{W}type='default']") is not None:
                    section.remove(reference)
                else:
                    reference.set(f"{W}type", "default")


def let_long_rows_break(story: _Element) -> None:
    """Allow a long row to go over to the next page: dxpdf loses what does not fit."""
    for mark in list(story.iter(f"{W}cantSplit")):
        row = next(mark.iterancestors(f"{W}tr"), None)
        if row is not None and len(ooxml.text_of(row)) > LONG_ROW:
            ooxml.remove(mark)


def drop_repeated_bookmarks(story: _Element, seen: set[str]) -> None:
    """Keep the first bookmark of each name, and none that Word sets for itself (_GoBack)."""
    for start in list(story.iter(f"{W}bookmarkStart")):
        name, number = start.get(f"{W}name", ""), start.get(f"{W}id")
        if name in seen or name == "_GoBack":
            ends = [end for end in story.iter(f"{W}bookmarkEnd") if end.get(f"{W}id") == number]
            ooxml.remove(start, *ends[:1])
        seen.add(name)


def _srgb(text: str) -> str:
    """Return the hexadecimal sRGB value of a linear channel (100000 = full, or « 50% »)."""
    share = float(text[:-1]) / 100 if text.endswith("%") else float(text) / 100_000
    share = min(max(share, 0.0), 1.0)
    encoded = 12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055
    return f"{round(encoded * 255):02X}"


def read_equations(story: _Element) -> None:
    """Write « (a+b)/c » for a fraction, « √(x) » for a root; exponents stay above the line."""
    for equation in list(story.iter(f"{M}oMath")):
        pieces = [(normalize("NFKC", text), kind) for text, kind in _pieces(equation)]
        ooxml.replace(equation, [ooxml.raised_run(*piece) for piece in pieces])
    for group in list(story.iter(f"{M}oMathPara")):
        ooxml.replace(group, [child for child in group if child.tag == RUN])


def _pieces(element: _Element | None) -> list[Piece]:
    kind = "" if element is None else etree.QName(element).localname
    if element is None or kind.endswith("Pr"):
        return []
    if kind == "t":
        return [(element.text or "", "")]
    if kind == "f":
        return [*_grouped(element, "num"), ("/", ""), *_grouped(element, "den")]
    if kind == "rad":
        degree = [(text, "superscript") for text, _ in _part(element, "deg")]
        return [*degree, ("√(", ""), *_part(element, "e"), (")", "")]
    if kind == "d":
        comma = (_sign(element, "sepChr"), "")
        parts = [piece for each in element.findall(f"{M}e") for piece in (comma, *_pieces(each))]
        return [(_sign(element, "begChr"), ""), *parts[1:], (_sign(element, "endChr"), "")]
    if kind in ("limLow", "limUpp"):
        return [*_part(element, "e"), ("(", ""), *_part(element, "lim"), (")", "")]
    if kind in ("m", "eqArr"):
        rows = [piece for row in element for piece in (*_pieces(row), ("\u2003", ""))]
        return rows[:-1]
    inner = [piece for child in element for piece in _pieces(child)]
    if kind in RAISED:
        return [(text, RAISED[kind]) for text, _ in inner]
    if kind == "nary":
        return [(_sign(element, "chr", "nary"), ""), *inner]
    return [*inner, (_sign(element, "chr", "acc"), "")] if kind == "acc" else inner


def _part(element: _Element, name: str) -> list[Piece]:
    return _pieces(element.find(f"{M}{name}"))


def _grouped(element: _Element, name: str) -> list[Piece]:
    """Return a part, in brackets where it is more than a word or a number."""
    inner = _part(element, name)
    whole = "".join(text for text, _ in inner).strip()
    return inner if whole.isalnum() else [("(", ""), *inner, (")", "")]


def _sign(element: _Element, name: str, unsaid: str = "") -> str:
    """Return the sign that the properties of an element say, or the usual one."""
    said = (each.get(f"{M}val", "") for each in element.iterfind(f"{M}*/{M}{name}"))
    return next(said, USUAL_SIGNS[unsaid or name])


def set_notes_below_tables(package: Package) -> None:
    """Call the notes of each table a, b, c… and write their text after it."""
    body = package.tree(package.main)
    outermost = [each for each in body.iter(TABLE) if next(each.iterancestors(TABLE), None) is None]
    for table in outermost:
        after = table
        for number, call in enumerate(list(table.iter(*CALLS))):
            label, notes = _note_letters(number), package.of_kind(CALLS[call.tag])
            same = [note for note in notes if note.get(f"{W}id") == call.get(f"{W}id")]
            run = next(call.iterancestors(RUN))
            holder = next(piece for piece in ooxml.split_run(run) if call in piece)
            ooxml.replace(holder, [ooxml.raised_run(label, "superscript")])
            for paragraph in _note_paragraphs(same[:1], label):
                after.addnext(paragraph)
                after = paragraph


def lay_tables_open(package: Package) -> None:
    """Write what tables in notes hold as paragraphs: dxpdf draws no such table."""
    for notes in (package.tree(part) for part in package.story_parts()[1:]):
        for table in list(notes.iterfind(f"*/{TABLE}")):
            ooxml.replace(table, list(table.iter(f"{W}p")))


def number_endnotes_apart(package: Package) -> None:
    """Give endnotes numbers that no footnote has: dxpdf draws only one note of each number."""
    called = package.tree(package.main).iter(f"{W}endnoteReference")
    for each in (*called, *package.of_kind("endnotes")):
        number = each.get(f"{W}id", "")
        if number.isdecimal() and each.get(f"{W}type") is None:  # separators keep theirs
            each.set(f"{W}id", str(int(number) + ENDNOTES))


def _note_letters(number: int) -> str:
    """Return a, b… z, aa, ab…"""
    rest, letter = divmod(number, len(ascii_lowercase))
    return (_note_letters(rest - 1) if rest else "") + ascii_lowercase[letter]


def _note_paragraphs(notes: list[_Element], label: str) -> list[_Element]:
    """Return the paragraphs of notes, ready for the body, the first one with its letter."""
    paragraphs = [deepcopy(paragraph) for note in notes for paragraph in note.iter(f"{W}p")]
    for paragraph in paragraphs:
        ooxml.remove(*paragraph.iter(*w("footnoteRef", "endnoteRef")))
        for link in list(paragraph.iter(f"{W}hyperlink")):
            # its target is a relationship of the notes, not of the body
            ooxml.replace(link, list(link))
    for paragraph in paragraphs[:1]:
        paragraph.insert(len(paragraph.findall(f"{W}pPr")), ooxml.raised_run(label, "superscript"))
    return paragraphs
