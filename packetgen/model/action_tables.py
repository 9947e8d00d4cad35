"""The tables of an action: communes, indicators, agents of the Département; and its budget."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from packetgen.model.fields import Field, catalogue


class CommuneConcernee(Struct, frozen=True):
    """A commune where the action takes place, and the contact taken with its référent."""

    commune: str = ""
    referent: str = ""
    date_contact: date | None = None


class Indicateur(Struct, frozen=True):
    """How the action will be evaluated: what is measured, the target, the tool."""

    indicateur: str = ""
    cible: str = ""
    outil: str = ""


class Intervention(Struct, frozen=True):
    """What agents of the Département are expected to do; hours = agents × sessions × duration."""

    metier: str = ""
    service: str = ""
    nature: str = ""
    agents: int | None = None
    seances: int | None = None
    duree: Decimal | None = None
    heures: Decimal | None = None
    periode: str = ""
    accord: str = ""

    @property
    def heures_calculees(self) -> Decimal | None:
        """Forecast hours: agents × sessions × duration, None while one of them is missing."""
        if self.agents is None or self.seances is None or self.duree is None:
            return None
        return self.agents * self.seances * self.duree


class Budget(Struct, frozen=True):
    """Amounts in euros by line code of the campagne's plan, and what they specify."""

    montants: Mapping[str, Decimal] = field(default_factory=dict)
    precisions: Mapping[str, str] = field(default_factory=dict)

    def montant(self, code: str) -> Decimal:
        """Amount of one line in euros, 0 when the line is empty."""
        return self.montants.get(code, Decimal(0))

    def total(self, codes: tuple[str, ...]) -> Decimal:
        """Sum of the lines `codes` in euros: the workbook's own totals are never read."""
        return sum((self.montant(code) for code in codes), Decimal(0))


COMMUNES: tuple[Field, ...] = catalogue("communes", sheet="Action")
INDICATEURS: tuple[Field, ...] = catalogue("indicateurs", sheet="Action")
AGENTS: tuple[Field, ...] = catalogue("agents", sheet="Agents")
