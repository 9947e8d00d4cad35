"""Named cells checked against the labels beside them: what sorting does, and nobody's fault."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.utils.cell import absolute_coordinate

from packetgen.model.finding import Finding, Severity
from tests.workbook.read import cases
from tests.workbook.read.cases import Bench, Edit, cell, cells_of, editor, put, relabel, said, swap


def displaced(bench: Bench, *edits: Edit) -> list[Finding]:
    """The cells that stand beside the label of another field, all of them blocking."""
    found = said(bench.read(*edits), "libelle_deplace")
    assert {finding.severity for finding in found} <= {Severity.BLOQUANT}
    return found


AMOUNTS = put(budget__641=9200, budget__645=3100)
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
    # also where a column was inserted
    sort = swap("budget.641", "budget.645", "B:E")
    assert len(displaced(bench, AMOUNTS, insert("budget.641", "column"), sort)) == 2


def test_columns_of_a_table_sorted_are_told(bench: Bench) -> None:
    names = ("agents.metier", "agents.service")

    def exchange(workbook: Workbook) -> None:
        for row in (-2, 0):
            metier, service = (cases.cells(workbook, name)[0].offset(row) for name in names)
            metier.value, service.value = service.value, metier.value

    edits = [cases.fill(name, 1, name) for name in names]
    assert displaced(bench, *edits) == []
    found = displaced(bench, *edits, exchange)
    assert (len(found), "Service" in found[0].message) == (2, True)

    def point_alike(workbook: Workbook) -> None:
        metier, service = (workbook.defined_names[name] for name in names)
        metier.attr_text = service.attr_text

    assert len(displaced(bench, *edits, point_alike)) == 1


@editor
def insert(workbook: Workbook, before: str, kind: str = "row") -> None:
    """Insert a row or a column as Excel does: the names after it follow."""
    found = cell(workbook, before)
    sheet, at = workbook[found.parent.title], getattr(found, kind)
    (sheet.insert_rows if kind == "row" else sheet.insert_cols)(at)
    for name in workbook.defined_names.values():
        owner, _, cells = name.attr_text.rpartition("!")
        if owner.strip("'") == sheet.title:
            places = [sheet[each.replace("$", "")] for each in cells.split(":")]
            moved = (each.offset(**{kind: int(getattr(each, kind) >= at)}) for each in places)
            absolute = [absolute_coordinate(each.coordinate) for each in moved]
            name.attr_text = f"{owner}!{':'.join(absolute)}"


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
    "a row inserted in the middle": insert("budget.641"),
    "a row inserted in the pieces": insert("pieces.rib.fichier"),
    "a column inserted": insert("budget.641", "column"),
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
