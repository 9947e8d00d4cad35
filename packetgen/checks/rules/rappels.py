"""Rules that are wholly of the year's data: what its call reminds, and of whom."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Condition, Rule, Verdict, broken, rule
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Regle
from packetgen.text import denies

WHERE_SAID = Condition("là où les données de l’appel le disent", lambda _case: True)


def rappels(campagne: Campagne) -> tuple[Rule, ...]:
    """Make the rules that the year's call words itself, in their order."""
    return tuple(_rappel(regle, campagne) for regle in campagne.regles if regle.rappel)


def _rappel(regle: Regle, campagne: Campagne) -> Rule:
    message = regle.rappel.replace("{", "{{").replace("}", "}}")

    words = {"gravite": regle.gravite, "titre": regle.titre or regle.code, "manque": message}

    @rule(regle.code, words=words, when=WHERE_SAID)
    def check(case: Case) -> Iterator[Verdict]:
        action = case.action
        # who answers yes tells how in what is done, not in what is found there
        last = action.comite_suivi if regle.si else action.contexte
        text = f"{action.description} {action.objectifs} {action.deroule} {last}"
        said = any(word.casefold() in text.casefold() for word in regle.mots_attendus)
        if not (said or (regle.champ and not denies(case.value(regle.champ)))):
            yield broken(case.key(regle.champ or _key(regle, campagne)))

    return check


def _key(regle: Regle, campagne: Campagne) -> str:
    if regle.si:
        return regle.question
    if regle.dispositifs:
        return "action.dispositif_region"
    if regle.financeur:
        return f"budget.{campagne.financeur(regle.financeur).ligne_budget}"
    return "action.description"
