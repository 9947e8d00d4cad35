"""What reliability asks of the page: this machine, this token, these caps; nothing leaks."""

import gc
import gzip
import io
import logging
import os
import re
import stat
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from packetgen.errors import CannotWrite
from packetgen.model.dossier import Dossier
from packetgen.web.app import create_app
from packetgen.web.serve import listen, owned
from packetgen.web.session import shown_name
from packetgen.web.site import MAX_BODY, MAX_PARTS, Site, invite
from tests.changes import porteur
from tests.cli.conftest import IBAN
from tests.folders import with_actions, write_folder
from tests.tables import table
from tests.web.conftest import Drop

CASES = table(__file__)

PAGES = ("/", "/call")
LONG = ("x" * 400 + ".pdf", "x" * 116 + ".pdf")


def test_without_the_token_nothing_is_shown(stranger: FlaskClient, site: Site) -> None:
    session = site.sessions.create()
    for path in (*PAGES, "/?jeton=faux", "/static/rien", f"/dossier/{session.id}/effacement"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "ne s’ouvre que depuis packetgen" in answer.text
        assert "dossier</a>" not in answer.text
        assert session.id not in answer.text


def test_looking_erases_nothing(client: FlaskClient, site: Site) -> None:
    session = site.sessions.create()
    site.absence = 3600
    for path in (f"/dossier/{session.id}/effacement", "/fin", "/dossier/nouveau/"):
        assert client.get(path).status_code == 200
    assert site.absence == 0
    assert [*site.sessions] == [session]
    assert not site.stopped.is_set()


def test_a_token_serves_once_and_becomes_a_cookie(stranger: FlaskClient, site: Site) -> None:
    address, other = (invite(site.entrances, site.port) for _ in range(2))
    # as a browser says of the file that the start writes
    answer = stranger.get(address, headers={"Sec-Fetch-Site": "cross-site"})
    cookie = answer.headers["Set-Cookie"]
    assert 'content="0;url=/"' in answer.text
    assert cookie.startswith(f"packetgen-{site.port}=")
    for word in ("HttpOnly", "SameSite=Strict", "Max-Age=2592000"):
        assert word in cookie
    # who is in already is let in again, by an address that served too
    assert stranger.get(address).headers["Location"] == "/"
    stranger.delete_cookie(site.cookie, domain="127.0.0.1")
    again = stranger.get(address)
    assert again.status_code == 403
    assert "qui ne sert qu’une fois" in again.text
    assert "relancez packetgen" in again.text
    assert stranger.head(other).status_code == 403
    assert stranger.get(other).status_code == 302
    assert Site(site.port, site.sessions, site.today).secret != site.secret
    assert len(site.secret) >= 40


@pytest.mark.parametrize(("sent", "path", "headers", "code"), CASES["refused"])
def test_what_comes_from_elsewhere_is_refused(
    client: FlaskClient, site: Site, sent: str, path: str, headers: dict[str, str], code: int
) -> None:
    assert client.open(path, method=sent, headers=headers).status_code == code
    assert not site.stopped.is_set()
    assert list(site.sessions) == []


def test_the_other_name_leads_to_the_page(client: FlaskClient) -> None:
    led = client.get("/dossier/%0Ax/?a=é", headers={"Host": "localhost:5123"})
    assert led.headers["Location"] == "http://127.0.0.1:5123/dossier/%0Ax/?a=%C3%A9"


def test_what_does_not_say_where_it_comes_from_is_refused(client: FlaskClient) -> None:
    named = {"Sec-Fetch-Site": "same-site"}
    assert client.get(static_of(client)[0], headers=named).status_code == 403
    for name in ("HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE"):
        del client.environ_base[name]
    assert client.post("/fin").status_code == 403


def test_one_byte_too_many_is_refused(client: FlaskClient) -> None:
    url, kind = "/dossier/nouveau/rangement", "multipart/form-data; boundary=b"
    for most, is_refused in ((2000, False), (1999, True)):
        client.application.config["MAX_CONTENT_LENGTH"] = most
        answer = client.post(url, data=b"x" * 2000, content_type=kind)
        assert (answer.status_code == 413) is is_refused
    assert "dépasse" in answer.text
    assert MAX_BODY == 300_000_000


# werkzeug leaves the files of a form that it refuses to be closed by the collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_thousand_parts_are_refused(client: FlaskClient) -> None:
    assert MAX_PARTS < 1000
    sent = [(io.BytesIO(b"x"), f"{n}.pdf") for n in range(1000)]
    answer = client.post("/dossier/nouveau/fichiers", data={"deposes": sent})
    gc.collect()
    assert answer.status_code == 413
    assert "trop de fichiers" in answer.text


def test_a_file_is_stored_under_a_random_name(drop: Drop) -> None:
    _, session = drop((b"%PDF-", "../../x.pdf"))
    [kept] = session.files.values()
    assert kept.name == "x.pdf"
    assert kept.path.parent == session.folder
    assert len(kept.path.name) == 32


@pytest.mark.parametrize(("name", "shown"), [*CASES["names"], LONG])
def test_a_name_is_shown_without_path_or_sign(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("path", [*PAGES, "/static/rien.css", "/rien"])
def test_each_answer_is_hardened(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert client.application.debug is False
    text = answer.text.replace("http://www.w3.org", "")
    for forbidden in ("style=", "onclick", "<style", "http://", "https://www", "//cdn"):
        assert forbidden not in text


def static_of(client: FlaskClient) -> list[str]:
    """The addresses of the static files of this run, which strangers see too."""
    return re.findall(r'"(/static/[^"]+)"', client.get("/").text)


def test_a_browser_keeps_the_static_files_of_this_run(client: FlaskClient, site: Site) -> None:
    found = static_of(client)
    assert len(found) >= 3
    for address in found:
        assert "immutable" in client.get(address).headers["Cache-Control"]
        assert client.get(f"{address}.map").headers["Cache-Control"] == "no-store"
    assert not {*found} & {*static_of(create_app(site).test_client())}


def test_text_is_compressed(client: FlaskClient) -> None:
    script = static_of(client)[-1]
    for path, takes, kind in (
        ("/", "gzip, deflate, br", "gzip"),
        (script, "gzip", "gzip"),
        (script, "gzip;q=0", None),
        (script, "", None),
        ("/dossier/x/travail", "gzip", "gzip"),
    ):
        plain = client.get(path).data
        answer = client.get(path, headers={"Accept-Encoding": takes})
        assert answer.headers.get("Content-Encoding") == kind
        assert (gzip.decompress(answer.data) if kind else answer.data) == plain
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_bug_says_no_value_and_logs_none(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    home: Path,
) -> None:
    def failing(*_given: object, **_named: object) -> None:
        raise LookupError(IBAN)

    monkeypatch.setattr("packetgen.web.association.view.association", failing)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "incident" in answer.text.lower()
    kept = "".join(path.read_text("utf-8") for path in home.rglob("incident-*.txt"))
    assert "LookupError" in kept
    for said in (answer.text, caplog.text, kept):
        assert IBAN not in said


def test_neither_the_iban_nor_a_sign_of_html_is_shown(
    client: FlaskClient, drop: Drop, dossier: Dossier, tmp_path: Path
) -> None:
    change = porteur(sigle=IBAN, rna=IBAN)
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1), change)
    _, session = drop((workbook.read_bytes(), "<script>alert(1)</script>.xlsx"))
    text = client.get(f"/dossier/{session.id}/").text
    assert "Corriger" in text
    assert IBAN not in "".join(text.split())
    assert "<script>alert" not in text


def test_it_listens_on_this_machine_only_for_its_owner(tmp_path: Path) -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
    (tmp_path / "ouvert").mkdir(mode=0o755)
    assert os.name == "nt" or stat.S_IMODE(owned(tmp_path / "ouvert").stat().st_mode) == 0o700
    (tmp_path / "fichier").touch()
    with pytest.raises(CannotWrite, match="ne peut pas être écrit"):
        owned(tmp_path / "fichier" / "packetgen")
