"""Named cells checked against the labels beside them: what sorting does, and nobody's fault."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.utils.cell import absolute_coordinate

from packetgen.model.finding import Finding, Severity
from tests.workbook.read import cases
from tests.workbook.read.cases import Bench, Edit, cell, cells_of, editor, fill, put, relabel, said


@editor
def swap(workbook: Workbook, key: str, other: str, columns: str) -> None:
    """Exchange two rows over `columns` (`B:D`) as a sort does: names stay."""
    one, two = cell(workbook, key), cell(workbook, other)
    sheet = workbook[one.parent.title]
    first, last = columns.split(":")
    for column in sheet[f"{first}1:{last}1"][0]:
        here, there = (sheet.cell(each.row, column.column) for each in (one, two))
        here.value, there.value = there.value, here.value


def displaced(bench: Bench, *edits: Edit) -> list[Finding]:
    """The cells that stand beside the label of another field, all of them blocking."""
    found = said(bench.read(*edits), "libelle_deplace")
    assert {finding.severity for finding in found} <= {Severity.BLOQUANT}
    return found


AMOUNTS = put(budget__641=9200, budget__645=3100)
METIER_AND_SERVICE = ("metier", "service")
SORT = swap("budget.641", "budget.645", "B:D")


def test_two_lines_of_the_budget_sorted_are_told_with_both_cells(bench: Bench) -> None:
    result = bench.read(AMOUNTS, SORT)
    found = said(result, "libelle_deplace")
    assert list(result.findings) == found
    assert [finding.key for finding in found] == ["budget.641", "budget.645"]
    one, two = (result.dossier.origins[key].cell for key in ("budget.641", "budget.645"))
    assert cells_of(found) == [f"Budget!{one}", f"Budget!{two}"]
    labels = ("Rémunération des personnels", "Charges sociales")
    for words in (*labels, f"C{one[1:]}", f"C{two[1:]}"):
        assert words in found[0].message
    # the remedy that the message gives works
    back = (relabel("budget.641", labels[0]), relabel("budget.645", labels[1]), AMOUNTS)
    assert bench.read(AMOUNTS, SORT, *back).findings == ()


def test_one_amount_against_an_empty_line_is_told_once(bench: Bench) -> None:
    assert [each.key for each in displaced(bench, put(budget__641=9200), SORT)] == ["budget.645"]
    assert bench.read(SORT).findings == ()


SORTED = {
    "porteur.denomination porteur.siret B:F": ("Les Jardins", "12345678900011"),
    "action.date_debut action.date_fin B:C": ("02/02/2026", "30/11/2026"),
    "budget.74dep budget.74epci F:I": (2500, 6500),
    "pieces.rib.fichier pieces.statuts.fichier B:G": ("rib.jpg", "statuts.pdf"),
}


@pytest.mark.parametrize(("rows", "answers"), SORTED.items())
def test_every_sheet_of_named_cells_is_checked(
    rows: str, answers: tuple[object, object], bench: Bench
) -> None:
    one, other, columns = rows.split()
    filled = put(**dict(zip((one, other), answers, strict=True)))
    result = bench.read(filled, swap(one, other, columns))
    found, origins = said(result, "libelle_deplace"), result.dossier.origins
    cells = [f"{origins[key].sheet}!{origins[key].cell}" for key in (one, other)]
    assert sorted(cells_of(found)) == sorted(cells)
    assert {finding.severity for finding in found} == {Severity.BLOQUANT}
    # a missing piece makes a bundle incomplete: an exchanged one must stop it
    assert not any(finding.key.startswith("pieces.") for finding in found)


def test_columns_of_a_table_sorted_are_told(bench: Bench) -> None:
    def exchange(workbook: Workbook) -> None:
        for row in (-1, 1):
            metier, service = (
                cases.table_cell(workbook, f"agents.{n}", row) for n in METIER_AND_SERVICE
            )
            metier.value, service.value = service.value, metier.value

    edits = [fill(f"agents.{name}", 1, name) for name in METIER_AND_SERVICE]
    assert displaced(bench, *edits) == []
    found = displaced(bench, *edits, exchange)
    assert (len(found), "Service" in found[0].message) == (2, True)


def onto(workbook: Workbook) -> None:
    names = workbook.defined_names
    names["action.montant_call"].attr_text = names["action.public_nombre"].attr_text


JD = put(porteur__sigle="JD", porteur__adresse="14 rue des Cordiers")
ASKED = put(action__montant_call=6500, action__public_nombre=40)
NO_SIGLE = relabel("porteur.sigle", None)
# the edits, the field that is told
TOLD: dict[str, tuple[list[Edit], str]] = {
    "a label cut and pasted over another": (
        [JD, NO_SIGLE, relabel("porteur.adresse", "Sigle")],
        "porteur.adresse",
    ),
    "a label answered elsewhere, at B90": (
        [NO_SIGLE, cases.write("Porteur", B90="Sigle", C90="JD")],
        "porteur.sigle",
    ),
    "a name given to the cell of another": ([ASKED, onto], "action.montant_call"),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_field_whose_label_is_elsewhere_is_told(case: str, bench: Bench) -> None:
    edits, key = TOLD[case]
    (finding,) = displaced(bench, *edits)
    assert finding.key == key
    assert ("B90" in finding.message) is ("B90" in case)


@editor
def insert_row(workbook: Workbook, title: str, before: str) -> None:
    """Insert a row as Excel does: the names beneath follow."""
    at = cell(workbook, before).row
    workbook[title].insert_rows(at)
    follow(workbook, title, lambda row, column: (row + (row >= at), column))


@editor
def insert_column(workbook: Workbook, title: str, at: int) -> None:
    workbook[title].insert_cols(at)
    follow(workbook, title, lambda row, column: (row, column + (column >= at)))


def follow(workbook: Workbook, title: str, moved: Callable[[int, int], tuple[int, int]]) -> None:
    sheet = workbook[title]
    for name in workbook.defined_names.values():
        owner, _, cells = name.attr_text.rpartition("!")
        if owner.strip("'") == title:
            places = [sheet[each.replace("$", "")] for each in cells.split(":")]
            spots = [moved(each.row, each.column) for each in places]
            absolute = [absolute_coordinate(sheet.cell(*spot).coordinate) for spot in spots]
            name.attr_text = f"{owner}!{':'.join(absolute)}"


def test_a_sort_is_told_where_a_column_was_inserted(bench: Bench) -> None:
    sort = swap("budget.641", "budget.645", "B:E")
    assert len(displaced(bench, AMOUNTS, insert_column("Budget", 4), sort)) == 2


@editor
def rename_labels(workbook: Workbook, change: Callable[[str], str]) -> None:
    for title, column in (("Porteur", "B"), ("Action", "B"), ("Budget", "C"), ("Budget", "G")):
        for (label,) in workbook[title][f"{column}6:{column}90"]:
            if isinstance(label.value, str):
                label.value = change(label.value)


FILLED = (
    put(porteur__sigle="JD", action__quartiers__1="QP062024"),
    put(porteur__telephone="03 21 00 00 00", porteur__telephone_contact="06 00 00 00 01"),
    AMOUNTS,
    put(budget__74etat=6000, budget__74etat__precision="Commune(s)"),
    put(pieces__rib__fichier="rib.jpg"),
    put(pieces__autre1__titre="RIB", pieces__autre1__fichier="vieux-rib.jpg"),
)
INNOCENT: dict[str, Edit] = {
    "a row inserted in the middle": insert_row("Budget", "budget.641"),
    "a row inserted in the pieces": insert_row("Pièces", "pieces.rib.fichier"),
    "a column inserted": insert_column("Budget", 4),
    "capitals": rename_labels(str.upper),
    "a colon and a star": rename_labels(lambda label: f"  {label} : *"),
    "no accents": rename_labels(lambda label: label.replace("é", "e").replace("É", "E")),
    "another tongue": rename_labels(lambda label: f"Pole {len(label)} {label[::-1]}"),
    "no labels": rename_labels(lambda _label: ""),
    "own words, an account is called so": relabel("budget.750", "Indemnités", left=2),
    "own words": relabel("budget.74etat", "État : DDETS", left=2),
    "the words of another": relabel("porteur.telephone_contact", "Téléphone mobile"),
    "a label that another has": relabel("porteur.nom_contact", "Nom"),
    "quartiers in another order": swap("action.quartiers.1", "action.quartiers.2", "B:C"),
}


@pytest.mark.parametrize("edit", INNOCENT.values(), ids=INNOCENT)
def test_what_people_may_do_raises_no_alarm(edit: Edit, bench: Bench) -> None:
    alarms = {cases.code("libelle_deplace"), cases.code("cellule_non_lue")}
    findings = bench.drawn(*FILLED, edit).findings
    assert [finding for finding in findings if finding.code in alarms] == []
