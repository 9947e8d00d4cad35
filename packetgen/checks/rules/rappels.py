"""Rules that are wholly of the year's data: what its call reminds, and of whom."""

from collections.abc import Iterator

from packetgen.checks.conditions import of_regle
from packetgen.checks.rule import Case, Rule, Verdict, broken, rule
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Regle
from packetgen.model.finding import Severity
from packetgen.text import denies


def rappels(campagne: Campagne) -> tuple[Rule, ...]:
    """Make the rules that the year's call words itself, in their order."""
    return tuple(_rappel(regle, campagne) for regle in campagne.regles if regle.rappel)


def _rappel(regle: Regle, campagne: Campagne) -> Rule:
    message = regle.rappel.replace("{", "{{").replace("}", "}}")

    @rule(
        regle.code,
        Severity(regle.gravite),
        regle.titre or regle.code,
        manque=message,
        when=of_regle(regle, campagne),
    )
    def check(case: Case) -> Iterator[Verdict]:
        action = case.action
        text = f"{action.description} {action.contexte} {action.objectifs} {action.deroule}"
        said = any(word.casefold() in text.casefold() for word in regle.mots)
        if not (said or (regle.champ and not denies(case.value(regle.champ)))):
            yield broken(case.key(regle.champ or _key(regle, campagne)))

    return check


def _key(regle: Regle, campagne: Campagne) -> str:
    if regle.dispositifs:
        return "action.dispositif_region"
    if regle.financeur:
        return f"budget.{campagne.financeur(regle.financeur).ligne_budget}"
    return "action.description"
