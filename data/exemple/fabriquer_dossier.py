"""The invented dossier of the example: an association of Lens, two actions."""

from datetime import date
from decimal import Decimal

from packetgen.model.action import Action, Budget, CommuneConcernee, Indicateur, Intervention
from packetgen.model.dossier import Dossier, PieceFournie, Porteur

PORTEUR = Porteur(
    denomination="Les Jardins du 12-14",
    sigle="JD1214",
    forme="Association",
    siret="912 345 006 00015",
    rna="W623004512",
    adresse="14 rue des Cordiers",
    complement_adresse="Maison de quartier",
    code_postal="62300",
    commune="Lens",
    telephone="03 53 01 12 14",
    courriel="contact@jardins1214.example",
    civilite_representant="Madame",
    prenom_representant="Nadia",
    nom_representant="Wattrelos",
    fonction_representant="Présidente",
    nom_contact="Karim Delattre",
    fonction_contact="Directeur",
    telephone_contact="06 39 98 12 14",
    courriel_contact="karim.delattre@jardins1214.example",
    iban="FR14 2004 1010 0505 0001 3M02 606",
    bic="PSSTFRPPLIL",
    titulaire_compte="Les Jardins du 12-14",
)


def euros(**montants: int) -> dict[str, Decimal]:
    """Amounts by line code; `l604` stands for `604`, which is no Python name."""
    return {code.removeprefix("l"): Decimal(montant) for code, montant in montants.items()}


GRANDIR_AU_JARDIN = Action(
    numero=1,
    intitule="Grandir au jardin : ateliers parents-enfants en pied d’immeuble",
    pilier="Prévenir, repérer",
    theme="Santé",
    description=(
        "De mars à novembre 2026, quarante habitants de la Cité 12-14 et de la Cité 4 créent et"
        " entretiennent trois potagers au pied de leurs immeubles. Chaque semaine, un atelier"
        " réunit parents et jeunes enfants autour du jardin, du goûter et du jeu, avec une"
        " puéricultrice et une conseillère du Département : les familles y trouvent un premier"
        " contact, simple et régulier, avec les services qui peuvent les aider."
    ),
    contexte=(
        "Le diagnostic mené en 2025 avec le centre social a relevé l’isolement de jeunes parents"
        " et le peu d’usage des espaces verts entre les tours. Les habitants demandent des lieux"
        " de rencontre ouverts sans inscription."
    ),
    objectifs=(
        "Rompre l’isolement des jeunes parents.\n"
        "Repérer tôt les besoins et orienter vers les services de proximité.\n"
        "Rendre les habitants acteurs de leur cadre de vie."
    ),
    deroule=(
        "Février : constitution du groupe et choix des emplacements avec le bailleur.\n"
        "Mars à juin : aménagement, seize ateliers du mercredi.\n"
        "Juillet et août : ouverture quotidienne, fête du quartier.\n"
        "Septembre à novembre : ateliers, récoltes, bilan partagé."
    ),
    premiere_demande=True,
    inedite=False,
    numerique=False,
    quartiers=("QP062024 – Cité 12 – 14", "QP062027 – Sellier Cité 4"),
    lieu="Square des Tilleuls et pieds d’immeubles, Lens",
    date_debut=date(2026, 2, 2),
    date_fin=date(2026, 11, 30),
    public_nombre=40,
    public_femmes=26,
    public_quartiers=36,
    public_ages="Enfants de 0 à 6 ans et leurs parents",
    droit_commun=(
        "L’action complète les consultations de PMI et l’accueil du centre social, sans les"
        " remplacer : elle y conduit les familles qui n’y viennent pas."
    ),
    partenaires=(
        "Le centre social (salle et communication), le bailleur (terrains et eau), l’école"
        " maternelle (information des familles), la PMI (ateliers)."
    ),
    comite_suivi=(
        "CALL, Ville de Lens, Département, bailleur, centre social et trois habitants ; réunions"
        " en mars, juin et novembre 2026."
    ),
    montants={"call": Decimal(6500)},
    numero_dauphin="DA26000417",
    date_dauphin=date(2025, 11, 4),
    axe_departement="L’égal accès aux services publics",
    pacte_departement="Pacte des Solidarités Humaines",
    services_departement="Mme Lefort, PMI de Lens, le 29 septembre 2025",
    date_departement=date(2025, 11, 5),
    agents_departement=True,
    communes=(CommuneConcernee("Lens", "Référent politique de la ville", date(2025, 10, 2)),),
    indicateurs=(
        Indicateur("Familles présentes à trois ateliers ou plus", "20", "Feuilles de présence"),
        Indicateur("Familles orientées vers un service", "12", "Fiches de suivi anonymes"),
        Indicateur("Parcelles cultivées à l’automne", "3", "Visite du comité de suivi"),
    ),
    interventions=(
        Intervention(
            metier="Puéricultrice",
            service="PMI de Lens",
            nature="Animation d’ateliers parents-enfants",
            agents=1,
            seances=16,
            duree=Decimal("1.5"),
            heures=Decimal(24),
            periode="mars à novembre 2026",
            accord="Mme Lefort, le 29/09/2025",
        ),
        Intervention(
            metier="Conseillère en économie sociale et familiale",
            service="MDS de Lens",
            nature="Permanence au jardin, alimentation et budget",
            agents=2,
            seances=4,
            duree=Decimal(2),
            heures=Decimal(16),
            periode="avril à juillet 2026",
            accord="M. Carpentier, le 06/10/2025",
        ),
    ),
    budget=Budget(
        montants=euros(
            l604=2400, l601=1800, l613=600, l616=300, l618=200, l625=400, l641=9200, l645=3100,
            l864=3200, l861=800,
            l74etat=6000, l74dep=2500, l74epci=6500, l74com=1500, l74orgasoc=1000, l756=500,
            l870=3200, l871=800,
        ),
        precisions={
            "74etat": "Politique de la ville",
            "74com": "Ville de Lens",
            "74orgasoc": "CAF du Pas-de-Calais",
        },
    ),
)  # fmt: skip

