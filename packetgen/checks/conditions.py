"""Conditions of the rules: in the note, « dans la mesure où… », « pour… »."""

from packetgen.checks.rule import Case, Condition


def asks(financeur: str) -> Condition:
    """The action asks this funder for money or agents."""

    def holds(case: Case) -> bool:
        return case.action.sollicite(case.campagne.financeur(financeur))

    words = {
        "etat": "si le budget sollicite l’État",
        "region": "si le budget sollicite la Région",
        "departement": "si de l’argent ou des agents sont demandés au Département",
    }
    return Condition(words[financeur], holds)


def theme(code: str, words: str) -> Condition:
    """The action bears on this theme."""
    return Condition(
        f"si la thématique est {words}",
        lambda case: case.campagne.code_of("themes", case.action.theme) == code,
    )


def dispositif(code: str, words: str) -> Condition:
    """The action asks the Région for this dispositif."""
    return Condition(
        f"si le dispositif {words} est demandé",
        lambda case: case.campagne.code_of("dispositifs", case.action.dispositif_region) == code,
    )


ETAT = asks("etat")
REGION = asks("region")
DEPARTEMENT = asks("departement")
EMPLOI = theme("emploi", "l’emploi et l’insertion")
HABITAT = theme("habitat", "l’habitat et le cadre de vie")
NQE = dispositif("nqe", "Nos Quartiers d’Été")
PIC = dispositif("pic", "Projets d’Initiative Citoyenne")
FTU = dispositif("ftu", "Fonds de Travaux Urbains")
NUMERIQUE = Condition(
    "si l’action a une dimension numérique", lambda case: bool(case.action.numerique)
)
PARTICIPATION = Condition(
    "si l’action relève de l’innovation sociale et de la participation",
    lambda case: bool(case.action.participation),
)
