"""Names held to the labels beside them: what sorting and pasting do, and what is nobody's fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.utils.cell import absolute_coordinate

from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import read
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import (
    Bench,
    Edit,
    cell,
    cells_of,
    fill,
    put,
    said,
    saved_again,
    table_cell,
)


def swap(key: str, other: str, *, first: str, last: str) -> Edit:
    """Exchange two rows from column `first` to `last` as a sort does: names stay."""

    def edit(workbook: Workbook) -> None:
        one, two = cell(workbook, key), cell(workbook, other)
        sheet = workbook[one.parent.title]
        for column in sheet[f"{first}1:{last}1"][0]:
            here = sheet.cell(one.row, column.column)
            there = sheet.cell(two.row, column.column)
            here.value, there.value = there.value, here.value

    return edit


def relabel(key: str, text: str | None, *, left: int = 1) -> Edit:
    def edit(workbook: Workbook) -> None:
        cell(workbook, key).offset(column=-left).value = text

    return edit


AMOUNTS = put(budget__641=9200, budget__645=3100)


def test_two_lines_of_the_budget_sorted_are_told_with_both_cells(bench: Bench) -> None:
    result = bench.read(AMOUNTS, swap("budget.641", "budget.645", first="B", last="D"))
    found = said(result, Lecture.LIBELLE_DEPLACE)
    assert list(result.findings) == found
    assert [(finding.key, finding.severity) for finding in found] == [
        ("budget.641", Severity.BLOQUANT),
        ("budget.645", Severity.BLOQUANT),
    ]
    one, two = (result.dossier.origins[key].cell for key in ("budget.641", "budget.645"))
    assert cells_of(found) == [f"Budget!{one}", f"Budget!{two}"]
    for words in ("Rémunération des personnels", "Charges sociales", f"C{one[1:]}", f"C{two[1:]}"):
        assert words in found[0].message


def test_putting_the_label_and_the_answer_back_mends_it(bench: Bench) -> None:
    """The remedy that the message gives works."""
    result = bench.read(
        AMOUNTS,
        swap("budget.641", "budget.645", first="B", last="D"),
        relabel("budget.641", "Rémunération des personnels"),
        relabel("budget.645", "Charges sociales"),
        AMOUNTS,
    )
    assert result.findings == ()


def test_one_amount_against_an_empty_line_is_told_once(bench: Bench) -> None:
    """Where nothing is written nothing can be false."""
    sort = swap("budget.641", "budget.645", first="B", last="D")
    result = bench.read(put(budget__641=9200), sort)
    assert [finding.key for finding in said(result, Lecture.LIBELLE_DEPLACE)] == ["budget.645"]
    assert bench.read(sort).findings == ()


SORTED: dict[str, tuple[Edit, str, str, str, str]] = {
    "Porteur": (
        put(porteur__denomination="Les Jardins", porteur__siret="12345678900011"),
        "porteur.denomination",
        "porteur.siret",
        "B",
        "F",
    ),
    "Action": (
        put(action__date_debut="02/02/2026", action__date_fin="30/11/2026"),
        "action.date_debut",
        "action.date_fin",
        "B",
        "C",
    ),
    "produits": (
        put(budget__74dep=2500, budget__74epci=6500),
        "budget.74dep",
        "budget.74epci",
        "F",
        "I",
    ),
    "Pièces": (
        put(pieces__rib__fichier="rib.jpg", pieces__statuts__fichier="statuts.pdf"),
        "pieces.rib.fichier",
        "pieces.statuts.fichier",
        "B",
        "G",
    ),
}


@pytest.mark.parametrize("case", SORTED.values(), ids=SORTED)
def test_every_sheet_of_named_cells_is_held(
    case: tuple[Edit, str, str, str, str], bench: Bench
) -> None:
    answers, one, other, first, last = case
    result = bench.read(answers, swap(one, other, first=first, last=last))
    found = said(result, Lecture.LIBELLE_DEPLACE)
    origins = result.dossier.origins
    assert sorted(cells_of(found)) == sorted(
        f"{origins[key].sheet}!{origins[key].cell}" for key in (one, other)
    )
    assert {finding.severity for finding in found} == {Severity.BLOQUANT}
    # a missing piece makes a bundle incomplete: an exchanged one must stop it
    assert not any(finding.key.startswith("pieces.") for finding in found)


def test_columns_of_a_table_sorted_are_told(bench: Bench) -> None:
    def exchange(workbook: Workbook) -> None:
        for row in (-1, 1):
            metier = table_cell(workbook, "agents.metier", row)
            service = table_cell(workbook, "agents.service", row)
            metier.value, service.value = service.value, metier.value  # type: ignore[attr-defined]

    edits = [fill("agents.metier", 1, "Puéricultrice"), fill("agents.service", 1, "PMI")]
    assert said(bench.read(*edits), Lecture.LIBELLE_DEPLACE) == []
    found = said(bench.read(*edits, exchange), Lecture.LIBELLE_DEPLACE)
    assert [finding.severity for finding in found] == [Severity.BLOQUANT] * 2
    assert "Service" in found[0].message


def test_a_label_pasted_over_another_is_told(bench: Bench) -> None:
    """Cut and pasted: its old place is empty, and the name of its answer stayed."""
    result = bench.read(
        put(porteur__sigle="JD", porteur__adresse="14 rue des Cordiers"),
        relabel("porteur.sigle", None),
        relabel("porteur.adresse", "Sigle"),
    )
    (finding,) = said(result, Lecture.LIBELLE_DEPLACE)
    assert finding.key == "porteur.adresse"


def test_a_label_answered_elsewhere_is_told(bench: Bench) -> None:
    def move(workbook: Workbook) -> None:
        sheet = workbook["Porteur"]
        sheet["B90"], sheet["C90"] = "Sigle", "JD"

    result = bench.read(relabel("porteur.sigle", None), move)
    (finding,) = said(result, Lecture.LIBELLE_DEPLACE)
    assert (finding.key, "B90" in finding.message) == ("porteur.sigle", True)


def test_a_name_given_to_the_cell_of_another_is_told(bench: Bench) -> None:
    def point(workbook: Workbook) -> None:
        names = workbook.defined_names
        names["action.montant_call"].attr_text = names["action.public_nombre"].attr_text

    edits = put(action__montant_call=6500, action__public_nombre=40)
    (finding,) = said(bench.read(edits, point), Lecture.LIBELLE_DEPLACE)
    assert finding.key == "action.montant_call"


def insert_row(title: str, before: str) -> Edit:
    """Insert a row as Excel does: the names beneath follow."""

    def edit(workbook: Workbook) -> None:
        at = cell(workbook, before).row
        workbook[title].insert_rows(at)
        follow(workbook, title, lambda row, column: (row + (row >= at), column))

    return edit


def insert_column(title: str, at: int) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook[title].insert_cols(at)
        follow(workbook, title, lambda row, column: (row, column + (column >= at)))

    return edit


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
    sort = swap("budget.641", "budget.645", first="B", last="E")
    result = bench.read(AMOUNTS, insert_column("Budget", 4), sort)
    assert len(said(result, Lecture.LIBELLE_DEPLACE)) == 2


def rename_labels(change: Callable[[str], str]) -> Edit:
    def edit(workbook: Workbook) -> None:
        for title, column in (("Porteur", "B"), ("Action", "B"), ("Budget", "C"), ("Budget", "G")):
            for (label,) in workbook[title][f"{column}6:{column}90"]:
                if isinstance(label.value, str):
                    label.value = change(label.value)

    return edit


FILLED = put(
    porteur__sigle="JD",
    porteur__telephone="03 21 00 00 00",
    porteur__telephone_contact="06 00 00 00 01",
    action__quartiers__1="QP062024",
    budget__641=9200,
    budget__645=3100,
    budget__74etat=6000,
    budget__74etat__precision="Commune(s)",
    pieces__rib__fichier="rib.jpg",
    pieces__autre1__titre="RIB",
    pieces__autre1__fichier="vieux-rib.jpg",
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
    "quartiers in another order": swap(
        "action.quartiers.1", "action.quartiers.2", first="B", last="C"
    ),
}


@pytest.mark.parametrize("edit", INNOCENT.values(), ids=INNOCENT)
def test_what_people_may_do_raises_no_alarm(edit: Edit, bench: Bench) -> None:
    source = bench.folder / "classeur.xlsx"
    create(source, bench.campagne)
    findings = read(saved_again(source, FILLED, edit), bench.campagne).findings
    alarms = {Lecture.LIBELLE_DEPLACE.code, Lecture.CELLULE_NON_LUE.code}
    assert [finding for finding in findings if finding.code in alarms] == []
