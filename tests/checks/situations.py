"""For each rule, a situation that breaks it and one just on its legal side.

The example's dossier is sound; each situation changes it a little. docs/regles.md shows the
words of the first that breaks each rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packetgen.model.action_tables import Budget
from packetgen.model.campagne import Campagne
from tests.changes import Change, action, both, budget, first, piece, porteur, second, sound

DEPOT_OPEN = date(2025, 11, 5)
DEPOT_CLOSED = date(2025, 11, 8)


@dataclass(frozen=True)
class Situation:
    """A change to the sound dossier, what its pieces are like, and the cells that must show.

    `also` are the codes of the rules that the same change cannot but break.
    """

    code: str
    change: Change
    keys: tuple[str, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    today: date = DEPOT_OPEN
    addressed: bool = True
    also: frozenset[str] = frozenset()

    def campagne(self, call: Campagne) -> Campagne:
        """The call, without the addressee's street when that is what is broken."""
        if self.addressed:
            return call
        nowhere = dataclasses.replace(call.destinataire, adresse=())
        return dataclasses.replace(call, destinataire=nowhere)


def commune(*changes: Change) -> Change:
    """The porteur is a commune, not an association."""
    return both(porteur(forme="Commune", rna=""), *changes)


EMPLOI = action(theme="Développement économique et insertion professionnelle")
HABITAT = action(theme="Habitat et cadre de vie")
REGION = both(
    budget(l74region=500, l756=0),
    action(
        priorite_region="Priorité 2\u00a0: Créer une plus grande proximité avec les habitants des"
        " quartiers par l’accompagnement de la citoyenneté active et la co-construction des"
        " contrats de ville"
    ),
)
NQE = action(
    dispositif_region="Nos Quartiers d’Été (NQE)",
    nqe_fil_rouge="A",
    nqe_temps_forts="A",
    nqe_participation="A",
    nqe_ecoresponsable="A",
)
PIC = action(dispositif_region="Projets d’Initiative Citoyenne (PIC)")
FTU = action(dispositif_region="Fonds de Travaux Urbains (FTU)")
NO_MONEY = budget(l74dep=0, l756=3000)
NO_AGENT = action(agents_departement=False, interventions=())
NO_DEPARTEMENT = both(NO_MONEY, NO_AGENT)
SCANNED_RIB = frozenset({"ANN-02"})


def says(piece_key: str, *pages: str) -> Mapping[str, tuple[str, ...]]:
    """The text of the pages of one piece."""
    return {f"pieces.{piece_key}": pages}


RIB = "Titulaire : LES JARDINS DU 12-14\nIBAN FR14 2004 1010 0505 0001 3M02 606"
CERFA = """Dossier DA26000417, SIRET 912 345 006 00015
Grandir au jardin : ateliers parents-enfants en pied d’immeuble
74 Communautés de communes ou d’agglomérations 6 500"""


def rib(old: str, new: str) -> Mapping[str, tuple[str, ...]]:
    """A RIB that agrees with the workbook, but for one word."""
    return says("rib", RIB.replace(old, new))


def cerfa(old: str, new: str) -> Mapping[str, tuple[str, ...]]:
    """A Cerfa that agrees with the workbook, but for one word."""
    return says("cerfa.1", "Demande de subvention", CERFA.replace(old, new))


