"""The lists out to Excel and back: exactly what was edited changes, or nothing does."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from msgspec import structs
from openpyxl import Workbook

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.checks.run import rules_of
from packetgen.edition import excel
from packetgen.edition.create import create
from packetgen.edition.diff import year_differences
from packetgen.model.campagne import Campagne, Quartier
from packetgen.model.campagne_lists import EXPORTED
from packetgen.model.finding import Source, Statut
from packetgen.workbook.campagne.read import read_campagne
from packetgen.workbook.campagne.write import campagne_workbook
from tests.conftest import needs_soffice
from tests.documents.blanks.filling import saved_by_libreoffice
from tests.edition.calls import apply, plain
from tests.edition.conftest import Edited
from tests.folders import contents
from tests.tables import table
from tests.workbook.read.cases import saved_again

EDITED = table(__file__)
WORDS = (
    *("", "=1+1", "'x", " a  b ", "a\nb", "_x000D_", "<&>", "+33 3", "1e5", "oui", "01/02/2026"),
    *("#N/A", "-", "\x01", "\ufffe", "\u2028", "😀", "é" * 300),
)


def test_a_round_trip_without_edits_changes_nothing(data: Path, edited: Edited) -> None:
    def rearrange(workbook: Workbook) -> None:
        sheet = workbook["Communes"]
        sheet.title = "COMMUNES"
        sheet.insert_rows(3)
        sheet.insert_cols(3)
        sheet["C5"], sheet["C6"] = "Mes remarques", "à voir"

    before = contents(data)
    planned = excel.prepare(edited(typed({})), 2027)
    assert (planned.changes, planned.findings, dict(planned.files)) == ((), (), {})
    assert apply(planned) == ()
    assert contents(data) == before
    assert excel.prepare(edited(rearrange), 2027).changes == ()


@pytest.mark.slow
@needs_soffice
def test_a_workbook_saved_by_libreoffice_changes_nothing(edited: Edited, tmp_path: Path) -> None:
    [saved] = saved_by_libreoffice([edited(typed({}))], tmp_path / "lo", kind="xlsx")
    planned = excel.prepare(saved, 2027)
    assert (planned.changes, planned.findings) == ((), ())


def test_confirming_a_fact_of_a_new_year_forgets_the_year_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "neufs").mkdir()
    with resources.campagnes_in(tmp_path / "neufs"):
        create(2027, depuis=2026)
        path = excel.export(tmp_path / "campagne.xlsx", 2027)
        untouched = excel.prepare(path, 2027)
        assert (untouched.changes, untouched.unsourced) == ((), ())
        apply(excel.prepare(saved_again(path, typed({"Communes F5": "public"})), 2027))
        made = load_campagne(2027).communes
    assert (made[0].source.statut, made[0].source.reprise) == (Statut.PUBLIC, 0)
    assert (made[1].source.statut, made[1].source.reprise) == (Statut.A_CONFIRMER, 2026)


def typed(cells: Mapping[str, str | int | None]) -> Callable[[Workbook], None]:
    """Type in cells, as a person does: `{"Seuils D5": "20"}`."""

    def change(workbook: Workbook) -> None:
        for place, value in cells.items():
            sheet, cell = place.split()
            workbook[sheet][cell] = value

    return change


# What two people do in an afternoon
edit_some = typed(EDITED["typed"])


def test_only_what_was_edited_changes(data: Path, edited: Edited) -> None:
    before = contents(data)
    planned = excel.prepare(edited(edit_some), 2027)
    assert [plain(said.sentence) for said in planned.changes] == EDITED["some"]
    altered = {found.origin.cell: found.code for found in planned.findings if found.origin}
    assert altered == {"D8": "LECTURE-10", "F5": "LECTURE-18", "D5": "LECTURE-05"}
    assert contents(data) == before
    apply(planned)
    old, new = (
        Counter(line for content in state.values() for line in content.decode().split("\n"))
        for state in (before, contents(data))
    )
    phones = 'telephones = ["03 21 79 05 {}", "06 89 70 57 63"]'
    removed = ['communes = ["62065"]', "membre = false", "debut = 2025-10-20", "valeur = 15"]
    added = ['communes = ["62510"]', "membre = true", "debut = 2025-10-21", "valeur = 20"]
    assert sorted(old - new) == sorted([*removed, phones.format(30)])
    assert sorted(new - old) == sorted([*added, phones.format(99)])
    assert load_campagne(2027, data).communes[4].membre


def test_new_rows_may_name_each_other_and_are_to_be_confirmed(data: Path, edited: Edited) -> None:
    def add(workbook: Workbook) -> None:
        sheet = workbook["Quartiers"]
        sheet.insert_rows(6)
        sheet["B6"], sheet["C6"], sheet["D6"] = "QN06255M", "Quartier neuf", "neuville"
        communes = workbook["Communes"]
        row = 5 + len([cell for cell in communes["B"][4:] if cell.value])
        communes[f"B{row}"], communes[f"C{row}"] = 62999, "Neuville"
        communes[f"D{row}"], communes[f"E{row}"] = 62999, "non"

    planned = excel.prepare(edited(add), 2027)
    assert planned.unsourced[0] == "Quartiers › J6"
    apply(planned)
    made, source = load_campagne(2027, data), Source("", Statut.A_CONFIRMER)
    assert made.quartiers[1] == Quartier("QN06255M", "Quartier neuf", ("62999",), source)
    assert made.quartiers[2].code == "QP062019"
    assert (made.communes[-1].nom, made.communes[-1].source) == ("Neuville", source)


def test_a_funder_its_bundle_piece_and_rule_are_added_in_excel(data: Path, edited: Edited) -> None:
    def add(workbook: Workbook) -> None:
        titles = {liste.title: liste for liste in EXPORTED}
        for title, values in EDITED["added"].items():
            sheet = workbook[title]
            heads = {str(cell.value): cell.column for cell in sheet[4] if cell.value}
            row = max(cell.row for cell in sheet["B"] if cell.value) + 1
            for column in titles[title].columns:
                if column.path in values:
                    head = column.label if column.label in heads else f"{column.label} 1"
                    sheet.cell(row, heads[head]).value = values[column.path]
        workbook["Priorités"].delete_rows(5, 4)

    apply(excel.prepare(edited(add), 2027))
    made = load_campagne(2027, data)
    assert made.priorites == ()
    assert made.financeur("caf").montant == "Montant demandé à la CAF"
    assert made.piece("projet_social") in made.pieces_du(made.paquet("caf"))
    again = excel.export(data.parent / "encore.xlsx", 2027)
    saved_again(again, typed({"Priorités B5": "familles", "Priorités C5": "Les familles"}))
    apply(excel.prepare(again, 2027))
    assert load_campagne(2027, data).choices("priorites") == ("Les familles",)
    codes = [rule.code for rule in rules_of(made) if rule.in_force(made)]
    assert {"PIECE-PROJET-SOCIAL", "CAF-01"} <= {*codes}


def test_two_people_a_vacant_post_an_hour_and_a_row_of_no_code(data: Path, edited: Edited) -> None:
    def add(workbook: Workbook) -> None:
        referents, themes = workbook["Référents"], workbook["Thématiques"]
        referents.insert_rows(6)
        referents["B6"], referents["C6"], referents["D6"] = "Angres", "Zoé HIVER", "z@ville.fr"
        referents["C7"], referents["D7"] = None, None
        workbook["Calendrier"]["F8"] = time(12, 30)
        row = 5 + len([cell for cell in themes["B"][4:] if cell.value])
        themes[f"C{row}"] = themes[f"C{row + 1}"] = "Vie des aînés"
        themes[f"C{row + 1}"] = "Vie des aînés !"

    planned = excel.prepare(edited(add), 2027)
    apply(planned)
    made = load_campagne(2027, data)
    assert [each.nom for each in made.referents_de("62032")] == ["Lola ROBIN", "Zoé HIVER"]
    assert [(each.nom, each.insee) for each in made.referents[2:3]] == [("", "62065")]
    assert made.etape("depot").heure == "12:30"
    assert [each.code for each in made.themes[-2:]] == ["vie_des_aines", "vie_des_aines_2"]
    assert [each.code for each in planned.findings].count("LISTE-05") == 2


def test_rows_removed_and_sorted(data: Path, edited: Edited) -> None:
    def sort(workbook: Workbook) -> None:
        workbook["Référents"].delete_rows(7)
        sheet = workbook["Métiers"]
        rows = [[cell.value for cell in row] for row in sheet["B5:H16"]]
        for number, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=2):
                sheet.cell(number, column).value = value

    before = load_campagne(2027, data)
    planned = excel.prepare(edited(sort), 2027)
    told = [plain(said.sentence) for said in planned.changes]
    assert told == ["Référent (Billy-Montigny) : retiré.", "Métiers : l’ordre des lignes change."]
    apply(planned)
    made = load_campagne(2027, data)
    assert made.metiers == before.metiers[::-1]
    assert len(made.referents) == len(before.referents) - 1


def test_windows_line_ends_and_mark_stay(data: Path, edited: Edited) -> None:
    path = data / "2027" / "seuils.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    apply(excel.prepare(edited(edit_some), 2027))
    assert path.read_bytes() == before.replace(b"valeur = 15", b"valeur = 20")


def test_the_identity_of_the_call_is_edited_too(data: Path, edited: Edited) -> None:
    planned = excel.prepare(edited(typed(EDITED["named"])), 2027)
    told = [plain(said.sentence).partition(" : ")[2] for said in planned.changes]
    assert told == EDITED["identity"]
    apply(planned)
    made = load_campagne(2027, data)
    assert (made.intitule, made.destinataire.nom) == ("Appel à projets 2027", "Jeanne MARTIN")
    assert made.destinataire.appel == "Madame la Présidente"
    assert made.piece("lettre").libelle == "Lettre à la Présidente de la CALL"


def test_any_words_come_back_as_they_went(campagne: Campagne, tmp_path: Path) -> None:
    quartiers = (
        Quartier(f"QP0620{n:02}", words, ("62498",), Source(words, Statut.OUVERT))
        for n, words in enumerate(WORDS)
    )
    made = structs.replace(campagne, quartiers=tuple(quartiers))
    (tmp_path / "mots.xlsx").write_bytes(campagne_workbook(made))
    sheets = read_campagne(tmp_path / "mots.xlsx", made)
    assert sheets.refused == ()
    for liste in EXPORTED:
        after = [row.values for row in sheets.rows[liste.name]]
        assert [*year_differences(liste, liste.entries(made), after)] == []


def test_the_sheets_are_made_to_be_filled(exported: bytes) -> None:
    workbook = openpyxl.load_workbook(BytesIO(exported))
    assert workbook.sheetnames == ["Lisez-moi", *(liste.title for liste in EXPORTED)]
    for liste in EXPORTED:
        sheet = workbook[liste.title]
        offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert any(Statut.A_CONFIRMER in str(formula) for formula in offered.values())
        if not liste.single:
            assert sheet.freeze_panes == "C5"
            assert sheet.auto_filter.ref.startswith("B4:")
    offered = workbook["Quartiers"].data_validations.dataValidation
    assert offered[0].formula1 == "'Communes'!$C$5:$C$50"
    assert workbook["Communes"]["C5"].value == "Angres"
