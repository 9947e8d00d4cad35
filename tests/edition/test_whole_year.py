"""The year of those who make the call, with the real commands: from last year's to the kit."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as WordFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import resources
from packetgen.campagne.consistency import walk
from packetgen.campagne.load import load_campagne
from packetgen.errors import ExitCode
from packetgen.model.bundle import PROJET
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Source
from tests.cli.conftest import Packetgen, Said, packetgen  # noqa: F401 - a fixture
from tests.edition.calls import SHIPPED, of_2027, one_year_later
from tests.folders import with_actions, write_folder

Ask = Callable[..., Said]
HEADINGS, FIRST = 4, 5
# What the note of 2027 says otherwise than that of 2026
DEPOSIT = ("20/10 au 07/11", "19/10 au 13/11")
NEW_QUARTIER: dict[str, str | date] = {
    "Code": "QN06255M",
    "Nom": "Quartier neuf",
    "Commune 1": "Lens",
    "Statut de la source": "public",
    "Texte de la source": "Ajouté par l’avenant de 2027.",
    "Page web de la source": "https://sig.ville.gouv.fr/",
}
ADDRESS = ("storchy@agglo-lenslievin.fr", "sergine.torchy@agglo-lenslievin.fr")


@pytest.mark.slow
def test_a_call_is_made_from_the_last_one_to_its_kit(
    packetgen: Packetgen,  # noqa: F811
    dossier: Dossier,
    tmp_path: Path,
) -> None:
    root = tmp_path / "Campagnes"
    root.mkdir()

    def ask(*arguments: object) -> Said:
        return packetgen("--campagnes", root, *arguments)

    assert ask("campagne", "creer", 2027, "--depuis", 2026).code == ExitCode.DONE
    assert said_to_do(ask) == {
        "La note de cadrage": 1,
        "À confirmer": sources_of(root),
        "Autres années": 4,
    }
    assert marks(kit(ask, tmp_path / "avant")) == {True}
    assert marks(bundle(ask, root, dossier, tmp_path / "projet")) == {True}
    assert marks(preview(ask, tmp_path / "aperçu.pdf")) == {True}

    write_the_note(root)
    edit_in_excel(ask, root)
    assert said_to_do(ask) == {}, "it is declared ready"

    change_letter(root, lambda letter: letter.add_paragraph("{{ action.intitul }}"))
    said = ask("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert (
        "templates/2027/lettre.docx › paragraphe « {{ action.intitul }} » le champ"
        " « action.intitul » n’existe pas ; vouliez-vous dire « intitule » ?"
    ) in said.all
    change_letter(root, lambda letter: rewrite_last(letter, "Sous réserve du budget 2025."))
    said = ask("campagne", "verifier", 2027)
    assert re.search(
        r"Autres années \(1\).*lettre\.docx › paragraphe \d+ Sous réserve du budget 2025\.",
        said.all,
    )
    change_letter(root, lambda letter: rewrite_last(letter, "Merci de votre attention."))

    told = compared(ask, tmp_path)
    assert "Quartier QN06255M – Quartier neuf : ajouté (commune Lens)." in told
    assert "la fin passe du 7 novembre 2025 au 13 novembre 2026" in told
    assert f"« {ADDRESS[1]} » ; c’était « {ADDRESS[0]} »" in told
    assert "Merci de votre attention." in told

    assert said_to_do(ask) == {}
    assert "2027 prête Dépôt : du 19 octobre au 13 novembre 2026" in ask("campagne", "liste").all
    files = kit(ask, tmp_path / "site")
    assert marks(files) == {False}
    [contacts] = [file for file in files if file.name == "6 - Contacts.pdf"]
    assert ADDRESS[1] in " ".join(pages(contacts))
    assert marks(bundle(ask, root, dossier, tmp_path / "dossier")) == {False}


def sources_of(root: Path) -> int:
    """How many facts the call of 2027 holds, each with its source."""
    with resources.campagnes_in(root):
        entries = walk(load_campagne(2027))
    found = sum(isinstance(entry, Source) for _, entry in entries)
    assert found > 200
    return found


def said_to_do(ask: Ask) -> dict[str, int]:
    """What `campagne verifier` counts by subject; none when it says « prête », and only then."""
    said = ask("campagne", "verifier", 2027)
    counted = re.findall(r"^(\S.*) \((\d+)\)$", said.out, re.MULTILINE)[1:]
    assert ("Campagne prête" in said.all) is not bool(counted)
    assert said.code == (ExitCode.CAMPAGNE_INVALID if counted else ExitCode.DONE)
    return {title: int(number) for title, number in counted}


def kit(ask: Ask, output: Path) -> list[Path]:
    """The files of the zip that `vierges` makes."""
    said = ask("vierges", "--annee", 2027, "--sortie", output)
    assert said.code == ExitCode.DONE, said.all
    with zipfile.ZipFile(output / "AAP2027_kit_vierge.zip") as archive:
        archive.extractall(output / "lu")
    return [path for path in (output / "lu").rglob("*") if path.is_file()]


def bundle(ask: Ask, root: Path, dossier: Dossier, folder: Path) -> list[Path]:
    """The bundle of the example, one year later."""
    with resources.campagnes_in(root):
        source = write_folder(folder, of_2027(with_actions(dossier, 1)))
    said = ask("generer", source, "--date", "2026-10-20", "--sortie", folder / "sortie")
    assert said.code == ExitCode.DONE, said.all
    return list((folder / "sortie").glob("*.pdf"))


def preview(ask: Ask, pdf: Path) -> list[Path]:
    """The preview of the year's templates."""
    assert ask("modeles", "apercu", "--annee", 2027, "--sortie", pdf).code == ExitCode.DONE
    return [pdf]


