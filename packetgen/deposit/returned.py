"""What the Cerfa that comes back says of each block that was to be copied to the platform."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice

from msgspec import Struct

from packetgen.checks import annex_text
from packetgen.checks.annex_text import Pages
from packetgen.deposit.blocks import Block
from packetgen.deposit.dates import with_short_days
from packetgen.model.campagne import Campagne
from packetgen.text import bare_words, euros, fold

# Folded letters from which a text is found wherever it stands: a shorter one may be anything's
_LONG = 60
# Of its label, where a text is looked for
_MOST_PLACES = 20
BUDGET = "budget"
_FORMS = (annex_text.SIRET, annex_text.RNA, annex_text.DAUPHIN)


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
    return found | dict(
        _amounts(texts, campagne, whole[begin.end() :] if begin else whole, bool(begin))
    )


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
