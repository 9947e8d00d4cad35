"""What is copied to the platform for an action: the blocks of the year, the lines of the budget."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from packetgen.documents.contexts.deposits import requested
from packetgen.documents.contexts.wording import phone
from packetgen.model.action import Action, action_fields
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL
from packetgen.model.dossier import Dossier
from packetgen.model.fields import FieldKind
from packetgen.model.porteur import PORTEUR
from packetgen.text import NBSP, euros, fold, hours, short_date

_PACKED = (FieldKind.SIRET, FieldKind.RNA, FieldKind.POSTAL_CODE)
_FREQUENCIES = {True: "Première demande", False: "Renouvellement (ou poursuite)", None: ""}


@dataclass(frozen=True)
class Block:
    """A text to copy in one gesture, on a screen of the platform, under its label there.

    `missing` names the cells to fill first, where there is nothing to copy; `remark` is what to
    know of it; `names` are its labels in the Cerfa. One of the budget is a `line` of its plan, in
    whole euros.
    """

    code: str
    screen: str
    label: str
    text: str
    missing: tuple[str, ...] = ()
    remark: str = ""
    names: tuple[str, ...] = ()
    line: str = ""

    @property
    def seal(self) -> str:
        """What tells that its text is still the one that was copied."""
        return sha256(self.text.encode()).hexdigest()[:16]


def blocks_of(dossier: Dossier, action: Action, campagne: Campagne) -> tuple[Block, ...]:
    """Return the blocks of an action in the order of the screens, the lines of its budget last."""
    texts = texts_of(dossier, action, campagne)
    labels = {each.key: each.label for each in (*PORTEUR, *action_fields(campagne))}
    found = []
    for bloc in campagne.blocs:
        text = "\n".join(written(bloc.contenu, texts))
        named = CELL.findall(" ".join(bloc.contenu)) if not text else ()
        missing = tuple(labels[name] for name in named if name in labels)
        place = (bloc.code, bloc.ecran, bloc.libelle)
        found.append(Block(*place, text, missing, bloc.description, bloc.noms_cerfa))
    return (*found, *_budget(action, campagne))


def written(lines: Iterable[str], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield lines with what they name, less those in which all that is named is empty."""
    for line in lines:
        named = CELL.findall(line)
        if not named:
            yield line
        elif any(texts.get(name) for name in named):
            filled = CELL.sub(lambda found: texts.get(found[1], ""), line).strip(" ,")
            # « Pilier : Agir.. », where an answer has its own full stop
            yield re.sub(r"([.!?…])\.$", r"\1", filled)


def texts_of(dossier: Dossier, action: Action, campagne: Campagne) -> dict[str, str]:
    """Return each answer as it is typed elsewhere: identifiers without spaces, whole euros."""
    texts = {}
    for field in (*PORTEUR, *action_fields(campagne)):
        name = field.attribute
        own = field.key.startswith("porteur.")
        value = getattr(dossier.porteur, name) if own else action.value(name)
        text = "" if value is None else str(value)
        match value:
            case bool():
                text = "Oui" if value else "Non"
            case date():
                text = short_date(value)
            case Decimal():
                text = whole_euros(value)
        if field.kind is FieldKind.PHONE:
            text = phone(text).replace(NBSP, " ")
        texts[field.key] = re.sub(r"\s", "", text) if field.kind in _PACKED else text
    return texts | _computed(action, campagne)


def _computed(action: Action, campagne: Campagne) -> dict[str, str]:
    known = {fold(each.libelle): each.code for each in campagne.quartiers}
    codes = [known.get(fold(label), label) for label in action.quartiers]
    towns = (row.commune for row in action.communes_concernees(campagne))
    asked = (each for each in campagne.financeurs if action.sollicite(each))
    rows = (row for row in action.indicateurs if row.indicateur)
    return {
        "quartiers": ", ".join(known.values() if action.tous_les_quartiers else codes),
        "communes": ", ".join(filter(None, towns)),
        "frequence": _FREQUENCIES[action.premiere_demande],
        "demandes": "\n".join(f"{each.nom} : {requested(each, action)}" for each in asked),
        "agents": "\n".join(
            f"{line.metier} ({line.service}) : {hours(line.heures_calculees or Decimal(0))}"
            for line in action.interventions
        ),
        "indicateurs": "\n".join(
            f"{row.indicateur} : {row.cible}" + f" ({row.outil})" * bool(row.outil) for row in rows
        ),
    }


def whole_euros(amount: Decimal) -> str:
    """Return an amount as the platform takes it."""
    return str(int(amount.quantize(Decimal(1), ROUND_HALF_UP)))


def _budget(action: Action, campagne: Campagne) -> Iterator[Block]:
    for compte in campagne.comptes:
        account = " – ".join(filter(None, (compte.numero, compte.libelle)))
        for line in compte.lignes:
            if amount := action.budget.montant(line.code):
                said = action.budget.precisions.get(line.code, "")
                cents = f"{euros(amount)} dans le classeur" if amount % 1 else ""
                remark = ". ".join(filter(None, (said, cents)))
                place = (f"budget.{line.code}", f"{compte.cote.capitalize()} : {account}")
                text = whole_euros(amount)
                label = " ".join(filter(None, (line.numero, line.libelle)))
                yield Block(*place, label, text, remark=remark, line=compte.cote)
