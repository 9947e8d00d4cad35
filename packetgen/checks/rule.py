"""A rule: a check that yields verdicts, the sentence of each, and what a blocking one does.

That is decided in `consequences.toml` and nowhere else, for what the reader cannot read too:

- a value that makes a document false stops that document: those named there;
- what is owed and missing marks the bundle INCOMPLET: every other blocking point, and pieces;
- what a committee judges is « à vérifier », what is optional an information: never blocking.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field

from packetgen.campagne.words import words
from packetgen.model.action import MONTANT, Action
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import LETTRE
from packetgen.model.dossier import Dossier, Porteur
from packetgen.model.finding import Finding, Severity
from packetgen.resources import table
from packetgen.text import denies, french_typography

Scope = Literal["dossier", "action"]
WORDS = table(__file__, "rules.toml")
_WRITTEN = table(__file__, "consequences.toml")
# Computed on the whole budget: nothing can be said of them while an amount of it is not read
OF_BUDGET = tuple(_WRITTEN["of_budget"])
# The case of a rule that cannot be judged, told as an information
UNSURE = "impossible"


class Case(Struct, frozen=True):
    """Input of a rule: the dossier, the `place` of one of its actions, the year's call, the day.

    By key of a piece, `refusals` gives why its file cannot be used, in a French sentence, and
    `texts` the text of each of its pages, empty for a scan, `lines` the same line by line as it is
    seen, `weights` the bytes of these pages. `images` gives what was read on the pages that are
    pictures, where such pages are read: nothing at all of a piece that could not be read in time.
    """

    dossier: Dossier
    campagne: Campagne
    today: date
    refusals: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: int = 0

    @property
    def action(self) -> Action:
        """The action that it is about."""
        return self.dossier.actions[self.place]

    @property
    def porteur(self) -> Porteur:
        """The porteur of the dossier."""
        return self.dossier.porteur

    @property
    def forme(self) -> str:
        """Code of the porteur's legal form (`association`), empty when unknown."""
        return self.campagne.code_of("formes", self.porteur.forme)

    def pages(self, key: str, *, by_line: bool = False) -> tuple[str, ...]:
        """Text of each page of a piece, read on the picture where the page is one."""
        own, images = self.texts.get(key, ()), self.images.get(key)
        own = self.lines.get(key, own) if by_line else own
        return tuple(t if t.strip() else i for t, i in zip(own, images or own, strict=False))

    def is_image(self, key: str, page: int) -> bool:
        """Whether a page of a piece (from 1) has no text but what is read on its picture."""
        return not self.texts[key][page - 1].strip()

    def key(self, key: str) -> str:
        """Key of a field in the workbook; that of an action is numbered."""
        return key if key.startswith("porteur.") else self.action.key(key)

    def value(self, key: str) -> str:
        """Value of a field of the porteur or of the action, as text."""
        holder, _, attribute = key.partition(".")
        if holder == "porteur":
            value = getattr(self.porteur, attribute)
        elif holder == "budget":
            value = self.action.budget.montants.get(attribute)
        else:
            value = self.action.value(attribute)
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return "" if value is None else str(value)


class Condition(Struct, frozen=True):
    """When a rule bears on a case, in words (« si… ») and as a test."""

    words: str
    holds: Callable[[Case], bool]


ALWAYS = Condition("toujours", lambda _case: True)
ASSOCIATION = Condition("si le porteur est une association", lambda it: it.forme == "association")


class Verdict(Struct, frozen=True):
    """A rule broken at the field `key`, or undecidable there; `values` fill the message.

    `cas` names the case of the rule that has a message of its own, and may be less grave.
    """

    key: str
    cas: str
    values: Mapping[str, str]


def broken(key: str, cas: str = "", **values: str) -> Verdict:
    """The rule is broken at the field `key`, or cannot be judged there (UNSURE)."""
    return Verdict(key, cas, values)


Check = Callable[[Case], Iterator[Verdict]]


