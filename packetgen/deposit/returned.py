"""What the Cerfa that comes back says of each block that was to be copied to the platform."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from packetgen.checks import annex_text
from packetgen.checks.annex_text import Pages
from packetgen.deposit.blocks import Block
from packetgen.deposit.dates import with_short_days
from packetgen.model.campagne import Campagne
from packetgen.text import bare_words, euros, fold

# Folded letters from which a text is found wherever it stands: a shorter one may be anything's
_LONG = 60
_FORMS = (annex_text.SIRET, annex_text.RNA, annex_text.DAUPHIN)


@dataclass(frozen=True)
class Seen:
    """What can be said of a block in the Cerfa, and the words read there if they are others."""

    verdict: str
    read: str = ""


SAME, UNKNOWN, OTHER = Seen("concorde"), Seen("impossible à dire"), "diffère"


def compare(blocks: Iterable[Block], campagne: Campagne, pages: Pages) -> Mapping[str, Seen]:
    """Return by its code what the pages of the Cerfa, read line by line, say of each block.

    A line of the budget that holds nothing is told only where the Cerfa has an amount.
    """
    texts = {each.code: each.text for each in blocks if each.side}
    others = [each for each in blocks if not each.side]
    ends = [name for each in others for name in (*each.names, each.label)]
    text = _without_furniture(pages)
    found = {each.code: _seen(each, text, ends, pages) for each in others if each.text}
    return found | dict(_amounts(texts, campagne, pages))


def _without_furniture(pages: Pages) -> str:
    """Return the text without what stands on several pages: titles, page numbers."""

    def bare(line: str) -> str:
        return re.sub(r"\d", "", fold(line))

    times = Counter(each for page in pages for each in {*map(bare, page.splitlines())} if each)
    lines = (line for page in pages for line in page.splitlines())
    return "\n".join(line for line in lines if times[bare(line)] < 2)


def _seen(block: Block, text: str, ends: list[str], pages: Pages) -> Seen:
    for form in filter(lambda form: form.fullmatch(block.text), _FORMS):
        read = [each.value for each in annex_text.search(form, pages)]
        if any(annex_text.same(each, block.text) for each in read):
            return SAME
        return Seen(OTHER, read[0]) if read else UNKNOWN
    wanted, said = _plain(block.text), []
    for found in re.finditer(_label(block.names), text) if block.names else ():
        after = text[found.end() :]
        end = re.search(_label(ends), after)
        passage = after[: end.start()].strip() if end else after.strip()
        # words of its own may look like the label that ends it
        begun = _plain(after).startswith(wanted) and len(_plain(passage)) <= len(wanted)
        if wanted == _plain(passage) or begun:
            return SAME
        # where a passage does not seem to end, its end was not seen
        said += [passage] if 0 < len(passage) < 3 * len(block.text) + 1_000 else []
    if said:
        close = get_close_matches(block.text, said, n=1, cutoff=0)
        return Seen(OTHER, close[0])
    return SAME if len(wanted) >= _LONG and wanted in _plain(text) else UNKNOWN


def _label(names: Iterable[str]) -> str:
    """Return the form of a label: alone on its line, or up to its colon."""
    bare = (r"\W*".join(re.findall(r"\w+", name)) for name in names)
    either = "|".join(sorted(bare, key=len, reverse=True))
    return rf"(?im)^\W*(?:\d+(?:\.\d+)*\W*)?(?:{either})(?:[^\w\n]*$|[^\n:]{{0,80}}:)"


def _plain(text: str) -> str:
    return "".join(bare_words(with_short_days(text)))


def _amounts(
    texts: Mapping[str, str], campagne: Campagne, pages: Pages
) -> Iterator[tuple[str, Seen]]:
    plan = [line for compte in campagne.comptes for line in compte.lignes]
    for line in plan:
        code, own = f"budget.{line.code}", fold(line.libelle)
        # « Prestations » is within « Prestations de services »: a line of this name is not its own
        longer = [name for each in plan if own in (name := fold(each.libelle)) and name != own]
        mine = (
            [row for row in page.splitlines() if not any(name in fold(row) for name in longer)]
            for page in pages
        )
        read = annex_text.amounts_of_line(line, tuple(map("\n".join, mine)))
        others = [each.value for each in read if each.value != texts.get(code, "0")]
        if others:
            yield code, Seen(OTHER, euros(Decimal(others[0])))
        elif code in texts:
            yield code, SAME if read else UNKNOWN
