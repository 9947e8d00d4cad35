"""The blank kit: whole, of its year on every page, the same each time, never over others' files."""

import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from icalendar import Calendar
from msgspec.structs import replace

from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.engines import convert_documents
from packetgen.convert.protocol import Conversion
from packetgen.documents.contexts.kit import kit_pages
from packetgen.errors import CannotWrite, ConversionFailed
from packetgen.kit import make as kit
from packetgen.kit.ics import to_ics
from packetgen.kit.make import Kit
from packetgen.model.bundle import PROJET
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Statut
from packetgen.workbook.read.dossier import read_dossier
from tests.documents.blanks.filling import saved_by_libreoffice
from tests.spoken import spoken, unmarked
from tests.tables import table

MOST_PAGES = {"1 - Notice.pdf": 2, "3 - Lettre au Président de la CALL.pdf": 1}
WORKBOOK, CALENDAR = "2 - Classeur du projet.xlsx", "7 - Calendrier.ics"
SAID, TITLES = (table(__file__)[name] for name in ("said", "titles"))
DOCUMENTS = [f"{title}.{kind}" for title in TITLES for kind in ("docx", "pdf")]
NAMES = tuple(sorted((*DOCUMENTS, WORKBOOK, CALENDAR)))


def make(campagne: Campagne, output: Path) -> Kit:
    return kit.make_kit(campagne, output, "integre", lambda _step: None)


@pytest.fixture(scope="module")
def published(campagne: Campagne, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make(campagne, tmp_path_factory.mktemp("kit"))


def test_the_folder_and_the_zip_hold_the_same_files(published: Kit) -> None:
    assert published.files == NAMES
    assert published.folder.name == "AAP2026_kit_vierge"
    with zipfile.ZipFile(published.archive) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"AAP2026_kit_vierge/{name}" for name in NAMES]
        for name in NAMES:
            held = archive.read(f"AAP2026_kit_vierge/{name}")
            assert held == (published.folder / name).read_bytes()


def test_all_that_the_papers_show_is_read_aloud(published: Kit) -> None:
    for file in published.folder.glob("*.pdf"):
        assert unmarked(file) == [], file.name
    [notice, *_] = spoken(published.folder / "1 - Notice.pdf")
    assert ("H1", "Notice du kit vierge") in notice
    assert ("TH", "Pièce") in notice
    assert [role for role, _ in notice if role in ("L", "LI")][:4] == ["L", "LI", "LI", "LI"]


def test_every_page_is_a4_and_carries_the_year(published: Kit) -> None:
    for file in published.folder.glob("*.pdf"):
        with pypdfium2.PdfDocument(file) as document:
            sizes = {tuple(round(side) for side in page.get_size()) for page in document}
        assert sizes == {(595, 842)}
        texts = page_texts(file)
        assert all("2026" in text and PROJET not in text.split() for text in texts), file.name
        assert len(texts) <= MOST_PAGES.get(file.name, len(texts))


def test_the_workbook_of_the_kit_is_a_blank_one(published: Kit, campagne: Campagne) -> None:
    dossier = read_dossier(published.folder / WORKBOOK, campagne).dossier
    assert dossier.porteur.denomination == ""
    assert dossier.annee == 2026


@pytest.mark.slow
def test_every_word_file_opens_in_libreoffice(published: Kit, tmp_path: Path) -> None:
    files = [published.folder / name for name in NAMES if name.endswith(".docx")]
    for before, after in zip(files, saved_by_libreoffice(files, tmp_path), strict=True):
        first, second = (Document(str(path)).element.body for path in (before, after))
        assert first.xpath("string(.)")[:60] == second.xpath("string(.)")[:60]


def test_the_pages_say_what_one_needs(published: Kit, campagne: Campagne) -> None:
    pages = {file.stem: page_texts(file) for file in published.folder.glob("*.pdf")}
    told = {name: " ".join(" ".join(texts).split()) for name, texts in pages.items()}
    assert [(name, words) for name, words in SAID if words not in told[name]] == []
    assert all(contact.nom in told["6 - Contacts"] for contact in campagne.contacts)
    assert all(referent.nom in told["6 - Contacts"] for referent in campagne.referents)
    whole = " ".join(told.values())
    for words in ("déduit de la note", "hors de la note", "la note ne dit", "écrit en tête par"):
        assert words not in whole.lower()


