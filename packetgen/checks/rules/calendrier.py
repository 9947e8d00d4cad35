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


@rule("DATE-02", fields=["action.numero_dauphin", "action.date_dauphin"])
def transmission(case: Case) -> Iterator[Verdict]:
    """DATE-02: the dossier is on Dauphin; documents that are made before do not say that it is."""
    etape, day = case.campagne.etape(DEPOT), case.action.date_dauphin
    end = etape.fin or etape.debut
    if not case.action.numero_dauphin:
        yield broken(
            case.key("action.numero_dauphin"),
            constat="Le numéro de dossier Dauphin manque",
            remede="recopiez-le de Dauphin, puis refaites le dossier",
        )
    key = case.key("action.date_dauphin")
    if day and day > case.today:
        yield broken(
            key,
            constat=f"Le dossier est à transmettre sur Dauphin le {long_date(day)}, après la date"
            f" des documents ({long_date(case.today)})",
            remede="une fois le dossier transmis, refaites-les",
        )
    elif day is None and case.today > end:
        yield broken(
            key,
            constat=f"La période de dépôt est close depuis le {long_date(end)}, et la date de"
            " transmission sur Dauphin n’est pas donnée",
            remede=f"écrivez-la, ou voyez avec {case.campagne.territoire.agglo} si le dossier peut"
            " être reçu",
        )
    elif day is None:
        yield broken(
            key,
            constat=f"Le dossier est à transmettre sur Dauphin, au plus tard le {long_date(end)}",
            remede="écrivez ensuite le jour de sa transmission, puis refaites le dossier",
        )


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
