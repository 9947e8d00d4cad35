"""The tables of an action: communes, indicators, agents of the Département; and its budget."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packetgen.model.fields import Field, FieldKind, Required, catalogue, champ


@dataclass(frozen=True)
class CommuneConcernee:
    """A commune where the action takes place, and the contact taken with its référent."""

    commune: str = champ(
        "Commune",
        "Une ligne par commune où l’action a lieu.",
        required=Required.ALWAYS,
        choices="communes",
        open_list=True,
        example="{siege}",
    )
    referent: str = champ(
        "Référent contacté",
        "Le référent politique de la ville de la commune.",
        required=Required.ASSOCIATION,
        example="Prénom NOM",
    )
    date_contact: date | None = champ(
        "Date du contact",
        "Avant le dépôt sur Dauphin.",
        default=None,
        kind=FieldKind.DATE,
        required=Required.ASSOCIATION,
        example="{jour_contact}",
    )


@dataclass(frozen=True)
class Indicateur:
    """How the action will be evaluated: what is measured, the target, the tool."""

    indicateur: str = champ("Indicateur", "Ce qui est mesuré.", example="Habitants présents")
    cible: str = champ("Cible", "La valeur visée.", example="40 personnes")
    outil: str = champ("Outil", "Comment on le sait.", example="Feuilles d’émargement")


@dataclass(frozen=True)
class Intervention:
    """What agents of the Département are expected to do; hours = agents × sessions × duration."""

    metier: str = champ(
        "Métier",
        "De l’agent du Département.",
        required=Required.AGENTS,
        choices="metiers",
        open_list=True,
        example="2",
    )
    service: str = champ(
        "Service ou MDS",
        "Maison du Département Solidarités, PMI…",
        required=Required.AGENTS,
        example="PMI",
    )
    nature: str = champ(
        "Nature de l’intervention",
        "Ce que fait l’agent.",
        required=Required.AGENTS,
        example="Atelier parents-enfants",
    )
    agents: int | None = champ(
        "Agents",
        "Nombre d’agents par séance.",
        default=None,
        kind=FieldKind.INTEGER,
        required=Required.AGENTS,
        example="2",
    )
    seances: int | None = champ(
        "Séances",
        "Nombre de séances.",
        default=None,
        kind=FieldKind.INTEGER,
        required=Required.AGENTS,
        example="8",
    )
    duree: Decimal | None = champ(
        "Durée (h)",
        "Durée d’une séance en heures : 1,5 ou 1h30.",
        default=None,
        kind=FieldKind.HOURS,
        required=Required.AGENTS,
        example="1,5",
    )
    heures: Decimal | None = champ(
        "Heures",
        "Agents × séances × durée : la formule est déjà là.",
        default=None,
        kind=FieldKind.HOURS,
        example="24",
    )
    periode: str = champ("Période", "Quand.", example="mars à juin {annee}")
    accord: str = champ(
        "Accord du service",
        "La personne jointe et la date.",
        example="Mme Lefort, le {jour_accord}",
    )

    @property
    def heures_calculees(self) -> Decimal | None:
        """Forecast hours: agents × sessions × duration, None while one of them is missing."""
        if self.agents is None or self.seances is None or self.duree is None:
            return None
        return self.agents * self.seances * self.duree


@dataclass(frozen=True)
class Budget:
    """Amounts in euros by line code of the campagne's plan, and what they specify."""

    montants: Mapping[str, Decimal] = field(default_factory=dict)
    precisions: Mapping[str, str] = field(default_factory=dict)

    def montant(self, code: str) -> Decimal:
        """Amount of one line in euros, 0 when the line is empty."""
        return self.montants.get(code, Decimal(0))

    def total(self, codes: tuple[str, ...]) -> Decimal:
        """Sum of the lines `codes` in euros: the workbook's own totals are never read."""
        return sum((self.montant(code) for code in codes), Decimal(0))


COMMUNES: tuple[Field, ...] = catalogue("communes", CommuneConcernee, sheet="Action")
INDICATEURS: tuple[Field, ...] = catalogue("indicateurs", Indicateur, sheet="Action")
AGENTS: tuple[Field, ...] = catalogue("agents", Intervention, sheet="Agents")
