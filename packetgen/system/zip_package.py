"""Zip packages (OOXML, OpenDocument): read within limits, parsed safely, written alike."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lxml.etree import _Element

XML = (".xml", ".rels", ".vml", ".svg", ".rdf")
# The oldest date that a zip can hold: the same bytes each time
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
UNIX, WINDOWS = 3, 0


class PackageDamaged(Exception):
    """Not a package, not whole, or with a part that is no sound XML."""


class PackageOversized(Exception):
    """More, once unpacked, than the limits of its reader."""


class PackageForbidden(Exception):
    """A part that declares a DTD: an entity could name a file, or swell."""


class Limits(Struct, frozen=True):
    """Largest numbers of a package: parts, and bytes unpacked: all, one XML part, all XML parts."""

    parts: int
    unpacked: int
    xml_part: int
    xml: int | None = None


def read_package(source: Path | bytes, limits: Limits) -> dict[str, bytes]:
    """Return the parts by name; raises PackageDamaged, PackageOversized.

    Sizes are those of the index: zipfile never inflates more than an entry declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as file:
            entries = [entry for entry in file.infolist() if not entry.is_dir()]
            _check(entries, limits)
            return {entry.filename: file.read(entry) for entry in entries}
    except PackageOversized:
        raise
    except Exception as error:  # BadZipFile, zlib.error, EOFError, an unknown compression…
        raise PackageDamaged from error


def _check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    texts = [entry.file_size for entry in entries if is_xml(entry.filename)]
    if (
        len(entries) > limits.parts
        or sum(entry.file_size for entry in entries) > limits.unpacked
        or max(texts, default=0) > limits.xml_part
        or (limits.xml is not None and sum(texts) > limits.xml)
    ):
        raise PackageOversized


def part_name(entry: str) -> str:
    """Return the name of the part that a zip entry holds, whatever the system that wrote it."""
    return entry.replace("\\", "/").removeprefix("/")


def is_xml(part: str) -> bool:
    """Return True for a part that readers parse as XML, by its name."""
    return part.lower().endswith(XML)


def parse_part(content: bytes, *, comments: bool = True, lenient: bool = False) -> _Element:
    """Return the root of an XML part; raises PackageDamaged, PackageForbidden.

    `lenient` is for a part that programs write without all the care of XML: VML.
    The parser's own limits stay: 256 levels, which also keeps the stacks of engines whole.
    """
    # long to load, and what reads a workbook parses nothing here
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        remove_pis=True,
        remove_comments=not comments,
        recover=lenient,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageDamaged from error
    if root is None:
        raise PackageDamaged
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageForbidden
    return root


def write_package(
    parts: Mapping[str, bytes],
    *,
    compressed: bool = True,
    system: int = UNIX,
    permissions: int = 0o600,
) -> bytes:
    """Return a zip of `parts` in their order, without a trace of when and where it was made."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.create_system = system
            entry.external_attr = permissions << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            file.writestr(entry, data)
    return content.getvalue()
