"""Rules of one funder: the dispositifs of the Région, the Département's agents and deposit."""

from collections.abc import Iterator
from decimal import Decimal

from packetgen.checks.rule import Case, Condition, Verdict, broken, rule
from packetgen.model.financeur import DEPARTEMENT
from packetgen.text import MONTHS, hours

FACTORS = ("agents", "seances", "duree")


@rule("REG-04")
def dispositif(case: Case) -> Iterator[Verdict]:
    """REG-04: in summer (the months of the year's data, for the note has none), and its texts."""
    action, campagne = case.action, case.campagne
    year, chosen = campagne.annee, campagne.code_of("dispositifs", action.dispositif_region)
    first, last = (campagne.seuil(code).valeur for code in ("ete_debut", "ete_fin"))
    start, end = action.date_debut, action.date_fin
    if start and end:
        begun = (start.year, start.month) <= (year, last)
        if not (begun and (end.year, end.month) >= (year, first)):
            summer = {"debut": MONTHS[first - 1], "fin": MONTHS[last - 1]}
            yield broken(case.key("action.date_debut"), "hors_ete", **summer)
    name = action.dispositif_region.partition(" (")[0]
    for asked in campagne.questions:
        if asked.dispositif == chosen and not action.reponses.get(asked.code):
            yield broken(case.key(f"action.{asked.code}"), dispositif=name, texte=asked.libelle)


def asks_departement(case: Case) -> bool:
    """Whether money or agents of the Département are asked for."""
    funder = case.campagne.with_role(DEPARTEMENT)
    return funder is not None and case.action.sollicite(funder)


ASKED = Condition("si de l’argent ou des agents sont demandés au Département", asks_departement)


@rule("DEP-01")
def heures(case: Case) -> Iterator[Verdict]:
    """DEP-01: if an agent takes part, forecast hours are given and agree with their product."""
    question = case.key("action.agents_departement")
    if case.action.agents_departement is None:
        yield broken(question, "sans_reponse")
    if case.action.agents_departement is True and not case.action.interventions:
        yield broken(question, "sans_ligne")
    if case.action.agents_departement is False and case.action.interventions:
        yield broken(question, "lignes_sans_agent")
    for row, line in enumerate(case.action.interventions, start=1):
        prefix = case.key(f"agents.{row}")
        computed = line.heures_calculees
        if not computed:
            empty = next((name for name in FACTORS if not getattr(line, name)), FACTORS[0])
            yield broken(f"{prefix}.{empty}", "incalculable")
        elif line.heures is not None and abs(line.heures - computed) > Decimal("0.01"):
            yield broken(f"{prefix}.heures", heures=hours(line.heures), calcul=hours(computed))


@rule("DEP-02", when=ASKED)
def depot(case: Case) -> Iterator[Verdict]:
    """DEP-02: a request to the Département is also deposited with it."""
    day = case.action.date_departement
    if day is None or day > case.today:
        yield broken(case.key("action.date_departement"))
