"""Rules of the Département: the hours of its agents, its separate deposit."""

from collections.abc import Iterator
from decimal import Decimal

from packetgen.checks.rule import Case, Condition, Verdict, broken, owed, rule
from packetgen.model.financeur import DEPARTEMENT as ROLE
from packetgen.text import hours

FACTORS = ("agents", "seances", "duree")


def asks_departement(case: Case) -> bool:
    """Whether money or agents of the Département are asked for."""
    funder = case.campagne.with_role(ROLE)
    return funder is not None and case.action.sollicite(funder)


ASKED = Condition("si de l’argent ou des agents sont demandés au Département", asks_departement)


@rule(
    "DEP-01",
    fields=["action.agents_departement", *(f"agents.{name}" for name in FACTORS)],
    needs=(f"role.{ROLE}",),
)
def heures(case: Case) -> Iterator[Verdict]:
    """DEP-01: if an agent takes part, forecast hours are given and agree with their product."""
    question = case.key("action.agents_departement")
    if case.action.agents_departement is None:
        yield owed(question, "sans_reponse")
    if case.action.agents_departement is True and not case.action.interventions:
        yield owed(question, "sans_ligne")
    if case.action.agents_departement is False and case.action.interventions:
        yield broken(question, "lignes_sans_agent")
    for row, line in enumerate(case.action.interventions, start=1):
        prefix = case.key(f"agents.{row}")
        computed = line.heures_calculees
        if not computed:
            empty = next((name for name in FACTORS if not getattr(line, name)), FACTORS[0])
            yield owed(f"{prefix}.{empty}", "incalculable")
        elif line.heures is not None and abs(line.heures - computed) > Decimal("0.01"):
            yield broken(f"{prefix}.heures", heures=hours(line.heures), calcul=hours(computed))


@rule("DEP-02", when=ASKED, fields=["action.date_departement"], needs=(f"role.{ROLE}",))
def depot(case: Case) -> Iterator[Verdict]:
    """DEP-02: a request to the Département is also deposited with it."""
    day = case.action.date_departement
    if day is None or day > case.today:
        yield broken(case.key("action.date_departement"))
