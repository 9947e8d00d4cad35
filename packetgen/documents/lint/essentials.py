"""Mandatory content of each document, and its search in a finished one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from itertools import chain
from pathlib import Path

from jinja2 import Template
from msgspec import Struct
from msgspec.structs import replace

from packetgen.convert.word.package import Package
from packetgen.convert.word.words import shown_texts
from packetgen.documents.lint.problem import TOLD, TemplateProblem
from packetgen.documents.rendering.environment import ENVIRONMENT
from packetgen.model.campagne import Campagne
from packetgen.resources import table
from packetgen.text import NBSP

NOT_COMPARED = re.compile(r"[\s\a]+")  # how a value is laid out, line by line


class Essential(Struct, frozen=True):
    """One thing that a document must say: any one of the `tags`, as typed in Word, says it.

    `rule` is the rule of the call that asks for it, `reason` why it must be there. What is `typed`
    may stand in the template as a text: it is a fact of the call, the same in every dossier.
    """

    tags: tuple[str, ...]
    rule: str = ""
    typed: bool = False
    reason: str = "c’est l’essentiel de ce document"


ESSENTIALS = {
    name: tuple(Essential(tuple(each.pop("tags")), **each) for each in listed)
    for name, listed in table(__file__, "essentials.toml").items()
}
# Of a document of one year alone
OWN = (Essential(("{{ action.intitule }}",)), Essential(("{{ porteur.nom }}",)))


def essentials(name: str, campagne: Campagne) -> tuple[Essential, ...]:
    """Return what the document `name` must say in a year; what its call asks, with the words."""
    required = []
    for each in ESSENTIALS.get(name, OWN):
        if citation := campagne.citation(each.rule):
            words = f"«{NBSP}{citation.texte}{NBSP}» ({citation.reference})"
            required.append(replace(each, reason=f"la note le demande, {words}"))
        elif not each.rule:
            required.append(each)
    return tuple(required)


def needed(tag: str, required: Mapping[str, Sequence[Essential]]) -> str:
    """Return which documents must say `tag`, written with its loops; empty when none must.

    `required` is what each must say, by its name: one among several is told by its file.
    """
    said = (
        (f"{name}.docx" if len(required) > 1 else "oui", "au choix" if each.tags[1:] else "")
        for name, listed in required.items()
        for each in listed
        if "{{" in tag and any(tag in way for way in each.tags)
    )
    return ", ".join(filter(None, chain(*said)))


def unsaid(
    document: Path, required: Sequence[Essential], fields: Mapping[str, object]
) -> Iterator[TemplateProblem]:
    """Yield what a finished Word file does not say of `fields`, where one sees it."""
    if not required:
        return
    shown = _compared("".join(shown_texts(Package(document))))
    for each in required:
        said = (
            all(_compared(value) in shown for value in _printed(tag, fields)) for tag in each.tags
        )
        if not any(said):
            yield TemplateProblem(TOLD["unsaid"].format(" ou ".join(each.tags), each.reason))


def with_markers(
    fields: Mapping[str, object], required: Sequence[Essential]
) -> Mapping[str, object]:
    """Return fields whose essential values are words that no template may hold by itself."""
    tags = (tag for each in required if not each.typed for tag in each.tags)
    values = dict.fromkeys(value for tag in tags for value in _printed(tag, fields) if value)
    marks = {value: f"témoin{number}niomét" for number, value in enumerate(values)}
    return {name: _replaced(value, marks) for name, value in fields.items()}


def _replaced(value: object, marks: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return marks.get(value, value)
    if isinstance(value, Mapping):
        return {key: _replaced(part, marks) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(part, marks) for part in value]
    return value


def _printed(tag: str, fields: Mapping[str, object]) -> Iterator[str]:
    return map(unescape, _compiled(tag).generate(fields))


@lru_cache(maxsize=32)
def _compiled(tag: str) -> Template:
    return ENVIRONMENT.from_string(tag)


def _compared(text: str) -> str:
    """Return a text as a filter of capitals, or the width of a cell, leaves it."""
    return NOT_COMPARED.sub("", text).casefold()
