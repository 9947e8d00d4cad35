"""The Word templates of a year: where they are, and what is refused before one is opened."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from packetgen import resources
from packetgen.errors import TemplateInvalid

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("lettre", "fiche_action", "liste")
MAX_BYTES, MAX_UNPACKED, MAX_PARTS = 20 << 20, 200 << 20, 4_000

RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
# Hyperlinks open nothing by themselves; the attached template is dropped when rendering
EXTERNAL_ALLOWED = ("hyperlink", "attachedTemplate")
REFUSED_PARTS = {
    "vbaproject": "une macro : enregistrez-le en .docx, sans macro",
    "/embeddings/": "un objet incorporé : remplacez-le par une image ou du texte",
    "/activex/": "un contrôle actif : supprimez-le",
    "afchunk": "un document incorporé : recopiez son texte",
}


def path_of(annee: int, name: str) -> Path:
    """Return the template `name` (lettre, fiche_action, liste) of a year.

    Raises TemplateInvalid when the year has no such template.
    """
    path = resources.home(annee) / "templates" / str(annee) / f"{name}.docx"
    if not path.is_file():
        raise TemplateInvalid(
            f"Il manque le modèle « {name}.docx » de l’année {annee} : placez-le dans"
            f" {path.parent}."
        )
    return path


def load(path: Path) -> BytesIO:
    """Return the bytes of a Word template that runs nothing and fetches nothing.

    Raises TemplateInvalid for another kind of file, a file too big, a macro, an embedded object
    or an outside image.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise TemplateInvalid(
            f"Le modèle {path} ne peut pas être lu : {error.strerror}."
        ) from error
    if not content:
        raise TemplateInvalid(f"Le modèle {path} est vide ou dépasse {MAX_BYTES >> 20} Mo.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _check_size(path, package)
            for name in package.namelist():
                _check_part(path, name, package)
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, NotImplementedError) as error:
        raise TemplateInvalid(
            f"Le modèle {path.name} n’est pas un document Word (.docx) lisible :"
            " ouvrez-le dans Word et enregistrez-le de nouveau."
        ) from error
    return BytesIO(content)


def _check_size(path: Path, package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TemplateInvalid(f"Le modèle {path.name} est démesuré une fois décompressé.")


def _check_part(path: Path, name: str, package: zipfile.ZipFile) -> None:
    for mark, what in REFUSED_PARTS.items():
        if mark in name.lower():
            raise TemplateInvalid(f"Le modèle {path.name} contient {what}.")
    if name == "[Content_Types].xml" and b"macroEnabled" in package.read(name):
        raise TemplateInvalid(f"Le modèle {path.name} contient {REFUSED_PARTS['vbaproject']}.")
    if name.endswith(".rels"):
        for relationship in RELATIONSHIP.findall(package.read(name).decode("utf-8")):
            _check_relationship(path, relationship)


def _check_relationship(path: Path, relationship: str) -> None:
    kind, target = (_attribute(relationship, name) for name in ("Type", "Target"))
    kind = kind.rpartition("/")[2]
    if kind == "aFChunk":
        raise TemplateInvalid(f"Le modèle {path.name} contient {REFUSED_PARTS['afchunk']}.")
    if _attribute(relationship, "TargetMode") == "External" and kind not in EXTERNAL_ALLOWED:
        raise TemplateInvalid(
            f"Le modèle {path.name} va chercher « {target} » hors du document : insérez l’image"
            " ou le contenu lui-même, sans lien."
        )


def _attribute(element: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", element)
    return (found[1] or found[2] or "") if found else ""
