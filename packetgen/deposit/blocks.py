"""What is copied to the platform for an action: the blocks of the year, the lines of the budget."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from packetgen.documents.contexts.deposits import requested
from packetgen.documents.contexts.wording import CERTAINTY, phone
from packetgen.model.action import Action, action_fields
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL, Compte
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field, FieldKind
from packetgen.model.porteur import PORTEUR
from packetgen.text import NBSP, euros, fold, hours, short_date, upper_first

_PACKED = (FieldKind.SIRET, FieldKind.RNA, FieldKind.POSTAL_CODE)
BUDGET = "budget."


@dataclass(frozen=True)
class Block:
    """A text to copy in one gesture, on a screen of the platform, under its label there.

    `missing` names the cells to fill first, where there is nothing to copy; `remark` is what to
    know of it, `certainty` how sure its place is; `names` are its labels in the Cerfa.
    """

    code: str
    screen: str
    label: str
    text: str
    missing: str = ""
    remark: str = ""
    certainty: str = ""
    names: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """What tells that its text is still the one that was copied."""
        return sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Account:
    """An account of the budget: its lines that hold an amount, and their total in whole euros."""

    title: str
    lines: tuple[Block, ...]
    total: str


@dataclass(frozen=True)
class Side:
    """Charges or produits: their accounts, and the total that the platform shows, 86 and 87 too."""

    name: str
    accounts: tuple[Account, ...]
    total: Decimal


def blocks_of(dossier: Dossier, action: Action, campagne: Campagne) -> tuple[Block, ...]:
    """Return the blocks of an action, in the order of the screens."""
    fields = {each.key: each for each in (*PORTEUR, *action_fields(campagne))}
    texts = {key: _said(field, dossier, action) for key, field in fields.items()}
    texts |= _computed(action, campagne)
    return tuple(
        Block(
            bloc.code,
            bloc.ecran,
            bloc.libelle,
            text := "\n".join(written(bloc.contenu, texts)),
            "" if text else _wanting(bloc.contenu, fields),
            bloc.description,
            CERTAINTY[bloc.source.statut],
            bloc.noms_cerfa,
        )
        for bloc in campagne.blocs
    )


def sides_of(action: Action, campagne: Campagne) -> tuple[Side, ...]:
    """Return the budget as the platform asks it: by its own lines, in whole euros."""
    return tuple(_side(name, action, campagne) for name in ("charges", "produits"))


def written(lines: Iterable[str], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield lines with what they name, less those in which all that is named is empty."""
    for line in lines:
        named = CELL.findall(line)
        if not named or any(texts.get(name) for name in named):
            line = (
                CELL.sub(lambda found: texts.get(found[1], ""), line).strip(" ,") if named else line
            )
            # « Pilier : Agir.. », where an answer has its own full stop
            yield re.sub(r"([.!?…])\.$", r"\1", line)


def _wanting(lines: Iterable[str], fields: Mapping[str, Field]) -> str:
    named = [name for line in lines for name in CELL.findall(line)]
    labels = [f"«{NBSP}{fields[name].label}{NBSP}»" for name in named if name in fields]
    return ", ".join(labels)


def _said(field: Field, dossier: Dossier, action: Action) -> str:
    """Return an answer as it is typed elsewhere: identifiers without spaces, whole euros."""
    holder, _, attribute = field.key.partition(".")
    value = getattr(dossier.porteur, attribute) if holder == "porteur" else action.value(attribute)
    match value:
        case bool():
            return "Oui" if value else "Non"
        case date():
            return short_date(value)
        case Decimal():
            return str(whole_euros(value))
        case tuple():
            return "\n".join(value)
    text = "" if value is None else str(value)
    if field.kind is FieldKind.PHONE:
        return phone(text).replace(NBSP, " ")
    return re.sub(r"\s", "", text) if field.kind in _PACKED else text


def _computed(action: Action, campagne: Campagne) -> dict[str, str]:
    known = {fold(each.libelle): each.code for each in campagne.quartiers}
    chosen = campagne.quartiers if action.tous_les_quartiers else ()
    codes = [known.get(fold(label), label) for label in action.quartiers]
    frequency = {True: "Première demande", False: "Renouvellement (ou poursuite)", None: ""}
    towns = (row.commune for row in action.communes_concernees(campagne))
    asked = (each for each in campagne.financeurs if action.sollicite(each))
    return {
        "quartiers": ", ".join([each.code for each in chosen] or codes),
        "communes": ", ".join(filter(None, towns)),
        "frequence": frequency[action.premiere_demande],
        "demandes": "\n".join(f"{each.nom} : {requested(each, action)}" for each in asked),
        "agents": "\n".join(
            f"{line.metier} ({line.service}) : {hours(line.heures_calculees or Decimal(0))}"
            for line in action.interventions
        ),
        "indicateurs": "\n".join(
            f"{row.indicateur} : {row.cible}" + (f" ({row.outil})" if row.outil else "")
            for row in action.indicateurs
            if row.indicateur
        ),
    }


def whole_euros(amount: Decimal) -> int:
    """Return an amount as the platform takes it."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _side(name: str, action: Action, campagne: Campagne) -> Side:
    accounts = [
        Account(
            f"{compte.numero} – {compte.libelle}" if compte.numero else compte.libelle,
            lines,
            str(sum(int(line.text) for line in lines)),
        )
        for compte in campagne.comptes
        if compte.cote == name and (lines := tuple(_budget_lines(compte, action)))
    ]
    return Side(name, tuple(accounts), Decimal(sum(int(each.total) for each in accounts)))


def _budget_lines(compte: Compte, action: Action) -> Iterator[Block]:
    for line in compte.lignes:
        if amount := action.budget.montant(line.code):
            precision = action.budget.precisions.get(line.code, "")
            cents = f"{upper_first(euros(amount))} dans le classeur" if amount % 1 else ""
            said = (f"À préciser : {precision}" if precision else "", cents)
            yield Block(
                f"{BUDGET}{line.code}",
                compte.cote,
                line.libelle,
                str(whole_euros(amount)),
                remark=". ".join(filter(None, said)),
            )
