"""The rules that a year's call sets, tried: each must find the entries that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from packetgen.checks import run
from packetgen.checks.rule import Case
from packetgen.edition.blank import blank_dossier
from packetgen.model.campagne import Campagne


def rule_faults(campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield the code of each rule in force that cannot be run, and of the entry it lacks."""
    dossier = blank_dossier(campagne.annee)
    day = campagne.etape("depot").debut
    case = Case(dossier, dossier.actions[0], campagne, day, {}, {})
    for rule in run.RULES:
        if not rule.in_force(campagne):
            continue
        try:
            list(rule.check(case))
        except KeyError as missing:
            yield rule.code, str(missing.args[0])
