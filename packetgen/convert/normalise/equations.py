"""Write equations on the line, as text: dxpdf draws none."""

from unicodedata import normalize

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import RUN, M, raised_run, replace

# Who says no sign says the first one (§22.1)
USUAL = {"nary": "∫", "acc": "\u0302", "begChr": "(", "sepChr": "|", "endChr": ")"}
RAISED = {"sup": "superscript", "sub": "subscript"}
Piece = tuple[str, str]  # a text, and « superscript », « subscript » or nothing


def read_equations(story: _Element) -> None:
    """Write « (a+b)/c » for a fraction, « √(x) » for a root; exponents stay above the line."""
    for equation in list(story.iter(f"{M}oMath")):
        pieces = [(normalize("NFKC", text), kind) for text, kind in _pieces(equation)]
        replace(equation, [raised_run(*piece) for piece in pieces])
    for group in list(story.iter(f"{M}oMathPara")):
        replace(group, [child for child in group if child.tag == RUN])


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
    return next(said, USUAL[unsaid or name])
