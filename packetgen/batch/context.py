"""What all dossiers of a batch depend on beside their own files."""

from __future__ import annotations

from hashlib import sha256

from packetgen import __version__, resources
from packetgen.batch.files import digest
from packetgen.batch.order import Options


def context_of(options: Options) -> str:
    """Return the digest of what all dossiers depend on: version, options, calls and templates."""
    found = sha256(f"{__version__} {options}".encode())
    kinds = ("data", "templates")
    for folder in (root / kind for root in resources.roots() for kind in kinds):
        for path in sorted(folder.glob("[0-9]*/*")):
            if path.is_file():
                found.update(f"{path.relative_to(folder)} {digest(path)}".encode())
    return found.hexdigest()
