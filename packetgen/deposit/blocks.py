"""What is copied to the platform for an action, block by block, and what its Cerfa says of each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from msgspec import Struct

from packetgen.checks import annex_text
from packetgen.checks.annex_text import Pages
from packetgen.deposit.dates import with_short_days
from packetgen.documents.contexts.deposits import requested
from packetgen.documents.contexts.wording import phone
from packetgen.model.action import Action, action_fields
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL
from packetgen.model.dossier import PORTEUR, Dossier
from packetgen.model.fields import FieldKind
from packetgen.text import NBSP, bare_words, euros, fold, hours, short_date

# Folded letters from which a text is found wherever it stands: a shorter one may be anything's
_LONG = 60
# Of its label, where a text is looked for
_MOST_PLACES = 20
BUDGET = "budget"
_FORMS = (annex_text.SIRET, annex_text.RNA, annex_text.DAUPHIN)
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


class Seen(Struct, frozen=True):
    """What can be said of a block in the Cerfa, and the words read there if they are others."""

    verdict: str
    read: str = ""


SAME, UNKNOWN, OTHER = Seen("concorde"), Seen("impossible à dire"), "diffère"


def compare(blocks: Iterable[Block], campagne: Campagne, pages: Pages) -> Mapping[str, Seen]:
    """Return by its code what the pages of the Cerfa, read line by line, say of each block.

    A line of the budget that holds nothing is told only where that of the project has an amount:
    the Cerfa may have that of the structure before.
    """
    texts = {each.code: each.text for each in blocks if each.side}
    others = [each for each in blocks if not each.side]
    ends = [name for each in others for name in (*each.names, each.label)]
    whole, found = "\n".join(pages), {}
    for block in (each for each in others if each.text):
        # a line of its own may be a title too
        seen = [_seen(block, text, ends) for text in (_without_furniture(pages), whole)]
        found[block.code] = SAME if SAME in seen else seen[0]
    budget = [each.label for each in others if each.code == BUDGET]
    begin = re.search(_label(budget), whole) if budget else None
    rest = whole[begin.end() :] if begin else whole
    return found | dict(_amounts(texts, campagne, rest, bool(begin)))


def _without_furniture(pages: Pages) -> str:
    """Return the text without what stands on several pages: titles, page numbers."""

    def bare(line: str) -> str:
        return re.sub(r"\d", "", fold(line))

    times = Counter(each for page in pages for each in {*map(bare, page.splitlines())} if each)
    lines = (line for page in pages for line in page.splitlines())
    return "\n".join(line for line in lines if times[bare(line)] < 2)


def _seen(block: Block, text: str, ends: list[str]) -> Seen:
    for form in filter(lambda form: form.fullmatch(block.text), _FORMS):
        read = [each.value for each in annex_text.search(form, (text,))]
        if any(annex_text.same(each, block.text) for each in read):
            return SAME
        return Seen(OTHER, read[0]) if read else UNKNOWN
    wanted, said = _plain(block.text), []
    places = re.finditer(_label(block.names), text) if block.names else iter(())
    for found in islice(places, _MOST_PLACES):
        # where a passage does not seem to end, its end was not seen
        longest = 3 * len(block.text) + 1_000
        after = text[found.end() :][: 2 * longest]
        end = re.search(_label(ends), after)
        passage = after[: end.start()].strip() if end else after.strip()
        # words of its own may look like the label that ends it
        rest = _plain(after).removeprefix(wanted)
        is_cut = len(_plain(passage)) < len(wanted) and rest != _plain(after)
        if wanted == _plain(passage) or (is_cut and rest.startswith(tuple(map(_plain, ends)))):
            return SAME
        said += [passage] if 0 < len(passage) < longest else []
    if said:
        return Seen(OTHER, said[0])
    return SAME if len(wanted) >= _LONG and wanted in _plain(text) else UNKNOWN


def _label(names: Iterable[str]) -> str:
    """Return the form of a label: alone on its line, or up to its colon."""
    # a number may be that of a footnote: « Budget5 du projet »
    bare = (r"[\W\d]{0,9}".join(re.findall(r"\w+", name)) for name in names)
    either = "|".join(sorted(bare, key=len, reverse=True))
    return rf"(?im)^[^\w\n]*(?:\d+(?:\.\d+)*[^\w\n]*)?(?:{either})(?:[^\w\n]*$|[^\n:]{{0,80}}:)"


def _plain(text: str) -> str:
    return "".join(bare_words(with_short_days(text)))


def _amounts(
    texts: Mapping[str, str], campagne: Campagne, text: str, of_project: bool
) -> Iterator[tuple[str, Seen]]:
    plan = [line for compte in campagne.comptes for line in compte.lignes]
    rows = [(row, fold(row)) for row in text.splitlines()]
    for line in plan:
        code, own = f"budget.{line.code}", fold(line.libelle)
        # « Prestations » is within « Prestations de services »: a line of this name is not its own
        longer = [name for each in plan if own in (name := fold(each.libelle)) and name != own]
        mine = (row for row, bare in rows if not any(name in bare for name in longer))
        read = {each.value for each in annex_text.amounts_of_line(line, ("\n".join(mine),))}
        wanted = texts.get(code, "0" if of_project else "")
        if read and wanted and wanted not in read:
            yield code, Seen(OTHER, " ou ".join(euros(Decimal(each)) for each in sorted(read)))
        elif code in texts:
            yield code, SAME if read == {wanted} else UNKNOWN
