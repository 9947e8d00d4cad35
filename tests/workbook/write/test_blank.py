"""The blank workbook, opened again: every field has its named, formatted, empty cell."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from packetgen import __version__
from packetgen.campagne.load import load_campagne
from packetgen.campagne.words import asked
from packetgen.model.action import ACTION, AGENTS, COMMUNES, INDICATEURS
from packetgen.model.dossier import PIECES, PORTEUR
from packetgen.model.fields import Field, FieldKind, Required, key_of_action
from packetgen.workbook.write.create import create
from tests.tables import table
from tests.workbook.read.cases import cell, cells

CALL = load_campagne(2026)
TABLES = {asked(COMMUNES, CALL): 6, asked(INDICATEURS, CALL): 4, asked(AGENTS, CALL): 12}
EXPECTED = table(__file__)
FORMATS = {FieldKind(kind): shown for kind, shown in EXPECTED["formats"].items()}


def written(folder: Path, actions: int) -> Workbook:
    create(folder / "classeur.xlsx", CALL, actions=actions)
    return load_workbook(folder / "classeur.xlsx")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(tmp_path_factory.mktemp("blank"), 1)


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(tmp_path_factory.mktemp("double"), 2)


def fields(*actions: int) -> Iterator[tuple[str, Field, int]]:
    """Every one-cell field of a workbook, by the key of its cell, and its action."""
    yield from ((field.key, field, 1) for field in asked(PORTEUR, CALL))
    for action in actions:
        for field in asked(ACTION, CALL):
            rows = [f"{field.key}.{n}" for n in range(1, field.rows + 1)]
            for key in rows if field.rows > 1 else [field.key]:
                yield key_of_action(key, action), field, action


def check_of(workbook: Workbook, key: str) -> DataValidation:
    """The one check that Excel makes on the first cell that `key` names."""
    first = cells(workbook, key)[0]
    checks: list[DataValidation] = workbook[first.parent.title].data_validations.dataValidation
    (only,) = [each for each in checks if first.coordinate in each.sqref]
    return only


def plain(value: object) -> str:
    """A printed text with common spaces."""
    return str(value or "").replace("\u00a0", " ")


def test_each_field_has_an_empty_cell_of_its_format_between_its_words(double: Workbook) -> None:
    for key, field, action in fields(1, 2):
        found = cell(double, key)
        title = field.sheet if field.sheet == "Porteur" or action == 1 else f"{field.sheet} 2"
        assert (found.parent.title, found.value) == (title, None), key
        assert found.number_format == FORMATS.get(field.kind, "@"), key
        assert found.alignment.wrap_text, key
        row = [plain(each.value) for each in double[title][found.row]]
        label = next(text for text in reversed(row[: found.column - 1]) if text)
        assert label.startswith(plain(field.label)), key
        if field.rows == 1 or key.endswith(".1"):
            rest = " ".join(row[found.column :])
            assert field.required.value in rest, key
            assert plain(field.help) in rest, key


def test_required_cells_are_marked_and_turn_yellow_while_empty(blank: Workbook) -> None:
    keys = ("porteur.siret", "porteur.rna", "porteur.sigle")
    edges = [cell(blank, key).border.left for key in keys]
    assert [edge and edge.style for edge in edges] == ["thick", "thick", "thin"]
    assert len({edge and edge.color and edge.color.rgb for edge in edges[:2]}) == 2
    rules = {
        f"{sheet.title} {each.sqref}": each.rules[0].formula[0]
        for sheet in blank.worksheets
        for each in sheet.conditional_formatting
    }
    asked = 'OR(N(budget.74dep)>0,action.agents_departement="Oui")'
    for sheet, key, condition in (
        ("Porteur", "porteur.rna", 'porteur.forme="Association"'),
        ("Action", "action.axe_departement", asked),
    ):
        place = cell(blank, key).coordinate
        assert rules[f"{sheet} {place}"] == f"AND(LEN(TRIM({place}))=0,{condition})"
    assert f"Porteur {cell(blank, 'porteur.sigle').coordinate}" not in rules
    # a new kind of requirement must not stay without its yellow
    needed, formulas = EXPECTED["conditions"], " ".join(rules.values())
    assert [condition for condition in needed if condition not in formulas] == []
    assert len(Required) == len(needed) + len((Required.ALWAYS, Required.OPTIONAL))


@pytest.mark.parametrize("action", [1, 2])
def test_each_column_of_a_table_has_its_run_of_cells(double: Workbook, action: int) -> None:
    for field, rows in ((field, rows) for columns, rows in TABLES.items() for field in columns):
        run = cells(double, key_of_action(field.key, action))
        assert (len(run), len({each.column for each in run})) == (rows, 1)
        assert {each.number_format for each in run} == {FORMATS.get(field.kind, "@")}
        assert run[0].offset(-2).value == field.label
        assert field.example in plain(run[0].offset(-1).value)
        if field.attribute == "heures":
            keys = [f"agents.{name}" for name in ("agents", "seances", "duree")]
            factors = [cells(double, key_of_action(key, action))[0].coordinate for key in keys]
            assert run[0].value == (f'=IF(COUNT({",".join(factors)})=3,{"*".join(factors)},"")')
        else:
            assert {each.value for each in run} == {None}


@pytest.mark.parametrize("action", [1, 2])
def test_budget_has_every_line_of_dauphin(double: Workbook, action: int) -> None:
    for compte in CALL.comptes:
        for ligne in compte.lignes:
            key = key_of_action(f"budget.{ligne.code}", action)
            amount, check = cell(double, key), check_of(double, key)
            assert (amount.value, amount.number_format) == (None, FORMATS[FieldKind.EUROS])
            assert (check.type, check.errorStyle) == ("whole", "stop")
            precision = f"{key}.precision"
            assert (precision in double.defined_names) is (compte.cote == "produits")
            if compte.cote == "produits":
                assert cell(double, precision).row == amount.row


def test_drop_downs_show_the_lists_of_the_year(blank: Workbook) -> None:
    chosen = [(key, field) for key, field, _ in fields(1) if field.choices]
    chosen += [(field.key, field) for columns in TABLES for field in columns if field.choices]
    assert len(chosen) > 10
    for key, field in chosen:
        check = check_of(blank, key)
        assert check.type == "list"
        assert check.errorStyle == ("warning" if field.open_list else "stop")
        shown = [each.value for each in cells(blank, str(check.formula1))]
        assert tuple(shown) == CALL.choices(field.choices), key
    yes_or_no = check_of(blank, "action.agents_departement")
    assert [each.value for each in cells(blank, str(yes_or_no.formula1))] == ["Oui", "Non"]


def test_dates_and_figures_are_checked_in_french(blank: Workbook) -> None:
    kinds = {"date_debut": "date", "public_nombre": "whole", "montant_call": "whole"}
    checks = {f"action.{name}": kind for name, kind in kinds.items()}
    for key, kind in (checks | {"porteur.siret": "custom"}).items():
        check = check_of(blank, key)
        assert check.type == kind
        assert str(check.error).startswith("Cette cellule attend")
        assert len(str(check.error)) <= 255
        assert len(str(check.errorTitle)) <= 32
    prompt = check_of(blank, "action.date_debut").prompt
    assert prompt == "Jour/mois/année, par exemple\u00a0: 02/02/2026"
    # a duration may be words, but never a time
    first = cells(blank, "agents.duree")[0].coordinate
    assert check_of(blank, "agents.duree").formula1 == f"OR(ISTEXT({first}),{first}>=0.25)"


def test_each_piece_has_its_row(blank: Workbook, double: Workbook) -> None:
    for piece in (each for each in CALL.pieces if not each.genere):
        for numero in (1, 2) if piece.par_action else (0,):
            prefix = f"pieces.{piece.code}.{numero}" if numero else f"pieces.{piece.code}"
            (row,) = {cell(double, f"{prefix}.{field.attribute}").row for field in PIECES}
            texts = [plain(each.value) for each in double["Pièces"][row]]
            assert texts[1].startswith(plain(piece.libelle))
            assert plain(piece.aide) in texts
    assert "pieces.cerfa.1.fichier" in blank.defined_names
    assert "pieces.cerfa.2.fichier" not in blank.defined_names
    for place in range(1, 5):
        for attribute in ("titre", "fichier", "motif"):
            assert cell(blank, f"pieces.autre{place}.{attribute}").value is None
    codes = ("rib", "statuts", "delegation")
    owing = [cell(blank, f"pieces.{code}.fichier").offset(column=-1).value for code in codes]
    assert owing == ["Toutes les structures", "Associations", "Facultative"]


def test_workbook_says_its_year_its_calendar_and_contacts_but_not_the_time(blank: Workbook) -> None:
    assert cell(blank, "packetgen.annee").value == 2026
    assert cell(blank, "packetgen.version").value == __version__
    properties = blank.properties
    assert properties.language == "fr-FR"
    assert CALL.intitule in str(properties.title)
    assert {properties.created, properties.modified} == {datetime(2026, 1, 1)}  # noqa: DTZ001
    texts = [plain(each.value) for row in blank["Lisez-moi"].iter_rows() for each in row]
    together = "\n".join(texts)
    assert "du 20 octobre au 7 novembre 2025" in together
    for contact in CALL.contacts:
        assert contact.nom in together
        assert contact.courriel in texts
    assert "packetgen generer classeur.xlsx" in texts
    # the page first, for those who have no terminal
    assert together.index("Ouvrir packetgen") < together.index("packetgen verifier")


def test_sheets_stand_in_order_and_print_on_a4_with_running_titles(
    blank: Workbook, double: Workbook
) -> None:
    one = ["Lisez-moi", "Porteur", "Action", "Budget", "Agents", "Bilan", "Pièces", "Listes"]
    assert blank.sheetnames == one
    assert double.sheetnames == [*one[:6], *(f"{title} 2" for title in one[2:6]), *one[6:]]
    assert blank["Listes"].sheet_state == "hidden"
    assert blank.active is blank["Lisez-moi"]
    for sheet in (each for each in blank.worksheets if each.sheet_state == "visible"):
        setup, scaling = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        assert (setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (9, 1, 0)
        header, footer = sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter
        assert scaling
        assert scaling.fitToPage
        assert header
        assert plain(header.left.text) == f"{CALL.intitule} – {sheet.title}"
        assert footer
        assert footer.right.text == "Page &P/&N"
        assert not (sheet.sheet_view.showGridLines or sheet.protection.sheet)


def test_rows_of_questions_are_free_to_grow(blank: Workbook) -> None:
    description = blank["Action"].row_dimensions[cell(blank, "action.description").row]
    siret = blank["Porteur"].row_dimensions[cell(blank, "porteur.siret").row]
    assert description.height > 2 * siret.height
