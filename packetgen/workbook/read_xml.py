"""Parse XML of unknown hands: without a DTD there is no entity to expand and nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers import expat

from defusedxml.common import DTDForbidden


def parse(
    xml: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell of each element its start, its end, and the texts between, as they come.

    Names keep their prefixes. Raises DTDForbidden, and ExpatError for XML that is damaged.
    """
    # xml.sax would make an object of the attributes of each element
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _forbid
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(xml)


def _forbid(name: str, system: str | None, public: str | None, _internal: int) -> NoReturn:
    raise DTDForbidden(name, system, public)
