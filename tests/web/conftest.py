"""The page as tests meet it: its application, a real server, a real browser."""

import html
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.test import TestResponse

from packetgen import resources, service
from packetgen.edition import create
from packetgen.model.dossier import Dossier
from packetgen.web import requests
from packetgen.web.app import create_app
from packetgen.web.session import Session
from packetgen.web.sessions import Sessions
from packetgen.web.site import Site, invite
from tests.changes import action, both, piece, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.folders import own_calls, with_actions, write_folder

PORT = 5123
DAY = ("--date", "2025-11-05")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Milliseconds: a loaded machine is slow
PATIENCE = 180_000
WEB = [sys.executable, "-m", "packetgen", "web", "--sans-navigateur"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PIECES = tuple((f"%PDF-1.7 {n}".encode(), f"pièce {n}.pdf") for n in range(1, 6))
# Marks the page that is shown: one that comes after it bears no mark
BEFORE = "document.documentElement.dataset.before = true"
Open = Callable[..., str]
Drop = Callable[..., tuple[str, Session]]
Whole = tuple[str, Session]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """One run of the page, freed at the end."""
    home, entrances = tmp_path / "page", tmp_path / "entrees"
    home.mkdir()
    entrances.mkdir()
    made = Site(PORT, Sessions(home), lambda: DEPOT_OPEN, entrances)
    yield made
    made.sessions.close_all()


class Client(FlaskClient):
    """A client that names the page by its address."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401
        named: dict[str, Any] = {"base_url": f"http://127.0.0.1:{PORT}", "buffered": True}
        return super().open(*args, **named | kwargs)


@pytest.fixture
def stranger(site: Site) -> FlaskClient:
    """A client on this machine that was not given the token."""
    app = create_app(site)
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def client(stranger: FlaskClient, site: Site) -> FlaskClient:
    """The person's browser: it came in with the token, and speaks from the page."""
    assert stranger.get(invite(site.entrances, PORT)).status_code == 302
    stranger.environ_base |= {"HTTP_ORIGIN": site.origin, "HTTP_SEC_FETCH_SITE": "same-origin"}
    return stranger


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form answers when its work is done."""
    monkeypatch.setattr(requests, "PATIENCE", 60.0)


@pytest.fixture
def drop(client: FlaskClient, site: Site) -> Drop:
    """Drop files, by path or as (content, name); return what the page shows and the session."""

    def send(*files: Path | tuple[bytes, str], ident: str = "nouveau") -> tuple[str, Session]:
        sent = [it if isinstance(it, tuple) else (it.read_bytes(), it.name) for it in files]
        shown = post(client, f"/dossier/{ident}/fichiers", deposes=sent)
        return shown, list(site.sessions)[-1]

    return send


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier) -> tuple[Path, Path]:
    """Two workbooks of one action with the example's pieces: one with faults, one corrected."""
    place = tmp_path_factory.mktemp("dossiers")
    one = with_actions(dossier, 1)
    unnamed = piece("rib", fichier="RIB banque.jpg")
    faults = both(porteur(siret="912 345 006 00051"), action(montant_call=7500), unnamed)
    return write_folder(place / "fautes", one, faults), write_folder(place / "corrige", one)


@pytest.fixture
def whole(drop: Drop, folders: tuple[Path, Path]) -> Whole:
    """What the page shows of a right dossier with all its pieces, and its session."""
    return drop(folders[1], *pieces_of(folders[1]))


@pytest.fixture(scope="session")
def both_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own with the call of 2026, and that of 2027 made from it."""
    root = own_calls(tmp_path_factory.mktemp("annees"))
    with resources.campagnes_in(root):
        create.create(2027, 2026)
    return root


@pytest.fixture
def calls(both_years: Path) -> Iterator[Path]:
    """These calls are those of the page; not to be changed."""
    with resources.campagnes_in(both_years):
        yield both_years


def post(client: FlaskClient, url: str, **form: Any) -> str:  # noqa: ANN401
    """Send a form, its files as (content, name); return what the page that follows shows."""
    data = {name: _with_streams(value) for name, value in form.items()}
    answer = client.post(url, data=data, follow_redirects=True)
    assert answer.status_code == 200
    return prose(answer)


def _with_streams(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [*map(_with_streams, value)]
    return (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value


def sort(client: FlaskClient, session: Session, **asked: str) -> str:
    """Send the form of the files of a dossier; return what the page shows."""
    return post(client, f"/dossier/{session.id}/rangement", **asked)


def prose(answer: TestResponse) -> str:
    """What is read on the page, any run of spaces as one."""
    text = re.sub(r"</?(?:strong|kbd)>", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def names_of(session: Session) -> list[str]:
    return [file.name for file in session.files.values()]


def pieces_of(workbook: Path) -> list[Path]:
    return sorted(path for path in workbook.parent.iterdir() if path != workbook)


@contextmanager
def started(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program in a process of its own, once its page answers, and its address."""
    command, env = [*WEB, *arguments], environment(home)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            yield process, found[0]
        finally:
            process.kill()  # where it did not stop, it would be waited for without end


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Open]:
    """Start `packetgen web` in a process of its own; return its address. Ended with the test."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(started(tmp_path, *arguments))[1]


@contextmanager
def working(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session in which other work is under way, done at the end."""
    done = Event()

    def long(report: service.ProgressCallback) -> None:
        done.wait(30)
        report("Fin")

    with monkeypatch.context() as hurried:
        hurried.setattr(requests, "PATIENCE", 0.0)
        requests.start(session, long, field="travail", after="titre-4")
        yield
    job = session.job
    assert job is not None
    done.set()
    job.wait(30)


def environment(home: Path) -> dict[str, str]:
    """The variables of a program that keeps its folder here."""
    places = dict.fromkeys(("XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "HOME"), str(home))
    return {**os.environ, **places}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium, that of the system."""
    if CHROMIUM is None:
        pytest.skip("Chromium n’est pas installé : apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        # a loaded machine is slow to start one
        browser = playwright.chromium.launch(executable_path=CHROMIUM, timeout=120_000)
        yield browser
        browser.close()


def check(page: Page) -> None:
    """What axe finds, and whether anything is wider than the screen: in each theme, each width."""
    page.wait_for_load_state()
    for theme, width in itertools.product(THEMES, (320, 1280)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (theme, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab that allows nothing but the page to be asked, and no error of its script."""
    context = chromium.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    asked, errors = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []
    assert {url.split("/")[2].split(":")[0] for url in asked} == {"127.0.0.1"}
    context.close()


def enter(page: Page, address: str) -> None:
    """Come in by the address of a start, which leads further."""
    page.goto(address)
    expect(page.locator(".pied")).to_be_visible()


def drop_files(page: Page, *files: Path, within: str = "#deposes") -> None:
    """Drop files as one does with a mouse; wait for what the page says of them."""
    page.evaluate(BEFORE)
    page.set_input_files(within, files)
    settled(page)


def download(page: Page, words: str, folder: Path) -> Path:
    """Take a file away; return where it went."""
    with page.expect_download() as taken:
        page.click(f"a:has-text('{words}')")
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


def settled(page: Page) -> None:
    """Wait for the page that comes after BEFORE was marked, and for the end of its work."""
    expect(page.locator("html[data-before]")).to_have_count(0)
    page.wait_for_load_state()  # or its work may not be shown yet
    expect(page.locator("#travail")).to_have_count(0)


def open_step(page: Page, numero: int) -> None:
    """Open one of the four steps, if it is folded."""
    if page.locator(f"#etape-{numero}").get_attribute("open") is None:
        page.click(f"#titre-{numero}")