BROKEN: tuple[Situation, ...] = (
    Situation("CALL-01", sound, ("",), addressed=False),
    Situation("CALL-02", action(intitule=""), ("action.intitule",)),
    Situation("CALL-03", action(description=""), ("action.description",)),
    Situation("CALL-04", budget(l74epci=6499, l756=501), ("budget.74epci",)),
    Situation("CALL-04", action(montant_call=None), ("action.montant_call",)),
    Situation("CALL-04", action(montant_call=Decimal(0)), ("action.montant_call",)),
    Situation(
        "CALL-04",
        both(action(montant_call=Decimal(19000)), budget(l74epci=19000, l74com=-11000)),
        ("action.montant_call",),
        also=frozenset({"BUDGET-05"}),
    ),
    Situation("CALL-05", piece("cerfa", fichier=""), ("pieces.cerfa.1.fichier",)),
    Situation(
        "CALL-05",
        sound,
        ("pieces.cerfa.1.fichier",),
        refusals={"pieces.cerfa.1": "Le fichier est protégé par un mot de passe."},
    ),
    Situation("CALL-06", piece("statuts", fichier=""), ("pieces.statuts.fichier",)),
    Situation("CALL-07", piece("dirigeants", fichier=""), ("pieces.dirigeants.fichier",)),
    Situation("CALL-08", piece("recepisse", fichier=""), ("pieces.recepisse.fichier",)),
    Situation("CALL-09", piece("rib", fichier=""), ("pieces.rib.fichier",)),
    Situation("CALL-09-T", porteur(titulaire_compte="N. W."), ("porteur.titulaire_compte",)),
    Situation("CALL-09-T", porteur(titulaire_compte=""), ("porteur.titulaire_compte",)),
    Situation("CALL-10", action(pilier=""), ("action.pilier",)),
    Situation("CALL-11", first("communes", date_contact=None), ("communes.1.date_contact",)),
    Situation("CALL-11", action(communes=()), ("communes.1.commune",)),
    Situation("CALL-11", first("communes", commune=""), ("communes.1.commune",),
              also=frozenset({"COH-01"})),
    Situation("CALL-11", first("communes", referent=""), ("communes.1.referent",)),
    Situation("CALL-11", first("communes", commune="Douvrin"), ("communes.1.commune",),
              also=frozenset({"COH-01"})),
    Situation(
        "CALL-11",
        first("communes", date_contact=date(2025, 11, 5)),
        ("communes.1.date_contact",),
    ),
    Situation(
        "CALL-11",
        first("communes", date_contact=date(2025, 11, 4)),
        ("communes.1.date_contact",),
    ),
    Situation("CALL-12", action(comite_suivi=""), ("action.comite_suivi",)),
    Situation(
        "CALL-13",
        both(EMPLOI, action(public_nombre=14, public_femmes=9, public_quartiers=9)),
        ("action.public_nombre",),
    ),
    Situation(
        "CALL-13",
        both(EMPLOI, action(public_nombre=3, public_femmes=2, public_quartiers=3, inedite=True)),
        ("action.public_nombre",),
    ),
    Situation("CALL-14", both(EMPLOI, action(droit_commun="")), ("action.droit_commun",)),
    Situation(
        "CALL-15",
        both(EMPLOI, action(intitule="Aide à la création d’entreprise")),
        ("action.description",),
    ),
    Situation("CALL-16", action(numerique=True), ("action.dimension_numerique",)),
    Situation("CALL-17", HABITAT, ("action.description",)),
    Situation(
        "CALL-18",
        action(participation=True, description="A", objectifs="A", deroule="A", comite_suivi="A"),
        ("action.participation",),
    ),
    Situation("CALL-19", action(quartiers=()), ("action.quartiers.1",)),
    Situation("CALL-19", action(quartiers=("QN06255M – Centre",)), ("action.quartiers.1",)),
    Situation("CALL-20", action(droit_commun=""), ("action.droit_commun",)),
    Situation("ETAT-01", sound, ("budget.74etat", "budget2.74etat")),
    Situation("REG-01", both(REGION, action(priorite_region="")), ("action.priorite_region",),
              also=frozenset({"REG-02", "REG-03"})),
    Situation("REG-02", REGION, ("budget.74region",), also=frozenset({"REG-03"})),
    Situation("REG-03", REGION, ("budget.74region",), also=frozenset({"REG-02"})),
    Situation("REG-04", both(NQE, action(nqe_temps_forts="")), ("action.nqe_temps_forts",)),
    Situation("REG-04", both(NQE, action(date_fin=date(2026, 5, 31))), ("action.date_debut",)),
    Situation("REG-05", commune(PIC), ("action.dispositif_region",)),
    Situation("REG-06", FTU, ("action.dispositif_region",)),
    Situation("DEP-01", action(interventions=()), ("action.agents_departement",)),
    Situation("DEP-01", action(agents_departement=None), ("action.agents_departement",)),
    Situation("DEP-01", action(agents_departement=False), ("action.agents_departement",)),
    Situation("DEP-01", first("interventions", seances=None), ("agents.1.seances",)),
    Situation("DEP-01", first("interventions", duree=Decimal(0)), ("agents.1.duree",)),
    Situation("DEP-01", first("interventions", heures=Decimal(25)), ("agents.1.heures",)),
    Situation("DEP-02", action(date_departement=None), ("action.date_departement",)),
    Situation("DEP-02", both(action(date_departement=None), NO_MONEY),
              ("action.date_departement",)),
    Situation("DEP-02", both(action(date_departement=None), NO_AGENT),
              ("action.date_departement",)),
    Situation("DEP-02", action(date_departement=date(2025, 11, 6)), ("action.date_departement",)),
    Situation("DEP-03", sound, ("budget.74dep",)),
    Situation("DEP-04", action(services_departement=""), ("action.services_departement",)),
    Situation("DEP-04", both(action(services_departement=""), NO_MONEY),
              ("action.services_departement",)),
    Situation("DEP-05", action(axe_departement=""), ("action.axe_departement",)),
    Situation("DEP-05", both(action(axe_departement=""), NO_MONEY), ("action.axe_departement",)),
    Situation("DEP-06", action(pacte_departement=""), ("action.pacte_departement",)),
    Situation("DEP-07", sound, ("budget.74dep",)),
    Situation(
        "DATE-01",
        action(date_dauphin=date(2025, 11, 8)),
        ("action.date_dauphin",),
        today=DEPOT_CLOSED,
    ),
    Situation("DATE-01", action(date_dauphin=date(2025, 10, 19)), ("action.date_dauphin",)),
    Situation("DATE-02", action(date_dauphin=None), ("action.date_dauphin",)),
    Situation(
        "DATE-02", action(date_dauphin=None), ("action.date_dauphin",), today=DEPOT_CLOSED
    ),
    Situation("DATE-02", action(numero_dauphin=""), ("action.numero_dauphin",)),
    Situation(
        "DATE-02",
        action(numero_dauphin="", date_dauphin=None),
        ("action.numero_dauphin", "action.date_dauphin"),
    ),
    Situation("DATE-02", action(date_dauphin=date(2025, 11, 6)), ("action.date_dauphin",)),
    Situation("DATE-03", action(date_debut=date(2025, 12, 31)), ("action.date_debut",)),
    Situation("DATE-03", action(date_fin=date(2027, 1, 1)), ("action.date_fin",)),
    Situation("DATE-04", action(date_fin=date(2026, 2, 1)), ("action.date_fin",)),
    Situation("BUDGET-01", budget(l604=2401), ("budget.604",)),
    Situation("BUDGET-01", action(budget=Budget()), ("budget.604",), also=frozenset({"CALL-04"})),
    Situation("BUDGET-02", budget(l870=3201), ("budget.860",)),
    Situation(
        "BUDGET-03", budget(l604="2400.50", l756="500.50"), ("budget.604", "budget.756")
    ),
    Situation("BUDGET-03", action(montant_call=Decimal("6500.50")), ("action.montant_call",),
              also=frozenset({"CALL-04"})),
    Situation("BUDGET-04", sound, ("action.montant_call", "action2.montant_call")),
    Situation("BUDGET-05", budget(l604=-1, l601=4201), ("budget.604",)),
    Situation(
        "BUDGET-06",
        both(action(montant_call=Decimal(23001)), budget(l74epci=23001, l641=25701)),
        ("action.montant_call",),
    ),
    Situation(
        "COH-01",
        action(quartiers=("QP062024 – Cité 12 – 14", "QP062023 – Cité Bellevue")),
        ("action.quartiers.2",),
    ),
    Situation("COH-01", first("communes", commune="Avion"), (
        "action.quartiers.1", "action.quartiers.2", "communes.1.commune",
    )),
    Situation("COH-02", action(public_femmes=41), ("action.public_femmes",)),
    Situation("COH-02", action(public_quartiers=41), ("action.public_quartiers",)),
    Situation("COH-03", porteur(code_postal="62400"), ("porteur.code_postal",)),
    Situation("COH-04", porteur(bic="GKCCBEBB"), ("porteur.bic",)),
    Situation("COH-04", porteur(iban="BE71096123456769"), ("porteur.iban",)),
    Situation("COH-05", second(intitule="GRANDIR AU JARDIN, ateliers parents-enfants en pied "
                               "d’immeuble"), ("action2.intitule",)),
    Situation("COH-06", second(numero_dauphin="DA 26000417"), ("action2.numero_dauphin",)),
    Situation("LETTRE-01", porteur(adresse="14 bis rue des Cordiers et des Tisserands"),
              ("porteur.adresse",)),
    Situation("LETTRE-02", action(intitule="GRANDIR AU JARDIN"), ("action.intitule",)),
    Situation("LETTRE-03", action(description="A" * 500 + "a" * 501), ("action.description",)),
    Situation("LETTRE-04", action(description="Prévenir, repérer : l’action…"),
              ("action.description",)),
    Situation("ID-01", porteur(siret="912 345 006 00016"), ("porteur.siret",)),
    Situation("ID-02", porteur(rna="W62300451"), ("porteur.rna",)),
    Situation("ID-03", porteur(iban="FR14 2004 1010 0505 0001 3M02 607"), ("porteur.iban",)),
    # right for ISO 13616, wrong key of the RIB
    Situation("ID-03", porteur(iban="FR41 2004 1010 0505 0001 3M02 605"), ("porteur.iban",)),
    Situation("ID-04", porteur(bic="PSSTFRPP9"), ("porteur.bic",)),
    Situation("ID-05", porteur(code_postal="6230"), ("porteur.code_postal",)),
    Situation("ID-06", action(numero_dauphin="DA2600041"), ("action.numero_dauphin",)),
    Situation("ID-07", porteur(courriel="contact@"), ("porteur.courriel",)),
    Situation("ID-08", porteur(telephone="03 53 01 12"), ("porteur.telephone",)),
    Situation(
        "PIECE-01",
        piece("comptes", fichier="comptes.pdf"),
        ("pieces.comptes.fichier",),
        refusals={"pieces.comptes": "Le fichier est protégé par un mot de passe."},
    ),
    Situation("PIECE-02", porteur(nom_signataire="K. D."), ("pieces.delegation.fichier",)),
    Situation(
        "PIECE-03",
        porteur(image_signature="signature.png"),
        ("porteur.image_signature",),
        refusals={"porteur.image_signature": "L’image est endommagée."},
    ),
    Situation("CHAMP-01", porteur(denomination=""), ("porteur.denomination",)),
    Situation("CHAMP-01", porteur(rna=""), ("porteur.rna",)),
    Situation(
        "CHAMP-02",
        action(objectifs="", date_fin=None),
        ("action.objectifs", "action.date_fin"),
    ),
    Situation("CHAMP-03", first("interventions", metier=""), ("agents.1.metier",)),
    Situation(
        "ANN-01", sound, ("porteur.iban",),
        texts=rib("FR14 2004 1010 0505 0001 3M02 606", "FR76 3000 6000 0112 3456 7890 189"),
    ),
    Situation(
        "POIDS-01",
        sound,
        ("pieces.cerfa.1.fichier",),
        weights={"pieces.cerfa.1": 12_000_000, "pieces.rib": 7_760_001},
    ),
    Situation("ANN-01", sound, ("porteur.iban",), texts=says("rib", ""), also=SCANNED_RIB),
    Situation("ANN-01", sound, ("porteur.iban",), texts=rib("FR14", "")),
    Situation(
        "ANN-02", sound, ("porteur.titulaire_compte",), texts=rib("12-14", "12-15"),
    ),
    Situation(
        "ANN-02", sound, ("porteur.titulaire_compte",), texts=rib("LES JARDINS DU 12-14", "X"),
    ),
    Situation("ANN-03", sound, ("action.numero_dauphin",), texts=cerfa("000417", "000499")),
    Situation("ANN-04", sound, ("porteur.siret",), texts=cerfa("00015", "00023")),
    Situation("ANN-05", sound, ("action.intitule",), texts=cerfa("en pied d’", "au pied des ")),
    Situation("ANN-06", sound, ("action.montant_call",), texts=cerfa("6 500", "6 000")),
    # the amount is there, on the line of somebody else, or of nobody
    Situation("ANN-06", sound, ("action.montant_call",),
              texts=cerfa("agglomérations 6 500", "agglomérations 4 000\n74 État 6 500")),
    Situation("ANN-06", sound, ("action.montant_call",),
              texts=cerfa("agglomérations 6 500", "agglomérations\n74 Commune(s) 6 500")),
    Situation("ANN-06", sound, ("action.montant_call",),
              texts=cerfa("74 Communautés de communes ou d’agglomérations", "Montant")),
    Situation(
        "ANN-07", sound, ("porteur.denomination",), texts=says("statuts", "Les Jardins du 12-15"),
    ),
    Situation("ANN-08", sound, ("porteur.rna",), texts=says("recepisse", "n° W623004999")),
    Situation(
        "ANN-09", sound, ("porteur.nom_representant",), texts=says("dirigeants", "WATRELOS"),
    ),
)  # fmt: skip

