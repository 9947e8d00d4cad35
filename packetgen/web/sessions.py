"""The dossiers of this computer, kept from one day to the next."""

import secrets
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import RLock

from packetgen.web import store
from packetgen.web.session import ASSOCIATION, KEPT_DAYS, Session

DAY = 86_400  # seconds


class Sessions:
    """The dossiers of this computer, the last seen at the end; each stays until it is erased.

    What was given is found again at the next start, whatever ended the last one.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home, self._lock, self._is_closed = home, RLock(), False
        self._base = store.connect(home)
        found = sorted(store.load(self._base, home), key=lambda each: each.seen)
        self._open = {session.id: session for session in found}
        for session in found:
            session.save = partial(self._save, session)
        self.erase_unused()

    def __iter__(self) -> Iterator[Session]:
        with self._lock:
            return iter(list(self._open.values()))

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
            if session := self._open.pop(ident, None):
                self._open[ident] = session
                session.seen = time.time()
        return session

    def latest(self, espace: str) -> Session | None:
        """Return the session of a space that was seen last."""
        return next((each for each in reversed(list(self)) if each.espace == espace), None)

    def _save(self, session: Session) -> None:
        """Write what a session holds; one that was erased meanwhile stays erased."""
        with self._lock, session.lock:
            if session.id in self._open and not self._is_closed:
                store.save(self._base, session)

    def of_bundle(self, digest: str) -> Session | None:
        """Return the session that made a bundle, by its sha256, if this computer still keeps it."""
        with self._lock:
            return self._open.get(store.find_bundle(self._base, digest))

    def erase(self, ident: str) -> None:
        """Remove a session and its files."""
        with self._lock:
            session = self._open.pop(ident, None)
        if session:
            session.erase()
            with self._lock:
                store.erase(self._base, ident)

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
            self._is_closed = True
            self._base.close()
