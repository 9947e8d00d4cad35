"""Sentences of the commands, said as the page needs them: no terminal, no folder of a workbook."""

import re

from packetgen.resources import table
from packetgen.text import IBAN, mask_iban

# What people of the commands do, and people of the page do otherwise; a space of theirs may be one
# that does not break
PATTERNS = tuple(
    (re.compile(pattern.replace(" ", r"\s")), said)
    for pattern, said in table(__file__, "wording.toml")["dits"]
)
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def without_terminal(sentence: str) -> str:
    """Return a sentence of the commands as the page says it."""
    for pattern, said in PATTERNS:
        sentence = pattern.sub(said, sentence)
    return sentence


def without_iban(text: str) -> str:
    """Return what a cell holds, its IBAN masked."""
    return IBAN.sub(lambda found: mask_iban(found[0]), text)


def iso(text: str) -> str | None:
    """Return a French date as browsers write it, nothing for nothing; None for any other text."""
    if not text:
        return ""
    day = DAY.fullmatch(text)
    return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else None
