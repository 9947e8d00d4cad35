"""Rules on the themes and the method: mostly to be looked at, or reminders."""

import re
from collections.abc import Iterator

from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.text import enumerate_words, number


@rule("EPCI-13", needs=("seuils.cohorte_minimale",))
def cohorte(case: Case) -> Iterator[Verdict]:
    """EPCI-13: enough people, with a tolerance for new or experimental actions."""
    minimum = case.campagne.seuil("cohorte_minimale").valeur
    people, key = case.action.public_nombre, case.key("action.public_nombre")
    # CHAMP-02 asks for the number itself
    if people is not None and people < minimum:
        which = "inedite" if case.action.inedite else ""
        yield broken(key, which, nombre=number(people), minimum=number(minimum))


@rule("EPCI-15", needs=("vigilances",))
def cibles(case: Case) -> Iterator[Verdict]:
    """EPCI-15: a hint on targets that the note calls sufficiently covered; never more."""
    text = f"{case.action.intitule} {case.action.description}".casefold()
    found = [
        vigilance.libelle
        for vigilance in case.campagne.vigilances
        if re.search(vigilance.description, text)
    ]
    if found:
        quoted = [f"«\u00a0{target}\u00a0»" for target in found]
        yield broken(case.key("action.description"), cibles=enumerate_words(quoted))
