"""Variables of each template: the tag as typed in Word, its label, its type, an example."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from typing import TypeAlias

from packetgen.campagne.words import asked, filled, words
from packetgen.documents.contexts.fiche import answers
from packetgen.documents.contexts.wording import Plain
from packetgen.documents.lint.essentials import Essential, needed
from packetgen.model.action import ACTION, action_fields, montant_key
from packetgen.model.action_tables import AGENTS, COMMUNES, INDICATEURS
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind
from packetgen.model.porteur import PORTEUR

CATALOGUE: dict[str, Field] = {
    field.key: field for field in (*PORTEUR, *ACTION, *COMMUNES, *INDICATEURS, *AGENTS)
}
# Where what a table of the fields holds is described under another name
ELSEWHERE = {
    "agents.lignes": ["agents.%s"],
    "bilan": ["action.bilan_%s"],
    "budget.contributions": ["budget.lignes.%s"],
    "departement": ["action.%s_departement"],
    "depots.contacts": ["contacts.%s"],
    "expediteur": ["porteur.%s"],
    "public": ["action.public_%s"],
    "region": ["action.%s_region"],
}
KIT = "kit"  # the pages of the blank kit, which share their variables
COURRIER = "courrier"  # so do the letters to the porteurs
MOST_EXAMPLE = 60
# What the variables say, by name: a key of the catalogue, or words where packetgen computes them
SAID: dict[str, str] = tomllib.loads(
    files("packetgen.documents.contexts").joinpath("variables.toml").read_text(encoding="utf-8")
)
Words: TypeAlias = Mapping[str, tuple[str, str]]
Said: TypeAlias = Callable[[str], tuple[str, str]]
DESCRIBED = {key: (field.label, field.kind.value) for key, field in CATALOGUE.items()}
DESCRIBED |= {name: DESCRIBED.get(said, (said, "texte")) for name, said in SAID.items()}


@dataclass(frozen=True)
class Variable:
    """One thing that a template may print.

    `name` is its path in the fields (`agents.lignes.metier`), `loops` are the tags that must be
    open around it, outermost first; `kind` says what it holds, `needed` who must print it.
    """

    name: str
    tag: str
    label: str
    kind: str
    example: str
    loops: tuple[str, ...] = ()
    needed: str = ""


def described(campagne: Campagne) -> Words:
    """Return what each variable says in a year, and its kind, by name."""
    said = words(campagne)
    fields = asked(action_fields(campagne), campagne)
    by_key = {each.key: (each.label, each.kind.value) for each in fields}
    own = {f"region.{name}": by_key[f"action.{code}"] for name, code in answers(campagne).items()}
    amount = montant_key(campagne.chef_de_file)
    leads = (campagne.chef_de_file.nom, FieldKind.EUROS.value)
    own["subvention.montant"] = by_key.get(amount, leads)
    every = DESCRIBED | own
    return {name: (filled(label, said), kind) for name, (label, kind) in every.items()}


def variables(
    template: str,
    fields: Mapping[str, Plain],
    fullest: Mapping[str, Plain],
    required: Mapping[str, Sequence[Essential]],
    words: Words,
) -> list[Variable]:
    """Return what a template may print, in order.

    `fields` are those of the example; `fullest` fill every list, and tell what its items hold;
    `required` is what each document so filled must say; `words` are those `described`. Raises
    KeyError for a field that nothing describes.
    """
    return [
        replace(each, needed=needed(f"{''.join(each.loops)}{each.tag}", required))
        for each in _walk(partial(_described, template, words), "", "", fields, fullest, ())
    ]


def _walk(
    said: Said, name: str, typed: str, value: Plain | None, full: Plain, loops: tuple[str, ...]
) -> Iterator[Variable]:
    if isinstance(full, Mapping):
        for key, part in full.items():
            inner = value.get(key) if isinstance(value, Mapping) else None
            named, tag = (f"{path}.{key}".removeprefix(".") for path in (name, typed))
            yield from _walk(said, named, tag, inner, part, loops)
        return
    label, kind = said(name)
    if isinstance(full, list | tuple):
        item = _item(name)
        loop = f"{{% for {item} in {typed} %}}"
        yield Variable(name, loop, label, "liste", "", loops)
        first = value[0] if isinstance(value, list | tuple) and value else None
        if not full:  # the year has none, and nothing tells what it would hold
            return
        if isinstance(full[0], Mapping):
            yield from _walk(said, name, item, first, full[0], (*loops, loop))
        else:
            tag = f"{{{{ {item} }}}}"
            yield Variable(name, tag, label, kind, _example(first), (*loops, loop))
    elif isinstance(full, bool):
        yield Variable(name, f"{{% if {typed} %}}", label, "oui ou non", "", loops)
    else:
        yield Variable(name, f"{{{{ {typed} }}}}", label, kind, _example(value), loops)


def _described(template: str, words: Words, name: str) -> tuple[str, str]:
    table, _, attribute = name.rpartition(".")
    others = (form % attribute for form in ELSEWHERE.get(table, ()))
    keys = (f"{template}:{name}", name, *others)
    return words[next((key for key in keys if key in words), name)]


def _item(name: str) -> str:
    """Return how one item of a list is called: `commune` of `action.communes`."""
    last = name.rpartition(".")[2]
    return last.removesuffix("s") if last.endswith("s") else "ligne"


def _example(value: object) -> str:
    """Return the example's value on one line, empty when it has none."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= MOST_EXAMPLE else f"{text[: MOST_EXAMPLE - 1].rstrip()}…"
