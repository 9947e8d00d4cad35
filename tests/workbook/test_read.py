"""Whole workbooks as people send them back: moved, merged, hidden, renamed, rebuilt (X4 to X14)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.defined_name import DefinedName

from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import ACTION, Action
from packetgen.model.action_tables import CommuneConcernee
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.model.porteur import PORTEUR, Porteur
from packetgen.workbook.create import create
from packetgen.workbook.read import read, year_of
from packetgen.workbook.read_problems import Lecture
from tests.workbook.read_cases import (
    Edit,
    cell,
    cells_of,
    put,
    reading,
    said,
    saved_again,
    spoilt,
    with_parts,
)


def table_cell(workbook: Workbook, key: str, row: int) -> object:
    """The cell of the column `key` on its row `row`, counted from 1, past the end too."""
    ((title, cells),) = workbook.defined_names[key].destinations
    first = workbook[title][cells.split(":")[0]]
    return workbook[title].cell(first.row + row - 1, first.column)


def fill(key: str, row: int, value: object) -> Edit:
    def edit(workbook: Workbook) -> None:
        table_cell(workbook, key, row).value = value  # type: ignore[attr-defined]

    return edit


def test_a_blank_workbook_says_nothing_and_finds_every_cell(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = reading(tmp_path, campagne)
    dossier = result.dossier
    assert result.findings == ()
    assert (dossier.porteur, dossier.actions) == (Porteur(), (Action(),))
    assert not any(piece.fichier or piece.motif for piece in dossier.pieces)
    for field in (*PORTEUR, *ACTION):
        key = field.key if field.rows == 1 else f"{field.key}.{field.rows}"
        assert dossier.origins[key].label == field.label
    for key in ("agents.12.accord", "communes.6.commune", "budget.74epci", "pieces.rib.motif"):
        assert key in dossier.origins


def test_every_piece_of_the_call_is_there_filled_or_not(tmp_path: Path, campagne: Campagne) -> None:
    pieces = reading(tmp_path, campagne).dossier.pieces
    expected = [piece.code for piece in campagne.pieces if not piece.genere]
    assert [piece.code for piece in pieces] == expected
    assert {piece.action for piece in pieces if piece.code == "cerfa"} == {1}


def test_the_example_is_read_as_it_was_written(
    tmp_path: Path, campagne: Campagne, dossier: Dossier
) -> None:
    source = tmp_path / dossier.file
    create(source, campagne, dossier=dossier)
    result = read(source, campagne)
    assert result.dossier == dossier
    assert result.findings == ()


def test_a_workbook_rebuilt_without_names_reads_the_same(
    tmp_path: Path, campagne: Campagne, dossier: Dossier
) -> None:
    source = tmp_path / dossier.file
    create(source, campagne, dossier=dossier)
    with_parts(source, {"xl/workbook.xml": without_names})
    result = read(source, campagne)
    assert result.dossier == dossier
    assert {finding.code for finding in result.findings} == {Lecture.CHAMPS_RETROUVES.code}


def without_names(xml: bytes) -> bytes:
    start, end = xml.index(b"<definedNames>"), xml.index(b"</definedNames>")
    return xml[:start] + xml[end + len(b"</definedNames>") :]


def test_a_workbook_is_read_in_half_a_second(
    tmp_path: Path, campagne: Campagne, dossier: Dossier
) -> None:
    source = tmp_path / dossier.file
    create(source, campagne, dossier=dossier)
    started = time.process_time()
    read(source, campagne)
    assert time.process_time() - started < 0.5


def test_the_year_is_read_and_another_year_is_said(tmp_path: Path, campagne: Campagne) -> None:
    source = spoilt(tmp_path, campagne)
    assert year_of(source) == 2026
    result = read(source, replace(campagne, annee=2027))
    (finding,) = said(result, Lecture.AUTRE_ANNEE)
    assert "classeur de 2026" in finding.message
    assert (finding.severity, result.dossier.annee) == (Severity.A_VERIFIER, 2027)


def test_a_workbook_that_lost_its_year_is_read(tmp_path: Path, campagne: Campagne) -> None:
    def forget(workbook: Workbook) -> None:
        del workbook.defined_names["packetgen.annee"]

    source = spoilt(tmp_path, campagne, forget, put(porteur__sigle="JD"))
    assert year_of(source) is None
    assert read(source, campagne).dossier.porteur.sigle == "JD"


def test_a_workbook_of_something_else_is_refused(tmp_path: Path, campagne: Campagne) -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Comptes de 2024"
    workbook.save(tmp_path / "comptes.xlsx")
    with pytest.raises(WorkbookUnreadable, match=r"« comptes\.xlsx » n’est pas un classeur de"):
        read(tmp_path / "comptes.xlsx", campagne)


def test_every_problem_is_told_at_once_in_the_order_of_the_sheets(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = reading(
        tmp_path,
        campagne,
        put(
            budget__74epci="6 500 €",
            porteur__siret=3_252_000_740_012,
            action__date_debut="2 février 2026",
            action__public_nombre="beaucoup",
            porteur__sigle="=B2",
        ),
    )
    keys = ["porteur.sigle", "porteur.siret", "action.date_debut", "action.public_nombre"]
    assert [finding.key for finding in result.findings] == [*keys, "budget.74epci"]
    for finding in result.findings:
        assert finding.origin == result.dossier.origins[finding.key]


def test_every_formula_without_result_is_listed(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path,
        campagne,
        put(porteur__denomination="=Action!C7", budget__604="=1+1", action__intitule="=A1"),
        fill("agents.metier", 1, "=A1"),
    )
    found = said(result, Lecture.FORMULE_SANS_RESULTAT)
    keys = ["porteur.denomination", "action.intitule", "budget.604", "agents.1.metier"]
    assert [finding.key for finding in found] == keys
    assert [finding.origin for finding in found] == [result.dossier.origins[key] for key in keys]
    assert {finding.severity for finding in found} == {Severity.BLOQUANT}


def test_totals_and_hours_may_lack_their_results(tmp_path: Path, campagne: Campagne) -> None:
    """What packetgen computes is not missed."""
    source = tmp_path / "classeur.xlsx"
    create(source, campagne)
    saved_again(
        source,
        fill("agents.metier", 1, "Puéricultrice"),
        fill("agents.agents", 1, 2),
        fill("agents.seances", 1, 8),
        fill("agents.duree", 1, "1h30"),
        put(budget__604=100),
    )
    result = read(source, campagne)
    (line,) = result.dossier.actions[0].interventions
    assert (line.heures, line.heures_calculees) == (None, Decimal(24))
    assert [finding.code for finding in result.findings] == [Lecture.DUREE_EN_TEXTE.code]


def test_typed_hours_are_kept_and_their_errors_forgiven(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path,
        campagne,
        fill("agents.metier", 1, "Puéricultrice"),
        fill("agents.heures", 1, 30),
        fill("agents.metier", 2, "Travailleur social"),
        fill("agents.heures", 2, "#VALUE!"),
    )
    lines = result.dossier.actions[0].interventions
    assert [line.heures for line in lines] == [Decimal(30), None]
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.HEURES_EN_ERREUR.code,
        Severity.INFORMATION,
    )


def test_an_error_in_an_answer_is_told_with_its_cell(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(tmp_path, campagne, put(action__montant_call="#REF!"))
    (finding,) = said(result, Lecture.CELLULE_EN_ERREUR)
    assert finding.severity is Severity.BLOQUANT
    assert "#REF!" in finding.message


def test_dates_of_a_1904_workbook_are_read_and_said(tmp_path: Path, campagne: Campagne) -> None:
    def since_1904(workbook: Workbook) -> None:
        workbook.epoch = MAC_EPOCH
        cell(workbook, "action.date_debut").value = date(2026, 2, 2)

    result = reading(tmp_path, campagne, since_1904)
    assert result.dossier.actions[0].date_debut == date(2026, 2, 2)
    assert [finding.code for finding in result.findings] == [Lecture.CALENDRIER_1904.code]


def test_dates_shifted_by_1904_are_refused_with_what_was_read(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = reading(tmp_path, campagne, put(action__date_debut=date(2022, 2, 28)))
    (finding,) = said(result, Lecture.DATE_HORS_PERIODE)
    assert finding.severity is Severity.BLOQUANT
    assert "28\u00a0février 2022" in finding.message
    assert "1er\u00a0mars 2026" in finding.message


NAMES = ("sigle", "forme", "siret")


def test_a_merge_gives_the_value_that_is_seen(tmp_path: Path, campagne: Campagne) -> None:
    def merge(workbook: Workbook) -> None:
        sigle, forme, siret = (cell(workbook, f"porteur.{name}") for name in NAMES)
        sheet = workbook["Porteur"]
        sigle.value = "JD1214"
        sheet.merge_cells(f"C{sigle.row}:D{sigle.row}")
        sheet[f"B{forme.row}"] = "Association"
        sheet.merge_cells(f"B{forme.row}:C{forme.row}")
        sheet.merge_cells(f"B{siret.row}:C{siret.row}")

    result = reading(tmp_path, campagne, merge)
    porteur = result.dossier.porteur
    assert (porteur.sigle, porteur.forme, porteur.siret) == ("JD1214", "Association", "")
    found = said(result, Lecture.CELLULE_FUSIONNEE)
    assert [finding.key for finding in found] == ["porteur.forme", "porteur.siret"]
    assert [finding.origin and finding.origin.cell[0] for finding in found] == ["B", "B"]
    assert f"La cellule C{found[0].origin.cell[1:] if found[0].origin else ''} " in found[0].message


def test_hidden_answers_are_read_and_said_once_a_sheet(tmp_path: Path, campagne: Campagne) -> None:
    def hide(workbook: Workbook) -> None:
        row = cell(workbook, "porteur.sigle").row
        workbook["Porteur"].row_dimensions[row].hidden = True
        workbook["Porteur"].row_dimensions[row + 1].hidden = True
        workbook["Budget"].column_dimensions["D"].hidden = True
        workbook["Agents"].sheet_state = "veryHidden"

    result = reading(
        tmp_path,
        campagne,
        hide,
        put(porteur__sigle="JD", budget__604=5, action__agents_departement="Non"),
    )
    assert result.dossier.porteur.sigle == "JD"
    assert result.dossier.actions[0].budget.montant("604") == 5
    assert result.dossier.actions[0].agents_departement is False
    found = said(result, Lecture.CELLULES_MASQUEES)
    keys = ("porteur.sigle", "budget.604", "action.agents_departement")
    assert [finding.origin for finding in found] == [result.dossier.origins[key] for key in keys]


def test_a_wrong_dimension_hides_nothing(tmp_path: Path, campagne: Campagne) -> None:
    source = spoilt(tmp_path, campagne, put(porteur__titulaire_compte="Les Jardins"))
    for part in range(1, 5):
        with_parts(
            source,
            {
                f"xl/worksheets/sheet{part}.xml": lambda xml: xml.replace(
                    b'ref="A1:', b'ref="A1:A1:'
                )
            },
        )
    assert read(source, campagne).dossier.porteur.titulaire_compte == "Les Jardins"


def test_moved_rows_are_followed(tmp_path: Path, campagne: Campagne) -> None:
    """Excel moves names along; here a row goes to the foot of the sheet."""

    def move(workbook: Workbook) -> None:
        workbook["Porteur"]["C99"] = "JD1214"
        workbook.defined_names["porteur.sigle"].attr_text = "Porteur!$C$99"

    result = reading(tmp_path, campagne, move)
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
def test_a_lost_name_falls_back_on_the_label_of_its_section(
    lose: object, tmp_path: Path, campagne: Campagne
) -> None:
    """« Téléphone » is printed twice on the sheet: for the siège, and for the contact."""
    edits = put(porteur__telephone="03 21 00 00 00", porteur__telephone_contact="06 00 00 00 01")
    result = reading(tmp_path, campagne, edits, lambda workbook: lose(workbook.defined_names))  # type: ignore[operator]
    porteur = result.dossier.porteur
    assert (porteur.telephone, porteur.telephone_contact) == ("03 21 00 00 00", "06 00 00 00 01")
    (finding,) = result.findings
    assert finding.code == Lecture.CHAMPS_RETROUVES.code
    assert "Téléphone" in finding.message


def test_labels_match_without_case_accents_and_spaces(tmp_path: Path, campagne: Campagne) -> None:
    def retype(workbook: Workbook) -> None:
        for key, label, value in (
            ("porteur.sigle", "  SIGLE ", "JD"),
            ("porteur.adresse", "Adresse du sie\u0300ge\u00a0 :", "14 rue des Cordiers"),
        ):
            found = cell(workbook, key)
            found.value = value
            found.offset(column=-1).value = label
            del workbook.defined_names[key]

    porteur = reading(tmp_path, campagne, retype).dossier.porteur
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


def test_a_deleted_required_field_is_refused_with_the_nearest_label(
    tmp_path: Path, campagne: Campagne
) -> None:
    def misspell(workbook: Workbook) -> None:
        workbook["Porteur"]["B99"] = "Numero de SIRETTE"

    result = reading(tmp_path, campagne, delete_row("porteur.siret"), misspell)
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.CHAMP_INTROUVABLE.code,
        Severity.BLOQUANT,
    )
    assert "Numero de SIRETTE" in finding.message


def test_deleted_optional_fields_are_told_together(tmp_path: Path, campagne: Campagne) -> None:
    edits = [delete_row(key) for key in ("porteur.sigle", "porteur.complement_adresse")]
    result = reading(tmp_path, campagne, *edits)
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.CHAMPS_SUPPRIMES.code,
        Severity.A_VERIFIER,
    )
    assert "Sigle et Complément d’adresse" in finding.message


@pytest.mark.parametrize("title", ["PORTEUR ", "porteur", "Porteur\u00a0"])
def test_a_sheet_renamed_a_little_is_found(title: str, tmp_path: Path, campagne: Campagne) -> None:
    source = spoilt(tmp_path, campagne, put(porteur__sigle="JD"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                b'name="Porteur"', f'name="{title}"'.encode()
            )
        },
    )
    assert read(source, campagne).dossier.porteur.sigle == "JD"


def test_a_sheet_named_in_decomposed_accents_is_found(tmp_path: Path, campagne: Campagne) -> None:
    source = spoilt(tmp_path, campagne, put(pieces__rib__fichier="rib.jpg"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                'name="Pièces"'.encode(), 'name="Pie\u0300ces"'.encode()
            )
        },
    )
    pieces = read(source, campagne).dossier.pieces
    assert [piece.fichier for piece in pieces if piece.code == "rib"] == ["rib.jpg"]


def test_a_renamed_sheet_is_followed_by_its_names(tmp_path: Path, campagne: Campagne) -> None:
    def rename(workbook: Workbook) -> None:
        del workbook.defined_names["porteur.sigle"]
        workbook["Porteur"].title = "L'asso (1)"
        for name in workbook.defined_names.values():
            name.attr_text = name.attr_text.replace("Porteur!", "'L''asso (1)'!")
            name.attr_text = name.attr_text.replace("'Porteur'!", "'L''asso (1)'!")
        denomination = cell(workbook, "porteur.denomination")
        denomination.value, denomination.offset(row=1).value = "Les Jardins", "JD"

    porteur = reading(tmp_path, campagne, rename).dossier.porteur
    assert (porteur.denomination, porteur.sigle) == ("Les Jardins", "JD")


def test_a_missing_sheet_is_refused_once_with_the_nearest(
    tmp_path: Path, campagne: Campagne
) -> None:
    source = spoilt(tmp_path, campagne, put(porteur__sigle="JD"))
    with_parts(
        source,
        {
            "xl/workbook.xml": lambda xml: without_names(xml).replace(
                b'name="Budget"', b'name="Budjet 2026"'
            )
        },
    )
    result = read(source, campagne)
    (finding,) = said(result, Lecture.FEUILLE_INTROUVABLE)
    assert finding.severity is Severity.BLOQUANT
    assert "«\u00a0Budget\u00a0»" in finding.message
    assert "«\u00a0Budjet 2026\u00a0»" in finding.message


def test_a_second_action_left_empty_is_left_aside(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(tmp_path, campagne, put(action__intitule="Potagers"), actions=2)
    assert [action.intitule for action in result.dossier.actions] == ["Potagers"]
    assert {piece.action for piece in result.dossier.pieces} == {0, 1}
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (Lecture.ACTION_VIDE.code, Severity.INFORMATION)


BEGUN: list[Edit] = [
    put(action2__intitule="Voisins"),
    put(budget2__604=5),
    put(action2__agents_departement="Non"),
    fill("agents2.metier", 3, "Puéricultrice"),
    put(action2__montant_call="=A1"),
]


@pytest.mark.parametrize("begin", BEGUN)
def test_a_second_action_begun_anywhere_is_read(
    begin: Edit, tmp_path: Path, campagne: Campagne
) -> None:
    result = reading(tmp_path, campagne, begin, actions=2)
    assert [action.numero for action in result.dossier.actions] == [1, 2]
    assert {piece.action for piece in result.dossier.pieces} == {0, 1, 2}
    assert said(result, Lecture.ACTION_VIDE) == []


def test_a_copied_sheet_is_not_read_and_is_said(tmp_path: Path, campagne: Campagne) -> None:
    def copy(workbook: Workbook) -> None:
        twin = workbook.copy_worksheet(workbook["Action"])
        twin.title = "Action (2)"
        twin["C7"] = "Une autre action"
        other = workbook.copy_worksheet(workbook["Budget"])
        other.title = "Essai"
        other.defined_names["budget.604"] = DefinedName("budget.604", attr_text="Essai!$D$9")

    result = reading(tmp_path, campagne, copy)
    assert len(result.dossier.actions) == 1
    titles = [finding.message.split("»")[0] for finding in said(result, Lecture.FEUILLE_COPIEE)]
    assert ["Action (2)" in titles[0], "Essai" in titles[1]] == [True, True]


def test_blank_rows_of_a_table_are_skipped_and_keys_follow_the_rows(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = reading(
        tmp_path,
        campagne,
        fill("communes.commune", 2, "Lens"),
        fill("communes.commune", 4, "Liévin"),
        fill("communes.date_contact", 4, datetime(2025, 10, 2)),  # noqa: DTZ001
        fill("communes.referent", 5, "   "),
    )
    dossier = result.dossier
    assert dossier.actions[0].communes == (
        CommuneConcernee("Lens"),
        CommuneConcernee("Liévin", date_contact=date(2025, 10, 2)),
    )
    rows = [dossier.origins[f"communes.{number}.commune"].cell for number in range(1, 7)]
    start = int(rows[2][1:])
    assert rows == [f"B{start + offset}" for offset in (1, 3, 0, 2, 4, 5)]


def test_rows_added_under_a_table_are_read_and_said(tmp_path: Path, campagne: Campagne) -> None:
    edits = [fill("communes.commune", row, f"Commune {row}") for row in range(1, 8)]
    result = reading(tmp_path, campagne, *edits)
    assert len(result.dossier.actions[0].communes) == 7
    (finding,) = said(result, Lecture.LIGNES_AJOUTEES)
    assert finding.severity is Severity.INFORMATION


def test_what_is_printed_under_a_table_is_not_a_row(tmp_path: Path, campagne: Campagne) -> None:
    edits = [fill("agents.metier", row, f"Métier {row}") for row in range(1, 13)]
    result = reading(tmp_path, campagne, *edits)
    assert len(result.dossier.actions[0].interventions) == 12
    assert said(result, Lecture.LIGNES_AJOUTEES) == []


def test_a_lost_column_is_found_by_its_head(tmp_path: Path, campagne: Campagne) -> None:
    def lose(workbook: Workbook) -> None:
        del workbook.defined_names["agents.service"]

    result = reading(
        tmp_path,
        campagne,
        fill("agents.metier", 2, "Puéricultrice"),
        fill("agents.service", 2, "PMI"),
        lose,
    )
    assert [line.service for line in result.dossier.actions[0].interventions] == ["PMI"]


def test_repeated_rows_are_told_with_both(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path, campagne, fill("communes.commune", 1, "Lens"), fill("communes.commune", 3, "LENS")
    )
    assert len(result.dossier.actions[0].communes) == 2
    (finding,) = said(result, Lecture.LIGNES_EN_DOUBLE)
    origins = result.dossier.origins
    rows = [origins[f"communes.{number}.commune"].cell[1:] for number in (1, 2)]
    assert f"Les lignes {rows[0]} et {rows[1]}" in finding.message


def test_a_repeated_quartier_counts_once(tmp_path: Path, campagne: Campagne) -> None:
    label = campagne.choices("quartiers")[0]
    result = reading(
        tmp_path, campagne, put(action__quartiers__1=label, action__quartiers__4=label)
    )
    assert result.dossier.actions[0].quartiers == (label,)
    (finding,) = said(result, Lecture.REPONSE_EN_DOUBLE)
    assert result.dossier.origins["action.quartiers.1"].cell in finding.message


def test_a_file_given_twice_is_told_with_both_rows(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path,
        campagne,
        put(pieces__statuts__fichier="Statuts.pdf", pieces__pv_ag__fichier="statuts.PDF"),
    )
    (finding,) = said(result, Lecture.PIECE_EN_DOUBLE)
    origins = result.dossier.origins
    for key in ("pieces.statuts.fichier", "pieces.pv_ag.fichier"):
        assert origins[key].cell[1:] in finding.message


def test_free_pieces_are_read_with_or_without_a_title(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path,
        campagne,
        put(
            pieces__autre1__titre="Revue de presse",
            pieces__autre1__fichier="presse.pdf",
            pieces__autre3__fichier="divers.pdf",
        ),
    )
    free = [piece for piece in result.dossier.pieces if piece.code.startswith("autre")]
    assert [(piece.code, piece.titre) for piece in free] == [
        ("autre1", "Revue de presse"),
        ("autre3", "Autre pièce 3"),
    ]
    assert cells_of(said(result, Lecture.PIECE_SANS_TITRE)) == [
        f"Pièces!{result.dossier.origins['pieces.autre3.titre'].cell}"
    ]


def test_stray_notes_outside_the_fields_are_ignored(tmp_path: Path, campagne: Campagne) -> None:
    def scribble(workbook: Workbook) -> None:
        workbook["Porteur"]["J3"] = "à revoir avec Nadia"
        workbook["Budget"]["A1"] = "=1/0"
        workbook.create_sheet("Brouillon")["A1"] = "#REF!"

    result = reading(tmp_path, campagne, scribble)
    assert (result.dossier.porteur, result.findings) == (Porteur(), ())


def test_amounts_of_zero_and_cents_are_kept(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path, campagne, put(budget__604=0, budget__601=12.35, budget__74etat__precision="DDETS")
    )
    budget = result.dossier.actions[0].budget
    assert budget.montants == {"604": Decimal(0), "601": Decimal("12.35")}
    assert budget.precisions == {"74etat": "DDETS"}


def test_macros_are_told(tmp_path: Path, campagne: Campagne) -> None:
    from zipfile import ZipFile

    source = spoilt(tmp_path, campagne)
    with ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"")
    (finding,) = read(source, campagne).findings
    assert (finding.code, finding.severity) == (Lecture.MACROS.code, Severity.INFORMATION)


def test_no_iban_leaves_the_reader_whole(tmp_path: Path, campagne: Campagne) -> None:
    iban = "FR14 2004 1010 0505 0001 3M02 606"
    for value in (iban + "\u202e", 1.42004101005050e21, f"={iban}", True):
        findings = reading(tmp_path, campagne, put(porteur__iban=value)).findings
        assert findings
        text = "".join(finding.message for finding in findings)
        assert "0505" not in text
        assert "142004101005" not in text


def test_codes_are_numbered_in_order() -> None:
    assert [each.code for each in Lecture] == [
        f"LECTURE-{n:02}" for n in range(1, len(Lecture) + 1)
    ]