def test_what_is_not_sure_is_said_so(campagne: Campagne) -> None:
    first, *others = campagne.contacts
    contacts = (replace(first, source=replace(first.source, statut=Statut.NON_VERIFIE)), *others)
    shown: Any = kit_pages(replace(campagne, contacts=contacts))["contacts"]
    assert [contact["certitude"] for contact in shown[:2]] == ["à confirmer", ""]


def test_a_new_kit_replaces_the_old(published: Kit, campagne: Campagne, tmp_path: Path) -> None:
    (tmp_path / published.folder.name).mkdir()
    (tmp_path / published.folder.name / NAMES[0]).write_bytes(b"ancien")
    new = make(campagne, tmp_path)
    assert new.archive.read_bytes() == published.archive.read_bytes()
    assert (new.folder / NAMES[0]).read_bytes() == (published.folder / NAMES[0]).read_bytes()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["AAP2026_kit_vierge", "AAP2026_kit_vierge.zip"]


def test_a_file_of_someone_else_is_never_lost(campagne: Campagne, tmp_path: Path) -> None:
    folder = tmp_path / "AAP2026_kit_vierge"
    folder.mkdir()
    (folder / "mes notes.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(CannotWrite, match=r"contient « mes notes\.txt », qui serait perdu"):
        make(campagne, tmp_path)
    assert [path.name for path in folder.iterdir()] == ["mes notes.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["AAP2026_kit_vierge"]


def test_a_page_that_lacks_words_stops_the_kit(
    campagne: Campagne, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(*asked: Any) -> list[Conversion]:  # noqa: ANN401
        return [replace(each, missing_words=("Lens",)) for each in convert_documents(*asked)]

    monkeypatch.setattr("packetgen.kit.make.convert_documents", lossy)
    with pytest.raises(ConversionFailed, match="ne montre pas tout son texte"):
        make(campagne, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_is_not_ready_says_so_on_each_file(campagne: Campagne, tmp_path: Path) -> None:
    made = make(replace(campagne, projet=True), tmp_path)
    assert made.projet
    assert all("PROJET" in page for page in page_texts(made.folder / "6 - Contacts.pdf"))
    notice = Document(str(made.folder / "1 - Notice.docx"))
    assert 'string="PROJET"' in notice.sections[0].header._element.xml
    assert b"SUMMARY:PROJET" in (made.folder / "7 - Calendrier.ics").read_bytes()


def test_each_step_is_an_event_that_quotes_the_note(campagne: Campagne) -> None:
    events = Calendar.from_ical(to_ics(campagne)).walk("VEVENT")
    day = timedelta(days=1)
    assert [(str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend")) for e in events] == [
        (f"AAP 2026 – {etape.libelle}", etape.debut, (etape.fin or etape.debut) + day)
        for etape in campagne.calendrier
    ]
    assert len({str(event["uid"]) for event in events}) == len(campagne.calendrier)
    [depot] = [event for event in events if event["uid"] == "aap2026-depot@packetgen"]
    described = str(depot["description"])
    place = "Note de cadrage 2026, «\xa0CALENDRIER DE DEPOT\xa0», page\xa08 (déduite)\xa0: "
    assert described == f"{place}20/10 au 07/11 Dépôt dossiers plateforme"
    alarms = {(a["trigger"].params["related"], a.decoded("trigger")) for a in depot.walk("VALARM")}
    assert alarms == {("END", timedelta(days=-8)), ("END", timedelta(days=-1, hours=-15))}


def test_a_deadline_with_its_hour_ends_at_that_hour(campagne: Campagne) -> None:
    depot = replace(campagne.etape("depot"), heure="16h30")
    [event] = Calendar.from_ical(to_ics(replace(campagne, calendrier=(depot,)))).walk("VEVENT")
    assert event.decoded("dtend") == datetime.combine(depot.fin or depot.debut, time(16, 30))
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-7), timedelta(days=-1)]
