"""The finished bundle read by pypdf, which took no part in writing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from packetgen.model.bundle import Difference, Plan, outline_title
from packetgen.text import count


def differences(path: Path, plan: Plan) -> Iterator[Difference]:
    """Yield in French what another reader finds otherwise: pages, their labels, the outline."""
    # Given a file, pypdf reads what it needs; given a path, it holds the whole in memory
    with path.open("rb") as file:
        reader: Any = PdfReader(file)
        pages = len(reader.pages)
        if pages != plan.pages:
            yield Difference(
                f"un second lecteur compte {count(pages, 'page')} au lieu de {plan.pages}"
            )
            return
        if reader.page_labels != [str(number) for number in range(1, pages + 1)]:
            yield Difference("un second lecteur ne trouve pas les pages numérotées dans l’ordre")
        found = [
            (entry.title, reader.get_destination_page_number(entry) + 1) for entry in reader.outline
        ]
        expected = [(outline_title(placed.part), placed.first) for placed in plan.parts]
        if found != expected:
            yield Difference("un second lecteur ne trouve pas les signets à leur page")
