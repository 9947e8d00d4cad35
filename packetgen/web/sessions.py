"""The dossiers of this computer, kept from one day to the next, in SQLite.

What people gave and said is JSON, which a later version reads; what was made of it is pickled, and
made again where it cannot be read.
"""

import pickle
import secrets
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from pathlib import Path
from threading import RLock
from typing import Any

from msgspec import json
from msgspec.structs import asdict, replace

from packetgen import __version__
from packetgen.web.session import ASSOCIATION, KEPT_DAYS, Kept, Session

DAY = 86_400  # seconds
NAME = "dossiers.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS dossier (id TEXT PRIMARY KEY, etat TEXT NOT NULL, fait BLOB NOT NULL);
"""
# Attributes of a session that are pickled
MADE = (
    *("outcome", "register", "requests", "instruction", "compared", "looked", "kit", "planned"),
    *("adjusted", "proposals", "readings", "solved"),
)


class Sessions:
    """The dossiers of this computer, the last seen at the end; each stays until it is erased.

    What was given is written before the answer, and found again at the next start, whatever ended
    the last one.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home, self._lock = home, RLock()
        self._base = connect(home)
        rows = self._base.execute("SELECT * FROM dossier").fetchall()
        found = (loaded(home, *row) for row in rows)
        self._open = {session.id: session for session in found if session.folder.is_dir()}
        for session in self:
            session.save = partial(self._save, session)
        self.erase_unused()

    def __iter__(self) -> Iterator[Session]:
        with self._lock:
            return iter(sorted(self._open.values(), key=attrgetter("seen")))

    def create(self, espace: str = ASSOCIATION) -> Session:
        """Return a new session, in a folder of its own."""
        session = Session(self._home / secrets.token_hex(16), espace)
        session.folder.mkdir(mode=0o700)
        with self._lock:
            self._open[session.id] = session
        session.save = partial(self._save, session)
        session.save()
        return session

    def find(self, ident: str) -> Session | None:
        """Return the session of this name, which is thereby seen."""
        with self._lock:
            if session := self._open.get(ident):
                session.seen = time.time()
        return session

    def latest(self, espace: str) -> Session | None:
        """Return the session of a space that was seen last."""
        return next((each for each in reversed(list(self)) if each.espace == espace), None)

    def of_bundle(self, digest: str) -> Session | None:
        """Return the session that made a bundle, by its sha256, if this computer still keeps it."""
        return next((each for each in reversed(list(self)) if digest in each.digests), None)

    def _save(self, session: Session) -> None:
        """Write what a session holds; one that was erased meanwhile stays erased."""
        with self._lock, session.lock:
            if session.id in self._open:
                written = (session.id, *states_of(session))
                self._base.execute("INSERT OR REPLACE INTO dossier VALUES (?, ?, ?)", written)

    def erase(self, ident: str) -> None:
        """Remove a session and its files."""
        with self._lock:
            session = self._open.pop(ident, None)
        if session:
            session.erase()
            with self._lock:
                self._base.execute("DELETE FROM dossier WHERE id = ?", (ident,))

    def erase_unused(self) -> None:
        """Erase the sessions that nobody opened for long."""
        for session in self:
            if session.seen < time.time() - KEPT_DAYS * DAY:
                self.erase(session.id)

    def close_all(self) -> None:
        """Stop all work; what was given stays for the next start."""
        for session in self:
            session.close()
            session.save()
        with self._lock:
            self._open.clear()
            self._base.close()


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


def states_of(session: Session) -> tuple[str, bytes]:
    """Return what was given and said of a session, as JSON, and what was made, pickled."""
    kept = Kept(**{name: getattr(session, name) for name in Kept.__struct_fields__})
    # the rules that hold are functions: they say nothing of a bundle
    outcome = session.outcome
    bare = outcome and replace(outcome, verification=replace(outcome.verification, rules_passed=()))
    made = {name: getattr(session, name) for name in MADE} | {"outcome": bare}
    # a path is kept as its name in the folder of the session
    state = json.encode(kept, enc_hook=attrgetter("name")).decode()
    return state, pickle.dumps((__version__, made))


def loaded(home: Path, ident: str, state: str, made: bytes) -> Session:
    """Return a session as it was written: nothing of what another version of packetgen made."""
    folder = home / json.decode(state)["folder"]
    kept = json.decode(state, type=Kept, dec_hook=lambda _, name: folder / name)
    known = asdict(kept) | {"id": ident, "folder": folder}
    return Session(**known | _unpickled(made))


def _unpickled(made: bytes) -> dict[str, Any]:
    try:
        version, found = pickle.loads(made)  # noqa: S301 - ours, in a folder of its owner alone
    except Exception:  # noqa: BLE001 - pickle raises what the classes that changed raise
        return {}
    return dict(found) if version == __version__ else {}
