"""Rules of the calendar: the deposit's window, the action's dates. The past never blocks."""

from __future__ import annotations

from collections.abc import Iterator

from packetgen.checks.rule import Case, Verdict, broken, rule, undecidable
from packetgen.model.finding import Severity
from packetgen.text import long_date

DEPOT = "depot"


@rule(
    "DATE-01",
    Severity.A_VERIFIER,
    "Fenêtre de dépôt sur Dauphin",
    manque="Le dossier est transmis sur Dauphin le {jour}, hors de la période de dépôt ({periode})"
    " : vérifiez la date, ou prévenez la CALL.",
    conforme="Le dossier est transmis sur Dauphin pendant la période de dépôt.",
    impossible="La date de transmission sur Dauphin n’est pas donnée : la période de dépôt est"
    " {periode}.",
    fields=["action.date_dauphin"],
)
def fenetre_de_depot(case: Case) -> Iterator[Verdict]:
    """DATE-01: transmitted within the window; the note does not say what follows if not."""
    etape, day = case.campagne.etape(DEPOT), case.action.date_dauphin
    end = etape.fin or etape.debut
    window = f"du {long_date(etape.debut)} au {long_date(end)}"
    key = case.key("action.date_dauphin")
    if day is None and case.today <= end:
        yield undecidable(key, Severity.A_VERIFIER, periode=window)
    elif day and not etape.debut <= day <= end:
        yield broken(key, jour=long_date(day), periode=window)


@rule(
    "DATE-02",
    Severity.A_VERIFIER,
    "Échéance passée",
    manque="La période de dépôt est close depuis le {fin}, et la date de transmission sur Dauphin"
    " n’est pas donnée : écrivez-la, ou voyez avec la CALL si le dossier peut être reçu.",
    conforme="La période de dépôt n’est pas close, ou la date de transmission est donnée.",
    impossible="La fin de la période de dépôt n’est pas connue.",
)
def echeance_passee(case: Case) -> Iterator[Verdict]:
    """DATE-02: a past deadline is told, never held against the dossier."""
    etape, day = case.campagne.etape(DEPOT), case.action.date_dauphin
    end = etape.fin or etape.debut
    if case.today > end and day is None:
        yield broken(case.key("action.date_dauphin"), fin=long_date(end))


@rule(
    "DATE-03",
    Severity.A_VERIFIER,
    "Année de l’action",
    manque="L’action va du {debut} au {fin}, hors de l’année {annee} de l’appel : vérifiez ses"
    " dates.",
    conforme="L’action a lieu dans l’année de l’appel.",
    impossible="Les dates de l’action ne sont pas toutes données.",
)
def annee(case: Case) -> Iterator[Verdict]:
    """DATE-03: the action's dates are inside the call's year."""
    start, end, year = case.action.date_debut, case.action.date_fin, case.campagne.annee
    if start is None or end is None:
        return  # CHAMP-02 already asks for them
    if start.year != year or end.year != year:
        outside = "action.date_debut" if start.year != year else "action.date_fin"
        values = {"debut": long_date(start), "fin": long_date(end), "annee": str(year)}
        yield broken(case.key(outside), **values)


@rule(
    "DATE-04",
    Severity.BLOQUANT,
    "Ordre des dates",
    manque="L’action finit le {fin}, avant d’avoir commencé le {debut} : vérifiez les deux dates.",
    conforme="L’action commence avant de finir.",
    impossible="Les dates de l’action ne sont pas toutes données.",
)
def ordre(case: Case) -> Iterator[Verdict]:
    """DATE-04: the action begins before it ends."""
    start, end = case.action.date_debut, case.action.date_fin
    if start and end and end < start:
        yield broken(case.key("action.date_fin"), debut=long_date(start), fin=long_date(end))


RULES = (fenetre_de_depot, echeance_passee, annee, ordre)
