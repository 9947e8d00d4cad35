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


def test_click_is_wholly_translated() -> None:
    with (LOCALE / "messages.po").open("rb") as source:
        catalogue = read_po(source)
    wanted = {
        message[0] if isinstance(message, tuple) else message
        for *_, message, _, _ in extract_from_dir(str(Path(click.__file__).parent), keywords=CALLS)
    }
    assert len(wanted) > 50
    assert wanted <= {
        message.id[0] if message.pluralizable else message.id for message in catalogue
    }
    assert not [message.id for message in catalogue if message.id and not message.string]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    def sentences(catalogue: Catalog) -> set[tuple[str, ...]]:
        return {
            (*message.id, *message.string) if message.pluralizable else (message.id, message.string)
            for message in catalogue
            if message.id
        }

    with (LOCALE / "messages.po").open("rb") as written, (LOCALE / "messages.mo").open("rb") as mo:
        assert sentences(read_mo(mo)) == sentences(read_po(written))
