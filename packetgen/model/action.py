"""One action: its project, its tables and its budget, its request to each funder."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields

from packetgen.model import campagne_parts as parts
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.fields import Field, FieldKind, Required, catalogue, key_of_action
from packetgen.model.financeur import CHEF_DE_FILE, DEPARTEMENT, REGION, Financeur

FINANCEMENT = "Demande de subvention"
# The sections of what one funder alone asks, by its role
OF_ROLES = {DEPARTEMENT: "Département", REGION: "Région"}
MONTANT = "montant_"
# The account of subventions, in the plan of accounts
SUBVENTIONS = "74"


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


class Action(Struct, frozen=True):
    """One action of the project, what, where, when, for whom and how: one letter, one bundle.

    What the year adds to the fields below: `montants` are the amounts asked of the funders that
    have a cell of their own, by code; `reponses` the answers to what dispositifs ask, by code. The
    `bilan` is that of the action that this one renews.
    """

    intitule: str = ""
    pilier: str = ""
    theme: str = ""
    description: str = ""
    contexte: str = ""
    objectifs: str = ""
    deroule: str = ""
    premiere_demande: bool | None = None
    inedite: bool | None = None
    numerique: bool | None = None
    dimension_numerique: str = ""
    participation: bool | None = None
    quartiers: tuple[str, ...] = ()
    lieu: str = ""
    date_debut: date | None = None
    date_fin: date | None = None
    public_nombre: int | None = None
    public_femmes: int | None = None
    public_quartiers: int | None = None
    public_ages: str = ""
    droit_commun: str = ""
    partenaires: str = ""
    comite_suivi: str = ""
    numero_dauphin: str = ""
    date_dauphin: date | None = None
    axe_departement: str = ""
    pacte_departement: str = ""
    services_departement: str = ""
    date_departement: date | None = None
    priorite_region: str = ""
    dispositif_region: str = ""
    agents_departement: bool | None = None
    communes: tuple[CommuneConcernee, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    budget: Budget = field(default_factory=Budget)
    montants: Mapping[str, Decimal] = field(default_factory=dict)
    reponses: Mapping[str, str] = field(default_factory=dict)
    bilan_periode: str = ""
    bilan_accorde: Decimal | None = None
    bilan_financeurs: str = ""
    bilan_personnes: int | None = None
    bilan_habitants: int | None = None
    bilan_indicateurs: str = ""
    bilan: str = ""
    numero: int = 1

    @property
    def heures_departement(self) -> Decimal:
        """Total forecast hours of the Département's agents, computed, never read."""
        return sum((line.heures_calculees or Decimal(0) for line in self.interventions), Decimal(0))

    def montant_demande(self, funder: Financeur) -> Decimal:
        """Amount requested from a funder in euros: in the cell of its own, or in the budget."""
        asked = self.montants.get(funder.code)
        return self.budget.montant(funder.ligne_budget) if asked is None else asked

    def subventions(self, campagne: Campagne) -> dict[str, str]:
        """Name of each funder that is asked for a subvention, by line of the budget."""
        names = {each.ligne_budget: each.nom for each in campagne.financeurs}
        return {
            ligne.code: names.get(ligne.code)
            or self.budget.precisions.get(ligne.code)
            or ligne.nom
            or ligne.libelle
            for compte in campagne.comptes
            for ligne in compte.lignes
            if compte.numero == SUBVENTIONS and self.budget.montant(ligne.code)
        }

    def demande_agents(self, funder: Financeur) -> bool:
        """Whether the agents of a funder take part: those of the Département alone do."""
        asked = self.agents_departement or self.interventions
        return funder.role == DEPARTEMENT and bool(asked)

    def sollicite(self, funder: Financeur) -> bool:
        """Whether a funder is asked for something: money or agents."""
        return self.montant_demande(funder) > 0 or self.demande_agents(funder)

    def concerned_by(self, piece: Piece, campagne: Campagne) -> bool:
        """Whether this is an action of which a piece is asked."""
        renewed = self.has_bilan if piece.genere else self.premiere_demande is False
        met = {parts.AGENTS: self.agents_departement, parts.RENOUVELLEMENT: renewed}
        of_theme = not piece.themes or campagne.code_of("themes", self.theme) in piece.themes
        funders = [campagne.financeur(code) for code in piece.financeurs]
        is_asked = not funders or any(map(self.sollicite, funders))
        return of_theme and is_asked and bool(met.get(piece.quand, True))

    def owes(self, piece: Piece, forme: str, campagne: Campagne) -> bool:
        """Whether a porteur of this `forme` (code) must supply a piece for this action."""
        return piece.due_par(forme) and self.concerned_by(piece, campagne)

    @property
    def has_bilan(self) -> bool:
        """Whether the action is renewed, and says something of what it was."""
        told = (getattr(self, name) for name in _OWN if name.startswith("bilan"))
        return self.premiere_demande is False and any(map(bool, told))

    @property
    def tous_les_quartiers(self) -> bool:
        """Whether every quarter is chosen at once."""
        return parts.TOUS_LES_QUARTIERS in self.quartiers

    @property
    def partout(self) -> CommuneConcernee | None:
        """The row « Toutes les communes », if there is one."""
        return next(
            (row for row in self.communes if row.commune == parts.TOUTES_LES_COMMUNES), None
        )

    def communes_concernees(self, campagne: Campagne) -> tuple[CommuneConcernee, ...]:
        """The rows, or every member commune with its référent, met on the common date."""
        if not (self.tous_les_quartiers or self.partout):
            return self.communes
        rows = {row.commune: row for row in self.communes if row != self.partout}
        met = self.partout.date_contact if self.partout else None
        for commune in campagne.communes:
            if commune.membre:
                named = (each.nom for each in campagne.referents_de(commune.insee) if each.nom)
                name = " et ".join(named) if met else ""
                rows.setdefault(commune.nom, CommuneConcernee(commune.nom, name, met))
        return tuple(rows.values())

    def value(self, attribute: str) -> Any:  # noqa: ANN401
        """Value of a field of `action_fields`, by its attribute; None or empty when it has none."""
        if attribute in _OWN:
            return getattr(self, attribute)
        code = attribute.removeprefix(MONTANT)
        return self.reponses.get(code, "") if code == attribute else self.montants.get(code)

    def key(self, key: str) -> str:
        """Key of one of this action's fields in the workbook."""
        return key_of_action(key, self.numero)


