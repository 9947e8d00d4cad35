"""One page at a time on a machine; whatever ends it, nothing of the dossier stays."""

import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from packetgen.web import serve
from packetgen.web.site import MOST_ABSENCE, Site
from tests.web.conftest import WEB, Open, environment, started


@contextmanager
def served(site: Site) -> Iterator[None]:
    """The site, answering in a thread of this process until it is stopped."""
    listening = serve.listen(0)
    site.port = listening.getsockname()[1]
    thread = Thread(target=serve.run_server, args=(site, listening))
    thread.start()
    try:
        yield
    finally:
        site.stopped.set()
        thread.join(15)
    assert not thread.is_alive()


def test_a_second_start_opens_the_running_page(page: Open, tmp_path: Path) -> None:
    entrance = page()
    second = run(tmp_path)
    assert second.returncode == 0
    assert entrance in second.stdout


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is not expected to stay."""
    command = [*WEB, *arguments]
    return subprocess.run(
        command, env=environment(home), capture_output=True, text=True, timeout=30
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_whatever_stops_it_nothing_stays(how: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path) as (process, _):
        assert kept(tmp_path)
        process.send_signal(how)
        assert process.wait(15) == 130
    assert kept(tmp_path) == []


def test_what_a_killed_page_left_goes_at_the_next_start(page: Open, tmp_path: Path) -> None:
    with started(tmp_path):
        pass
    [left] = kept(tmp_path)
    (left / "rib.pdf").touch()
    page()
    assert left not in kept(tmp_path)


def kept(home: Path) -> list[Path]:
    """The private folders of the runs."""
    return list(home.rglob("essai-*"))


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(tmp_path, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "déjà pris" in done.stderr


def test_a_slow_upload_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "SILENCE", 1)
    with served(site), socket.create_connection(("127.0.0.1", site.port), 20) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nlent")
        assert slow.recv(1000) == b""


def test_too_large_a_body_is_refused_before_it_is_read(site: Site) -> None:
    with served(site):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", str(10**12))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_it_stops_only_when_no_page_was_open_for_days(site: Site) -> None:
    assert MOST_ABSENCE >= 48 * 3600
    session = site.sessions.create()
    with served(site):
        site.absence = MOST_ABSENCE - 3600
        time.sleep(3 * serve.TICK)
        assert not site.is_over
        site.absence = MOST_ABSENCE
        deadline = time.monotonic() + 20
        while session.folder.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not session.folder.exists()


def test_the_hours_of_a_sleep_are_no_absence(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock jumps when a machine wakes: that of Windows counts its sleep."""
    session = site.sessions.create()
    with served(site):
        later = time.monotonic() + 30 * 24 * 3600
        with monkeypatch.context() as waking:
            waking.setattr(time, "monotonic", lambda: later)
            waking.setattr(time, "time", lambda: later)
            time.sleep(3 * serve.TICK)
        assert not site.is_over
        assert session.folder.exists()
    assert not session.folder.exists()
