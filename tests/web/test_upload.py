"""Whatever is dropped is kept, listed by its name, and told with what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook

from packetgen import resources
from packetgen.edition import create
from packetgen.web import work
from packetgen.web.jobs import Report
from packetgen.web.sessions import Session
from packetgen.web.upload import distinct_name
from tests.conftest import EXAMPLE
from tests.web.conftest import Drop, calls_of_one_s_own, prose

pytestmark = pytest.mark.usefixtures("patient")

PIECES = tuple((f"%PDF-1.7 {n}".encode(), f"pièce {n}.pdf") for n in range(1, 6))
BOOK = EXAMPLE.read_bytes()
SPOILT = BOOK[: len(BOOK) // 2] + bytes(64) + BOOK[len(BOOK) // 2 + 64 :]


def names(session: Session) -> list[str]:
    """The pieces, by name."""
    return [file.name for file in session.files.values()]


def test_pieces_may_come_before_the_workbook(drop: Drop) -> None:
    shown, session = drop(EXAMPLE.parent / "statuts.pdf")
    assert "Il manque le classeur" in shown
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.verification is not None
    assert "pieces.statuts" in work.given(session).files


def test_files_without_a_workbook_are_listed_and_can_be_taken_away(
    drop: Drop, client: FlaskClient
) -> None:
    shown, session = drop(*PIECES)
    assert "5 fichiers reçus, en attente du classeur" in shown
    assert all(name in shown for _, name in PIECES)
    key = next(iter(session.files))
    data = {"retirer": key}
    shown = prose(client.post(f"/dossier/{session.id}/rangement", data=data, follow_redirects=True))
    assert "4 fichiers reçus, en attente du classeur" in shown
    assert not (session.folder / key).exists()


@pytest.mark.parametrize("content", [BOOK[:3000], SPOILT, b"PK damaged", b""])
def test_a_damaged_workbook_is_named_and_the_pieces_stay(drop: Drop, content: bytes) -> None:
    shown, session = drop((content, "classeur.xlsx"), *PIECES)
    assert "« classeur.xlsx »" in shown
    assert "eprenez l’original" in shown
    assert "5 fichiers reçus, en attente du classeur" in shown
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.verification is not None
    assert len(session.files) == 5


def test_a_damaged_new_version_leaves_the_one_before(drop: Drop) -> None:
    _, session = drop(EXAMPLE)
    shown, _ = drop((SPOILT, "classeur v2.xlsx"), *PIECES, ident=session.id)
    assert "« classeur v2.xlsx »" in shown
    assert "eprenez l’original" in shown
    assert session.workbook is not None
    assert session.workbook.path.read_bytes() == BOOK
    assert len(session.files) == 5


def test_a_spreadsheet_that_is_no_workbook_of_a_project_is_a_piece(
    drop: Drop, tmp_path: Path
) -> None:
    accounts = tmp_path / "Comptes 2024.xlsx"
    Workbook().save(accounts)
    shown, session = drop(accounts)
    assert "« Comptes 2024.xlsx » n’est pas un classeur de projet" in shown
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert "n’est pas un classeur de projet" not in shown
    assert session.workbook is not None
    assert session.workbook.name == "classeur.xlsx"
    assert names(session) == ["Comptes 2024.xlsx"]


def test_two_files_of_one_name_are_both_kept(drop: Drop) -> None:
    shown, session = drop(EXAMPLE, (b"%PDF-1.7 a", "image.pdf"), (b"%PDF-1.7 b", "Image.PDF"))
    assert names(session) == ["image.pdf", "Image (2).PDF"]
    assert "« Image.PDF » : celui-ci devient « Image (2).PDF »" in shown
    first = next(iter(session.files))
    session.confirmed[first] = "pieces.rib"
    drop((b"%PDF-1.7 c", "image.pdf"), ident=session.id)
    assert names(session) == ["image.pdf", "Image (2).PDF", "image (3).pdf"]
    assert work.given(session).files["pieces.rib"].path.read_bytes() == b"%PDF-1.7 a"


def test_the_mended_workbook_keeps_its_name(drop: Drop) -> None:
    _, session = drop((BOOK[:3000], "classeur.xlsx"), *PIECES)
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.workbook is not None
    assert session.workbook.name == "classeur.xlsx"
    assert "celui-ci devient" not in shown
    assert "1 autre version du classeur" in shown
    shown, _ = drop((SPOILT, "classeur.xlsx"), ident=session.id)
    assert "1 fichier à part" in shown
    assert session.workbook.path.read_bytes() == BOOK


def test_the_same_bytes_are_one_file(drop: Drop) -> None:
    shown, session = drop(EXAMPLE, (b"%PDF-1.7 a", "a.pdf"), (b"%PDF-1.7 a", "b.pdf"))
    assert names(session) == ["a.pdf"]
    assert "« b.pdf » est identique à « a.pdf » : il est gardé une seule fois" in shown
    shown, _ = drop((b"%PDF-1.7 a", "a.pdf"), ident=session.id)
    assert "« a.pdf » était déjà là, identique" in shown
    assert len(list(session.folder.iterdir())) == 2


def test_distinct_names() -> None:
    assert distinct_name("a.pdf", ()) == "a.pdf"
    assert distinct_name("a.pdf", ("A.PDF", "a (2).pdf")) == "a (3).pdf"
    assert distinct_name("sans", ("sans",)) == "sans (2)"
    assert distinct_name("e\u0301.pdf", ("\u00e9.pdf",)) == "e\u0301 (2).pdf"


def test_the_new_version_of_the_workbook_is_taken_and_the_former_can_be(
    drop: Drop, client: FlaskClient, tmp_path: Path
) -> None:
    _, session = drop(EXAMPLE)
    later = changed(tmp_path / "classeur.xlsx")
    shown, _ = drop(later, ident=session.id)
    assert session.workbook is not None
    assert session.workbook.path.read_bytes() == later.read_bytes()
    assert session.workbook.name == "classeur.xlsx"
    assert "1 autre version du classeur" in shown
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.workbook.path.read_bytes() == BOOK
    other = next(key for key, each in session.uploads.items() if each.file != session.workbook)
    data = {"prendre": other}
    client.post(f"/dossier/{session.id}/rangement", data=data)
    assert session.workbook.path.read_bytes() == later.read_bytes()
    assert session.verification is not None


def test_of_two_workbooks_of_a_year_the_other_is_named_and_can_be_chosen(
    drop: Drop, client: FlaskClient, tmp_path: Path
) -> None:
    shown, session = drop(EXAMPLE, changed(tmp_path / "autre.xlsx"), PIECES[0])
    assert (
        "« autre.xlsx » est aussi un classeur de l’appel 2026. « classeur.xlsx » est pris" in shown
    )
    assert names(session) == ["pièce 1.pdf"]
    other = next(key for key, each in session.uploads.items() if each.file.name == "autre.xlsx")
    data = {"prendre": other}
    shown = prose(client.post(f"/dossier/{session.id}/rangement", data=data, follow_redirects=True))
    assert (
        "« classeur.xlsx » est aussi un classeur de l’appel 2026. « autre.xlsx » est pris" in shown
    )
    assert session.verification is not None
    assert session.verification.dossier.file == "autre.xlsx"


@pytest.fixture
def two_years(tmp_path: Path) -> Iterator[None]:
    """The call of 2026, and that of 2027 made from it."""
    with resources.campagnes_in(calls_of_one_s_own(tmp_path)):
        create.create(2027, 2026)
        yield


@pytest.mark.usefixtures("two_years")
@pytest.mark.parametrize("first", [True, False])
def test_this_year_s_workbook_is_taken_not_last_year_s(
    drop: Drop, tmp_path: Path, *, first: bool
) -> None:
    now = changed(tmp_path / "nouveau.xlsx", year=2027)
    shown, session = drop(*((now, EXAMPLE) if first else (EXAMPLE, now)), *PIECES)
    assert session.workbook is not None
    assert session.workbook.name == "nouveau.xlsx"
    assert "« classeur.xlsx » est un classeur de l’appel 2026. « nouveau.xlsx », de" in shown
    assert len(session.files) == 5


def test_a_workbook_of_a_year_that_is_not_known_is_told_and_is_no_piece(
    drop: Drop, tmp_path: Path
) -> None:
    former = changed(tmp_path / "ancien.xlsx", year=2019)
    shown, session = drop(former, EXAMPLE, PIECES[0])
    assert "« ancien.xlsx » : L’appel 2019 n’a pas de données" in shown
    assert names(session) == ["pièce 1.pdf"]
    assert session.verification is not None


def changed(path: Path, year: int | None = None) -> Path:
    """The example's workbook, other bytes, of another year if asked."""
    book = load_workbook(EXAMPLE)
    book["Porteur"]["Z99"] = "x"
    if year:
        sheet, cell = next(iter(book.defined_names["packetgen.annee"].destinations))
        book[sheet][cell.replace("$", "")] = year
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["classeur.ods", "classeur", "budget de l’action.ods"])
def test_a_workbook_saved_as_opendocument_is_told_with_its_remedy(drop: Drop, name: str) -> None:
    shown, session = drop((opendocument("Porteur", "Pièces"), name), *PIECES)
    assert f"« {name} » est un classeur OpenDocument" in shown
    assert "« Classeur Excel (.xlsx) », puis déposez ce fichier" in shown
    assert "Il manque le classeur" in shown
    drop(EXAMPLE, ident=session.id)
    assert len(session.files) == 5


