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
        is_small = source.stat().st_size <= limits.get("max_bytes", MAX_BYTES)
        if is_small and (found := _unsealed(source.read_bytes(), _under(limits))):
            taken, pages = msgpack.decode(found, type=tuple[Intake, bytes], dec_hook=_path)
            destination.write_bytes(pages)
            return replace(taken, source=source, pdf=destination)
    return None


def keep(taken: Intake, limits: Mapping[str, int]) -> None:
    """Keep a file taken in, unless it changed meanwhile."""
    with suppress(OSError, UnicodeError):  # PDFium may read half of a character
        data = taken.source.read_bytes()
        if sha256(data).hexdigest() == taken.sha256:
            outcome = replace(taken, name="", source=NOWHERE, pdf=NOWHERE)
            pages = taken.pdf.read_bytes()
            _seal(data, _under(limits), msgpack.encode((outcome, pages), enc_hook=str))


def find_words(taken: Intake, page: int) -> str | None:
    """Return what was read on the picture of a page, None where it was not."""
    found = _unsealed(taken.pdf.read_bytes(), f"image {page}")
    return None if found is None else found.decode()


def keep_words(taken: Intake, page: int, words: str) -> None:
    """Keep what was read on the picture of a page."""
    _seal(taken.pdf.read_bytes(), f"image {page}", words.encode())


def forget() -> None:
    """Remove all that is kept of files: whose they were cannot be told any more."""
    disk_cache.forget(KIND)


def _under(limits: Mapping[str, int]) -> str:
    return repr(sorted(limits.items()))


def _path(_kind: type, written: str) -> Path:
    return Path(written)


def _unsealed(data: bytes, what: str) -> bytes | None:
    """Return what was kept of a file."""
    name, secret = _name_and_secret(data, what)
    sealed = disk_cache.find(KIND, name)
    if sealed is None:
        return None
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], None)


def _seal(data: bytes, what: str, content: bytes) -> None:
    """Keep something of a file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    name, secret = _name_and_secret(data, what)
    nonce = os.urandom(NONCE)
    disk_cache.keep(KIND, name, nonce + AESGCM(secret).encrypt(nonce, content, None))


def _name_and_secret(data: bytes, what: str) -> tuple[str, bytes]:
    """Return the two halves of one digest: neither says the other."""
    digest = sha512(disk_cache.code_version() + what.encode())
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
