"""Work that may crash, hang or exhaust memory, done by another process, request by request."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from enum import Enum
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from msgspec import Struct, field

from packetgen import errors
from packetgen.errors import PacketgenError
from packetgen.resources import ENVIRONMENT, table
from packetgen.system import bug_report
from packetgen.system.processor_time import EXHAUSTED
from packetgen.system.worker_main import respond

SCRIPT = Path(__file__).with_name("worker_main.py")
# By the clock, against a hang: a busy machine takes several seconds for one of processor time
HANG = 6
NONE: Mapping[str, str] = {}
SERVICES = table(__file__, "services.toml")
START_SECONDS = 60.0  # a cold disk and an antivirus; usually a fifth of a second
# What a Python needs to start, and to read file names and years as its parent does; nothing else
# of the user's environment reaches the libraries.
KEPT_VARIABLES = (
    "PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_ALL", "LC_CTYPE", "LANG",
    "XDG_CACHE_HOME", ENVIRONMENT,
)  # fmt: skip


class WorkerFailure(Enum):
    """Reason why a request has no result."""

    DIED = "the process ended"
    LATE = "the process computed too long"
    HUNG = "the process did not answer"
    BUG = "the process met an error of ours"


class WorkerFailed(PacketgenError):
    """A request without a result."""

    def __init__(self, message: str, failure: WorkerFailure) -> None:
        super().__init__(message)
        self.failure = failure


class Service(Struct, frozen=True):
    """Contract of a process that does one kind of work.

    The function `handle` of `module` receives the fields of a request by name and returns what
    JSON can hold, or raises. `services.toml` says what the rest is; a bug is reported that has no
    words, or where they name its `{incident}`. With `retries`, a request that the process dies of
    after others is sent again.
    """

    module: str
    memory: int
    seconds: float
    failures: Mapping[str, str] = field(default_factory=dict)
    retries: bool = True
    remedy: str = ""

    def start(
        self, folder: Path, *, variables: Mapping[str, str] = NONE, in_process: bool = False
    ) -> Worker | InProcessWorker:
        """Return what answers: a process in `folder`, or this one if it may die of a request."""
        if in_process:
            return InProcessWorker(self, variables)
        return Worker(self, folder, variables)

    def prepare(self) -> None:
        """Start a process that the next worker without variables takes, its libraries loaded."""
        _PREPARED[self.module] = _take(self, {})

    def read(self, line: str | WorkerFailure) -> Any:  # noqa: ANN401 - whatever `handle` returns
        """Convert a line of the process to the result of `handle`, or to the error to report."""
        if isinstance(line, WorkerFailure):
            return self._failed(line)
        answer = json.loads(line)
        if name := answer.get("error"):
            return getattr(errors, name, PacketgenError)(answer["message"])
        if places := answer.get("bug"):
            return self._failed(WorkerFailure.BUG, places)
        return answer["result"]

    def _failed(self, failure: WorkerFailure, places: str = "") -> WorkerFailed:
        is_hung = failure is WorkerFailure.HUNG
        words = self.failures.get("LATE" if is_hung else failure.name)
        if words is None and places:
            return WorkerFailed(bug_report.keep(places), failure)
        clock = f"{self.seconds * HANG:.0f} secondes"
        message = (words or failure.value).format(
            limit=clock if is_hung else f"{self.seconds:.0f} secondes de calcul",
            kind=places.partition("\n")[0],
            remedy=self.remedy,
            incident=bug_report.write(places)[0] if words and "{incident}" in words else "",
        )
        return WorkerFailed(message, failure)


def service(name: str) -> Service:
    """Return the contract of a process that the table beside names."""
    return Service(**SERVICES[name])


class InProcessWorker(AbstractContextManager["InProcessWorker"]):
    """Worker without a process: this one may die of a request, and others replace it."""

    def __init__(self, service: Service, variables: Mapping[str, str]) -> None:
        self._service = service
        self._handle = import_module(service.module).handle
        self._waiting: deque[str] = deque()
        os.environ.update(variables)

    def __exit__(self, *_: object) -> None:
        return

    def ask(self, **fields: object) -> None:
        """Add a request."""
        self._waiting.append(json.dumps(fields))

    def results(self) -> Iterator[Any]:
        """Yield the results in the order of the requests, those asked meanwhile included."""
        while self._waiting:
            yield self._service.read(respond(self._handle, self._waiting.popleft()))

    def close(self) -> None:
        """Leave: there is nothing to end."""


class Worker(AbstractContextManager["Worker"]):
    """A process that answers requests in turn; replaced, for the following ones, when one kills it.

    It starts at once and works while the caller does something else. `variables` are added to its
    environment.
    """

    def __init__(self, service: Service, folder: Path, variables: Mapping[str, str] = NONE) -> None:
        self._service, self._is_closed = service, False
        self._folder, self._variables = folder, variables
        self._waiting: deque[tuple[str, float]] = deque()
        self._start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, **fields: object) -> None:
        """Add a request."""
        request = json.dumps(fields)
        self._waiting.append((request, time.monotonic()))
        self._send(request)

    def results(self) -> Iterator[Any]:
        """Yield the results in the order of the requests, those asked meanwhile included.

        For a request that failed, the result is a PacketgenError: the caller may raise it.
        """
        while self._waiting:
            answer = self._receive()
            if answer is WorkerFailure.DIED and self._answered and self._service.retries:
                # What served others before may have died of them: once more, afresh
                self._replace()
                answer = self._receive()
            self._waiting.popleft()
            if isinstance(answer, WorkerFailure):
                self._replace()
            yield self._service.read(answer)

    def close(self) -> None:
        """End the process, whatever it is doing; requests that wait are lost."""
        self._is_closed = True
        _end(self._process)

    def _start(self) -> None:
        self._process = _take(self._service, self._variables)
        self._send(json.dumps(str(self._folder)))
        self._lines: SimpleQueue[tuple[bytes, float]] = SimpleQueue()
        self._is_ready, self._answered = False, 0
        self._free_since = time.monotonic()
        Thread(target=_read, args=(self._process.stdout, self._lines), daemon=True).start()

    def _replace(self) -> None:
        _end(self._process)
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
        """Return the answer to the oldest request."""
        if not self._is_ready:
            ready = self._line(self._free_since + START_SECONDS)
            if isinstance(ready, WorkerFailure):
                return ready
            self._is_ready = True
        _, asked_at = self._waiting[0]
        answer = self._line(max(asked_at, self._free_since) + self._service.seconds * HANG)
        if isinstance(answer, str):
            self._answered += 1
        return answer

    def _line(self, deadline: float) -> str | WorkerFailure:
        try:
            line, self._free_since = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            return WorkerFailure.HUNG
        if line.endswith(b"\n"):
            return line.decode().rstrip()
        _end(self._process)
        is_late = abs(self._process.returncode) == EXHAUSTED
        return WorkerFailure.LATE if is_late else WorkerFailure.DIED


# By module; each ends with this process, however that ends: its stdin tells it
_PREPARED: dict[str, subprocess.Popen[bytes]] = {}


def _take(service: Service, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    process = None if variables else _PREPARED.pop(service.module, None)
    if process is not None:
        if process.poll() is None:
            return process
        _end(process)
    inherited = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        _command(service),
        cwd=SCRIPT.parent,  # until it is told a folder: one that nobody removes
        env=inherited | dict(variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    # Closes the pipes and waits; what it never read has nowhere to go
    with suppress(BrokenPipeError), process:
        return


@atexit.register
def _end_prepared() -> None:
    for process in _PREPARED.values():
        _end(process)


def _command(service: Service) -> list[str]:
    """Return the command of the process, which imports from where this one does.

    -I and -S: neither the user's modules nor a slow site; the checkout is not in the path of an
    editable installation.
    """
    home = str(Path(__file__).parent.parent.parent)
    folders = [home, *(folder for folder in sys.path if Path(folder).is_absolute())]
    encoding = ["-X", "utf8"] if sys.flags.utf8_mode else []
    limits = service.module, str(service.memory), str(service.seconds)
    return [sys.executable, "-I", "-S", *encoding, str(SCRIPT), *limits, *folders]


def _read(stream: IO[bytes] | None, lines: SimpleQueue[tuple[bytes, float]]) -> None:
    """Queue each line of the stream with its time, then an empty one."""
    assert stream is not None  # noqa: S101 - a pipe was asked for
    try:
        for line in stream:
            lines.put((line, time.monotonic()))
    except (OSError, ValueError):  # closed while it was read
        return
    finally:
        lines.put((b"", time.monotonic()))