def test_another_opendocument_sheet_is_a_piece(drop: Drop) -> None:
    _, session = drop(EXAMPLE, (opendocument("Feuille1"), "comptes.ods"))
    assert names(session) == ["comptes.ods"]


def opendocument(*sheets: str) -> bytes:
    """A spreadsheet of LibreOffice, of these sheets."""
    made, tables = io.BytesIO(), "".join(f'<table:table table:name="{each}"/>' for each in sheets)
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml", f"<office:document-content>{tables}</office:document-content>"
        )
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def test_a_workbook_without_extension_is_the_workbook(drop: Drop) -> None:
    _, session = drop((BOOK, "classeur"))
    assert session.verification is not None
    assert session.workbook is not None


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x0bmoi", "~$classeur.xlsx", "n’est que la trace d’un autre document"),
        (b",moi,poste", ".~lock.classeur.xlsx#", "n’est que la trace d’un autre document"),
        (b"x", "Thumbs.db", "n’est que la trace"),
        (b"L\0\0\0\x01\x14\x02\0", "rib.pdf - Raccourci.lnk", "est un raccourci"),
        (b"[{000214A0-0}]\nProp3=1\n[InternetShortcut]\n", "rib.url", "est un raccourci"),
        (b'{"url": "https://docs.google.com/x", "doc_id": "y"}', "statuts.gdoc", "en ligne"),
        (b"PK\x05\x06" + bytes(18), "pièces.zip", "décompressez-la, puis déposez ses fichiers"),
    ],
)
def test_what_is_no_document_is_left_aside_and_said(
    drop: Drop, content: bytes, name: str, said: str
) -> None:
    shown, session = drop(EXAMPLE, PIECES[0], (content, name))
    assert said in shown
    assert names(session) == ["pièce 1.pdf"]


