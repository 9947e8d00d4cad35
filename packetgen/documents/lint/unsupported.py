"""Content of a Word file that nothing fills, that no engine draws, or that must not go out.

The list of what dxpdf loses comes from runs on 793 documents; what the converter mends is not here.
"""

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import _Element
from msgspec.structs import replace

from packetgen.convert.fonts import strangers
from packetgen.convert.normalise.pictures import CHART, DIAGRAM, undrawn_pictures
from packetgen.convert.word.fields import COUNTED_BY_ENGINE
from packetgen.convert.word.ooxml import MC, VML, A, M, W
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import drop_unused_styles
from packetgen.documents.lint.problem import TABLE, TOLD, TemplateProblem, around
from packetgen.documents.lint.tags import PARAGRAPH, text_of
from packetgen.documents.rendering.outside_content import CODES, read_fields
from packetgen.model.action import ACTION, AGENTS, COMMUNES, INDICATEURS
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import COMPUTED
from packetgen.model.finding import Severity

NAMESPACES = {"w": W[1:-1], "m": M[1:-1], "mc": MC[1:-1], "v": VML[1:-1], "a": A[1:-1]}
ON = "[not(@w:val) or not(contains('0 false off none', @w:val))]"
MOST_TOLD = 20  # of one hazard in a part
BLOQUANT, A_VERIFIER = Severity.BLOQUANT, Severity.A_VERIFIER
# The kit's controls are called after the field that they ask
ASKED = "porteur action communes indicateurs agents budget pieces".split()
OF_KIT = " or ".join(f"starts-with(@w:val, '{table}.')" for table in (*ASKED, COMPUTED[:-1]))
# LibreOffice, or who takes a control away, leaves its prompt as a text
CATALOGUE = (*PORTEUR, *ACTION, *COMMUNES, *INDICATEURS, *AGENTS)
PROMPTS = {f"[{field.label.split(' : ')[-1]}]" for field in CATALOGUE}


# By the XPath of a construct, what becomes of it and the remedy
HAZARDS = {
    each["path"].replace("«ON»", ON).replace("«OF_KIT»", OF_KIT): TemplateProblem(
        each["message"].replace("«FORM»", TOLD["form"]), Severity(each.get("severity", A_VERIFIER))
    )
    for each in TABLE["hazards"]
}


def hazards(package: Package, parts: dict[str, str]) -> Iterator[TemplateProblem]:
    """Yield the hazards of a template; `parts` are its stories, and their French names.

    The package, a copy, is changed.
    """
    drop_unused_styles(package)
    styles = dict.fromkeys(package.related(package.main, "styles"), "un style du document")
    for part, name in (parts | styles).items():
        root = package.tree(part)
        for path, problem in HAZARDS.items():
            found = cast("list[_Element]", root.xpath(path, namespaces=NAMESPACES))
            for element in found[:MOST_TOLD]:
                yield replace(problem, part=name, words=_words(element))
        yield from _fields(root, name, in_body=part == package.main)
    for picture in undrawn_pictures(package, (CHART, DIAGRAM)):
        yield TemplateProblem(TOLD["picture"].format(picture), A_VERIFIER)
    for family, twin in strangers(package).items():
        yield TemplateProblem(TOLD["font"].format(family, twin), A_VERIFIER)


def _fields(root: _Element, name: str, *, in_body: bool) -> Iterator[TemplateProblem]:
    for paragraph in root.iter(PARAGRAPH):
        words = around(text_of(paragraph))
        if PROMPTS.intersection(re.findall(r"\[[^\[\]]+\]", text_of(paragraph))):
            yield TemplateProblem(TOLD["form"], BLOQUANT, name, words)
    for code, _, words in read_fields(root):
        if code in CODES:
            message, severity = CODES[code]
            yield TemplateProblem(message.replace("{code}", code), severity, name, words)
        elif code in COUNTED_BY_ENGINE and in_body:
            yield TemplateProblem(TOLD["page_number"], A_VERIFIER, name, words)


def _words(element: _Element) -> str:
    holders = [element, *element.iterancestors()]
    paragraph = next((holder for holder in holders if holder.tag == PARAGRAPH), None)
    return "" if paragraph is None else around(text_of(paragraph))
