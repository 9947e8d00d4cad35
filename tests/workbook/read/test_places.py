"""Workbooks whose cells were moved, merged, hidden, renamed, deleted: X8, X9, X12."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import read
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import Bench, Edit, cell, only, put, said, with_parts, without_names


def test_a_workbook_rebuilt_without_names_reads_the_same(bench: Bench, dossier: Dossier) -> None:
    source = bench.folder / dossier.file
    create(source, bench.campagne, dossier=dossier)
    with_parts(source, {"xl/workbook.xml": without_names})
    result = read(source, bench.campagne)
    assert result.dossier == dossier
    assert {finding.code for finding in result.findings} == {Lecture.CHAMPS_RETROUVES.code}


NAMES = ("sigle", "forme", "siret")


def test_a_merge_gives_the_value_that_is_seen(bench: Bench) -> None:
    def merge(workbook: Workbook) -> None:
        sigle, forme, siret = (cell(workbook, f"porteur.{name}") for name in NAMES)
        sheet = workbook["Porteur"]
        sigle.value = "JD1214"
        sheet.merge_cells(f"C{sigle.row}:D{sigle.row}")
        sheet[f"B{forme.row}"] = "Association"
        sheet.merge_cells(f"B{forme.row}:C{forme.row}")
        sheet.merge_cells(f"B{siret.row}:C{siret.row}")

    result = bench.read(merge)
    porteur = result.dossier.porteur
    assert (porteur.sigle, porteur.forme, porteur.siret) == ("JD1214", "Association", "")
    found = said(result, Lecture.CELLULE_FUSIONNEE)
    assert [finding.key for finding in found] == ["porteur.forme", "porteur.siret"]
    assert [finding.origin and finding.origin.cell[0] for finding in found] == ["B", "B"]
    assert f"La cellule C{found[0].origin.cell[1:] if found[0].origin else ''} " in found[0].message


def test_hidden_answers_are_read_and_said_once_a_sheet(bench: Bench) -> None:
    def hide(workbook: Workbook) -> None:
        row = cell(workbook, "porteur.sigle").row
        workbook["Porteur"].row_dimensions[row].hidden = True
        workbook["Porteur"].row_dimensions[row + 1].hidden = True
        workbook["Budget"].column_dimensions["D"].hidden = True
        workbook["Agents"].sheet_state = "veryHidden"

    result = bench.read(
        hide, put(porteur__sigle="JD", budget__604=5, action__agents_departement="Non")
    )
    assert result.dossier.porteur.sigle == "JD"
    assert result.dossier.actions[0].budget.montant("604") == 5
    assert result.dossier.actions[0].agents_departement is False
    found = said(result, Lecture.CELLULES_MASQUEES)
    keys = ("porteur.sigle", "budget.604", "action.agents_departement")
    assert [finding.origin for finding in found] == [result.dossier.origins[key] for key in keys]


def test_a_wrong_dimension_hides_nothing(bench: Bench) -> None:
    source = bench.blank(put(porteur__titulaire_compte="Les Jardins"))
    for part in range(1, 5):
        with_parts(
            source,
            {
                f"xl/worksheets/sheet{part}.xml": lambda xml: xml.replace(
                    b'ref="A1:', b'ref="A1:A1:'
                )
            },
        )
    assert read(source, bench.campagne).dossier.porteur.titulaire_compte == "Les Jardins"


def test_moved_rows_are_followed(bench: Bench) -> None:
    """Excel moves names along; here a row goes to the foot of the sheet."""

    def move(workbook: Workbook) -> None:
        workbook["Porteur"]["C99"] = "JD1214"
        workbook.defined_names["porteur.sigle"].attr_text = "Porteur!$C$99"

    result = bench.read(move)
    assert result.dossier.porteur.sigle == "JD1214"
    assert result.dossier.origins["porteur.sigle"].cell == "C99"


LOST = {
    "no name": lambda names: names.pop("porteur.telephone_contact"),
    "#REF!": lambda names: names.update(lost("porteur.telephone_contact", "Porteur!#REF!")),
    "no sheet": lambda names: names.update(lost("porteur.telephone_contact", "Ancien!$C$3")),
    "formula": lambda names: names.update(lost("porteur.telephone_contact", "OFFSET(A1,1,1)")),
    "column": lambda names: names.update(lost("porteur.telephone_contact", "Porteur!$C:$C")),
}


def lost(key: str, text: str) -> dict[str, DefinedName]:
    return {key: DefinedName(key, attr_text=text)}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_a_lost_name_falls_back_on_the_label_of_its_section(lose: object, bench: Bench) -> None:
    """« Téléphone » is printed twice on the sheet: for the siège, and for the contact."""
    edits = put(porteur__telephone="03 21 00 00 00", porteur__telephone_contact="06 00 00 00 01")
    result = bench.read(edits, lambda workbook: lose(workbook.defined_names))  # type: ignore[operator]
    porteur = result.dossier.porteur
    assert (porteur.telephone, porteur.telephone_contact) == ("03 21 00 00 00", "06 00 00 00 01")
    (finding,) = result.findings
    assert finding.code == Lecture.CHAMPS_RETROUVES.code
    assert "Téléphone" in finding.message


def test_labels_match_without_case_accents_and_spaces(bench: Bench) -> None:
    def retype(workbook: Workbook) -> None:
        for key, label, value in (
            ("porteur.sigle", "  SIGLE ", "JD"),
            ("porteur.adresse", "Adresse du sie\u0300ge\u00a0 :", "14 rue des Cordiers"),
        ):
            found = cell(workbook, key)
            found.value = value
            found.offset(column=-1).value = label
            del workbook.defined_names[key]

    porteur = bench.read(retype).dossier.porteur
    assert (porteur.sigle, porteur.adresse) == ("JD", "14 rue des Cordiers")


def delete_row(key: str) -> Edit:
    """Delete the row of a field, as Excel leaves it: the name broken, the label gone."""

    def edit(workbook: Workbook) -> None:
        found = cell(workbook, key)
        sheet = workbook[found.parent.title]
        for column in range(1, 8):
            sheet.cell(found.row, column).value = None
        workbook.defined_names[key].attr_text = f"{sheet.title}!#REF!"

    return edit


def test_a_deleted_required_field_is_refused_with_the_nearest_label(bench: Bench) -> None:
    def misspell(workbook: Workbook) -> None:
        workbook["Porteur"]["B99"] = "Numero de SIRETTE"

    result = bench.read(delete_row("porteur.siret"), misspell)
    finding = only(result, Lecture.CHAMP_INTROUVABLE, Severity.BLOQUANT)
    assert "Numero de SIRETTE" in finding.message


def test_deleted_optional_fields_are_told_together(bench: Bench) -> None:
    edits = [delete_row(key) for key in ("porteur.sigle", "porteur.complement_adresse")]
    result = bench.read(*edits)
    finding = only(result, Lecture.CHAMPS_SUPPRIMES)
    assert "Sigle et Complément d’adresse" in finding.message


@pytest.mark.parametrize("title", ["PORTEUR ", "porteur", "Porteur\u00a0"])
def test_a_sheet_renamed_a_little_is_found(title: str, bench: Bench) -> None:
    source = bench.blank(put(porteur__sigle="JD"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                b'name="Porteur"', f'name="{title}"'.encode()
            )
        },
    )
    assert read(source, bench.campagne).dossier.porteur.sigle == "JD"


def test_a_sheet_named_in_decomposed_accents_is_found(bench: Bench) -> None:
    source = bench.blank(put(pieces__rib__fichier="rib.jpg"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                'name="Pièces"'.encode(), 'name="Pie\u0300ces"'.encode()
            )
        },
    )
    pieces = read(source, bench.campagne).dossier.pieces
    assert [piece.fichier for piece in pieces if piece.code == "rib"] == ["rib.jpg"]


def test_a_renamed_sheet_is_followed_by_its_names(bench: Bench) -> None:
    def rename(workbook: Workbook) -> None:
        del workbook.defined_names["porteur.sigle"]
        workbook["Porteur"].title = "L'asso (1)"
        for name in workbook.defined_names.values():
            name.attr_text = name.attr_text.replace("Porteur!", "'L''asso (1)'!")
            name.attr_text = name.attr_text.replace("'Porteur'!", "'L''asso (1)'!")
        denomination = cell(workbook, "porteur.denomination")
        denomination.value, denomination.offset(row=1).value = "Les Jardins", "JD"

    porteur = bench.read(rename).dossier.porteur
    assert (porteur.denomination, porteur.sigle) == ("Les Jardins", "JD")


def test_a_missing_sheet_is_refused_once_with_the_nearest(bench: Bench) -> None:
    source = bench.blank(put(porteur__sigle="JD"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                b'name="Budget"', b'name="Budjet 2026"'
            )
        },
    )
    result = read(source, bench.campagne)
    (finding,) = said(result, Lecture.FEUILLE_INTROUVABLE)
    assert finding.severity is Severity.BLOQUANT
    assert "«\u00a0Budget\u00a0»" in finding.message
    assert "«\u00a0Budjet 2026\u00a0»" in finding.message


def test_a_copied_sheet_is_not_read_and_is_said(bench: Bench) -> None:
    def copy(workbook: Workbook) -> None:
        twin = workbook.copy_worksheet(workbook["Action"])
        twin.title = "Action (2)"
        twin["C7"] = "Une autre action"
        other = workbook.copy_worksheet(workbook["Budget"])
        other.title = "Essai"
        other.defined_names["budget.604"] = DefinedName("budget.604", attr_text="Essai!$D$9")

    result = bench.read(copy)
    assert len(result.dossier.actions) == 1
    titles = [finding.message.split("»")[0] for finding in said(result, Lecture.FEUILLE_COPIEE)]
    assert ["Action (2)" in titles[0], "Essai" in titles[1]] == [True, True]
