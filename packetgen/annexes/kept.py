"""Files that former commands took in, readable only by who has the same file."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256, sha512
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from packetgen.annexes.kinds import OFFICE
from packetgen.annexes.outcome import MAX_BYTES, Intake
from packetgen.system import disk_cache

KIND, WORKBOOKS = "pieces", "classeurs"
NONCE = 12  # bytes, as AES-GCM wants
NOWHERE = Path()


def find(source: Path, destination: Path, limits: Mapping[str, int]) -> Intake | None:
    """Return the file taken in under the same limits, its pages written to `destination`.

    None where it was not, or cannot be read.
    """
    with suppress(OSError):
        if source.stat().st_size > limits.get("max_bytes", MAX_BYTES):
            return None
        name, secret = _name_and_secret(source.read_bytes(), limits)
        if sealed := disk_cache.find(KIND, name):
            taken, pages = _unsealed(sealed, secret)
            destination.write_bytes(pages)
            return replace(taken, source=source, pdf=destination)
    return None


def keep(taken: Intake, limits: Mapping[str, int]) -> None:
    """Keep a file taken in, unless it changed meanwhile."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with suppress(OSError, UnicodeError):  # PDFium may read half of a character
        data = taken.source.read_bytes()
        if sha256(data).hexdigest() != taken.sha256:
            return
        name, secret = _name_and_secret(data, limits)
        outcome = replace(taken, name="", source=NOWHERE, pdf=NOWHERE)
        kept = msgpack.encode((outcome, taken.pdf.read_bytes()), enc_hook=str)
        nonce = os.urandom(NONCE)
        disk_cache.keep(KIND, name, nonce + AESGCM(secret).encrypt(nonce, kept, None))


def _unsealed(sealed: bytes, secret: bytes) -> tuple[Intake, bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    kept = AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    return msgpack.decode(kept, type=tuple[Intake, bytes], dec_hook=_path)


def _path(_kind: type, written: str) -> Path:
    return Path(written)


def _name_and_secret(data: bytes, limits: Mapping[str, int]) -> tuple[str, bytes]:
    digest = sha512(disk_cache.code_version() + repr(sorted(limits.items())).encode())
    digest.update(data)
    return digest.hexdigest()[:64], digest.digest()[32:]


def are_all_kept(workbook: Path) -> bool:
    """Whether all files of a workbook were kept at its last turn."""
    return disk_cache.find(WORKBOOKS, _name_of(workbook)) is not None


def note_all_kept(workbook: Path, taken: Iterable[Intake]) -> None:
    """Note that the files of a workbook were all kept; office documents are drawn anew each time.

    What is installed draws them, and it changes.
    """
    if not any(each.kind in OFFICE for each in taken):
        disk_cache.keep(WORKBOOKS, _name_of(workbook), b"")


def _name_of(workbook: Path) -> str:
    return sha256(disk_cache.code_version() + os.fsencode(workbook.absolute())).hexdigest()
