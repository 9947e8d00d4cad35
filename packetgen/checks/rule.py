"""A rule: a check that yields verdicts, and the sentence of each."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field

from packetgen.campagne.words import words
from packetgen.checks.consequences import documents_made_false
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding, Severity
from packetgen.model.porteur import Porteur
from packetgen.resources import table
from packetgen.text import denies, french_typography

Scope = Literal["dossier", "action"]
WORDS = table(__file__, "rules.toml")


class Case(Struct, frozen=True):
    """Input of a rule: the dossier, one of its actions, the year's call, the day.

    By key of a piece, `refusals` gives why its file cannot be used, in a French sentence, and
    `texts` the text of each of its pages, empty for a scan, `lines` the same line by line as it is
    seen, `weights` the bytes of these pages. `images` gives what was read on the pages that are
    pictures, where such pages are read: nothing at all of a piece that could not be read in time.
    """

    dossier: Dossier
    action: Action
    campagne: Campagne
    today: date
    refusals: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def porteur(self) -> Porteur:
        """The porteur of the dossier."""
        return self.dossier.porteur

    @property
    def forme(self) -> str:
        """Code of the porteur's legal form (`association`), empty when unknown."""
        return self.campagne.code_of("formes", self.porteur.forme)

    @property
    def is_association(self) -> bool:
        """Whether the pieces and contacts owed by associations are owed here."""
        return self.forme == "association"

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
ASSOCIATION = Condition("si le porteur est une association", lambda case: case.is_association)


class Verdict(Struct, frozen=True):
    """A rule broken at the field `key`, or undecidable there; `values` fill the message.

    `cas` names the case of the rule that has a message of its own. `severity` replaces the rule's
    where the note tolerates; what is only `owed` and missing makes no document false.
    """

    key: str
    cas: str = ""
    undecidable: bool = False
    severity: Severity | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    owed: bool = False


def broken(key: str, cas: str = "", **values: str) -> Verdict:
    """The rule is broken at the field `key`."""
    return Verdict(key, cas, values=values)


def owed(key: str, cas: str = "", **values: str) -> Verdict:
    """What the rule asks for is missing at the field `key`."""
    return Verdict(key, cas, values=values, owed=True)


def tolerated(key: str, cas: str = "", **values: str) -> Verdict:
    """The rule is broken at the field `key`, within what the note tolerates."""
    return Verdict(key, cas, severity=Severity.A_VERIFIER, values=values)


def undecidable(key: str, severity: Severity = Severity.INFORMATION, **values: str) -> Verdict:
    """Nothing allows to say whether the rule holds at the field `key`."""
    return Verdict(key, undecidable=True, severity=severity, values=values)


Check = Callable[[Case], Iterator[Verdict]]


class Rule(Struct, frozen=True):
    """One rule of the call, with its messages; its source is in the year's data.

    `cas` are the messages of some cases, `manque` that of the others; `impossible` is the message
    of a rule that may be undecidable. `rules.toml` says what `scope`, `fields` and `needs` are.
    """

    code: str
    severity: Severity
    titre: str
    manque: str
    cas: Mapping[str, str]
    impossible: str
    check: Check
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
            message = self.impossible if verdict.undecidable else message
            stopped = () if verdict.owed else documents_made_false(self.code, verdict.key)
            yield Finding(
                code=self.code,
                severity=verdict.severity or self.severity,
                message=french_typography(message.format_map(said | {**verdict.values})),
                key=verdict.key,
                origin=case.dossier.origins.get(verdict.key),
                source=source,
                falsifies=stopped,
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
    said = {"manque": "", "cas": {}, "impossible": "", **WORDS.get(code, {}), **words}
    messages = (said["titre"], said["manque"], said["cas"], said["impossible"])
    made = (code, Severity(said["gravite"]), *messages)
    fields, needs = (tuple(said.get(key, ())) for key in ("champs", "besoins"))
    return lambda check: Rule(*made, check, when, said.get("portee", "action"), fields, needs)


def required_field(code: str) -> Rule:
    """Make the rule `code`: the field of the action that it is about is filled."""
    [field] = WORDS[code]["champs"]

    @rule(code)
    def check(case: Case) -> Iterator[Verdict]:
        if denies(case.value(field)):
            yield broken(case.key(field))

    return check
