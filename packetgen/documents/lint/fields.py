"""Fields of Word, by a whitelist: no other may reach a document that goes out."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from packetgen.convert.word.fields import COUNTED_BY_ENGINE
from packetgen.documents.lint.problem import TABLE, TOLD, around
from packetgen.model.finding import Severity

# By the first word of their code
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


def forbidden_fields(root: _Element) -> Iterator[tuple[str, str]]:
    """Yield the name of each field that may not go out, and the words of its paragraph."""
    for name, code, words in read_fields(root):
        if name not in ALLOWED and not (name == "HYPERLINK" and _is_plain_link(code)):
            yield name, words


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
