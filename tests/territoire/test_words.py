"""What is made for another agglomeration says its words, and none of the CALL's."""

import html
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from packetgen import __version__, service
from packetgen.annexes.pdf.text import page_texts
from packetgen.campagne.load import load_campagne
from packetgen.kit.make import make_kit
from packetgen.modeles.guide import guide
from packetgen.modeles.sample_dossiers import example
from packetgen.web import requests
from packetgen.web.app import create_app
from packetgen.web.sessions import Sessions
from packetgen.web.site import Site
from packetgen.workbook.write.create import create
from tests.changes import action, both, budget
from tests.folders import build
from tests.tables import table
from tests.territoire.conftest import ANNEE
from tests.web.conftest import PORT, Client

# The words of the call that packetgen ships with
OTHERS = re.compile(
    r"\bCALL\b|\bLens\b|Li[ée]vin|Pas[- ]de[- ]Calais|Hauts[- ]de[- ]France|\bNQE\b"
    r"|Quartiers d’Été|au Président|(?<!entre )(?<!DATE.)2026"  # the oldest date that a cell takes
)
ASKED = both(
    budget(l74orgasoc=4000, l601=12345 + 4000),  # balanced
    action(montant_caf=Decimal(4000), theme="Santé", numero_dauphin=""),
)


@pytest.fixture(scope="module")
def made(calls: Path) -> Path:
    """A folder with all that is made of the call: kit, dossier, bundles, register."""
    campagne, folder = load_campagne(ANNEE), calls / "sortie"
    make_kit(campagne, folder, "integre", lambda _step: None)
    workbook = folder / "classeur.xlsx"
    create(workbook, campagne, dossier=ASKED(example(campagne)))
    today = campagne.etape("depot").debut
    for pour in ("complet", "caf"):
        build(workbook, folder / pour, pour=pour, keep_docx=True, today=today)
    service.annotate(workbook, service.verify(workbook, today=today), folder / "annote.xlsx")
    service.register([folder / "complet"], folder / "registre.xlsx", today=today, report=print)
    (folder / "variables.md").write_text(guide(ANNEE), encoding="utf-8")
    return folder


def texts(path: Path) -> Iterator[str]:
    """All that a file says: its name, its text, what is written in its parts or its properties."""
    yield path.name
    if path.suffix in (".docx", ".xlsx", ".zip"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                yield name
                if name.endswith((".xml", ".rels")):
                    yield html.unescape(package.read(name).decode())
    elif path.suffix == ".pdf":
        yield from page_texts(path)
        with pikepdf.open(path) as pdf:
            yield str(pdf.docinfo)
            yield from (file.get_file().read_bytes().decode() for file in pdf.attachments.values())
    elif path.suffix in (".ics", ".md", ".json"):
        yield path.read_text(encoding="utf-8").replace("\n ", "")


def test_what_is_made_says_its_own_words_and_none_of_another_call(made: Path) -> None:
    shown = {path: [*texts(path)] for path in made.rglob("*") if path.is_file()}
    assert {path.suffix for path in shown} >= {".docx", ".xlsx", ".zip", ".pdf", ".ics", ".md"}
    said = {
        f"{path.name}: {text[max(0, found.start() - 40) : found.end() + 40]}"
        for path, spoken in shown.items()
        for text in (each.replace(__version__, "") for each in spoken)
        for found in OTHERS.finditer(text)
    }
    assert sorted(said) == []
    every = " ".join(text for spoken in shown.values() for text in spoken).replace("\u00a0", " ")
    assert [words for words in table(__file__)["own"] if words not in every] == []


def test_the_page_says_none_of_the_words_of_another_call(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PATIENCE", 60.0)
    today = load_campagne(ANNEE).etape("depot").debut
    site = Site(PORT, Sessions(tmp_path / "dossiers"), lambda: today, tmp_path)
    client = Client(create_app(site))
    client.set_cookie(site.cookie, site.secret, domain="127.0.0.1")
    client.environ_base |= {"HTTP_ORIGIN": site.origin}
    with (made / "classeur.xlsx").open("rb") as book:
        client.post("/dossier/nouveau/fichiers", data={"deposes": (book, "classeur.xlsx")})
    [session] = site.sessions
    client.post(f"/dossier/{session.id}/fabrication", data={"pour": "complet"})
    assert session.outcome is not None
    views = ("nouveau/", f"{session.id}/", f"{session.id}/lecture/1")
    urls = ("/", "/call", *(f"/dossier/{view}" for view in views))
    shown = [client.get(url).text for url in urls]
    site.sessions.close_all()
    # the days of this computer's clock, the version, the years that one may choose
    not_ours = re.compile(rf"\d\d/\d\d/\d{{4}}|{re.escape(__version__)}|<option[^>]*>[^<]*|<[^>]*>")
    said = html.unescape(" ".join(not_ours.sub(" ", page) for page in shown))
    assert "Agglo" in said
    assert [said[found.start() - 40 : found.end() + 9] for found in OTHERS.finditer(said)] == []
