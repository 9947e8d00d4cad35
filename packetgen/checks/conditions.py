"""Conditions of the rules: in the note, « dans la mesure où… », « pour… »."""

from packetgen.checks.rule import Case, Condition
from packetgen.model.campagne_parts import Regle
from packetgen.model.financeur import DEPARTEMENT as ROLE


def bears(regle: Regle | None, case: Case) -> bool:
    """Whether a rule bears on a case, as far as the year's data say."""
    if regle is None:
        return True
    action, campagne = case.action, case.campagne
    theme = campagne.code_of("themes", action.theme)
    chosen = campagne.code_of("dispositifs", action.dispositif_region)
    of_subject = not (regle.si or regle.themes) or theme in regle.themes
    return (
        (of_subject or case.value(regle.question) == str(regle.si == regle.question))
        and (not regle.financeur or action.sollicite(campagne.financeur(regle.financeur)))
        and (not regle.dispositifs or chosen in regle.dispositifs)
        and (not regle.formes or case.forme in regle.formes)
    )


def _asks_departement(case: Case) -> bool:
    funder = case.campagne.with_role(ROLE)
    return funder is not None and case.action.sollicite(funder)


DEPARTEMENT = Condition(
    "si de l’argent ou des agents sont demandés au Département", _asks_departement
)
