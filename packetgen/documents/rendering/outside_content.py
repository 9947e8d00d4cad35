"""What in a Word file runs, or comes from elsewhere, with its remedy: no template may hold it."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import XMLParser, XMLSyntaxError, _Element, fromstring

from packetgen.convert.word.fields import COUNTED_BY_ENGINE
from packetgen.documents.lint.problem import TABLE, TOLD, around
from packetgen.model.finding import Severity
from packetgen.resources import table

WRITTEN = table(__file__, "refused.toml")
REFUSED, OUTSIDE = WRITTEN["content"], WRITTEN["outside"]
ELEMENTS = [f"{{*}}{tag}" for tag in REFUSED]
WEB = re.compile(r"(?:https?|ftp):", re.IGNORECASE)
# Fields of Word, by the first word of their code; no other may reach a document that goes out
CODES = {
    code: (kind["message"].replace("«FORM»", TOLD["form"]), Severity(kind["severity"]))
    for kind in TABLE["fields"]
    for code in kind["codes"].split()
}
ALLOWED = {*CODES, *COUNTED_BY_ENGINE, *"XE TC TA SYMBOL EQ ADVANCE SHAPE".split()}
READ = ("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}t")
# What a person follows, and sees where it leads
LINK = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
SWITCHES_OF_LINK = ("\\l", "\\o", "\\t")


def refusals(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what no template may hold, each with its remedy: « contient une macro : … ».

    `parts` is what its package holds, by name.
    """
    names = " ".join(parts).lower()
    held = [what for mark, what in WRITTEN["parts"].items() if mark in names]
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        held.insert(0, WRITTEN["parts"]["vbaproject"])
    outside = []
    for name, root in ((name, _root(part)) for name, part in parts.items()):
        if root is None:
            continue
        if name.endswith(".rels"):
            for link in root.iter("{*}Relationship"):
                kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
                held.append(REFUSED.get(kind, ""))
                if link.get("TargetMode", "").lower() == "external" and not _is_safe(kind, target):
                    outside.append(target)
            continue
        tags = {str(element.tag).rpartition("}")[2] for element in root.iter(*ELEMENTS)}
        held += (REFUSED[tag] for tag in REFUSED if tag in tags)
        place = WRITTEN["places"].get(re.sub(r"\d*\.xml$", "", name.rpartition("/")[2]), "")
        for field, code, words in read_fields(root):
            if field not in ALLOWED and not (field == "HYPERLINK" and _is_plain_link(code)):
                held.append(OUTSIDE["field"].format(field, " ".join(words.split()), place))
    yield from (f"contient {what}" for what in dict.fromkeys(filter(None, held)))
    yield from (OUTSIDE["link"].format(target) for target in dict.fromkeys(outside))


def _root(content: bytes) -> _Element | None:
    """Return the tree of an XML part, whatever its name: what nobody can read holds nothing."""
    try:
        return fromstring(content, XMLParser(resolve_entities=False))
    except XMLSyntaxError:
        return None


def _is_safe(kind: str, target: str) -> bool:
    """Return True for a link that a person follows, and for a template that rendering drops."""
    if kind == "attachedTemplate":
        return not WEB.match(target)
    return kind == "hyperlink" and bool(LINK.match(target))


def read_fields(root: _Element) -> Iterator[tuple[str, str, str]]:
    """Yield each field of a part: its name, its code, the words of its paragraph."""
    opened: list[list[str] | None] = []  # None: what is read is the field's result
    element = root
    for element in root.iter(*READ):
        tag = str(element.tag).rpartition("}")[2]
        attributes = {str(key).rpartition("}")[2]: str(it) for key, it in element.attrib.items()}
        if tag == "fldSimple":
            yield _named(attributes.get("instr", ""), element)
        elif tag == "fldChar" and attributes.get("fldCharType") == "begin":
            opened.append([])
        elif tag == "fldChar" and opened:
            if (code := opened.pop()) is not None:
                yield _named("".join(code), element)
            if attributes.get("fldCharType") == "separate":
                opened.append(None)
        elif opened and (code := opened[-1]) is not None:
            code.append(element.text or "")
        elif tag != "t":  # a code outside of any field
            yield _named(element.text or "", element)
    yield from (_named("".join(code), element) for code in opened if code is not None)


def _named(code: str, element: _Element) -> tuple[str, str, str]:
    named = re.match(r"\s*(=|[^\s\"\\]+)", code)
    paragraph = next(element.iterancestors("{*}p"), element)
    words = around("".join(text.text or "" for text in paragraph.iter("{*}t")))
    return (named[1].upper() if named else ""), code, words


def _is_plain_link(code: str) -> bool:
    _, *rest = re.findall(r'"[^"]*"|\S+', code)
    while rest:
        argument = rest.pop(0)
        if argument.lower() in SWITCHES_OF_LINK:
            del rest[:1]
        elif not re.fullmatch(r"\\\w", argument) and not LINK.match(argument.strip('"')):
            return False
    return True
