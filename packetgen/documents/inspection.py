"""All that is wrong in one Word template, found without filling it: render refuses the first."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING

from packetgen.convert.package import Package
from packetgen.documents import template as templates
from packetgen.documents.blocks import parse
from packetgen.documents.environment import TemplateEnvironment, check_nodes
from packetgen.documents.hazards import hazards
from packetgen.documents.lint import read_tags
from packetgen.documents.names import check_names, printed_names
from packetgen.documents.problem import Problem, in_order
from packetgen.errors import ConversionFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping
    from pathlib import Path

    from lxml.etree import _Element

    from packetgen.documents.lint import Written

STORIES = {
    "header": "en-tête",
    "footer": "pied de page",
    "footnotes": "note de bas de page",
}
# docxtpl fills neither these nor any other part
UNFILLED = {
    "endnotes": "note de fin",
    "comments": "commentaire",
    "core": "propriétés du document",
    "app": "propriétés du document",
    "custom": "propriétés du document",
}
ELSEWHERE = "graphique, SmartArt ou autre objet"
TAG_IN_XML = re.compile(r"\{[{%][^<>]{0,400}?[}%]\}")


def inspect_template(
    path: Path,
    fields: MutableMapping[str, object],
    required: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Return all that is wrong in the template `path`, filled with `fields`, the gravest first.

    `required` gives the fields that it must print, each with the reason. Nothing is filled or
    drawn. Raises TemplateInvalid for a file that is no Word document of a sane size.
    """
    content = templates.read(path)
    problems = [Problem(f"le modèle {refusal}") for refusal in templates.refusals(content)]
    try:
        package = Package(path)
        parts = _stories(package)
        printed: set[str] = set()
        for part, name in parts.items():
            problems += _problems_of_tags(package.tree(part), name, fields, printed)
        problems += _tags_elsewhere(package, parts)
        for field, reason in (required or {}).items():
            if field not in printed:
                problems.append(Problem(f"le modèle n’écrit plus {{{{ {field} }}}} : {reason}"))
        problems += hazards(package, parts)
    except ConversionFailed as error:
        raise templates.unreadable(path) from error
    return in_order(problems)


def _stories(package: Package) -> dict[str, str]:
    """Return the parts that are filled, and what people call them: nothing for the text."""
    parts = {package.main: ""}
    for kind, name in STORIES.items():
        parts |= dict.fromkeys(package.related(package.main, kind), name)
    return parts


def _problems_of_tags(
    root: _Element, part: str, fields: MutableMapping[str, object], printed: set[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the tags of a part; add the names it prints to `printed`."""
    tags = list(read_tags(root))
    for tag in tags:
        yield from (_problem(mistake, tag, part) for mistake in tag.mistakes)
    tree, mistakes = parse(tags, TemplateEnvironment())
    printed |= printed_names(tree)
    for message, line in (*mistakes, *check_nodes(tree), *check_names(tree, fields)):
        yield _problem(message, tags[line - 1], part)


def _problem(message: str, tag: Written, part: str) -> Problem:
    places = filter(None, (part, "zone de texte" if tag.in_text_box else ""))
    return Problem(message, part=", ".join(places), words=tag.words)


def _tags_elsewhere(package: Package, parts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the tags of parts that nothing fills: they would be printed as they are."""
    for part, content in package.parts.items():
        if part in parts or not part.endswith(".xml"):
            continue
        text = re.sub(r"</?\w+:[trb][^>]{0,200}>", "", content.decode("utf-8", "replace"))
        kind = re.sub(r"\d*\.xml$", "", posixpath.basename(part))
        name = UNFILLED.get(kind, ELSEWHERE)
        for tag in dict.fromkeys(TAG_IN_XML.findall(text)):
            yield Problem(
                f"« {unescape(tag)} » resterait tel quel, packetgen ne remplit pas cet endroit :"
                " déplacez la balise dans le texte, un en-tête ou un pied de page",
                part=name,
            )
