"""The État: the note gives no rule of its own, and that is said."""

from __future__ import annotations

from collections.abc import Iterator

from packetgen.checks.conditions import ETAT
from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.model.finding import Severity


@rule(
    "ETAT-01",
    Severity.INFORMATION,
    "Attendus de l’État",
    manque="L’État est sollicité : ses pièces et ses critères sont dans sa propre note de cadrage,"
    " qui n’est pas jointe à celle de la CALL ; packetgen n’en vérifie rien.",
    conforme="L’État n’est pas sollicité.",
    impossible="On ne sait pas si l’État est sollicité.",
    when=ETAT,
)
def attendus(case: Case) -> Iterator[Verdict]:
    """ETAT-01: the silence of the note, told."""
    yield broken(case.key("budget.74etat"))


RULES = (attendus,)
