"""Coherence inside the dossier: places, people counted, identifiers that must agree."""

import re
from collections.abc import Iterator

from packetgen.checks.rule import Case, Rule, Verdict, broken, rule
from packetgen.grammar import a
from packetgen.model.campagne_parts import TOUS_LES_QUARTIERS
from packetgen.model.financeur import DEPARTEMENT, REGION
from packetgen.text import enumerate_words, fold, number

FRANCE = ("FR", "MC", "GF", "GP", "MQ", "RE", "YT", "NC", "PF", "PM", "WF", "BL", "MF")

# The choices that only serve a request to a funder, by its role
OF_FUNDERS = {
    REGION: ("action.dispositif_region", "action.priorite_region"),
    DEPARTEMENT: ("action.axe_departement", "action.pacte_departement"),
}


def places(case: Case) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield each chosen quarter: its key, its label, its communes, those of them not listed."""
    names = {commune.insee: commune.nom for commune in case.campagne.communes}
    towns = {q.libelle: [names[insee] for insee in q.communes] for q in case.campagne.quartiers}
    listed = {fold(line.commune) for line in case.action.communes_concernees(case.campagne)}
    for row, label in enumerate(case.action.quartiers, start=1):
        absent = [name for name in towns.get(label, []) if fold(name) not in listed]
        yield case.key(f"action.quartiers.{row}"), label, towns.get(label, []), absent


@rule("COH-01")
def communes_des_quartiers(case: Case) -> Iterator[Verdict]:
    """COH-01: each quarter has one of its communes listed, each commune one of the quarters."""
    action, chosen = case.action, list(places(case))
    expected = {fold(name) for _, _, communes, _ in chosen for name in communes}
    if action.partout and not action.tous_les_quartiers:
        row = action.communes.index(action.partout) + 1
        yield broken(case.key(f"communes.{row}.commune"), "partout", tous=TOUS_LES_QUARTIERS)
    if action.partout or action.tous_les_quartiers or not (expected and action.communes):
        return  # EPCI-11 and EPCI-19 ask for what is not there
    for key, label, communes, absent in chosen:
        if communes and absent == communes:
            towns = enumerate_words([a(commune, town=True) for commune in communes], "or")
            yield broken(key, quartier=label, communes=towns)
    every_quartier_known = all(communes for _, _, communes, _ in chosen)
    for row, line in enumerate(action.communes, start=1):
        if line.commune and fold(line.commune) not in expected and every_quartier_known:
            place = a(line.commune, town=True)
            yield broken(case.key(f"communes.{row}.commune"), "sans_quartier", a_commune=place)


@rule("COH-07")
def autres_communes(case: Case) -> Iterator[Verdict]:
    """COH-07: a quarter of several communes, of which some are listed, is in the others too."""
    for key, label, communes, absent in places(case):
        if absent and absent != communes:
            towns = enumerate_words(a(name, town=True) for name in absent)
            yield broken(key, quartier=label, communes=towns)


@rule("COH-02")
def public(case: Case) -> Iterator[Verdict]:
    """COH-02: no part of the public is larger than the whole."""
    total = case.action.public_nombre
    for attribute, label in (
        ("public_femmes", "dont femmes"),
        ("public_quartiers", "dont habitants des quartiers prioritaires"),
    ):
        part = getattr(case.action, attribute)
        if total is not None and part is not None and part > total:
            values = {"champ": label, "partie": number(part), "total": number(total)}
            yield broken(case.key(f"action.{attribute}"), **values)


@rule("COH-03")
def code_postal(case: Case) -> Iterator[Verdict]:
    """COH-03: the postal code is the commune's, for the communes that the call lists."""
    porteur = case.porteur
    codes = {fold(commune.nom): commune.code_postal for commune in case.campagne.communes}
    expected = codes.get(fold(re.sub(r"(?i)\s+cedex.*", "", porteur.commune)))
    cedex = "cedex" in porteur.commune.casefold()
    well_formed = re.fullmatch(r"\d{5}", porteur.code_postal)  # or else ID-05 says so
    if expected and well_formed and porteur.code_postal != expected and not cedex:
        values = {"code": porteur.code_postal, "commune": porteur.commune, "attendu": expected}
        yield broken("porteur.code_postal", **values)


@rule("COH-04")
def pays_du_compte(case: Case) -> Iterator[Verdict]:
    """COH-04: a French IBAN, and a BIC of the same country."""
    iban = re.sub(r"\s", "", case.porteur.iban).upper()
    bic = re.sub(r"\s", "", case.porteur.bic).upper()
    if iban[:2].isalpha() and iban[:2] not in FRANCE:
        yield broken("porteur.iban", iban=iban[:2])
    elif iban and len(bic) >= 6 and bic[4:6] not in (iban[:2], *FRANCE):
        yield broken("porteur.bic", "autre_pays", bic=bic[4:6], iban=iban[:2])


def distinct_rule(code: str, field: str) -> Rule:
    """Make the rule `code`: two actions of one workbook do not share the value of a field."""

    @rule(code)
    def check(case: Case) -> Iterator[Verdict]:
        mine = getattr(case.action, field)
        for other in case.dossier.actions:
            same = mine and fold(getattr(other, field)) == fold(mine)
            if same and other.numero < case.action.numero:
                values = {"premiere": str(other.numero), "seconde": str(case.action.numero)}
                yield broken(case.key(f"action.{field}"), **values)

    return check


intitules = distinct_rule("COH-05", "intitule")
dossiers_dauphin = distinct_rule("COH-06", "numero_dauphin")


@rule("COH-08")
def choix_sans_demande(case: Case) -> Iterator[Verdict]:
    """COH-08: what is chosen of a funder goes with a request to it, said once for each."""
    for role, choices in OF_FUNDERS.items():
        funder, chosen = case.campagne.with_role(role), list(filter(case.value, choices))
        if funder and chosen and not case.action.sollicite(funder):
            yield broken(case.key(chosen[0]), choix=case.value(chosen[0]), nom=funder.nom)
