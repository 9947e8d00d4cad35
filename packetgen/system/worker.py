"""Work that may crash, hang or swell: done by another process, one request after the other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from enum import Enum
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Self

from packetgen.resources import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCRIPT = Path(__file__).with_name("worker_main.py")
START_SECONDS = 60.0  # a cold disk and an antivirus; usually a fifth of a second
# What a Python needs to start, and to read file names and years as its parent does; nothing else
# of the user's environment reaches the libraries.
KEPT_VARIABLES = (
    "PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_ALL", "LC_CTYPE", "LANG",
    ENVIRONMENT,
)  # fmt: skip


class WorkerFailure(Enum):
    """Why a request has no answer."""

    DIED = "the process ended"
    LATE = "the process took too long"


def start(
    module: str,
    folder: Path,
    *,
    memory: int,
    seconds: float,
    variables: Mapping[str, str] | None = None,
) -> Worker | InProcessWorker:
    """Return what answers requests to `module`: a process, or this one if it may die of them."""
    if InProcessWorker.allowed:
        return InProcessWorker(module, variables or {})
    return Worker(module, folder, memory=memory, seconds=seconds, variables=variables)


class InProcessWorker:
    """The same requests answered in this process, where it is one that others replace."""

    allowed = False

    def __init__(self, module: str, variables: Mapping[str, str]) -> None:
        self._answer = import_module(module).answer
        self._waiting: deque[str] = deque()
        os.environ.update(variables)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def ask(self, request: str) -> None:
        """Add a request, of one line."""
        self._waiting.append(request)

    def answers(self) -> Iterator[str | WorkerFailure]:
        """Yield the answers in the order of the requests, those asked meanwhile included."""
        while self._waiting:
            yield self._answer(self._waiting.popleft())

    def close(self) -> None:
        """Leave: there is nothing to end."""


class Worker:
    """A process that answers requests in turn; replaced, for the following ones, when one kills it.

    It starts at once and works while the caller does something else. `module` is described in
    isolated.py; `memory` is the bytes it may allocate, `seconds` are for one request. `variables`
    are added to its environment. With `again`, a request that the process dies of after others is
    asked once more.
    """

    def __init__(
        self,
        module: str,
        folder: Path,
        *,
        memory: int,
        seconds: float,
        variables: Mapping[str, str] | None = None,
        again: bool = True,
    ) -> None:
        self._again, self._is_closed = again, False
        self._command = _command(module, memory)
        self._folder = folder
        self._seconds = seconds
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self._variables = kept | dict(variables or {})
        self._waiting: deque[tuple[str, float]] = deque()
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, request: str) -> None:
        """Add a request, of one line."""
        self._waiting.append((request, time.monotonic()))
        self._send(request)

    def answers(self) -> Iterator[str | WorkerFailure]:
        """Yield the answers in the order of the requests, those asked meanwhile included."""
        while self._waiting:
            answer = self._receive()
            if answer is WorkerFailure.DIED and self._answered and self._again:
                # What served others before may have died of them: once more, afresh
                self._replace()
                answer = self._receive()
            self._waiting.popleft()
            if isinstance(answer, WorkerFailure):
                self._replace()
            yield answer

    def close(self) -> None:
        """End the process, whatever it is doing; requests that wait are lost."""
        self._is_closed = True
        self._end()

    def _end(self) -> None:
        self._process.kill()
        # Closes the pipes and waits; what it never read has nowhere to go
        with suppress(BrokenPipeError), self._process:
            return

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._lines: SimpleQueue[tuple[bytes, float]] = SimpleQueue()
        self._is_ready, self._answered = False, 0
        self._free_since = time.monotonic()
        Thread(target=_read, args=(self._process.stdout, self._lines), daemon=True).start()

    def _replace(self) -> None:
        self._end()
        if self._is_closed:
            return
        self._start()
        for request, _ in self._waiting:
            self._send(request)

    def _send(self, request: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            self._process.stdin.write(f"{request}\n".encode())
            self._process.stdin.flush()
        except OSError:  # it died: its missing answer will tell
            return

    def _receive(self) -> str | WorkerFailure:
        """Return the answer to the first request that waits."""
        if not self._is_ready:
            ready = self._line(self._free_since + START_SECONDS)
            if isinstance(ready, WorkerFailure):
                return ready
            self._is_ready = True
        _, asked_at = self._waiting[0]
        answer = self._line(max(asked_at, self._free_since) + self._seconds)
        if isinstance(answer, str):
            self._answered += 1
        return answer

    def _line(self, deadline: float) -> str | WorkerFailure:
        try:
            line, self._free_since = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            return WorkerFailure.LATE
        return line.decode().rstrip() if line.endswith(b"\n") else WorkerFailure.DIED


def _command(module: str, memory: int) -> list[str]:
    """Return the command of the process, which imports from where this one does.

    -I and -S: neither the user's modules nor a slow site; the checkout is not in the path of an
    editable installation.
    """
    home = str(Path(__file__).parent.parent.parent)
    folders = [home, *(folder for folder in sys.path if Path(folder).is_absolute())]
    encoding = ["-X", "utf8"] if sys.flags.utf8_mode else []
    return [sys.executable, "-I", "-S", *encoding, str(SCRIPT), module, str(memory), *folders]


def _read(stream: IO[bytes] | None, lines: SimpleQueue[tuple[bytes, float]]) -> None:
    """Put each line that comes in the queue with its hour, then an empty one."""
    assert stream is not None  # noqa: S101 - a pipe was asked for
    try:
        for line in stream:
            lines.put((line, time.monotonic()))
    except (OSError, ValueError):  # closed while it was read
        return
    finally:
        lines.put((b"", time.monotonic()))
