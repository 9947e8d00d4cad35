"""Conditions of the rules: in the note, « dans la mesure où… », « pour… »."""

from packetgen.checks.rule import Condition


def asks(financeur: str, words: str) -> Condition:
    """The action asks this funder for money or agents."""
    return Condition(words, lambda case: case.action.sollicite(case.campagne.financeur(financeur)))


def chooses(liste: str, attribute: str, code: str, words: str) -> Condition:
    """The action has chosen this entry of a list of the call."""
    return Condition(
        words, lambda case: case.campagne.code_of(liste, getattr(case.action, attribute)) == code
    )


ETAT = asks("etat", "si le budget sollicite l’État")
REGION = asks("region", "si le budget sollicite la Région")
DEPARTEMENT = asks("departement", "si de l’argent ou des agents sont demandés au Département")
EMPLOI = chooses("themes", "theme", "emploi", "si la thématique est l’emploi et l’insertion")
HABITAT = chooses("themes", "theme", "habitat", "si la thématique est l’habitat et le cadre de vie")
_DIGITAL = chooses("themes", "theme", "numerique", "")
NQE, PIC, FTU = (
    chooses("dispositifs", "dispositif_region", code, f"si le dispositif {name} est demandé")
    for code, name in (
        ("nqe", "Nos Quartiers d’Été"),
        ("pic", "Projets d’Initiative Citoyenne"),
        ("ftu", "Fonds de Travaux Urbains"),
    )
)
NUMERIQUE = Condition(
    "si l’action a une dimension numérique, ou si c’est sa thématique",
    lambda case: bool(case.action.numerique) or _DIGITAL.holds(case),
)
PARTICIPATION = Condition(
    "si l’action relève de l’innovation sociale et de la participation",
    lambda case: bool(case.action.participation),
)
