"""Workbooks whose cells were moved, merged, hidden, renamed, deleted: X8, X9, X12."""

import re
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import Reading, read_dossier
from tests.workbook.read import cases
from tests.workbook.read.cases import CALL, Bench, Edit, cell, cells_of, only, point, put, said


def test_a_merge_gives_the_value_that_is_seen(bench: Bench) -> None:
    def merge(workbook: Workbook) -> None:
        for name, columns in (("sigle", "CD"), ("forme", "BC"), ("siret", "BC")):
            row = cell(workbook, f"porteur.{name}").row
            workbook["Porteur"].merge_cells(f"{columns[0]}{row}:{columns[1]}{row}")

    edits = (put(porteur__sigle="JD1214"), cases.relabel("porteur.forme", "Association"))

    result = bench.read(*edits, merge)
    porteur = result.dossier.porteur
    assert (porteur.sigle, porteur.forme, porteur.siret) == ("JD1214", "Association", "")
    found = said(result, "cellule_fusionnee")
    assert [finding.key for finding in found] == ["porteur.forme", "porteur.siret"]
    assert [finding.origin and finding.origin.cell[0] for finding in found] == ["B", "B"]
    assert f"La cellule C{found[0].origin.cell[1:] if found[0].origin else ''} " in found[0].message


def rich(*runs: tuple[str, InlineFont]) -> CellRichText:
    return CellRichText(*(TextBlock(font, text) for text, font in runs))


WHITE, PAPER = Color(rgb="FFFFFFFF"), PatternFill("solid", fgColor=Color(rgb="FFFEFEFE"))
BLUE = PatternFill("solid", fgColor=Color(rgb="FF004488"))
HIDDEN, STRUCK = "cellules_masquees", "cellules_barrees"
# what is set of the cell of an answer, of its row or of its column
LOOKS: dict[str, tuple[dict[str, Any], str | None]] = {
    "struck": ({"font": Font(strike=True)}, STRUCK),
    "struck in part": (
        {"value": rich(("A", InlineFont(strike=True)), ("B", InlineFont()))},
        STRUCK,
    ),
    "not struck": ({"value": rich(("A", InlineFont(b=True)), ("B", InlineFont()))}, None),
    "white": ({"font": Font(color=WHITE)}, HIDDEN),
    "white of the theme on paper": ({"font": Font(color=Color(theme=0)), "fill": PAPER}, HIDDEN),
    "white on blue": ({"font": Font(color=WHITE), "fill": BLUE}, None),
    "blue on blue": ({"font": Font(color=BLUE.fgColor), "fill": BLUE}, HIDDEN),
    "tiny": ({"font": Font(sz=1)}, HIDDEN),
    "a format that shows nothing": ({"number_format": ";;;"}, HIDDEN),
    "white by its format": ({"number_format": "[White]General"}, HIDDEN),
    "rows without height": ({"zeroHeight": True, "height": None}, HIDDEN),
    "a row without height": ({"height": 0.5}, HIDDEN),
    "a column without width": ({"width": 0.1}, HIDDEN),
}


@pytest.mark.parametrize(("looks", "lecture"), LOOKS.values(), ids=LOOKS)
def test_what_people_do_not_see_of_an_answer_is_told(
    looks: dict[str, Any], lecture: str | None, bench: Bench
) -> None:
    def edit(workbook: Workbook) -> None:
        answer = cell(workbook, "porteur.sigle")
        sheet = workbook["Porteur"]
        for name, value in looks.items():
            owner: Any = answer
            if name == "height":
                owner = sheet.row_dimensions[answer.row]
            elif name == "zeroHeight":
                owner = sheet.sheet_format
            elif name == "width":
                owner = sheet.column_dimensions["C"]
            setattr(owner, name, value)

    result = bench.read(put(porteur__sigle="AB"), edit)
    assert result.dossier.porteur.sigle == "AB"
    if lecture is None:
        assert result.findings == ()
    else:
        assert cells_of([only(result, lecture)])[0].startswith("Porteur!C")


