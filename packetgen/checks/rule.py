"""What a rule is: a check that yields verdicts, and the words that go with each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding, Severity
from packetgen.model.porteur import Porteur
from packetgen.text import french_typography

Scope = Literal["dossier", "action"]


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the dossier, one of its actions, the year's call, the day.

    `refusals` gives, by key of a piece, why its file cannot be used, in a French sentence.
    """

    dossier: Dossier
    action: Action
    campagne: Campagne
    today: date
    refusals: Mapping[str, str] = field(default_factory=dict)

    @property
    def porteur(self) -> Porteur:
        """The porteur of the dossier."""
        return self.dossier.porteur

    @property
    def forme(self) -> str:
        """Code of the porteur's legal form (`association`), empty when unknown."""
        return self.campagne.forme(self.porteur.forme)

    @property
    def is_association(self) -> bool:
        """Whether the pieces and contacts owed by associations are owed here."""
        return self.forme == "association"

    def key(self, key: str) -> str:
        """Key of a field of this case's action in the workbook."""
        return self.action.key(key)


@dataclass(frozen=True)
class Verdict:
    """A rule broken at the field `key`, or undecidable there; `values` fill the message."""

    key: str
    undecidable: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def broken(key: str, **values: str) -> Verdict:
    """The rule is broken at the field `key`."""
    return Verdict(key, values=values)


def undecidable(key: str, **values: str) -> Verdict:
    """Nothing allows to say whether the rule holds at the field `key`."""
    return Verdict(key, undecidable=True, values=values)


Check = Callable[[Case], Iterator[Verdict]]


@dataclass(frozen=True)
class Rule:
    """One rule of the call, with its three messages; its source is in the year's data.

    `fields` are those whose absence this rule itself reports.
    """

    code: str
    severity: Severity
    titre: str
    manque: str
    conforme: str
    impossible: str
    check: Check
    scope: Scope = "action"
    fields: tuple[str, ...] = ()

    def findings(self, case: Case) -> Iterator[Finding]:
        """Run the rule: nothing when it holds, one finding a cell otherwise."""
        source = case.campagne.citation(self.code)
        for verdict in self.check(case):
            message = self.impossible if verdict.undecidable else self.manque
            yield Finding(
                code=self.code,
                severity=Severity.A_VERIFIER if verdict.undecidable else self.severity,
                message=french_typography(message.format_map(verdict.values)),
                key=verdict.key,
                origin=case.dossier.origins.get(verdict.key),
                source=source,
            )


def rule(
    code: str,
    severity: Severity,
    titre: str,
    *,
    manque: str,
    conforme: str,
    impossible: str = "",
    scope: Scope = "action",
    fields: Iterable[str] = (),
) -> Callable[[Check], Rule]:
    """Make a rule of a check function."""

    def declare(check: Check) -> Rule:
        return Rule(
            code, severity, titre, manque, conforme, impossible, check, scope, tuple(fields)
        )

    return declare
