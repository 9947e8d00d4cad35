"""Whatever is dropped is kept, listed by its name, told with what to do; one workbook is used."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from packetgen.web.association import work
from packetgen.web.association.upload import NOTHING, remove, unused
from packetgen.web.session import distinct_name
from tests.conftest import EXAMPLE
from tests.folders import type_in
from tests.packages import packed
from tests.tables import table
from tests.web.conftest import PIECES, Drop, names_of, prose, sort, working

BOOK = EXAMPLE.read_bytes()
SPOILT = BOOK[: len(BOOK) // 2] + bytes(64) + BOOK[len(BOOK) // 2 + 64 :]


def test_pieces_may_come_before_the_workbook(drop: Drop, client: FlaskClient) -> None:
    shown, session = drop(EXAMPLE.parent / "statuts.pdf", *PIECES)
    assert "Il manque le classeur" in shown
    assert "6 fichiers reçus, en attente du classeur" in shown
    assert all(name in shown for _, name in PIECES)
    key = list(session.files)[1]
    shown = sort(client, session, retirer=key)
    assert "5 fichiers reçus, en attente du classeur" in shown
    assert not (session.folder / key).exists()
    drop(EXAMPLE, ident=session.id)
    assert session.verification is not None
    assert "pieces.statuts" in work.given(session).files


@pytest.mark.parametrize("content", [BOOK[:3000], SPOILT, b"PK damaged", b""])
def test_a_damaged_workbook_is_named_and_the_pieces_stay(drop: Drop, content: bytes) -> None:
    shown, session = drop((content, "classeur.xlsx"), *PIECES)
    assert "« classeur.xlsx »" in shown
    assert "eprenez l’original" in shown
    assert "5 fichiers reçus, en attente du classeur" in shown
    assert len(session.files) == 5


def test_a_spreadsheet_of_something_else_is_a_piece(drop: Drop, tmp_path: Path) -> None:
    accounts = tmp_path / "Comptes 2024.xlsx"
    Workbook().save(accounts)
    shown, session = drop(accounts, (opendocument("Feuille1"), "comptes.ods"))
    assert "« Comptes 2024.xlsx » n’est pas un classeur de projet" in shown
    shown, _ = drop((BOOK, "classeur"), ident=session.id)
    assert "n’est pas un classeur de projet" not in shown
    assert session.workbook and session.workbook.name == "classeur"
    assert names_of(session) == ["Comptes 2024.xlsx", "comptes.ods"]


def test_two_files_of_one_name_are_both_kept(drop: Drop, client: FlaskClient) -> None:
    shown, session = drop(EXAMPLE, (b"%PDF-1.7 a", "image.pdf"), (b"%PDF-1.7 b", "Image.PDF"))
    assert names_of(session) == ["image.pdf", "Image (2).PDF"]
    assert "Image (2).PDF porte le même nom que « image.pdf », déjà là. Le remplace-t-il ?" in shown
    first, second = session.files
    sort(client, session, fichier=first, piece="pieces.rib")
    drop((b"%PDF-1.7 c", "image.pdf"), ident=session.id)
    assert names_of(session) == ["image.pdf", "Image (2).PDF", "image (3).pdf"]
    assert work.given(session).files["pieces.rib"].path.read_bytes() == b"%PDF-1.7 a"
    sort(client, session, garder=second)
    assert work.chosen(session)[second] == NOTHING
    shown = sort(client, session, remplacer=list(session.files)[2])
    assert work.given(session).files["pieces.rib"].path.read_bytes() == b"%PDF-1.7 c"
    assert "1 fichier gardé, mais pas joint" in shown


def test_the_mended_workbook_keeps_its_name(drop: Drop) -> None:
    _, session = drop((BOOK[:3000], "classeur.xlsx"), *PIECES)
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.workbook and session.workbook.name == "classeur.xlsx"
    assert "celui-ci devient" not in shown
    assert "1 autre version du classeur" in shown
    shown, _ = drop((SPOILT, "classeur v2.xlsx"), ident=session.id)
    # with the five pieces, which cannot be read
    assert "6 fichiers à part" in shown
    assert "« classeur v2.xlsx »" in shown
    assert session.workbook.path.read_bytes() == BOOK


def test_the_same_bytes_are_one_file(drop: Drop) -> None:
    shown, session = drop(EXAMPLE, (b"%PDF-1.7 a", "a.pdf"), (b"%PDF-1.7 a", "b.pdf"))
    assert names_of(session) == ["a.pdf"]
    assert "« b.pdf » est identique à « a.pdf » : il est gardé une seule fois" in shown
    # two files without a byte are no copies
    shown, _ = drop((b"", "vide.pdf"), (b"", "classeur vide.xlsx"), ident=session.id)
    assert "« classeur vide.xlsx » est" in shown and "« vide.pdf » : c’est un fichier vide" in shown
    assert "identique" not in shown
    shown, _ = drop((b"%PDF-1.7 a", "a.pdf"), ident=session.id)
    assert "« a.pdf » était déjà là, identique" in shown
    assert len([path for path in session.folder.iterdir() if path.is_file()]) == 4


def test_distinct_names() -> None:
    assert distinct_name("a.pdf", ()) == "a.pdf"
    assert distinct_name("a.pdf", ("A.PDF", "a (2).pdf")) == "a (3).pdf"
    assert distinct_name("sans", ("sans",)) == "sans (2)"
    assert distinct_name("e\u0301.pdf", ("\u00e9.pdf",)) == "e\u0301 (2).pdf"


def test_what_is_no_document_is_left_aside_and_said(drop: Drop) -> None:
    rows = table(__file__)["no_documents"]
    aside = [(content.encode("latin-1"), name) for content, name, _ in rows]
    shown, session = drop(EXAMPLE, PIECES[0], *aside)
    for (*_, said), why in zip(rows, unused(session).values(), strict=True):
        assert said in why
        assert said in shown
    assert names_of(session) == ["pièce 1.pdf"]


def test_a_drop_while_another_tab_works_is_checked_next(
    drop: Drop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, session = drop(EXAMPLE)
    with working(session, monkeypatch):
        drop(EXAMPLE.parent / "statuts.pdf", ident=session.id)
        assert session.is_late
        session.errors.append(("travail", "Ce travail a échoué."))
    shown = prose(client.get(f"/dossier/{session.id}/"))
    assert "statuts.pdf" in shown
    assert "Ce travail a échoué" in shown
    assert not session.is_late
    assert "pieces.statuts" in work.given(session).files
    # and a page under way is not changed by the other tab
    seen = session.as_it_is()
    remove(session, next(iter(session.files)))
    assert seen.files.keys() <= seen.uploads.keys()


def test_too_much_leaves_what_was_there(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, session = drop(*PIECES)
    monkeypatch.setattr("packetgen.web.requests.MAX_BODY", session.size + 3)
    shown, _ = drop((b"%PDF-1.7 lourd", "lourd.pdf"), ident=session.id)
    assert "déposez de nouveau « lourd.pdf »" in shown
    assert len(session.files) == len(list(session.folder.iterdir())) == 5


@pytest.mark.usefixtures("home")
def test_a_bug_on_one_file_costs_no_other_file(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_given: object) -> None:
        raise LookupError

    monkeypatch.setattr("packetgen.workbook.project._read", failing)
    shown, session = drop(EXAMPLE, *PIECES)
    assert "« classeur.xlsx » : erreur de packetgen" in shown
    assert len(session.files) == 5


def test_either_version_is_taken(drop: Drop, client: FlaskClient, tmp_path: Path) -> None:
    _, session = drop(EXAMPLE)
    later = changed(tmp_path / "classeur.xlsx")
    shown, _ = drop(later, ident=session.id)
    assert session.workbook and session.workbook.path.read_bytes() == later.read_bytes()
    assert session.workbook.name == "classeur.xlsx"
    assert "1 autre version du classeur" in shown
    shown, _ = drop(EXAMPLE, ident=session.id)
    assert session.workbook.path.read_bytes() == BOOK
    other = next(key for key, each in session.uploads.items() if each.file != session.workbook)
    sort(client, session, prendre=other)
    assert session.workbook.path.read_bytes() == later.read_bytes()
    assert session.verification is not None


def test_either_of_two_workbooks_is_chosen(drop: Drop, client: FlaskClient, tmp_path: Path) -> None:
    shown, session = drop(EXAMPLE, changed(tmp_path / "autre.xlsx"), PIECES[0])
    assert "« autre.xlsx » est aussi un classeur de l’appel 2026. « classeur.xlsx » est" in shown
    assert names_of(session) == ["pièce 1.pdf"]
    other = next(key for key, each in session.uploads.items() if each.file.name == "autre.xlsx")
    shown = sort(client, session, prendre=other)
    assert "« classeur.xlsx » est aussi un classeur de l’appel 2026. « autre.xlsx » est" in shown
    assert session.verification and session.verification.dossier.file == "autre.xlsx"


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("first", [True, False])
def test_this_year_s_workbook_is_the_one_taken(drop: Drop, tmp_path: Path, *, first: bool) -> None:
    now = changed(tmp_path / "nouveau.xlsx", year=2027)
    shown, session = drop(*((now, EXAMPLE) if first else (EXAMPLE, now)), *PIECES)
    assert session.workbook and session.workbook.name == "nouveau.xlsx"
    assert "« classeur.xlsx » est un classeur de l’appel 2026. « nouveau.xlsx », de" in shown
    assert len(session.files) == 5


def test_a_workbook_of_an_unknown_year_is_told(drop: Drop, tmp_path: Path) -> None:
    shown, session = drop(changed(tmp_path / "ancien.xlsx", year=2019), EXAMPLE, PIECES[0])
    assert "« ancien.xlsx » : L’appel 2019 n’a pas de données" in shown
    assert names_of(session) == ["pièce 1.pdf"]
    assert session.verification is not None


def changed(path: Path, year: int = 2026) -> Path:
    """The example's workbook saved anew, so of other bytes, of another year if asked."""
    type_in(Path(shutil.copy(EXAMPLE, path)), packetgen__annee=year)
    return path


@pytest.mark.parametrize("name", ["classeur.ods", "classeur", "budget de l’action.ods"])
def test_a_workbook_saved_as_opendocument_is_told_with_its_remedy(drop: Drop, name: str) -> None:
    shown, session = drop((opendocument("Porteur", "Pièces"), name), *PIECES)
    assert f"« {name} » est un classeur OpenDocument" in shown
    assert "« Classeur Excel (.xlsx) », puis déposez ce fichier" in shown
    assert "Il manque le classeur" in shown
    assert len(session.files) == 5


def opendocument(*sheets: str) -> bytes:
    """A spreadsheet of LibreOffice, of these sheets."""
    tables = "".join(f'<table:table table:name="{each}"/>' for each in sheets)
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content>{tables}</office:document-content>",
        "META-INF/manifest.xml": "<manifest/>",
    }
    return packed(parts)
