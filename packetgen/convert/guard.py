"""Refuse, before any engine sees it, a file that is not a Word document of a sane size."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from packetgen.errors import ConversionFailed

if TYPE_CHECKING:
    from pathlib import Path

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ENTRIES = 4_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML_PART = 40 * 1024 * 1024
SAVE_AGAIN = "ouvrez-le dans Word et enregistrez-le de nouveau au format « Document Word (.docx) »"


def read_parts(source: Path) -> dict[str, bytes]:
    """Return the parts of a .docx by name; ConversionFailed says why it cannot be read."""
    with source.open("rb") as file:
        if file.read(len(OLE_MAGIC)) == OLE_MAGIC:
            raise ConversionFailed(
                f"« {source.name} » est protégé par un mot de passe ou enregistré à l’ancien "
                f"format .doc : {SAVE_AGAIN}, sans mot de passe."
            )
    try:
        with zipfile.ZipFile(source) as archive:
            _check_sizes(source, archive)
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,  # an unknown compression method
        RuntimeError,  # an encrypted entry
    ) as error:
        raise unreadable(source.name) from error


def unreadable(name: str) -> ConversionFailed:
    """Return the refusal of a file that is not, or is no longer, a Word document."""
    return ConversionFailed(
        f"« {name} » n’est pas un document Word lisible (vide, tronqué ou d’un autre type) : "
        f"{SAVE_AGAIN}."
    )


def _check_sizes(source: Path, archive: zipfile.ZipFile) -> None:
    """Refuse what would fill the memory; zipfile never reads beyond the sizes declared."""
    entries = archive.infolist()
    largest_xml = max(
        (entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))),
        default=0,
    )
    if (
        len(entries) > MAX_ENTRIES
        or sum(entry.file_size for entry in entries) > MAX_UNPACKED
        or largest_xml > MAX_XML_PART
    ):
        raise ConversionFailed(
            f"« {source.name} » dépasse la taille admise (200 Mo une fois décompressé, 40 Mo de "
            "texte, 4 000 éléments) : allégez-le, par exemple en compressant ses images dans Word."
        )
