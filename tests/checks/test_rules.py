"""Each rule of the call, broken at its cell, and held just on the legal side."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from packetgen import checks
from packetgen.checks import RULES
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding, Severity
from tests.changes import Change, action, both, budget, first, piece, porteur, sound

TODAY = date(2025, 11, 5)
COMMUNE = porteur(forme="Commune", rna="")


def nowhere(campagne: Campagne) -> Campagne:
    """The call, without the addressee's street."""
    return dataclasses.replace(
        campagne, destinataire=dataclasses.replace(campagne.destinataire, adresse=())
    )


# code, change that breaks the rule, keys of the cells that must be shown
BROKEN: list[tuple[str, Change, tuple[str, ...]]] = [
    ("CALL-01", sound, ("",)),
    ("CALL-02", action(intitule=""), ("action.intitule",)),
    ("CALL-03", action(description=""), ("action.description",)),
    ("CALL-04", action(montant_call=None), ("action.montant_call",)),
    ("CALL-04", action(montant_call=Decimal(0)), ("action.montant_call",)),
    ("CALL-04", budget(l74epci=6499), ("budget.74epci",)),
    (
        "CALL-04",
        both(action(montant_call=Decimal(99000)), budget(l74epci=99000, l74com=-90000)),
        ("action.montant_call",),
    ),
    ("CALL-05", piece("cerfa", fichier=""), ("pieces.cerfa.1.fichier",)),
    ("CALL-06", piece("statuts", fichier=""), ("pieces.statuts.fichier",)),
    ("CALL-07", piece("dirigeants", fichier="", motif="à venir"), ("pieces.dirigeants.fichier",)),
    ("CALL-08", piece("recepisse", fichier=""), ("pieces.recepisse.fichier",)),
    ("CALL-09", piece("rib", fichier=""), ("pieces.rib.fichier",)),
    ("CALL-09-T", porteur(titulaire_compte="Nadia Wattrelos"), ("porteur.titulaire_compte",)),
    ("CALL-09-T", porteur(titulaire_compte=""), ("porteur.titulaire_compte",)),
    ("CALL-10", action(pilier=""), ("action.pilier",)),
    ("CALL-10", action(pilier="Agir et coopérer"), ("action.pilier",)),
    ("CALL-11", action(communes=()), ("communes.1.commune",)),
    ("CALL-11", first("communes", referent=""), ("communes.1.referent",)),
    ("CALL-11", first("communes", date_contact=None), ("communes.1.date_contact",)),
    (
        "CALL-11",
        first("communes", date_contact=date(2025, 11, 4)),
        ("communes.1.date_contact",),
    ),
    ("CALL-12", action(comite_suivi=""), ("action.comite_suivi",)),
    ("CALL-19", action(quartiers=()), ("action.quartiers.1",)),
    ("CALL-19", action(quartiers=("QN06255M – Ville Centre",)), ("action.quartiers.1",)),
    ("DEP-01", action(agents_departement=None), ("action.agents_departement",)),
    ("DEP-01", action(interventions=()), ("action.agents_departement",)),
    ("DEP-01", action(agents_departement=False), ("action.agents_departement",)),
    ("DEP-01", first("interventions", seances=None), ("agents.1.seances",)),
    ("DEP-01", first("interventions", duree=Decimal(0)), ("agents.1.duree",)),
    ("DEP-01", first("interventions", heures=Decimal(25)), ("agents.1.heures",)),
    ("DEP-02", action(date_departement=None), ("action.date_departement",)),
    ("BUDGET-01", budget(l604=2401), ("budget.604",)),
    (
        "BUDGET-01",
        action(budget=lambda old: dataclasses.replace(old, montants={})),
        ("budget.604",),
    ),
    ("BUDGET-02", budget(l870=3201), ("budget.860",)),
    ("ID-01", porteur(siret="912 345 006 00016"), ("porteur.siret",)),
    ("ID-02", porteur(rna="W62300451"), ("porteur.rna",)),
    ("ID-03", porteur(iban="FR14 2004 1010 0505 0001 3M02 607"), ("porteur.iban",)),
    # right for ISO 13616, wrong key of the RIB
    ("ID-03", porteur(iban="FR41 2004 1010 0505 0001 3M02 605"), ("porteur.iban",)),
    ("ID-04", porteur(bic="PSSTFRPP9"), ("porteur.bic",)),
    ("ID-05", porteur(code_postal="6230"), ("porteur.code_postal",)),
    ("ID-06", action(numero_dauphin="DA2600041"), ("action.numero_dauphin",)),
    ("ID-07", porteur(courriel="contact@"), ("porteur.courriel",)),
    ("ID-08", porteur(telephone="03 53 01 12"), ("porteur.telephone",)),
    ("PIECE-01", piece("comptes", fichier="comptes.pdf"), ("pieces.comptes.fichier",)),
    ("PIECE-02", porteur(nom_signataire="Karim Delattre"), ("pieces.delegation.fichier",)),
    ("CHAMP-01", porteur(denomination="", titulaire_compte=""), ("porteur.denomination",)),
    ("CHAMP-01", porteur(rna=""), ("porteur.rna",)),
    ("CHAMP-02", action(objectifs="", date_fin=None), ("action.objectifs", "action.date_fin")),
    ("CHAMP-03", first("interventions", metier=""), ("agents.1.metier",)),
]

