"""The Word templates of a year: where they are, and what is refused before one is opened."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from packetgen import resources
from packetgen.errors import TemplateInvalid

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

NAMES = ("lettre", "fiche_action", "liste")
COURRIERS = ("accuse_reception", "demande_pieces", "accord", "refus")
INSTRUCTION_NAMES = ("instruction", *COURRIERS)
KIT_NAMES = ("notice", "contacts", "calendrier", "attentes")
MAX_BYTES, MAX_UNPACKED, MAX_PARTS = 20 << 20, 200 << 20, 4_000
MAX_XML = 2 << 20  # bytes of one text; the longest of 2026 has a fifteenth of it


def path_of(annee: int, name: str) -> Path:
    """Return the template `name` (`lettre`) of a year; raises TemplateInvalid where it has none."""
    path = resources.home(annee) / "templates" / str(annee) / f"{name}.docx"
    if not path.is_file():
        raise refused("absent", name=name, annee=annee, folder=path.parent)
    return path


def open_document(path: Path, content: bytes = b"") -> Document:
    """Open a Word file that runs nothing and fetches nothing, or its `content` already read.

    Raises TemplateInvalid for another kind of file, a file too big, a macro, an embedded object,
    a field or a link that fetches something.
    """
    from docx import Document

    from packetgen.documents.rendering.outside_content import refusals

    content, parts = read_template(path, content)
    for refusal in refusals(parts):
        raise TemplateInvalid(f"Le modèle {path.name} {refusal}.")
    try:
        return Document(BytesIO(content))
    except (KeyError, ValueError, SyntaxError) as error:
        raise refused("unreadable", name=path.name) from error


def read_template(path: Path, content: bytes = b"") -> tuple[bytes, dict[str, bytes]]:
    """Return the bytes of a Word file of a sane size, and of its parts by their names.

    Raises TemplateInvalid for any other.
    """
    from packetgen.system import zip_package

    content = content or content_of(path)
    if content.startswith(b"%PDF"):
        raise refused("pdf", name=path.name)
    try:
        limits = zip_package.Limits(MAX_PARTS, MAX_UNPACKED, MAX_XML)
        parts = zip_package.read_package(content, limits)
    except zip_package.PackageOversized as error:
        raise refused("oversized", name=path.name) from error
    except zip_package.PackageDamaged as error:
        raise refused("unreadable", name=path.name) from error
    if "[Content_Types].xml" not in parts:
        raise refused("unreadable", name=path.name)
    return content, parts


def content_of(path: Path) -> bytes:
    """Return the bytes of a file of a sane size. Raises TemplateInvalid for any other."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise refused("unread", name=path, reason=error.strerror) from error
    if not content:
        raise refused("heavy", name=path, most=MAX_BYTES >> 20)
    return content


def refused(key: str, **words: object) -> TemplateInvalid:
    """Return the refusal of a file, in the sentence `key` of `refused.toml`."""
    return TemplateInvalid(resources.table(__file__, "refused.toml")["files"][key].format(**words))
