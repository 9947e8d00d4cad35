"""Conditions of the rules: in the note, « dans la mesure où… », « pour… »."""

from packetgen.checks.rule import Case, Condition
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Regle
from packetgen.model.financeur import DEPARTEMENT as ROLE_DEPARTEMENT
from packetgen.model.financeur import REGION as ROLE_REGION


def asks(role: str, words: str) -> Condition:
    """The action asks the funder of this role for money or agents."""

    def holds(case: Case) -> bool:
        funder = case.campagne.with_role(role)
        return funder is not None and case.action.sollicite(funder)

    return Condition(words, holds)


def has_theme(case: Case, code: str) -> bool:
    """Whether the action is of one of the themes of the rule `code`."""
    regle = case.campagne.regle(code)
    theme = case.campagne.code_of("themes", case.action.theme)
    return regle is not None and theme in regle.themes


def on_themes(code: str) -> Condition:
    """The action is of one of the themes that the year gives to the rule `code`."""
    words = "si la thématique est de celles que l’appel donne à cette règle"
    return Condition(words, lambda case: has_theme(case, code))


def on_dispositifs(code: str) -> Condition:
    """The action asks for one of the dispositifs that the year gives to the rule `code`."""

    def holds(case: Case) -> bool:
        regle = case.campagne.regle(code)
        chosen = case.campagne.code_of("dispositifs", case.action.dispositif_region)
        return regle is not None and chosen in regle.dispositifs

    return Condition("si le dispositif demandé est de ceux que l’appel donne à cette règle", holds)


def of_regle(regle: Regle, campagne: Campagne) -> Condition:
    """What the year's data say of a rule that is wholly theirs."""

    def holds(case: Case) -> bool:
        action = case.action
        theme = campagne.code_of("themes", action.theme)
        chosen = campagne.code_of("dispositifs", action.dispositif_region)
        return (
            (not regle.financeur or action.sollicite(campagne.financeur(regle.financeur)))
            and (not regle.themes or theme in regle.themes)
            and (not regle.dispositifs or chosen in regle.dispositifs)
            and (not regle.formes or case.forme in regle.formes)
        )

    return Condition("là où les données de l’appel le disent", holds)


REGION = asks(ROLE_REGION, "si le budget sollicite la Région")
DEPARTEMENT = asks(ROLE_DEPARTEMENT, "si de l’argent ou des agents sont demandés au Département")
NUMERIQUE = Condition(
    "si l’action a une dimension numérique, ou si c’est sa thématique",
    lambda case: bool(case.action.numerique) or has_theme(case, "EPCI-16"),
)
PARTICIPATION = Condition(
    "si l’action relève de l’innovation sociale et de la participation",
    lambda case: bool(case.action.participation),
)
