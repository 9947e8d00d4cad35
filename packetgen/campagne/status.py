"""Status of a year: declared ready with the fingerprint of the files then verified."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import tomli

NAME = "etat.toml"
# Said where a bundle was made
PROJET_SAID = "Cet appel n’est pas déclaré prêt : chaque page porte « PROJET »."
WRITTEN = """\
# Écrit par « packetgen campagne verifier » quand la campagne est prête ; ne pas modifier.
# L’empreinte est celle des données et des modèles alors vérifiés : au moindre changement, la
# campagne redevient un projet, et ses documents portent « PROJET », jusqu’à la vérification
# suivante.
empreinte = "{empreinte}"
"""
TEXTS = (".toml", ".txt")


def is_ready(root: Path, annee: int) -> bool:
    """Whether the data and templates of a year are, byte for byte, those declared ready."""
    try:
        etat = tomli.loads((root / "data" / str(annee) / NAME).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False
    return etat.get("empreinte") == fingerprint(root, annee)


def declaration(root: Path, annee: int) -> bytes:
    """Return what says that the year is ready as its files are now."""
    return WRITTEN.format(empreinte=fingerprint(root, annee)).encode()


def fingerprint(root: Path, annee: int) -> str:
    """Return the SHA-256 of the year's data and templates: their names and what they hold.

    Ends of lines do not count: git and Notepad change them on their own.
    """
    return digest_of(files_of(root, annee))


def digest_of(files: Iterable[Path]) -> str:
    """Return the SHA-256 of files: their names and what they hold."""
    digest = sha256()
    for path in files:
        content = path.read_bytes()
        if path.suffix in TEXTS:
            content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        digest.update(f"{path.parent.parent.name}/{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def files_of(root: Path, annee: int) -> Iterator[Path]:
    """Yield the files that make a year; not its state, nor what Word and editors leave."""
    for kind, pattern in (("data", "*"), ("templates", "*.docx")):
        for path in sorted((root / kind / str(annee)).glob(f"[!~.]{pattern}")):
            if path.is_file() and path.name != NAME:
                yield path
