"""When a rule bears on an action: what the note says « dans la mesure où… », « pour… »."""

from __future__ import annotations

from packetgen.checks.rule import Case, Condition


def asks(financeur: str) -> Condition:
    """The budget asks this funder for money."""

    def holds(case: Case) -> bool:
        funder = next(f for f in case.campagne.financeurs if f.code == financeur)
        return case.action.budget.montant(funder.ligne_budget) > 0

    names = {"etat": "l’État", "region": "la Région", "departement": "le Département"}
    return Condition(f"si le budget sollicite {names[financeur]}", holds)


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
AGENTS = Condition(
    "si un agent du Département participe", lambda case: bool(case.action.agents_departement)
)
