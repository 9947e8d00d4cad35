"""Results of former commands on annexes, each readable only by who has the same file."""

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

PIECES, WORKBOOKS = "pieces", "classeurs"
NONCE = 12  # bytes, as AES-GCM wants
NOWHERE = Path()


def get_intake(source: Path, destination: Path, limits: Mapping[str, int]) -> Intake | None:
    """Return the intake of a file under the same limits, its pages written to `destination`.

    None where there is none, or where the file cannot be read.
    """
    with suppress(OSError):
        is_small = source.stat().st_size <= limits.get("max_bytes", MAX_BYTES)
        if is_small and (content := _unseal(source.read_bytes(), _key(limits))):
            intake, pages = msgpack.decode(content, type=tuple[Intake, bytes], dec_hook=_path)
            destination.write_bytes(pages)
            return replace(intake, source=source, pdf=destination)
    return None


def put_intake(intake: Intake, limits: Mapping[str, int]) -> None:
    """Store the intake of a file, unless the file changed meanwhile."""
    with suppress(OSError, UnicodeError):  # PDFium may read half of a character
        data = intake.source.read_bytes()
        if sha256(data).hexdigest() == intake.sha256:
            nameless = replace(intake, name="", source=NOWHERE, pdf=NOWHERE)
            content = msgpack.encode((nameless, intake.pdf.read_bytes()), enc_hook=str)
            _seal(data, _key(limits), content)


def get_words(intake: Intake, page: int) -> str | None:
    """Return what was read on the picture of a page, None where it was not."""
    content = _unseal(intake.pdf.read_bytes(), f"image {page}")
    return None if content is None else content.decode()


def put_words(intake: Intake, page: int, words: str) -> None:
    """Store what was read on the picture of a page."""
    _seal(intake.pdf.read_bytes(), f"image {page}", words.encode())


def clear() -> None:
    """Remove all results on annexes: whose they were cannot be told any more."""
    disk_cache.clear(PIECES)


def is_complete(workbook: Path) -> bool:
    """Whether all files of a workbook had their intake stored the last time."""
    return disk_cache.get(WORKBOOKS, _name(workbook)) is not None


def mark_complete(workbook: Path, intakes: Iterable[Intake]) -> None:
    """Note that all files of a workbook have their intake stored.

    Those of office documents never are: what is installed draws them, and it changes.
    """
    if not any(each.kind in OFFICE for each in intakes):
        disk_cache.put(WORKBOOKS, _name(workbook), b"")


def _name(workbook: Path) -> str:
    return disk_cache.name_of(os.fsencode(workbook.absolute()))


def _key(limits: Mapping[str, int]) -> str:
    return repr(sorted(limits.items()))


def _path(_kind: type, written: str) -> Path:
    return Path(written)


def _unseal(data: bytes, key: str) -> bytes | None:
    """Return the result on a file, under a key; None where there is none."""
    name, secret = _name_and_secret(data, key)
    sealed = disk_cache.get(PIECES, name)
    if sealed is None:
        return None
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], None)


def _seal(data: bytes, key: str, content: bytes) -> None:
    """Store a result on a file under a key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    name, secret = _name_and_secret(data, key)
    nonce = os.urandom(NONCE)
    disk_cache.put(PIECES, name, nonce + AESGCM(secret).encrypt(nonce, content, None))


def _name_and_secret(data: bytes, key: str) -> tuple[str, bytes]:
    """Return the two halves of one digest: neither tells the other."""
    digest = sha512(disk_cache.code_version() + key.encode())
    digest.update(data)
    return digest.hexdigest()[:64], digest.digest()[32:]
