"""What the Cerfa that comes back says of each block that was to be copied to the platform."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from packetgen.checks import annex_text
from packetgen.checks.annex_text import Pages
from packetgen.deposit.blocks import BUDGET, Block, Side
from packetgen.deposit.dates import with_short_days
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import LigneBudget
from packetgen.text import NBSP, bare_words, fold, number

# Folded letters from which a text is found wherever it stands: a shorter one may be anything's
_LONG = 60
_FORMS = (annex_text.SIRET, annex_text.RNA, annex_text.DAUPHIN)


class Verdict(StrEnum):
    """What can be said of a block in the Cerfa."""

    SAME = "concorde"
    OTHER = "diffère"
    UNKNOWN = "impossible à dire"


@dataclass(frozen=True)
class Seen:
    """What the Cerfa says of a block: words read there, where it says otherwise."""

    verdict: Verdict
    read: str = ""


_UNKNOWN = Seen(Verdict.UNKNOWN)


def compare(
    blocks: tuple[Block, ...], sides: tuple[Side, ...], campagne: Campagne, pages: Pages
) -> Mapping[str, Seen]:
    """Return by its code what the pages of the Cerfa say of each block and line of the budget.

    They are read line by line, as they are seen. A line of the budget that holds nothing is told
    only where the Cerfa has an amount.
    """
    text = _without_furniture(pages)
    labels = [name for block in blocks for name in block.names]
    ends = [*labels, *(block.label for block in blocks)]
    found = {each.code: _seen(each, text, ends, pages) for each in blocks if each.text}
    copied = {
        line.code: line.text for side in sides for each in side.accounts for line in each.lines
    }
    plan = [line for compte in campagne.comptes for line in compte.lignes]
    return found | dict(_amounts(plan, copied, pages))


def _without_furniture(pages: Pages) -> str:
    """Return the text without what stands on several pages: titles, page numbers."""
    bare = [[re.sub(r"\d", "", fold(line)) for line in page.splitlines()] for page in pages]
    times = Counter(line for page in bare for line in {*page})
    return "\n".join(
        line
        for page, folded in zip(pages, bare, strict=True)
        for line, words in zip(page.splitlines(), folded, strict=True)
        if times[words] < 2 or fold(line).isdigit() or len(words) > _LONG
    )


def _seen(block: Block, text: str, ends: list[str], pages: Pages) -> Seen:
    for form in filter(lambda form: form.fullmatch(block.text), _FORMS):
        read = [each.value for each in annex_text.search(form, pages)]
        if any(annex_text.same(each, block.text) for each in read):
            return Seen(Verdict.SAME)
        return Seen(Verdict.OTHER, read[0]) if read else _UNKNOWN
    wanted = _plain(block.text)
    passages = [*_passages(block, text, ends)]
    for after, passage in passages:
        # words of its own may look like the label that ends it
        begun = _plain(after).startswith(wanted) and len(_plain(passage)) <= len(wanted)
        if wanted == _plain(passage) or begun:
            return Seen(Verdict.SAME)
    # where a passage does not seem to end, its end was not seen
    longest = 3 * len(block.text) + 1_000
    said = [passage for _, passage in passages if 0 < len(passage) < longest]
    if said:
        near = max(said, key=lambda each: SequenceMatcher(None, _plain(each), wanted).ratio())
        return Seen(Verdict.OTHER, near)
    return Seen(Verdict.SAME) if len(wanted) >= _LONG and wanted in _plain(text) else _UNKNOWN


def _passages(block: Block, text: str, ends: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what follows each place of a label of the block: the rest, and until the next label."""
    for found in re.finditer(_label(block.names), text) if block.names else ():
        after = text[found.end() :]
        end = re.search(_label(tuple(ends)), after)
        passage = after[: end.start()] if end else after
        yield after, "\n".join(line.strip() for line in passage.splitlines() if line.strip())


def _label(names: tuple[str, ...]) -> str:
    """Return the form of a label: alone on its line, or up to its colon."""
    words = ("".join(rf"\W*{_letters(word)}" for word in name.split()) for name in names)
    either = "|".join(sorted(words, key=len, reverse=True))
    return rf"(?im)^\W*(?:\d+(?:\.\d+)*\W*)?(?:{either})(?:[^\w\n]*$|[^\n:]{{0,80}}:)"


def _letters(word: str) -> str:
    return re.escape("".join(re.findall(r"\w", word)))


def _plain(text: str) -> str:
    return "".join(bare_words(with_short_days(text)))


def _amounts(
    plan: Sequence[LigneBudget], copied: Mapping[str, str], pages: Pages
) -> Iterator[tuple[str, Seen]]:
    for line in plan:
        code, own = f"{BUDGET}{line.code}", fold(line.libelle)
        # « Prestations » is within « Prestations de services »
        longer = [name for each in plan if own in (name := fold(each.libelle)) and name != own]
        read = [each.value for each in annex_text.amounts_of_line(line, _less(longer, pages))]
        wanted = copied.get(code, "")
        others = [each for each in read if each != (wanted or "0")]
        if others:
            yield code, Seen(Verdict.OTHER, f"{number(Decimal(others[0]))}{NBSP}€")
        elif wanted:
            yield code, Seen(Verdict.SAME) if read else _UNKNOWN


def _less(names: Sequence[str], pages: Pages) -> Pages:
    """Return the pages without the lines that bear one of these names."""
    return tuple(
        "\n".join(
            line for line in page.splitlines() if not any(name in fold(line) for name in names)
        )
        for page in pages
    )
