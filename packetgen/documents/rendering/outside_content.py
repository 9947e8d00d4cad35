"""What in a Word file runs, or comes from elsewhere, with its remedy: no template may hold it."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import XMLParser, XMLSyntaxError, _Element, fromstring

from packetgen.documents.lint.fields import LINK, forbidden_fields
from packetgen.resources import table

WRITTEN = table(__file__, "refused.toml")
REFUSED, OUTSIDE = WRITTEN["content"], WRITTEN["outside"]
ELEMENTS = [f"{{*}}{tag}" for tag in REFUSED]
WEB = re.compile(r"(?:https?|ftp):", re.IGNORECASE)


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
        for field, words in forbidden_fields(root):
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
