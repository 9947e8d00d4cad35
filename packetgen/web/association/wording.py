"""Sentences of the commands, said as the page needs them: no terminal, no folder of a workbook."""

import re
from contextlib import suppress
from datetime import datetime

from packetgen.resources import table
from packetgen.text import IBAN, mask_iban

# What people of the commands do, and people of the page do otherwise; a space of theirs may be one
# that does not break
PATTERNS = tuple(
    (re.compile(pattern.replace(" ", r"\s")), said)
    for pattern, said in table(__file__, "wording.toml")["dits"]
)


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
    with suppress(ValueError):
        return f"{datetime.strptime(text, '%d/%m/%Y'):%Y-%m-%d}"  # noqa: DTZ007 - a day, of nowhere
    return None
