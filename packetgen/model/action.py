"""One action of the project: each attribute made with `champ` is a field of the workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packetgen.model.action_tables import Budget, CommuneConcernee, Indicateur, Intervention
from packetgen.model.fields import Field, Kind, Required, catalogue, champ, key_of_action

PROJET, TERRITOIRE, PUBLIC = "Projet", "Territoire et dates", "Public"
METHODE, FINANCEMENT = "Méthode", "Demande de subvention"
DEPARTEMENT, REGION = "Département", "Région"


@dataclass(frozen=True)
class Action:
    """One action of the project: one letter, one fiche action, one bundle."""

    intitule: str = champ(
        "Intitulé de l’action",
        "Exactement le même que sur Dauphin.",
        required=Required.ALWAYS,
        section=PROJET,
        example="Potagers en pied d’immeuble",
    )
    pilier: str = champ(
        "Pilier principal",
        "Un seul : celui auquel l’action répond prioritairement.",
        required=Required.ALWAYS,
        section=PROJET,
        choices="piliers",
        example="Agir",
    )
    theme: str = champ(
        "Thématique",
        "Elle désigne la chargée de mission de la CALL qui suivra le dossier.",
        required=Required.ALWAYS,
        section=PROJET,
        choices="themes",
        open_list=True,
        example="Habitat et cadre de vie",
    )
    description: str = champ(
        "Description du projet",
        "Deux ou trois phrases pour la lettre. Le pilier est écrit en tête par packetgen.",
        kind=Kind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Les habitants créent et entretiennent trois potagers partagés…",
    )
    contexte: str = champ(
        "Contexte",
        "Le besoin constaté dans le quartier.",
        kind=Kind.LONG_TEXT,
        section=PROJET,
        example="Les espaces au pied des tours…",
    )
    objectifs: str = champ(
        "Objectifs",
        "Un par ligne.",
        kind=Kind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Créer du lien…",
    )
    deroule: str = champ(
        "Déroulé",
        "Les étapes de l’action.",
        kind=Kind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Février : …",
    )
    premiere_demande: bool | None = champ(
        "Première demande ?",
        "Oui si l’action n’a jamais été financée, non si c’est une reprise.",
        default=None,
        kind=Kind.YES_NO,
        section=PROJET,
        example="Oui",
    )
    inedite: bool | None = champ(
        "Action inédite ou expérimentale ?",
        "Une tolérance sur le nombre de personnes est prévue pour ces actions.",
        default=None,
        kind=Kind.YES_NO,
        section=PROJET,
        example="Non",
    )
    numerique: bool | None = champ(
        "Dimension numérique ?",
        "Sobriété, inclusion numérique…",
        default=None,
        kind=Kind.YES_NO,
        section=PROJET,
        example="Non",
    )
    dimension_numerique: str = champ(
        "Si oui, laquelle",
        "Sa cohérence avec la feuille de route numérique de l’agglomération.",
        kind=Kind.LONG_TEXT,
        section=PROJET,
        example="",
    )
    participation: bool | None = champ(
        "Innovation sociale et participation des habitants ?",
        "La CALL porte une attention particulière à ces actions.",
        default=None,
        kind=Kind.YES_NO,
        section=PROJET,
        example="Oui",
    )
    quartiers: tuple[str, ...] = champ(
        "Quartier prioritaire",
        "Un quartier par cellule, au moins un.",
        default=(),
        required=Required.ALWAYS,
        section=TERRITOIRE,
        choices="quartiers",
        rows=6,
        example="QP062024 – Cité 12 – 14",
    )
    lieu: str = champ(
        "Lieu", "Où l’action se déroule.", section=TERRITOIRE, example="Square des Tilleuls"
    )
    date_debut: date | None = champ(
        "Début",
        "Premier jour de l’action.",
        default=None,
        kind=Kind.DATE,
        required=Required.ALWAYS,
        section=TERRITOIRE,
        example="02/02/2026",
    )
    date_fin: date | None = champ(
        "Fin",
        "Dernier jour de l’action.",
        default=None,
        kind=Kind.DATE,
        required=Required.ALWAYS,
        section=TERRITOIRE,
        example="30/11/2026",
    )
    public_nombre: int | None = champ(
        "Nombre de personnes",
        "Les habitants concernés directement.",
        default=None,
        kind=Kind.INTEGER,
        required=Required.ALWAYS,
        section=PUBLIC,
        example="40",
    )
    public_femmes: int | None = champ(
        "dont femmes",
        "Estimation.",
        default=None,
        kind=Kind.INTEGER,
        section=PUBLIC,
        example="24",
    )
    public_quartiers: int | None = champ(
        "dont habitants des quartiers prioritaires",
        "Estimation.",
        default=None,
        kind=Kind.INTEGER,
        section=PUBLIC,
        example="36",
    )
    public_ages: str = champ(
        "Tranches d’âge", "Les âges du public.", section=PUBLIC, example="Familles, 6 à 75 ans"
    )
    droit_commun: str = champ(
        "Articulation avec le droit commun",
        "Les dispositifs existants, et comment l’action les complète sans les dupliquer.",
        kind=Kind.LONG_TEXT,
        section=METHODE,
        example="",
    )
    partenaires: str = champ(
        "Partenaires",
        "Qui fait quoi.",
        kind=Kind.LONG_TEXT,
        section=METHODE,
        example="Bailleur, centre social…",
    )
    comite_suivi: str = champ(
        "Comité de suivi",
        "Ses membres et ses dates : il est obligatoire.",
        kind=Kind.LONG_TEXT,
        required=Required.ALWAYS,
        section=METHODE,
        example="Trois réunions : mars, juin, novembre",
    )
    montant_call: Decimal | None = champ(
        "Montant demandé à la CALL",
        "En euros entiers ; le même qu’à la ligne 74 du budget.",
        default=None,
        kind=Kind.EUROS,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="6 500",
    )
    numero_dauphin: str = champ(
        "Numéro de dossier Dauphin",
        "DA et 8 chiffres, donné par Dauphin.",
        kind=Kind.DAUPHIN,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="DA26000417",
    )
    date_dauphin: date | None = champ(
        "Transmis sur Dauphin le",
        "Le jour où le dossier passe à l’état « Transmise ».",
        default=None,
        kind=Kind.DATE,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="04/11/2025",
    )
    axe_departement: str = champ(
        "Axe du Département",
        "Un des trois axes.",
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        choices="axes",
        example="L’égal accès aux services publics",
    )
    pacte_departement: str = champ(
        "Pacte du Département",
        "Facultatif.",
        section=DEPARTEMENT,
        choices="pactes",
        example="Pacte des Réussites Citoyennes",
    )
    services_departement: str = champ(
        "Services du Département rencontrés",
        "Qui, et quand.",
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        example="M. Carlier, le 29/09/2025",
    )
    date_departement: date | None = champ(
        "Déposé au Département le",
        "Dauphin ne suffit pas : un dépôt séparé est demandé.",
        default=None,
        kind=Kind.DATE,
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        example="05/11/2025",
    )
    priorite_region: str = champ(
        "Priorité de la Région",
        "1 ou 2.",
        required=Required.REGION,
        section=REGION,
        choices="priorites",
        example="Priorité 2",
    )
    dispositif_region: str = champ(
        "Dispositif de la Région",
        "NQE, PIC ou FTU, si l’un d’eux est demandé.",
        section=REGION,
        choices="dispositifs",
        example="",
    )
    nqe_fil_rouge: str = champ(
        "NQE : fil rouge",
        "Le lien avec « Histoire des quartiers, histoire de la région ».",
        kind=Kind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_temps_forts: str = champ(
        "NQE : temps forts",
        "Les évènements marquants et festifs, sur un ou plusieurs jours.",
        kind=Kind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_participation: str = champ(
        "NQE : démarche participative",
        "Ce que les habitants font et décident.",
        kind=Kind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_ecoresponsable: str = champ(
        "NQE : écoresponsabilité",
        "Ce qui inscrit la manifestation dans la démarche rev3.",
        kind=Kind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    agents_departement: bool | None = champ(
        "Un agent du Département participe-t-il à l’action ?",
        "Travailleur social, puéricultrice… Si oui, une ligne par intervention ci-dessous.",
        default=None,
        kind=Kind.YES_NO,
        required=Required.ALWAYS,
        sheet="Agents",
        example="Oui",
    )
    communes: tuple[CommuneConcernee, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    budget: Budget = field(default_factory=Budget)
    numero: int = 1

    @property
    def heures_departement(self) -> Decimal:
        """Total forecast hours of the Département's agents, computed, never read."""
        return sum((line.heures_calculees or Decimal(0) for line in self.interventions), Decimal(0))

    def key(self, key: str) -> str:
        """Key of one of this action's fields in the workbook."""
        return key_of_action(key, self.numero)


ACTION: tuple[Field, ...] = catalogue("action", Action, sheet="Action")