class Rule(Struct, frozen=True):
    """One rule of the call, with its messages; its source is in the year's data.

    `cas` are the messages of some cases, `manque` that of the others. `rules.toml` says what
    `gravites`, `dus`, `scope`, `fields` and `needs` are.
    """

    code: str
    severity: Severity
    titre: str
    manque: str
    cas: Mapping[str, str]
    check: Check
    gravites: Mapping[str, Severity]
    dus: tuple[str, ...] = ()
    when: Condition = ALWAYS
    scope: Scope = "action"
    fields: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def in_force(self, campagne: Campagne) -> bool:
        """Whether the year's call sets this rule, and has what it needs."""
        return campagne.citation(self.code) is not None and not self.wanting(campagne)

    def wanting(self, campagne: Campagne) -> tuple[str, ...]:
        """What the rule needs and the year does not have."""
        return tuple(need for need in self.needs if not _has(campagne, self.code, need))

    def findings(self, case: Case) -> Iterator[Finding]:
        """Run the rule: nothing when it holds, one finding a cell otherwise."""
        source = case.campagne.citation(self.code)
        said: dict[str, str] = {}
        for verdict in self.check(case):
            said = said or words(case.campagne)
            message = self.cas[verdict.cas] if verdict.cas else self.manque
            owed = verdict.cas in self.dus
            yield Finding(
                code=self.code,
                severity=self.gravites.get(verdict.cas, self.severity),
                message=french_typography(message.format_map(said | {**verdict.values})),
                key=verdict.key,
                origin=case.dossier.origins.get(verdict.key),
                source=source,
                falsifies=() if owed else documents_made_false(self.code, verdict.key),
            )


def _has(campagne: Campagne, code: str, need: str) -> bool:
    listed, _, entry = need.partition(".")
    if listed == "role":
        return campagne.with_role(entry) is not None
    if listed:
        found = getattr(campagne, listed)
        return any(each.code == entry for each in found) if entry else bool(found)
    regle = campagne.regle(code)
    return regle is not None and bool(getattr(regle, entry))


def rule(
    code: str, *, words: Mapping[str, Any] = MappingProxyType({}), when: Condition = ALWAYS
) -> Callable[[Check], Rule]:
    """Make a rule of a check function; what it says and needs is in `rules.toml`, or in `words`."""
    said = {"manque": "", "cas": {}, **WORDS.get(code, {}), **words}
    made = (code, Severity(said["gravite"]), said["titre"], said["manque"], said["cas"])
    graves = {UNSURE: Severity.INFORMATION.value, **said.get("gravites", {})}
    severities = {cas: Severity(grave) for cas, grave in graves.items()}
    owed, fields, needs = (tuple(said.get(key, ())) for key in ("dus", "champs", "besoins"))
    scope = said.get("portee", "action")
    return lambda check: Rule(*made, check, severities, owed, when, scope, fields, needs)


def required_field(code: str) -> Rule:
    """Make the rule `code`: the field of the action that it is about is filled."""
    [field] = WORDS[code]["champs"]

    @rule(code)
    def check(case: Case) -> Iterator[Verdict]:
        if denies(case.value(field)):
            yield broken(case.key(field))

    return check


def documents_made_false(code: str, key: str) -> tuple[str, ...]:
    """Return the documents that a blocking point stops, none when it only marks the bundle.

    `key` is the field's key, numbered by action or not.
    """
    holder, _, attribute = key.partition(".")
    holder = re.sub(r"\d+$", "", holder)
    if holder == "pieces":
        return ()
    field = holder if holder == "budget" and "." not in attribute else f"{holder}.{attribute}"
    amount = (LETTRE,) if field.startswith(f"action.{MONTANT}") else ()
    of_field = _WRITTEN["by_field"].get(field if key else "", amount)
    return tuple(_WRITTEN["by_code"].get(code, of_field))


def concerns(code: str, documents: tuple[str, ...]) -> bool:
    """Return whether a point is of a bundle that holds these `documents`."""
    wanting = [asked for name, asked in _WRITTEN["only_for"].items() if name not in documents]
    return not any(code.startswith(tuple(asked)) for asked in wanting)
