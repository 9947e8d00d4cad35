"""Rules made of data: the required fields of the catalogue, what the year's call reminds."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from packetgen.campagne.words import asked
from packetgen.checks.rule import ASSOCIATION, WORDS, Case, Condition, Rule, Verdict, broken, rule
from packetgen.model.action import AGENTS, MONTANT, action_fields
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Regle
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import Field, Required
from packetgen.text import denies

REMEDIES = WORDS["CHAMP-01"]["remedes"]
WHERE_SAID = Condition("là où les données de l’appel le disent", lambda _case: True)


def champs_rules(others: Iterable[Rule]) -> tuple[Rule, ...]:
    """Make the rules of required fields, less those that another rule reports itself."""
    elsewhere = {key for other in others for key in other.fields}

    def empty(
        case: Case, fields: tuple[Field, ...], value: Callable[[str], object], row: str = ""
    ) -> Iterator[Verdict]:
        required = {Required.ALWAYS, Required.AGENTS}
        required |= {Required.ASSOCIATION} if ASSOCIATION.holds(case) else set()
        for field in asked(fields, case.campagne):
            told = field.key in elsewhere or field.attribute.startswith(MONTANT)
            if field.required in required and value(field.attribute) in (None, "", ()) and not told:
                key = case.key(f"{row}.{field.attribute}" if row else field.key)
                yield broken(key, champ=field.label, aide=field.help + REMEDIES.get(field.key, ""))

    @rule("CHAMP-01")
    def porteur(case: Case) -> Iterator[Verdict]:
        return empty(case, PORTEUR, partial(getattr, case.porteur))

    @rule("CHAMP-02")
    def action(case: Case) -> Iterator[Verdict]:
        return empty(case, action_fields(case.campagne), case.action.value)

    @rule("CHAMP-03")
    def interventions(case: Case) -> Iterator[Verdict]:
        for row, line in enumerate(case.action.interventions, start=1):
            yield from empty(case, AGENTS, partial(getattr, line), f"agents.{row}")

    return (porteur, action, interventions)


def rappel(regle: Regle, campagne: Campagne) -> Rule:
    """Make a rule that the year's call words itself."""
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
