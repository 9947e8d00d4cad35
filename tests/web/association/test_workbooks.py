"""Which of the workbooks dropped is the one of the dossier, and what is said of the others."""

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.conftest import EXAMPLE
from tests.web.conftest import PIECES, Drop, names_of, sort

pytestmark = pytest.mark.usefixtures("patient")

BOOK = EXAMPLE.read_bytes()


def test_either_version_is_taken(drop: Drop, client: FlaskClient, tmp_path: Path) -> None:
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
    assert session.verification is not None
    assert session.verification.dossier.file == "autre.xlsx"


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("first", [True, False])
def test_this_year_s_workbook_is_the_one_taken(drop: Drop, tmp_path: Path, *, first: bool) -> None:
    now = changed(tmp_path / "nouveau.xlsx", year=2027)
    shown, session = drop(*((now, EXAMPLE) if first else (EXAMPLE, now)), *PIECES)
    assert session.workbook is not None
    assert session.workbook.name == "nouveau.xlsx"
    assert "« classeur.xlsx » est un classeur de l’appel 2026. « nouveau.xlsx », de" in shown
    assert len(session.files) == 5


def test_a_workbook_of_an_unknown_year_is_told(drop: Drop, tmp_path: Path) -> None:
    former = changed(tmp_path / "ancien.xlsx", year=2019)
    shown, session = drop(former, EXAMPLE, PIECES[0])
    assert "« ancien.xlsx » : L’appel 2019 n’a pas de données" in shown
    assert names_of(session) == ["pièce 1.pdf"]
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
    assert len(session.files) == 5


def test_another_opendocument_sheet_is_a_piece(drop: Drop) -> None:
    _, session = drop((BOOK, "classeur"), (opendocument("Feuille1"), "comptes.ods"))
    assert names_of(session) == ["comptes.ods"]
    assert session.verification is not None


def opendocument(*sheets: str) -> bytes:
    """A spreadsheet of LibreOffice, of these sheets."""
    made, tables = io.BytesIO(), "".join(f'<table:table table:name="{each}"/>' for each in sheets)
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        content = f"<office:document-content>{tables}</office:document-content>"
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()
