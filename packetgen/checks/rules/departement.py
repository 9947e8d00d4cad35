"""Rules of the Département: the hours of its agents, its separate deposit."""

from collections.abc import Iterator
from decimal import Decimal

from packetgen.checks.conditions import DEPARTEMENT
from packetgen.checks.rule import Case, Verdict, broken, owed, rule
from packetgen.model.financeur import DEPARTEMENT as ROLE
from packetgen.text import hours

FACTORS = ("agents", "seances", "duree")


@rule(
    "DEP-01",
    fields=["action.agents_departement", *(f"agents.{name}" for name in FACTORS)],
    needs=(f"role.{ROLE}",),
)
def heures(case: Case) -> Iterator[Verdict]:
    """DEP-01: if an agent takes part, forecast hours are given and agree with their product."""
    question = case.key("action.agents_departement")
    if case.action.agents_departement is None:
        yield owed(
            question,
            constat="On ne sait pas si un agent du Département participe à l’action",
            remede="répondez par Oui ou par Non",
        )
    if case.action.agents_departement is True and not case.action.interventions:
        yield owed(
            question,
            constat="Un agent du Département participe, mais aucune intervention n’est décrite",
            remede="ajoutez une ligne par intervention avec ses heures",
        )
    if case.action.agents_departement is False and case.action.interventions:
        yield broken(
            question,
            constat="La réponse est Non, mais des interventions sont décrites",
            remede="répondez par Oui ou effacez les lignes",
        )
    for row, line in enumerate(case.action.interventions, start=1):
        prefix = case.key(f"agents.{row}")
        computed = line.heures_calculees
        if not computed:
            empty = next((name for name in FACTORS if not getattr(line, name)), FACTORS[0])
            yield owed(
                f"{prefix}.{empty}",
                constat="Les heures ne peuvent pas être calculées",
                remede="donnez le nombre d’agents, de séances et la durée, plus grands que zéro",
            )
        elif line.heures is not None and abs(line.heures - computed) > Decimal("0.01"):
            yield broken(
                f"{prefix}.heures",
                constat=f"La ligne annonce {hours(line.heures)} mais agents × séances × durée"
                f" donne {hours(computed)}",
                remede="corrigez l’un ou l’autre",
            )


@rule("DEP-02", when=DEPARTEMENT, fields=["action.date_departement"], needs=(f"role.{ROLE}",))
def depot(case: Case) -> Iterator[Verdict]:
    """DEP-02: a request to the Département is also deposited with it."""
    day = case.action.date_departement
    if day is None or day > case.today:
        yield broken(case.key("action.date_departement"))
