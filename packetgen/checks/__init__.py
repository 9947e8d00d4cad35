"""The rules of the call, one module per subject, run together on one dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from packetgen.checks import budget, call, departement, identifiants, pieces
from packetgen.checks.champs import champs_rules
from packetgen.checks.rule import Case, Rule
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding

_OF_THE_CALL: tuple[Rule, ...] = (
    *call.RULES,
    *pieces.RULES,
    *departement.RULES,
    *budget.RULES,
    *identifiants.RULES,
)
RULES: tuple[Rule, ...] = (*champs_rules(_OF_THE_CALL), *_OF_THE_CALL)


def run(
    dossier: Dossier,
    campagne: Campagne,
    *,
    today: date,
    refusals: Mapping[str, str],
    rules: Iterable[Rule] = RULES,
) -> tuple[Finding, ...]:
    """Return what the rules of the year find, those on the porteur once, the others per action.

    `refusals` gives, by key of a piece, why its file cannot be used.
    """
    cases = [Case(dossier, action, campagne, today, refusals) for action in dossier.actions]
    findings = (
        finding
        for rule in rules
        if campagne.citation(rule.code)
        for case in (cases if rule.scope == "action" else cases[:1])
        for finding in rule.findings(case)
    )
    # a piece shared by two actions is wanting once
    return tuple(dict.fromkeys(findings))