def marks(files: list[Path]) -> set[bool]:
    """Whether each page of the PDFs shows PROJET."""
    return {
        PROJET in page.split() for file in files if file.suffix == ".pdf" for page in pages(file)
    }


def pages(pdf: Path) -> list[str]:
    """The text of each page of a PDF."""
    with pypdfium2.PdfDocument(BytesIO(pdf.read_bytes())) as document:
        return [page.get_textpage().get_text_range() for page in document]


def write_the_note(root: Path) -> None:
    """Put the note of 2027, saved as text, beside the data."""
    note = (SHIPPED / "note-de-cadrage.txt").read_text(encoding="utf-8")
    path = root / "data" / "2027" / "note-de-cadrage.txt"
    path.write_text(of_the_new_note(note), encoding="utf-8")


def of_the_new_note(text: str) -> str:
    """Words of the note of 2026 as that of 2027 says them."""
    return one_year_later(text).replace(*DEPOSIT).replace(*ADDRESS)


def edit_in_excel(ask: Ask, root: Path) -> None:
    """Take the lists out, edit them as a person does in Excel, give them back."""
    path, before = root / "campagne.xlsx", root / "avant.xlsx"
    assert ask("campagne", "exporter", 2027, path).code == ExitCode.DONE
    assert ask("campagne", "exporter", 2026, before).code == ExitCode.DONE
    book = load_workbook(path)
    confirm(book, load_workbook(before))
    calendar, quartiers = book["Calendrier"], book["Quartiers"]
    fill(calendar, row_of(calendar, "depot"), {"Fin": date(2026, 11, 13)})
    fill(quartiers, row_of(quartiers, None), NEW_QUARTIER)
    book.save(path)
    said = ask("campagne", "importer", 2027, path, "--oui")
    assert said.code == ExitCode.DONE, said.all
    assert "Quartier QN06255M – Quartier neuf : ajouté" in said.all


def confirm(book: Workbook, before: Workbook) -> None:
    """Give back each source the status that it had, and the words of the new note."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "à confirmer":
                    cell.value = before[sheet.title][cell.coordinate].value
                elif isinstance(cell.value, str) and not cell.value.startswith("="):
                    cell.value = of_the_new_note(cell.value)


def row_of(sheet: Worksheet, code: str | None) -> int:
    """The row of an entry, by its code; the first empty one without."""
    return next(row for row in range(FIRST, 99) if sheet.cell(row, 2).value == code)


def fill(sheet: Worksheet, row: int, values: dict[str, str | date]) -> None:
    """Type values in a row, by their headings."""
    for column in range(2, sheet.max_column):
        heading = sheet.cell(HEADINGS, column).value
        if heading in values:
            sheet.cell(row, column).value = values[str(heading)]


def change_letter(root: Path, change: Callable[[WordFile], object]) -> None:
    """Edit the letter, as one does in Word."""
    path = root / "templates" / "2027" / "lettre.docx"
    letter = Document(str(path))
    change(letter)
    letter.save(str(path))


def rewrite_last(letter: WordFile, words: str) -> None:
    """Change the words of the last paragraph."""
    letter.paragraphs[-1].text = words


def compared(ask: Ask, folder: Path) -> str:
    """What the command says of both years, which its report says too."""
    report = folder / "changements.docx"
    said = ask("campagne", "comparer", 2026, 2027, "--sortie", report)
    assert said.code == ExitCode.DONE
    assert "Quartier neuf" in Document(str(report)).element.xpath("string(.)")
    return said.all
