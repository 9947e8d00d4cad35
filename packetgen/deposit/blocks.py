"""What is copied to the platform for an action: the blocks of the year, the lines of the budget."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

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


class Block(Struct, frozen=True):
    """A text to copy in one gesture, on a screen of the platform, under its label there.

    `missing` names the cells to fill first, where there is nothing to copy; `remark` is what to
    know of it; `names` are its labels in the Cerfa. One of the budget is of a `side`.
    """

    code: str
    screen: str
    label: str
    text: str
    missing: tuple[str, ...] = ()
    remark: str = ""
    names: tuple[str, ...] = ()
    side: str = ""


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
            filled = CELL.sub(lambda found: texts.get(found[1], ""), line).strip(" ,–")
            # what is said of nothing; « Pilier : Agir.. », where an answer has its own full stop
            yield re.sub(r"(?<=: )[,–] |(?<=[.!?…])\.$", "", filled)


def texts_of(dossier: Dossier, action: Action, campagne: Campagne) -> dict[str, str]:
    """Return each answer as it is typed elsewhere: identifiers without spaces, whole euros."""
    texts = {}
    for field in (*PORTEUR, *action_fields(campagne)):
        own, name = field.key.startswith("porteur."), field.attribute
        value = getattr(dossier.porteur, name) if own else action.value(name)
        text = "" if value is None else str(value)
        if isinstance(value, date):
            text = short_date(value)
        elif isinstance(value, Decimal):
            text = _whole(value)
        elif field.kind is FieldKind.PHONE:
            text = phone(text).replace(NBSP, " ")
        texts[field.key] = re.sub(r"\s", "", text) if field.kind in _PACKED else text
    return texts | _computed(action, campagne)


def _computed(action: Action, campagne: Campagne) -> dict[str, str]:
    known = {fold(each.libelle): each.code for each in campagne.quartiers}
    codes = [known.get(fold(label), label) for label in action.quartiers]
    asked = (each for each in campagne.financeurs if action.sollicite(each))
    agents = (
        f"{line.metier} ({line.service}) : {hours(line.heures_calculees or Decimal(0))}"
        for line in action.interventions
    )
    measures = (
        f"{row.indicateur} : {row.cible}" + f" ({row.outil})" * bool(row.outil)
        for row in action.indicateurs
    )
    return {
        "quartiers": ", ".join(known.values() if action.tous_les_quartiers else codes),
        "communes": ", ".join(row.commune for row in action.communes_concernees(campagne)),
        "frequence": _FREQUENCIES[action.premiere_demande],
        "demandes": "\n".join(f"{each.nom} : {requested(each, action)}" for each in asked),
        "agents": "\n".join(agents),
        "indicateurs": "\n".join(measures),
    }


def _whole(amount: Decimal) -> str:
    return str(int(amount.quantize(Decimal(1), ROUND_HALF_UP)))


def _budget(action: Action, campagne: Campagne) -> Iterator[Block]:
    for compte in campagne.comptes:
        account = " – ".join(filter(None, (compte.numero, compte.libelle)))
        for line in compte.lignes:
            if amount := action.budget.montant(line.code):
                cents = f"{euros(amount)} dans le classeur" if amount % 1 else ""
                said = (action.budget.precisions.get(line.code), cents)
                label = " ".join(filter(None, (line.numero, line.libelle)))
                place = (f"budget.{line.code}", account, label, _whole(amount))
                yield Block(*place, remark=". ".join(filter(None, said)), side=compte.cote)
