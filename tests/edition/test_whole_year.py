"""The year of those who make the call, with the real commands: from last year's to the kit."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from packetgen import resources
from packetgen.annexes.pdf.text import page_texts
from packetgen.campagne import status
from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.bundle import PROJET
from packetgen.model.dossier import Dossier
from tests.cli.conftest import Packetgen, Said, packetgen  # noqa: F401 - a fixture
from tests.edition.calls import SHIPPED, created, of_2027, one_year_later, rewrite
from tests.folders import with_actions, write_folder

Ask = Callable[..., Said]
# What the note of 2027 says otherwise than that of 2026
DEPOSIT = ("19/10 au 06/11", "19/10 au 13/11")
ADDRESS = ("storchy@agglo-lenslievin.fr", "sergine.torchy@agglo-lenslievin.fr")


@pytest.mark.slow
def test_a_call_is_made_from_the_last_one_to_its_kit(
    packetgen: Packetgen,  # noqa: F811
    tmp_path: Path,
) -> None:
    root = tmp_path / "Campagnes"
    root.mkdir()

    def ask(*arguments: object) -> Said:
        return packetgen("--campagnes", root, *arguments)

    assert ask("campagne", "creer", 2027, "--depuis", 2026).code == ExitCode.DONE
    left = said_to_do(ask)
    assert left.pop("À confirmer") > 200
    assert left == {"La note de cadrage": 1, "Autres années": 4}
    preview = tmp_path / "aperçu.pdf"
    assert ask("modeles", "apercu", "--annee", 2027, "--sortie", preview).code == ExitCode.DONE
    assert all(PROJET in page.split() for page in page_texts(preview))

    note = (SHIPPED / "note-de-cadrage.txt").read_text(encoding="utf-8")
    new = tmp_path / "note.txt"
    new.write_text(of_the_new_note(note), encoding="utf-8")
    assert ask("campagne", "note", 2027, new, "--hors-note", "--oui").code == ExitCode.DONE
    edit_in_excel(ask, root)
    assert said_to_do(ask) == {}, "it is declared ready"
    assert "2027 prête Dépôt : du 19 octobre au 13 novembre 2026" in ask("campagne", "verifier").all
    made = ask("vierges", "--annee", 2027, "--sortie", tmp_path / "site")
    assert made.code == ExitCode.DONE, made.all
    texts = [page for pdf in (tmp_path / "site").rglob("*.pdf") for page in page_texts(pdf)]
    assert not any(PROJET in text.split() for text in texts)
    assert ADDRESS[1] in " ".join(texts)


def test_a_blank_form_by_the_name_of_a_template_makes_nothing(
    packetgen: Packetgen,  # noqa: F811
    dossier: Dossier,
    tmp_path: Path,
) -> None:
    root, output = created(tmp_path / "Campagnes"), tmp_path / "sortie"
    with resources.campagnes_in(root):
        template = root / "templates" / "2027" / "fiche_action.docx"
        write_blank("fiche_action", load_campagne(2027), template)
        source = write_folder(tmp_path / "dossier", of_2027(with_actions(dossier, 1)))
    said = packetgen("--campagnes", root, "campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "fiche_action.docx ce document ne contient aucune balise" in said.all
    # as an older version would have
    (root / "data" / "2027" / status.NAME).write_bytes(status.declaration(root, 2027))
    for command in (
        ("generer", source, "--date", "2026-10-20", "--sortie", output),
        ("vierges", "--annee", 2027, "--sortie", output),
    ):
        said = packetgen("--campagnes", root, *command)
        assert said.code == ExitCode.TEMPLATE_INVALID
        assert "fiche_action.docx" in said.err
        assert "balise" in said.err
        assert not list(output.rglob("*.*"))


def said_to_do(ask: Ask) -> dict[str, int]:
    """What `campagne verifier` counts by subject; none when it says « prête », and only then."""
    said = ask("campagne", "verifier", 2027)
    counted = re.findall(r"^(\S.*) \((\d+)\)$", said.out, re.MULTILINE)[1:]
    assert ("Campagne prête" in said.all) is not bool(counted)
    assert said.code == (ExitCode.CAMPAGNE_INVALID if counted else ExitCode.DONE)
    return {title: int(number) for title, number in counted}


def of_the_new_note(text: str) -> str:
    """Words of the note of 2026 as that of 2027 says them."""
    return one_year_later(text).replace(*DEPOSIT).replace(*ADDRESS)


def edit_in_excel(ask: Ask, root: Path) -> None:
    """Take the lists out, decide what is left and mend what is old as a person does in Excel."""
    path = root / "campagne.xlsx"
    assert ask("campagne", "exporter", 2027, path).code == ExitCode.DONE
    book = load_workbook(path)
    decisions, *lists = book.worksheets[1:]
    for row in range(5, decisions.max_row + 1):
        decisions.cell(row, 5).value = "confirmer"
    rewrite(lists, of_the_new_note)
    book.save(path)
    said = ask("campagne", "importer", 2027, path, "--oui")
    assert said.code == ExitCode.DONE, said.all
