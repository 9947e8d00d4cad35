"""What the dossiers of the page hold, in SQLite: written before the answer, found at the start.

What people gave and said is JSON, which a later version reads; what was made of it is pickled, and
made again where it cannot be read.
"""

import json
import pickle
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from packetgen import __version__
from packetgen.pipeline.new_workbook import NewWorkbook
from packetgen.pipeline.uploads import UploadedFile
from packetgen.web.session import Correction, Session, Upload

NAME = "dossiers.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS dossier (id TEXT PRIMARY KEY, etat TEXT NOT NULL, fait BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS paquet (sha256 TEXT PRIMARY KEY, dossier TEXT NOT NULL);
"""
# Attributes of a session that JSON holds as they are
PLAIN = (
    *("espace", "seen", "annee", "drops", "wanted", "notes", "is_late", "placed", "later"),
    *("copied", "errors", "typed", "basis", "digests", "porteur"),
)
MADE = (
    *("outcome", "register", "requests", "instruction", "compared", "looked", "kit", "planned"),
    "adjusted",
    *("proposals", "readings", "solved"),
)


def connect(home: Path) -> sqlite3.Connection:
    """Open the base of a folder, for its owner alone; one that is damaged is put aside."""
    path = home / NAME
    path.touch(mode=0o600)
    base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        base.executescript(SCHEMA)
    except sqlite3.DatabaseError:
        base.close()
        path.replace(path.with_suffix(".abime"))
        return connect(home)
    return base


def save(base: sqlite3.Connection, session: Session) -> None:
    """Write what a session holds, and the digests of the bundles that it made."""
    state = json.dumps(_state(session), ensure_ascii=False)
    # the rules that hold are functions: they say nothing of a bundle
    outcome = session.outcome
    bare = outcome and replace(outcome, verification=replace(outcome.verification, rules_passed=()))
    made = {name: getattr(session, name) for name in MADE} | {"outcome": bare}
    with base:
        base.execute(
            "INSERT OR REPLACE INTO dossier VALUES (?, ?, ?)",
            (session.id, state, pickle.dumps((__version__, made))),
        )
        base.executemany(
            "INSERT OR REPLACE INTO paquet VALUES (?, ?)",
            [(digest, session.id) for digest in session.digests],
        )


def find_bundle(base: sqlite3.Connection, digest: str) -> str:
    """Return the name of the dossier that made a bundle, by its sha256; nothing when none did."""
    row = base.execute("SELECT dossier FROM paquet WHERE sha256 = ?", (digest,)).fetchone()
    return str(row[0]) if row else ""


def erase(base: sqlite3.Connection, ident: str) -> None:
    """Forget a dossier."""
    with base:
        base.execute("DELETE FROM dossier WHERE id = ?", (ident,))
        base.execute("DELETE FROM paquet WHERE dossier = ?", (ident,))


def load(base: sqlite3.Connection, home: Path) -> Iterator[Session]:
    """Yield the sessions that were saved and whose folder is still there."""
    for ident, state, made in base.execute("SELECT * FROM dossier").fetchall():
        fields = json.loads(state)
        folder = home / fields.pop("folder")
        if folder.is_dir():
            session = Session(folder, id=ident)
            _restore(session, fields)
            vars(session).update(_unpickled(made))
            yield session


def _unpickled(made: bytes) -> dict[str, Any]:
    """Return what was made; nothing when another version of packetgen made it."""
    try:
        version, found = pickle.loads(made)  # noqa: S301 - ours, in a folder of its owner alone
    except Exception:  # noqa: BLE001 - pickle raises what the classes that changed raise
        return {}
    return dict(found) if version == __version__ else {}


def _state(session: Session) -> dict[str, Any]:
    created, used = session.created, session.workbook
    return {
        **{name: getattr(session, name) for name in PLAIN},
        "folder": session.folder.name,
        "created": created and {**asdict(created), "path": created.path.name},
        "uploads": {
            key: {**asdict(each), "file": _stored(each.file)}
            for key, each in session.uploads.items()
        },
        "files": {key: _stored(file) for key, file in session.files.items()},
        "workbook": used and _stored(used),
        "source": session.source and session.source.name,
        "corrections": {key: asdict(each) for key, each in session.corrections.items()},
    }


def _stored(file: UploadedFile) -> list[str]:
    return [file.path.name, file.name]


def _restore(session: Session, state: dict[str, Any]) -> None:
    def found(stored: list[str]) -> UploadedFile:
        return UploadedFile(session.folder / stored[0], stored[1])

    for name in PLAIN:
        setattr(session, name, state.get(name, getattr(session, name)))
    session.errors = [(field, message) for field, message in session.errors]
    if created := state["created"]:
        lines = {name: tuple(created[name]) for name in ("carried_over", "unread")}
        path = session.folder / created["path"]
        session.created = NewWorkbook(path, **lines, projet=created["projet"])
    session.uploads = {
        key: Upload(**{**each, "file": found(each["file"])})
        for key, each in state["uploads"].items()
    }
    session.files = {key: found(stored) for key, stored in state["files"].items()}
    session.workbook = found(state["workbook"]) if state["workbook"] else None
    session.source = session.folder / state["source"] if state["source"] else None
    session.corrections = {key: Correction(**each) for key, each in state["corrections"].items()}
