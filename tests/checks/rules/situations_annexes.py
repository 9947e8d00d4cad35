"""Situations of the rules that compare the annexes with the workbook."""

from tests.changes import porteur, sound
from tests.checks.situations import RIB, Situation, cerfa, rib, says

SCANNED_RIB = frozenset({"ANN-02"})
NAMED = "Statuts de l’association Les Jardins du 12-14\n"
STATUTS = f"{NAMED}Article 1, article 2, dissolution"
TWICE = f"{NAMED}Liste des dirigeants : Nadia Wattrelos"


SITUATIONS = (
    Situation("ANN-01", sound, ("porteur.iban",),
              texts=rib("FR14 2004 1010 0505 0001 3M02 606", "FR76 3000 6000 0112 3456 7890 189")),
    Situation("ANN-01", sound, ("porteur.iban",), texts=says("rib", ""), also=SCANNED_RIB),
    Situation("ANN-01", sound, ("porteur.iban",), texts=rib("FR14", ""),
              also=frozenset({"ANN-10"})),
    # on a picture, an IBAN differs only if its key is right; one that was not read says nothing
    *(Situation("ANN-01", sound, ("porteur.iban",), texts=says("rib", ""), also=SCANNED_RIB,
                images=says("rib", *read))
      for read in (["FR7630006000011234567890189"], ["FR1420041010050500013N02606"], [])),
    Situation("ANN-01", sound, texts=says("rib", ""), images=rib("CRÉDIT", "CREDIT")),
    # an O for a 0, spaces elsewhere, small letters
    Situation("ANN-01", sound, texts=says("rib", "fr14 2OO4 1010 050500013M02606".upper())),
    Situation("ANN-02", sound, ("porteur.titulaire_compte",), texts=rib("12-14", "12-15")),
    Situation("ANN-02", sound, ("porteur.titulaire_compte",),
              texts=rib("LES JARDINS DU 12-14", "X")),
    Situation("ANN-02", sound, texts=says("rib", "Compte de LES JARDINS du 12 14, Lens")),
    Situation("ANN-03", sound, ("action.numero_dauphin",), texts=cerfa("000417", "000499")),
    Situation("ANN-03", sound, texts=says("cerfa.1", "DA26000499", "n° DA 26000417")),
    Situation("ANN-04", sound, ("porteur.siret",), texts=cerfa("00015", "00023")),
    Situation("ANN-04", sound, texts=says("cerfa.1", "SIRET 91234500600015")),
    Situation("ANN-05", sound, ("action.intitule",), texts=cerfa("en pied d’", "au pied des ")),
    Situation("ANN-05", sound, texts=says(
        "cerfa.1", "GRANDIR AU JARDIN - ATELIERS PARENTS ENFANTS EN PIED D'IMMEUBLE")),
    Situation("ANN-06", sound, ("action.montant_call",), texts=cerfa("6 500", "6 000")),
    # the amount is there, on the line of somebody else
    Situation("ANN-06", sound, ("action.montant_call",),
              texts=cerfa("agglomérations 6 500", "agglomérations 4 000\n74 État 6 500")),
    Situation("ANN-06", sound, texts=says(
        "cerfa.1", "74 État 4 000\n64 – Charges de personnel 8 000 | Communautés de communes ou"
        " d’agglomérations 6 500 €\nIntercommunalité(s) : EPCI\n6.500,00")),
    Situation("ANN-07", sound, ("porteur.denomination",),
              texts=says("statuts", "Les Jardins du 12-15")),
    Situation("ANN-07", sound, texts=says("statuts", "", "association LES JARDINS DU 12-14")),
    Situation("ANN-07", porteur(denomination="Association Les Jardins", titulaire_compte="X"),
              texts=says("statuts", "Statuts de « LES JARDINS »"), also=frozenset({"EPCI-09-T"})),
    Situation("ANN-07", porteur(denomination="Association Avenir", titulaire_compte="X"),
              ("porteur.denomination",), texts=says("statuts", "À l’avenir, nul ne peut."),
              also=frozenset({"EPCI-09-T"})),
    Situation("ANN-08", sound, ("porteur.rna",), texts=says("recepisse", "n° W623004999")),
    Situation("ANN-08", sound, texts=says("recepisse", "récépissé W 62 3004512")),
    Situation("ANN-08", sound, texts=says("recepisse", "W623004999 Les jardins du 12-14")),
    Situation("ANN-09", sound, ("porteur.nom_representant",), texts=says("dirigeants", "WATRELOS")),
    Situation("ANN-09", sound, texts=says("dirigeants", "Mme Nadia WATTRELOS, présidente")),
    # exchanged, a bill, the same file twice
    Situation("ANN-10", sound, ("pieces.statuts.fichier", "pieces.rib.fichier"),
              texts={**says("rib", STATUTS), **says("statuts", f"{RIB}, BIC")},
              also=frozenset({"ANN-01"})),
    Situation("ANN-10", sound, ("pieces.rib.fichier",), texts=says("rib", "Facture n° 12"),
              also=frozenset({"ANN-01", "ANN-02"})),
    Situation("ANN-10", sound, ("pieces.dirigeants.fichier",),
              texts={**says("dirigeants", TWICE), **says("statuts", TWICE)}),
    Situation("ANN-10", sound, texts={**says("statuts", STATUTS), **says("rib", RIB)}),
    *(Situation("ANN-11", sound, ("pieces.statuts.fichier",), texts=says("statuts", NAMED + words))
      for words in ("BROUILLON", "en cours de saisie", "Spécimen", "PROJET", "non transmise")),
    *(Situation("ANN-11", sound, texts=says("statuts", NAMED + words))
      for words in ("Projet – objet de la demande", "spécimen de signature", "transmis")),
    Situation("ANN-11", sound, ("pieces.cerfa.1.fichier",),
              texts=cerfa("Dossier", "Demande de subvention pour l’année 2025, dossier")),
    Situation("ANN-11", sound,
              texts=cerfa("Dossier", "Exercice 2025. Demande de subvention 2026, dossier")),
    Situation("ANN-12", sound, ("pieces.cerfa.1.fichier",),
              texts=cerfa("pilier « Prévenir, repérer »", "prévenir, repérer les enfants")),
    Situation("ANN-12", sound, ("pieces.cerfa.1.fichier",), texts=cerfa("Description", "Il dit")),
    Situation("ANN-12", sound, texts=cerfa("pilier « ", "cette action répond au pilier « ")),
)  # fmt: skip
