"""Rule of the dispositifs of the Région: what those that are asked want told."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.model.financeur import REGION as ROLE
from packetgen.text import MONTHS


@rule(
    "REG-04",
    needs=(f"role.{ROLE}", ".dispositifs", "questions", "seuils.ete_debut", "seuils.ete_fin"),
)
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
