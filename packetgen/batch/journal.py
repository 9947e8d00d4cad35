"""The journal of a batch: each outcome is on the disk before the next is written.

It holds no content of a dossier: names, amounts and sentences are read again where they stand.
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from msgspec import DecodeError, Struct, convert, field, json
from msgspec.structs import replace

from packetgen.batch.job import DossierOutcome, Options
from packetgen.errors import CannotWrite
from packetgen.system.files import cannot_write

NAME = "journal.jsonl"
LOCK, HOLDER = "verrou", "verrou.txt"


class Entry(Struct, frozen=True):
    """Last known outcome of a dossier; `context` is the digest of what is common to all.

    In the journal, the names of files are digests.
    """

    name: str
    workbook: str
    context: str
    outcome: DossierOutcome


class Past(Struct):
    """Content of a journal: the options of its last run, its sources, the dossiers by name."""

    options: Options | None = None
    sources: tuple[str, ...] = ()
    entries: dict[str, Entry] = field(default_factory=dict)


def read_journal(folder: Path) -> Past:
    """Read the journal of a folder; empty when it has none.

    A line cut short by a power failure is passed over: its dossier is made again.
    """
    past = Past()
    journal = folder / NAME
    for raw in journal.read_bytes().split(b"\n") if journal.exists() else ():
        try:
            line = json.decode(raw)
        except DecodeError:
            continue
        if "options" in line:
            past.options, past.sources = convert(line["options"], Options), tuple(line["sources"])
        else:
            past.entries[line["name"]] = convert(line, Entry)
    return past


@contextmanager
def opened(
    folder: Path, options: Options, sources: tuple[str, ...]
) -> Iterator[Callable[[Entry], None]]:
    """Note in the journal what a run is asked, and yield what notes what became of a dossier.

    A line is whole on the disk, or ignored when read. Raises CannotWrite.
    """
    path = folder / NAME
    with path.open("ab", buffering=0) as file:

        def add(line: object) -> None:
            try:
                # An earlier run may have cut its last line short
                file.write(b"\n%s\n" % json.encode(line))
                os.fsync(file.fileno())
            except OSError as error:
                raise cannot_write(path, error) from error

        add({"options": options, "sources": sources})
        yield lambda entry: add(_without_content(entry))


def _without_content(entry: Entry) -> Entry:
    outcome = replace(
        entry.outcome,
        porteur="",
        actions=(),
        amounts=(),
        problem=entry.outcome.kind,
        inputs=without_names(entry.outcome.inputs),
        files=without_names(entry.outcome.files),
    )
    return replace(entry, workbook=digest_of_name(entry.workbook), outcome=outcome)


def digest_of_name(name: str) -> str:
    """Return the SHA-256 of a name."""
    return sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


def without_names(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of files by that of their name."""
    return {digest_of_name(name): digest for name, digest in digests.items()}


@contextmanager
def locked(folder: Path, moment: datetime) -> Iterator[None]:
    """Hold the lock of `folder`; `moment` is told to whoever comes meanwhile.

    Raises CannotWrite, naming the holder, when another run has it.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        holder = ""
        with suppress(OSError):
            holder = (folder / HOLDER).read_text(encoding="utf-8")
        raise CannotWrite.said("batch_busy", folder.parent, holder) from error
    except OSError as error:
        raise cannot_write(folder / LOCK, error) from error
    with lock:
        where = f"processus {os.getpid()} sur {socket.gethostname()}"
        told = f" ({where}, depuis le {moment:%d/%m/%Y à %H:%M})"
        (folder / HOLDER).write_text(told, encoding="utf-8")
        yield
