"""Every word of click that a user may read has its translation, compiled."""

from __future__ import annotations

from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import packetgen.cli

LOCALE = Path(packetgen.cli.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
CALLS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def sentences(catalogue: Catalog) -> dict[str, str]:
    """What each message of a catalogue says, by its (singular) words."""
    said = {}
    for message in catalogue:
        singular = message.id[0] if message.pluralizable else message.id
        if singular:
            said[str(singular)] = (
                "|".join(message.string or ()) if message.pluralizable else str(message.string)
            )
    return said


def written() -> dict[str, str]:
    """The catalogue that translators edit."""
    with (LOCALE / "messages.po").open("rb") as source:
        return sentences(read_po(source))


def test_click_is_wholly_translated() -> None:
    wanted = {
        message[0] if isinstance(message, tuple) else message
        for *_, message, _, _ in extract_from_dir(str(Path(click.__file__).parent), keywords=CALLS)
    }
    assert len(wanted) > 50
    assert wanted <= written().keys()
    assert not [singular for singular, said in written().items() if not said]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (LOCALE / "messages.mo").open("rb") as compiled:
        assert sentences(read_mo(compiled)) == written()
