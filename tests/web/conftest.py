"""The page as tests meet it: its application, a real server, a real browser."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.test import TestResponse

from packetgen import resources
from packetgen.model.dossier import Dossier
from packetgen.web.app import create_app
from packetgen.web.sessions import Sessions
from packetgen.web.site import Site
from tests.changes import action, both, piece, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.folders import with_actions, write_folder

PORT = 5123
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FAULTS = both(
    porteur(siret="912 345 006 00051"),
    action(montant_call=7500),
    piece("rib", fichier="RIB banque.jpg"),
)
Open = Callable[..., str]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """One run of the page, freed at the end."""
    home = tmp_path / "page"
    home.mkdir()
    made = Site(PORT, Sessions(home), lambda: DEPOT_OPEN)
    yield made
    made.sessions.free_all()


class Client(FlaskClient):
    """A client that names the page by its address."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401
        """Send one request."""
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
    assert stranger.get(f"/?jeton={site.token}").status_code == 302
    stranger.environ_base |= {"HTTP_ORIGIN": site.origin, "HTTP_SEC_FETCH_SITE": "same-origin"}
    return stranger


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier) -> tuple[Path, Path]:
    """Two workbooks of one action with the example's pieces: one with faults, one corrected."""
    place = tmp_path_factory.mktemp("dossiers")
    one = with_actions(dossier, 1)
    return write_folder(place / "fautes", one, FAULTS), write_folder(place / "corrige", one)


def calls_of_one_s_own(folder: Path) -> Path:
    """A folder of one's own that holds the call of 2026, as shipped."""
    root = folder / "appels"
    for kind in ("data", "templates"):
        source = resources.home(2026) / kind / "2026"
        shutil.copytree(source, root / kind / "2026")
    return root


def prose(answer: TestResponse) -> str:
    """What is read on the page, any run of spaces as one."""
    text = re.sub(r"</?(?:strong|kbd)>", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def pieces_of(workbook: Path) -> list[Path]:
    """The files beside a workbook."""
    return sorted(path for path in workbook.parent.iterdir() if path != workbook)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Open]:
    """Start `packetgen web` in a process of its own; return its address. Stopped at the end."""
    started = []

    def start(*arguments: str) -> str:
        command = "from packetgen.cli import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", command, "web", "--sans-navigateur", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(tmp_path),
        )
        started.append(process)
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        return found[0]

    yield start
    for process in started:
        process.terminate()
        with process:
            process.wait(15)


def environment(home: Path) -> dict[str, str]:
    """The variables of a program that keeps its folder here."""
    places = dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"), str(home))
    return {**os.environ, **places}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium, that of the system."""
    if CHROMIUM is None:
        pytest.skip("Chromium n’est pas installé : apt-get install chromium")
    with sync_playwright() as playwright:
        # a loaded machine is slow to start one
        browser = playwright.chromium.launch(executable_path=CHROMIUM, timeout=120_000)
        yield browser
        browser.close()
