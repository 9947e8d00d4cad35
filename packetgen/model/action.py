"""One action: its project, and its request to each funder; `champ` makes a field of each."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packetgen.model.action_tables import Budget, CommuneConcernee, Indicateur, Intervention
from packetgen.model.campagne import Campagne, Financeur
from packetgen.model.campagne_parts import TOUS_LES_QUARTIERS, TOUTES_LES_COMMUNES
from packetgen.model.fields import Field, FieldKind, Required, catalogue, champ, key_of_action
from packetgen.model.projet import Projet

FINANCEMENT, DEPARTEMENT, REGION = "Demande de subvention", "Département", "Région"


@dataclass(frozen=True)
class Action(Projet):
    """One action of the project: one letter, one fiche action, one bundle."""

    montant_call: Decimal | None = champ(
        "Montant demandé {a_agglo}",
        "En euros entiers ; le même qu’à la ligne 74 du budget.",
        default=None,
        kind=FieldKind.EUROS,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="6 500",
    )
    numero_dauphin: str = champ(
        "Numéro de dossier Dauphin",
        "DA et 8 chiffres, donné par Dauphin.",
        kind=FieldKind.DAUPHIN,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="DA{an}000417",
    )
    date_dauphin: date | None = champ(
        "Transmis sur Dauphin le",
        "Le jour où le dossier passe à l’état « Transmise ».",
        default=None,
        kind=FieldKind.DATE,
        required=Required.ALWAYS,
        section=FINANCEMENT,
        example="{jour_transmission}",
    )
    axe_departement: str = champ(
        "Axe du Département",
        "Un des {axes} axes.",
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        choices="axes",
        example="1",
    )
    pacte_departement: str = champ(
        "Pacte du Département",
        "Facultatif.",
        section=DEPARTEMENT,
        choices="pactes",
        example="3",
    )
    services_departement: str = champ(
        "Services du Département rencontrés",
        "Qui, et quand.",
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        example="M. Carlier, le {jour_rencontre}",
    )
    date_departement: date | None = champ(
        "Déposé au Département le",
        "Dauphin ne suffit pas : un dépôt séparé est demandé.",
        default=None,
        kind=FieldKind.DATE,
        required=Required.DEPARTEMENT,
        section=DEPARTEMENT,
        example="{jour_depot}",
    )
    priorite_region: str = champ(
        "Priorité de la Région",
        "{priorites}.",
        required=Required.REGION,
        section=REGION,
        choices="priorites",
        example="2",
    )
    dispositif_region: str = champ(
        "Dispositif de la Région",
        "{dispositifs}, si l’un d’eux est demandé.",
        section=REGION,
        choices="dispositifs",
        example="",
    )
    nqe_fil_rouge: str = champ(
        "NQE : fil rouge",
        "Le lien avec « Histoire des quartiers, histoire de la région ».",
        kind=FieldKind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_temps_forts: str = champ(
        "NQE : temps forts",
        "Les évènements marquants et festifs, sur un ou plusieurs jours.",
        kind=FieldKind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_participation: str = champ(
        "NQE : démarche participative",
        "Ce que les habitants font et décident.",
        kind=FieldKind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    nqe_ecoresponsable: str = champ(
        "NQE : écoresponsabilité",
        "Ce qui inscrit la manifestation dans la démarche rev3.",
        kind=FieldKind.LONG_TEXT,
        required=Required.NQE,
        section=REGION,
    )
    agents_departement: bool | None = champ(
        "Un agent du Département participe-t-il à l’action ?",
        "Travailleur social, puéricultrice… Si oui, une ligne par intervention ci-dessous.",
        default=None,
        kind=FieldKind.YES_NO,
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

    def montant_demande(self, funder: Financeur) -> Decimal:
        """Amount requested from a funder in euros; the lead funder's has a cell of its own."""
        if funder.code == "call" and self.montant_call is not None:
            return self.montant_call
        return self.budget.montant(funder.ligne_budget)

    def demande_agents(self, funder: Financeur) -> bool:
        """Whether the agents of a funder take part: those of the Département alone do."""
        asked = self.agents_departement or self.interventions
        return funder.code == "departement" and bool(asked)

    def sollicite(self, funder: Financeur) -> bool:
        """Whether a funder is asked for something: money or agents."""
        return self.montant_demande(funder) > 0 or self.demande_agents(funder)

    @property
    def tous_les_quartiers(self) -> bool:
        """Whether every quarter is chosen at once."""
        return TOUS_LES_QUARTIERS in self.quartiers

    @property
    def partout(self) -> CommuneConcernee | None:
        """The row « Toutes les communes », if there is one."""
        return next((row for row in self.communes if row.commune == TOUTES_LES_COMMUNES), None)

    def communes_concernees(self, campagne: Campagne) -> tuple[CommuneConcernee, ...]:
        """The rows, or every commune of the territory with its référent, met on the common date."""
        if not (self.tous_les_quartiers or self.partout):
            return self.communes
        rows = {row.commune: row for row in self.communes if row != self.partout}
        met = self.partout.date_contact if self.partout else None
        for commune in campagne.communes:
            if commune.membre_call:
                named = (each.nom for each in campagne.referents_de(commune.insee) if each.nom)
                name = " et ".join(named) if met else ""
                rows.setdefault(commune.nom, CommuneConcernee(commune.nom, name, met))
        return tuple(rows.values())

    def key(self, key: str) -> str:
        """Key of one of this action's fields in the workbook."""
        return key_of_action(key, self.numero)


ACTION: tuple[Field, ...] = catalogue("action", Action, sheet="Action")
