"""One page at a time on a machine; whatever ends it, dossiers stay; nobody else comes in."""

import http.client
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import asdict
from playwright.sync_api import Page, expect

from packetgen.pipeline.new_workbook import NewWorkbook
from packetgen.pipeline.uploads import UploadedFile
from packetgen.system import disk_cache
from packetgen.web import serve
from packetgen.web import sessions as store
from packetgen.web.session import CALL, Correction, Session, Upload
from packetgen.web.sessions import Sessions
from packetgen.web.site import MOST_ABSENCE, Site, invite
from tests.tables import table
from tests.web.conftest import WEB, Open, environment, started

# Chromium sends these of a form of the page
FORM = {"Origin": "http://127.0.0.1:{0}", "Cookie": "packetgen-{0}={1}", "Host": "127.0.0.1:{0}"}
LINES = "".join(f"{name}: {value}\r\n" for name, value in FORM.items())
SLOW = f"POST /dossier/nouveau/fichiers HTTP/1.1\r\nContent-Length: 1000\r\n{LINES}\r\nlent"


@contextmanager
def served(site: Site) -> Iterator[Thread]:
    """The site, answering in a thread of this process until it is stopped."""
    listening = serve.listen(0)
    site.port = listening.getsockname()[1]
    thread = Thread(target=serve.run_server, args=(site, listening))
    thread.start()
    try:
        yield thread
    finally:
        site.stopped.set()
        thread.join(15)
    assert not thread.is_alive()


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is not expected to stay."""
    asked = [*WEB, *arguments]
    return subprocess.run(asked, env=environment(home), capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whatever_stops_it_dossiers_and_address_stay(how: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path) as (process, first):
        [temporary] = tmp_path.rglob("essai-*")
        [dossiers] = tmp_path.rglob("dossiers")
        (dossiers / "rib.pdf").touch()
        assert stat.S_IMODE(dossiers.stat().st_mode) == 0o700
        # the server closes this connection: the system holds its port for a while
        with socket.create_connection(("127.0.0.1", port_of(first))) as held:
            held.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert held.recv(12) == b"HTTP/1.1 400"
            process.send_signal(how)
            assert process.wait(15) in (130, -signal.SIGKILL)
        assert temporary.exists() is (how == signal.SIGKILL)
    with started(tmp_path) as (_, second):
        assert second.split("/?")[0] == first.split("/?")[0]
        assert enter(first) == 403
        assert enter(second) == 302
        assert not temporary.exists()
        assert (dossiers / "rib.pdf").exists()


def port_of(address: str) -> int:
    return int(re.findall(r":(\d+)/", address)[0])


def enter(address: str) -> int:
    """The code that an address answers to a browser without a cookie."""
    _, _, host, path = address.split("/")
    with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status


def test_a_second_start_lets_in_again_at_the_running_page(page: Open, tmp_path: Path) -> None:
    first = page()
    at = port_of(first)
    for asked, is_told in (((), False), (("--port", str(at)), False), (("--port", "8123"), True)):
        second = run(tmp_path, *asked)
        assert second.returncode == 0
        told = f"La page est déjà ouverte, au port {at} : le port 8123 n’est pas pris."
        assert (told in second.stdout) is is_told
        [address] = re.findall(r"http://\S+", second.stdout)
        assert enter(address) == 302
        assert enter(address) == 403
    assert enter(first) == 302


def test_a_port_taken_is_told_and_left(tmp_path: Path) -> None:
    with started(tmp_path) as (_, first):
        pass
    with (
        socket.create_server(("127.0.0.1", port_of(first))),
        started(tmp_path) as (process, second),
    ):
        assert port_of(second) != port_of(first)
        assert process.stdout
        assert f"a pris le port {port_of(first)}" in process.stdout.readline()
        refused = run(tmp_path / "autre", "--port", str(port_of(first)))
        assert refused.returncode == 2
        assert "déjà pris" in refused.stderr
    [known] = tmp_path.rglob("port")
    for damaged in ("", "abc", "99999999", "-1"):
        known.write_text(damaged)
        with started(tmp_path) as (_, address):
            assert enter(address) == 302


def test_a_slow_upload_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "SILENCE", 1)
    with served(site), socket.create_connection(("127.0.0.1", site.port), 20) as slow:
        slow.sendall(SLOW.format(site.port, site.secret).encode())
        assert slow.recv(1000) == b""


@pytest.mark.parametrize(("changed", "code", "said"), table(__file__)["bodies"])
def test_a_body_without_right_is_refused_before_it_comes(
    site: Site, changed: dict[str, str], code: int, said: str
) -> None:
    with served(site), socket.create_connection(("127.0.0.1", site.port), 20) as asking:
        headers = FORM | {"Content-Length": "299000000"} | changed
        path = headers.pop(":path", "/dossier/nouveau/fichiers")
        lines = [f"{name}: {value}" for name, value in headers.items() if value]
        head = "\r\n".join((f"POST {path} HTTP/1.1", *lines, "", ""))
        # what follows would be another request, were it not the body
        asking.sendall(head.format(site.port, site.secret).encode() + b"GET / HTTP/1.1\r\n\r\n")
        answer = b"".join(iter(lambda: asking.recv(4096), b"")).decode()
    assert answer.startswith(f"HTTP/1.1 {code} ")
    assert answer.count("HTTP/1.1") == 1
    assert said in answer
    assert list(site.sessions) == []


@pytest.mark.parametrize("begun", ["", "POST / HTTP/1.1\r\nHost: 127", SLOW])
def test_those_who_do_not_go_on_make_nobody_wait(site: Site, tab: Page, begun: str) -> None:
    with served(site), ExitStack() as opened:
        for _ in range(3 * serve.MOST_WAITING):
            slow = socket.create_connection(("127.0.0.1", site.port), 20)
            opened.enter_context(slow).sendall(begun.format(site.port, site.secret).encode())
        tab.goto(invite(site.entrances, site.port))
        expect(tab.locator("nav[aria-label=Pages]")).to_be_visible()


def test_it_stops_only_when_no_page_was_open_for_days(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_ABSENCE >= 48 * 3600
    with served(site) as thread:
        # a clock jumps when a machine wakes: that of Windows counts its sleep
        later = time.monotonic() + 30 * 24 * 3600
        with monkeypatch.context() as waking:
            waking.setattr(time, "monotonic", lambda: later)
            waking.setattr(time, "time", lambda: later)
            time.sleep(3 * serve.TICK)
        assert thread.is_alive()
        site.absence = MOST_ABSENCE - 3600
        time.sleep(3 * serve.TICK)
        assert thread.is_alive()
        site.absence = MOST_ABSENCE
        thread.join(20)
        assert not thread.is_alive()


def filled(sessions: Sessions) -> Session:
    """A dossier with something in all that a person says of it."""
    session = sessions.create()
    file = UploadedFile(session.place(), "statuts.pdf")
    file.path.write_bytes(b"%PDF-1.7")
    session.uploads = {file.path.name: Upload(file, "0" * 64, 1, twin="x")}
    session.files = {file.path.name: file}
    place = session.place(".xlsx")
    session.created = NewWorkbook(place, ("Repris",), ("À reprendre",), projet=True)
    session.placed, session.later = {file.path.name: "pieces.statuts"}, {"pieces.rib": "Banque"}
    session.corrections = {"porteur.siret": Correction("1"), "action.lieu": Correction("", "Lens")}
    session.errors, session.typed = [("actions", "Le nombre")], {"actions": "25"}
    session.save()
    return session


def test_a_killed_program_finds_all_that_was_said_but_by_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(Sessions(tmp_path / "dossiers"))
    # nothing was closed
    [after] = Sessions(tmp_path / "dossiers")
    assert asdict(after) | {"lock": before.lock, "save": before.save} == asdict(before)
    assert stat.S_IMODE((tmp_path / "dossiers").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "dossiers" / store.NAME).stat().st_mode) == 0o600
    before.solved = ("x",)  # type: ignore[assignment]
    with monkeypatch.context() as another:
        another.setattr(store, "__version__", "2025.1")
        before.save()
    [after] = Sessions(tmp_path / "dossiers")
    assert after.solved == ()
    assert after.placed == before.placed


def test_a_dossier_is_erased_by_its_person_or_after_thirty_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    disk_cache.put("pieces", "name", b"sealed")
    sessions = Sessions(tmp_path)
    erased, forgotten, kept, of_call = map(sessions.create, ("association",) * 3 + (CALL,))
    sessions.erase(erased.id)
    assert disk_cache.get("pieces", "name") is None
    for session, days in ((forgotten, 31), (kept, 29)):
        session.seen = time.time() - days * 86_400
        session.save()
    assert {each.id for each in Sessions(tmp_path)} == {kept.id, of_call.id}
    assert [erased.folder.exists(), forgotten.folder.exists()] == [False, False]
    # work that ends after its dossier was erased does not bring it back
    erased.save()
    assert erased.id not in {each.id for each in Sessions(tmp_path)}


def test_a_damaged_base_is_put_aside(tmp_path: Path) -> None:
    filled(Sessions(tmp_path))
    (tmp_path / store.NAME).write_bytes(b"not a base" * 500)
    assert list(Sessions(tmp_path)) == []
    assert (tmp_path / store.NAME).with_suffix(".abime").exists()