LEGAL: list[tuple[str, Change]] = [
    ("CALL-01", sound),
    ("CALL-02", action(intitule="A")),
    ("CALL-03", action(description="A")),
    ("CALL-04", both(action(montant_call=Decimal(18000)), budget(l74epci=18000))),
    ("CALL-05", both(COMMUNE, sound)),
    ("CALL-06", both(COMMUNE, piece("statuts", fichier=""))),
    ("CALL-07", both(COMMUNE, piece("dirigeants", fichier=""))),
    ("CALL-08", both(COMMUNE, piece("recepisse", fichier=""))),
    ("CALL-09", piece("rib", fichier="autre.pdf")),
    ("CALL-09-T", porteur(titulaire_compte="LES JARDINS DU 12 14")),
    ("CALL-10", action(pilier="Coopérer")),
    ("CALL-11", first("communes", date_contact=date(2025, 11, 3))),
    ("CALL-11", both(COMMUNE, action(communes=()))),
    ("CALL-11", first("communes", commune="Douvrin", referent="", date_contact=None)),
    ("CALL-12", action(comite_suivi="A")),
    ("CALL-19", action(quartiers=("QP062026 – Cité 2",))),
    ("DEP-01", action(agents_departement=False, interventions=())),
    ("DEP-01", first("interventions", heures=None)),
    ("DEP-02", both(action(date_departement=None), budget(l74dep=0))),
    ("BUDGET-01", both(budget(l604="2400.50", l756="500.50"))),
    ("BUDGET-02", budget(l860=10, l875=10)),
    ("ID-01", porteur(siret="35600000009075")),
    ("ID-02", porteur(rna="w2a3004512")),
    ("ID-03", porteur(iban="be71 0961 2345 6769")),
    ("ID-04", porteur(bic="PSSTFRPP")),
    ("ID-05", porteur(code_postal="01000")),
    ("ID-06", action(numero_dauphin="26000417-2")),
    ("ID-07", porteur(courriel="a.b+c@mairie-lens.fr")),
    ("ID-08", porteur(telephone="+33 3.53.01.12.14")),
    ("PIECE-01", piece("comptes", fichier="")),
    ("PIECE-02", both(porteur(nom_signataire="K. D."), piece("delegation", fichier="d.pdf"))),
    ("CHAMP-01", both(COMMUNE, porteur(sigle=""))),
    ("CHAMP-02", action(contexte="", public_nombre=0)),
    ("CHAMP-03", first("interventions", periode="", accord="")),
]


def findings_of(
    code: str, dossier: Dossier, campagne: Campagne, refusals: Mapping[str, str]
) -> tuple[Finding, ...]:
    """What one rule says of a dossier."""
    rules = [rule for rule in RULES if rule.code == code]
    return checks.run(dossier, campagne, today=TODAY, refusals=refusals, rules=rules)


@pytest.mark.parametrize(("code", "change", "keys"), BROKEN)
def test_a_broken_rule_is_shown_at_its_cell(
    code: str, change: Change, keys: tuple[str, ...], dossier: Dossier, campagne: Campagne
) -> None:
    refusals = {"pieces.comptes": "Le fichier « comptes.pdf » est protégé."}
    call = nowhere(campagne) if code == "CALL-01" else campagne
    found = findings_of(code, change(dossier), call, refusals if code == "PIECE-01" else {})
    assert tuple(finding.key for finding in found) == keys
    for finding in found:
        assert finding.source is not None
        assert finding.message.endswith((".", "protégé."))
        assert "{" not in finding.message


@pytest.mark.parametrize(("code", "change"), LEGAL)
def test_the_legal_side_is_silent(
    code: str, change: Change, dossier: Dossier, campagne: Campagne
) -> None:
    assert findings_of(code, change(dossier), campagne, {}) == ()


def test_every_rule_is_broken_and_held_by_a_test() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert {code for code, *_ in BROKEN} == set(codes)
    assert {code for code, _ in LEGAL} == set(codes)


def test_every_rule_has_its_source_in_the_call(campagne: Campagne) -> None:
    assert {regle.code for regle in campagne.regles} == {rule.code for rule in RULES}


def test_a_rule_that_the_year_does_not_set_is_not_run(dossier: Dossier, campagne: Campagne) -> None:
    silent = dataclasses.replace(campagne, regles=())
    assert findings_of("CALL-02", action(intitule="")(dossier), silent, {}) == ()


def test_the_example_is_sound(dossier: Dossier, campagne: Campagne) -> None:
    assert blocking(checks.run(dossier, campagne, today=TODAY, refusals={})) == []


def test_a_deadline_long_past_never_blocks(dossier: Dossier, campagne: Campagne) -> None:
    later = TODAY + timedelta(days=1000)
    assert blocking(checks.run(dossier, campagne, today=later, refusals={})) == []


def test_a_shared_piece_is_wanting_once(dossier: Dossier, campagne: Campagne) -> None:
    assert len(dossier.actions) == 2
    found = findings_of("CALL-06", piece("statuts", fichier="")(dossier), campagne, {})
    assert len(found) == 1


def test_a_deleted_row_is_a_wanting_piece(dossier: Dossier, campagne: Campagne) -> None:
    bare = dataclasses.replace(dossier, pieces=())
    found = findings_of("CALL-05", bare, campagne, {})
    assert [finding.key for finding in found] == [
        "pieces.cerfa.1.fichier",
        "pieces.cerfa.2.fichier",
    ]


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that block."""
    return [finding for finding in findings if finding.severity is Severity.BLOQUANT]