VOISINS_CONNECTES = Action(
    numero=2,
    intitule="Voisins connectés : l’entraide numérique à la Grande Résidence",
    pilier="Agir",
    theme="Développement numérique",
    description=(
        "Douze habitants formés comme « voisins-relais » tiennent, deux fois par semaine, une"
        " permanence d’entraide numérique à la Grande Résidence : démarches en ligne, téléphone,"
        " tri et réemploi du matériel. L’action vise soixante personnes, surtout des séniors."
    ),
    contexte=(
        "Un habitant sur trois du quartier renonce à une démarche parce qu’elle se fait en ligne."
    ),
    objectifs=(
        "Rendre les habitants autonomes dans leurs démarches.\n"
        "Former des voisins capables d’aider durablement."
    ),
    deroule=(
        "Janvier et février : recrutement et formation des voisins-relais.\n"
        "Mars à décembre : permanences le mardi et le vendredi.\n"
        "Juin et novembre : journées du réemploi."
    ),
    premiere_demande=False,
    inedite=True,
    numerique=True,
    dimension_numerique=(
        "Inclusion et sobriété numériques : réemploi d’ordinateurs, formation de pair à pair, en"
        " lien avec la feuille de route numérique de l’agglomération."
    ),
    quartiers=("QP062025 – Grande Résidence",),
    lieu="Salle polyvalente de la Grande Résidence",
    date_debut=date(2026, 1, 12),
    date_fin=date(2026, 12, 18),
    public_nombre=60,
    public_femmes=34,
    public_quartiers=55,
    public_ages="Adultes, dont deux tiers de plus de 60 ans",
    droit_commun=(
        "Les permanences orientent vers la Maison France services pour les démarches complexes."
    ),
    partenaires="La médiathèque, le bailleur, la Maison France services.",
    comite_suivi="CALL, villes, bailleur et deux voisins-relais ; réunions en avril et octobre.",
    montants={"call": Decimal(4000)},
    numero_dauphin="DA26000418",
    date_dauphin=date(2025, 11, 4),
    agents_departement=False,
    communes=(
        CommuneConcernee("Lens", "Référent politique de la ville", date(2025, 10, 2)),
        CommuneConcernee("Loison-sous-Lens", "Référent politique de la ville", date(2025, 10, 9)),
    ),
    indicateurs=(
        Indicateur("Personnes aidées", "60", "Registre des permanences"),
        Indicateur("Voisins-relais actifs en décembre", "10", "Entretiens"),
    ),
    budget=Budget(
        montants=euros(
            l604=2000, l613=500, l616=150, l625=250, l641=4600, l645=1500,
            l864=1800,
            l74etat=3000, l74epci=4000, l74com=1000, l756=400, insufprevisionnel=600,
            l870=1800,
        ),
        precisions={"74etat": "Politique de la ville", "74com": "Villes de Lens et de Loison"},
    ),
    bilan_periode="du 13 janvier au 19 décembre 2025",
    bilan_accorde=Decimal(6500),
    bilan_financeurs="CALL : 3 500 €\nÉtat : 2 500 €\nVilles de Lens et de Loison : 500 €",
    bilan_personnes=52,
    bilan_habitants=47,
    bilan_indicateurs=(
        "Personnes aidées : 60 prévues, 52 venues.\n"
        "Voisins-relais actifs en décembre : 10 prévus, 8 encore actifs."
    ),
    bilan=(
        "Les permanences du mardi ont trouvé leur public ; celles du vendredi, trop tardives, ont"
        " moins attiré et changent d’heure cette année. Huit voisins-relais continuent, quatre sont"
        " à recruter."
    ),
)  # fmt: skip

PIECES = (
    PieceFournie("cerfa", "", "cerfa-grandir-au-jardin.pdf", action=1),
    PieceFournie("cerfa", "", "cerfa-voisins-connectes.pdf", action=2),
    PieceFournie("statuts", "", "statuts.pdf"),
    PieceFournie("dirigeants", "", "liste des dirigeants.pdf"),
    PieceFournie("recepisse", "", "récépissé.pdf"),
    PieceFournie("rib", "", "RIB.jpg"),
)

DOSSIER = Dossier(
    annee=2026,
    file="classeur.xlsx",
    porteur=PORTEUR,
    actions=(GRANDIR_AU_JARDIN, VOISINS_CONNECTES),
    pieces=PIECES,
)
