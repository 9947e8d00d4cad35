"""Every problem of one Word template, found without filling it: render refuses the first."""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path

from packetgen.convert.word.package import Package
from packetgen.documents.lint.blocks import check_tags
from packetgen.documents.lint.problem import TOLD, TemplateProblem, in_order
from packetgen.documents.lint.tags import Written, read_tags
from packetgen.documents.lint.unsupported import hazards
from packetgen.documents.rendering import template_file as templates
from packetgen.documents.rendering.outside_content import refusals
from packetgen.documents.text import texts
from packetgen.errors import ConversionFailed

STORIES = {"header": "en-tête", "footer": "pied de page", "footnotes": "note de bas de page"}
# Within a text, without bounds, they would be searched for hours
TAG_IN_TEXT = re.compile(r"\{[{%].{0,400}?[}%]\}")


def inspect_template(
    path: Path, fields: MutableMapping[str, object], *, must_print: bool = False
) -> tuple[TemplateProblem, ...]:
    """Return all that is wrong in the template `path`, filled with `fields`, the gravest first.

    One that `must_print` something and holds no tag is no template: the rest is not told. Nothing
    is filled or drawn. Raises TemplateInvalid for a file that is no Word document of a sane size.
    """
    content, _ = templates.read_template(path)
    refusals, stories, others = _look(path, content)
    if must_print and not any(tags for _, tags in stories):
        return (TemplateProblem(TOLD["no_tag"]),)
    problems = [TemplateProblem(f"le modèle {refusal}") for refusal in refusals]
    for part, tags in stories:
        problems += (_problem(mistake, tag, part) for tag in tags for mistake in tag.mistakes)
        found = check_tags(tags, fields)
        problems += (_problem(message, tags[line - 1], part) for message, line in found)
    return in_order((*problems, *others))


@lru_cache(maxsize=16)  # a template is the same from one dossier of a batch to the next
def _look(
    path: Path, _content: bytes
) -> tuple[tuple[str, ...], list[tuple[str, list[Written]]], list[TemplateProblem]]:
    """Return what is known of the template `path`, before any fields; it is known by `_content`.

    Why it is refused whole, the parts that are filled and their tags, what is wrong elsewhere.
    """
    try:
        package = Package(path)
        parts = {package.main: ""}
        for kind, name in STORIES.items():
            parts |= dict.fromkeys(package.related(package.main, kind), name)
        stories = [(name, list(read_tags(package.tree(part)))) for part, name in parts.items()]
        others = [*_tags_elsewhere(package, parts), *hazards(package, parts)]
        return tuple(refusals(package.parts)), stories, others
    except ConversionFailed as error:
        raise templates.refused("unreadable", name=path.name) from error


def _problem(message: str, tag: Written, part: str) -> TemplateProblem:
    places = filter(None, (part, "zone de texte" if tag.in_text_box else ""))
    return TemplateProblem(message, part=", ".join(places), words=tag.words)


def _tags_elsewhere(package: Package, parts: Mapping[str, str]) -> Iterator[TemplateProblem]:
    """Yield the tags of parts that nothing fills: they would be printed as they are."""
    others = {name: content for name, content in package.parts.items() if name not in parts}
    for each in texts(others):
        for tag in dict.fromkeys(TAG_IN_TEXT.findall(each.text)):
            yield TemplateProblem(TOLD["elsewhere"].format(tag), part=each.place)
