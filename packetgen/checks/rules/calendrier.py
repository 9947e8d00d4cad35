"""Rules of the calendar: the deposit's window, the action's dates. The past never blocks."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.text import long_date, period

DEPOT = "depot"


@rule("DATE-01")
def fenetre_de_depot(case: Case) -> Iterator[Verdict]:
    """DATE-01: transmitted within the window; the note does not say what follows if not."""
    etape, day = case.campagne.etape(DEPOT), case.action.date_dauphin
    end = etape.fin or etape.debut
    window = period(etape.debut, end, etape.heure)
    if day and not etape.debut <= day <= end:
        yield broken(case.key("action.date_dauphin"), jour=long_date(day), periode=window)


@rule("DATE-02")
def transmission(case: Case) -> Iterator[Verdict]:
    """DATE-02: the dossier is on Dauphin; documents that are made before do not say that it is."""
    etape, day = case.campagne.etape(DEPOT), case.action.date_dauphin
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