LEGAL: tuple[Situation, ...] = (
    Situation("CALL-01", sound),
    Situation("CALL-02", action(intitule="A")),
    Situation("CALL-03", action(description="A")),
    Situation("CALL-04", both(action(montant_call=Decimal(18000)), budget(l74epci=18000))),
    Situation("CALL-05", commune()),
    Situation("CALL-06", commune(piece("statuts", fichier=""))),
    Situation("CALL-07", commune(piece("dirigeants", fichier=""))),
    Situation("CALL-08", commune(piece("recepisse", fichier=""))),
    Situation("CALL-09", piece("rib", fichier="autre.pdf")),
    Situation("CALL-09-T", porteur(titulaire_compte="LES JARDINS DU 12 14")),
    Situation("CALL-10", action(pilier="Coopérer")),
    Situation("CALL-11", first("communes", date_contact=date(2025, 11, 3))),
    Situation("CALL-11", commune(action(communes=()))),
    Situation("CALL-12", action(comite_suivi="A")),
    Situation("CALL-13", both(EMPLOI, action(public_nombre=15))),
    Situation("CALL-13", action(public_nombre=3)),
    Situation("CALL-14", action(droit_commun="")),
    Situation("CALL-15", both(EMPLOI, action(intitule="Séniors et numérique"))),
    Situation("CALL-15", action(intitule="Aide à la création d’entreprise")),
    Situation("CALL-16", action(numerique=True, dimension_numerique="A")),
    Situation("CALL-16", action(numerique=False)),
    Situation("CALL-17", both(HABITAT, action(contexte="Une démarche de GUSP"))),
    Situation("CALL-18", action(participation=True)),
    Situation("CALL-18", action(participation=False, description="A")),
    Situation("CALL-19", action(quartiers=("QP062026 – Cité 2",))),
    Situation("CALL-20", both(EMPLOI, action(droit_commun=""))),
    Situation("ETAT-01", both(budget(l74etat=0), second(budget=Budget()))),
    Situation("REG-01", action(priorite_region="")),
    Situation("REG-02", sound),
    Situation("REG-03", sound),
    Situation("REG-04", both(NQE, action(date_fin=date(2026, 6, 1)))),
    Situation("REG-04", action(nqe_temps_forts="")),
    Situation("REG-05", PIC),
    Situation("REG-06", commune(FTU)),
    Situation("DEP-01", action(agents_departement=False, interventions=())),
    Situation("DEP-01", first("interventions", heures=None)),
    Situation("DEP-02", both(action(date_departement=None), NO_DEPARTEMENT)),
    Situation("DEP-03", NO_DEPARTEMENT),
    Situation("DEP-04", both(action(services_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-05", both(action(axe_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-06", both(action(pacte_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-07", NO_DEPARTEMENT),
    Situation("DATE-01", action(date_dauphin=date(2025, 11, 7))),
    Situation("DATE-01", action(date_dauphin=date(2025, 10, 20))),
    Situation("DATE-01", action(date_dauphin=None)),
    Situation("DATE-02", action(date_dauphin=date(2025, 11, 7)), today=DEPOT_CLOSED),
    Situation("DATE-02", action(date_dauphin=DEPOT_OPEN)),
    Situation("DATE-03", action(date_debut=date(2026, 1, 1), date_fin=date(2026, 12, 31))),
    Situation("DATE-04", action(date_fin=date(2026, 2, 2))),
    Situation("BUDGET-01", both(budget(l604="2400.50", l756="500.50"))),
    Situation("BUDGET-02", budget(l860=10, l875=10)),
    Situation("BUDGET-03", budget(l604="2400.00")),
    Situation("BUDGET-04", both(action(montant_call=None), second(montant_call=None))),
    Situation("BUDGET-05", budget(l604=0)),
    Situation("BUDGET-06", action(montant_call=Decimal(23000))),
    Situation("COH-01", action(quartiers=("QP062025 – Grande Résidence",))),
    Situation("COH-01", both(
        action(quartiers=("Un autre quartier", "QP062026 – Cité 2")),
        action(communes=lambda rows: (*rows, dataclasses.replace(rows[0], commune="Avion"))),
    )),
    Situation("COH-02", action(public_femmes=40, public_quartiers=40)),
    Situation("COH-02", action(public_nombre=None)),
    Situation("COH-03", porteur(commune="LENS Cedex", code_postal="62302")),
    Situation("COH-03", porteur(commune="Arras", code_postal="62000")),
    Situation("COH-04", porteur(bic="")),
    Situation("COH-05", second(intitule="")),
    Situation("COH-06", second(numero_dauphin="DA26000419")),
    Situation("LETTRE-01", porteur(adresse="a" * 38)),
    Situation("LETTRE-02", action(intitule="JARDINS 2026")),
    Situation("LETTRE-03", action(description="Aa" * 500)),
    Situation("LETTRE-04", action(description="Pour prévenir, repérer et agir…")),
    Situation("ID-01", porteur(siret="35600000009075")),
    Situation("ID-02", porteur(rna="w2a3004512")),
    Situation("ID-03", porteur(iban="be71 0961 2345 6769")),
    Situation("ID-04", porteur(bic="PSSTFRPP")),
    Situation("ID-05", porteur(code_postal="01000")),
    Situation("ID-06", action(numero_dauphin="26000417-2")),
    Situation("ID-07", porteur(courriel="a.b+c@mairie-lens.fr")),
    Situation("ID-08", porteur(telephone="+33 3.53.01.12.14")),
    Situation("PIECE-01", piece("comptes", fichier="")),
    Situation(
        "PIECE-02", both(porteur(nom_signataire="K. D."), piece("delegation", fichier="d.pdf"))
    ),
    Situation("PIECE-03", porteur(image_signature="signature.png")),
    Situation("POIDS-01", sound, weights={"pieces.cerfa.1": 12_000_000, "pieces.rib": 7_760_000}),
    # those of two actions do not go together
    Situation("POIDS-01", sound, weights={"pieces.cerfa.1": 10**7, "pieces.cerfa.2": 10**7}),
    Situation("CHAMP-01", commune(porteur(sigle=""))),
    Situation("CHAMP-02", action(contexte="", public_nombre=0)),
    Situation("CHAMP-03", first("interventions", periode="", accord="")),
    # an O for a 0, spaces elsewhere, small letters
    Situation("ANN-01", sound, texts=says("rib", "fr14 2OO4 1010 050500013M02606".upper())),
    Situation("ANN-02", sound, texts=says("rib", "Compte de LES JARDINS du 12 14, Lens")),
    Situation("ANN-03", sound, texts=says("cerfa.1", "DA26000499", "n° DA 26000417")),
    Situation("ANN-04", sound, texts=says("cerfa.1", "SIRET 91234500600015")),
    Situation("ANN-05", sound, texts=says(
        "cerfa.1", "GRANDIR AU JARDIN - ATELIERS PARENTS ENFANTS EN PIED D'IMMEUBLE")),
    Situation("ANN-06", sound, texts=says(
        "cerfa.1", "74 État 4 000\n64 – Charges de personnel 8 000 | Communautés de communes ou"
        " d’agglomérations 6 500 €\nIntercommunalité(s) : EPCI\n6.500,00")),
    Situation("ANN-07", sound, texts=says("statuts", "", "association LES JARDINS DU 12-14")),
    Situation("ANN-08", sound, texts=says("recepisse", "récépissé W 62 3004512")),
    Situation("ANN-08", sound, texts=says("recepisse", "W623004999 Les jardins du 12-14")),
    Situation("ANN-09", sound, texts=says("dirigeants", "Mme Nadia WATTRELOS, présidente")),
)  # fmt: skip