_OWN = frozenset(each.name for each in fields(Action))
ACTION: tuple[Field, ...] = catalogue("action", sheet="Action")
COMMUNES: tuple[Field, ...] = catalogue("communes", sheet="Action")
INDICATEURS: tuple[Field, ...] = catalogue("indicateurs", sheet="Action")
AGENTS: tuple[Field, ...] = catalogue("agents", sheet="Agents")


def montant_key(funder: Financeur) -> str:
    """Key of the amount asked of a funder: of the cell of its own, or of its budget line."""
    own = f"action.{MONTANT}{funder.code}"
    return own if funder.montant else f"budget.{funder.ligne_budget}"


def action_fields(campagne: Campagne) -> tuple[Field, ...]:
    """Return the fields of an action in a year: less those of funders and lists that it lacks."""
    absent = [title for role, title in OF_ROLES.items() if campagne.with_role(role) is None]
    absent += ["Agents"] * (OF_ROLES[DEPARTEMENT] in absent)
    found: list[Field] = []
    for each in ACTION:
        if each.key == "action.numero_dauphin":
            found += _amounts(campagne)
        can_choose = not each.choices or campagne.choices(each.choices)
        if can_choose and not {each.section, each.sheet} & {*absent}:
            found.append(each)
        if each.key == "action.dispositif_region":
            found += _questions(campagne)
    return tuple(found)


def _amounts(campagne: Campagne) -> Iterator[Field]:
    numbers = {each.code: each.numero for compte in campagne.comptes for each in compte.lignes}
    for funder in campagne.financeurs:
        if funder.montant:
            line = numbers[funder.ligne_budget]
            told = f"En euros entiers ; le même qu’à la ligne {line} du budget."
            required = Required.ALWAYS if funder.role == CHEF_DE_FILE else Required.OPTIONAL
            asked = told, FieldKind.EUROS, required, "6 500", FINANCEMENT
            yield Field(montant_key(funder), funder.montant, *asked, sheet="Action")


def _questions(campagne: Campagne) -> Iterator[Field]:
    names = {each.code: each.libelle for each in campagne.dispositifs}
    for asked in campagne.questions:
        # typed as any other label: the sheets set their spaces
        label, told = asked.libelle.replace("\u00a0", " "), asked.description.replace("\u00a0", " ")
        place = FieldKind.LONG_TEXT, Required.DISPOSITIF, "", OF_ROLES[REGION]
        of = names[asked.dispositif]
        yield Field(f"action.{asked.code}", label, told, *place, sheet="Action", dispositif=of)


def attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes an Action of the values of its fields; those of the year go in tables."""
    found: dict[str, Any] = {"montants": {}, "reponses": {}}
    for name, value in values.items():
        code = name.removeprefix(MONTANT)
        if name in _OWN:
            found[name] = value
        elif value not in (None, ""):
            found["reponses" if code == name else "montants"][code] = value
    return found