def test_a_drop_while_another_tab_works_is_checked_next(
    drop: Drop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, session = drop(EXAMPLE)
    monkeypatch.setattr(work, "PATIENCE", 0.0)
    done = Event()

    def long(report: Report) -> None:
        done.wait(30)
        report("Fin")

    work.start(session, long, field="pour", after="titre-4")
    shown, _ = drop(EXAMPLE.parent / "statuts.pdf", ident=session.id)
    assert "ces fichiers sont vérifiés juste après" in shown
    data = {"ranger": "1"}
    shown = prose(client.post(f"/dossier/{session.id}/rangement", data=data, follow_redirects=True))
    assert "packetgen travaille encore" in shown
    monkeypatch.setattr(work, "PATIENCE", 60.0)
    assert session.job is not None
    done.set()
    session.job.wait(30)
    shown = prose(client.get(f"/dossier/{session.id}/"))
    assert "statuts.pdf" in shown
    assert not session.is_late
    assert "pieces.statuts" in work.given(session).files


def test_too_much_leaves_what_was_there(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, session = drop(*PIECES)
    monkeypatch.setattr("packetgen.web.steps.MAX_BODY", session.size + 3)
    shown, _ = drop((b"%PDF-1.7 lourd", "lourd.pdf"), ident=session.id)
    assert "déposez de nouveau « lourd.pdf »" in shown
    assert len(session.files) == len(list(session.folder.iterdir())) == 5


def test_a_bug_on_one_file_does_not_cost_the_others(
    drop: Drop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))

    def failing(*_given: object) -> None:
        raise LookupError

    monkeypatch.setattr("packetgen.verification.read_workbook", failing)
    shown, session = drop(EXAMPLE, *PIECES)
    assert "« classeur.xlsx » : erreur de packetgen" in shown
    assert len(session.files) == 5
