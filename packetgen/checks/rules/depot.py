"""Rules of the deposit: its window, the action's dates, what a funder asks. No past blocks."""

from collections.abc import Iterator
from decimal import Decimal

from packetgen.checks.rule import Case, Condition, Verdict, broken, rule
from packetgen.model.financeur import DEPARTEMENT
from packetgen.text import MONTHS, hours, long_date, period

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


@rule("DATE-01")
def fenetre_de_depot(case: Case) -> Iterator[Verdict]:
    """DATE-01: transmitted within the window; the note does not say what follows if not."""
    etape, day = case.campagne.etape("depot"), case.action.date_dauphin
    end = etape.fin or etape.debut
    window = period(etape.debut, end, etape.heure)
    if day and not etape.debut <= day <= end:
        yield broken(case.key("action.date_dauphin"), jour=long_date(day), periode=window)


@rule("DATE-02")
def transmission(case: Case) -> Iterator[Verdict]:
    """DATE-02: the dossier is on Dauphin; documents that are made before do not say that it is."""
    etape, day = case.campagne.etape("depot"), case.action.date_dauphin
    end = etape.fin or etape.debut
    if not case.action.numero_dauphin:
        yield broken(case.key("action.numero_dauphin"), "sans_numero")
    key = case.key("action.date_dauphin")
    if day and day > case.today:
        yield broken(key, "a_venir", jour=long_date(day), etabli=long_date(case.today))
    elif day is None:
        yield broken(key, "close" if case.today > end else "ouverte", fin=long_date(end))


@rule("DATE-03")
def annee(case: Case) -> Iterator[Verdict]:
    """DATE-03: the action's dates are inside the call's year."""
    start, end, year = case.action.date_debut, case.action.date_fin, case.campagne.annee
    if start is None or end is None:
        return  # CHAMP-02 already asks for them
    if start.year != year or end.year != year:
        outside = "action.date_debut" if start.year != year else "action.date_fin"
        yield broken(case.key(outside), periode=period(start, end), annee=str(year))


@rule("DATE-04")
def ordre(case: Case) -> Iterator[Verdict]:
    """DATE-04: the action begins before it ends."""
    start, end = case.action.date_debut, case.action.date_fin
    if start and end and end < start:
        yield broken(case.key("action.date_fin"), debut=long_date(start), fin=long_date(end))