def test_hidden_answers_are_read_and_said_once_a_sheet(bench: Bench) -> None:
    def hide(workbook: Workbook) -> None:
        row = cell(workbook, "porteur.sigle").row
        workbook["Porteur"].row_dimensions[row].hidden = True
        workbook["Porteur"].row_dimensions[row + 1].hidden = True
        workbook["Budget"].column_dimensions["D"].hidden = True
        workbook["Agents"].sheet_state = "veryHidden"

    answers = put(porteur__sigle="JD", budget__604=5, action__agents_departement="Non")
    result = bench.read(hide, answers)
    assert result.dossier.porteur.sigle == "JD"
    assert result.dossier.actions[0].budget.montant("604") == 5
    assert result.dossier.actions[0].agents_departement is False
    found = said(result, "cellules_masquees")
    keys = ("porteur.sigle", "budget.604", "action.agents_departement")
    assert [finding.origin for finding in found] == [result.dossier.origins[key] for key in keys]


@pytest.mark.parametrize(
    "text", [None, "Porteur!#REF!", "Ancien!$C$3", "OFFSET(A1,1,1)", "Porteur!$C:$C"]
)
def test_a_lost_name_falls_back_on_the_label_of_its_section(text: str | None, bench: Bench) -> None:
    """« Téléphone » is printed twice on the sheet: for the siège, and for the contact."""
    edits = put(porteur__telephone="03 21 00 00 00", porteur__telephone_contact="06 00 00 00 01")
    result = bench.read(edits, point("porteur.telephone_contact", text))
    porteur = result.dossier.porteur
    assert (porteur.telephone, porteur.telephone_contact) == ("03 21 00 00 00", "06 00 00 00 01")
    assert "Téléphone" in only(result, "champs_retrouves").message


def renamed(bench: Bench, title: str, new: str, edit: Edit) -> Reading:
    """Read a workbook without names, one of its sheets renamed."""

    def change(xml: bytes) -> bytes:
        old = f'name="{title}"'.encode()
        assert old in xml
        return cases.without_names(xml).replace(old, f'name="{new}"'.encode())

    return read_dossier(cases.with_parts(bench.blank(edit), {"xl/workbook.xml": change}), CALL)


@pytest.mark.parametrize(
    ("title", "new"),
    [("Porteur", "PORTEUR "), ("Porteur", "Porteur\u00a0"), ("Pièces", "Pie\u0300ces")],
)
def test_a_sheet_renamed_a_little_is_found(title: str, new: str, bench: Bench) -> None:
    edit = put(porteur__sigle="JD", pieces__rib__fichier="rib.jpg")
    dossier = renamed(bench, title, new, edit).dossier
    assert dossier.porteur.sigle == "JD"
    assert [each.fichier for each in dossier.pieces if each.code == "rib"] == ["rib.jpg"]


@pytest.mark.parametrize(("title", "new"), [("Budget", "Budjet 2026"), ("Agents", "Agants")])
def test_a_missing_sheet_is_refused_once_with_the_nearest(
    title: str, new: str, bench: Bench
) -> None:
    (finding,) = said(renamed(bench, title, new, put(porteur__sigle="JD")), "feuille_introuvable")
    assert finding.severity is Severity.BLOQUANT
    for each in (title, new):
        assert f"«\u00a0{each}\u00a0»" in finding.message


def test_a_renamed_sheet_is_followed_by_its_names(bench: Bench) -> None:
    def rename(workbook: Workbook) -> None:
        workbook["Porteur"].title = "L'asso (1)"
        for name in workbook.defined_names.values():
            name.attr_text = re.sub("'?Porteur'?!", "'L''asso (1)'!", name.attr_text)

    answers = put(porteur__denomination="Les Jardins", porteur__sigle="JD")
    porteur = bench.read(answers, point("porteur.sigle", None), rename).dossier.porteur
    assert (porteur.denomination, porteur.sigle) == ("Les Jardins", "JD")


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
    titles = [finding.message.split("»")[0] for finding in said(result, "feuille_copiee")]
    assert ["Action (2)" in titles[0], "Essai" in titles[1]] == [True, True]
