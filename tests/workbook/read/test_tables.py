"""Tables, budget and pieces: blanks, added rows, doubles, computed hours (X14)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from packetgen.model.action_tables import CommuneConcernee
from packetgen.model.finding import Severity
from packetgen.workbook.read.problems import Lecture
from tests.workbook.read.cases import Bench, fill, only, point, put, said


def test_totals_and_hours_may_lack_their_results(bench: Bench) -> None:
    row = {"metier": "Puéricultrice", "agents": 2, "seances": 8, "duree": "1h30"}
    edits = [fill(f"agents.{name}", 1, value) for name, value in row.items()]
    result = bench.drawn(*edits, put(budget__604=100))
    (line,) = result.dossier.actions[0].interventions
    assert (line.heures, line.heures_calculees) == (None, Decimal(24))
    assert [finding.code for finding in result.findings] == [Lecture.DUREE_EN_TEXTE.code]


def test_typed_hours_are_kept_and_their_errors_forgiven(bench: Bench) -> None:
    result = bench.read(
        fill("agents.metier", 1, "Puéricultrice"),
        fill("agents.heures", 1, 30),
        fill("agents.metier", 2, "Travailleur social"),
        fill("agents.heures", 2, "#VALUE!"),
    )
    lines = result.dossier.actions[0].interventions
    assert [line.heures for line in lines] == [Decimal(30), None]
    only(result, Lecture.HEURES_EN_ERREUR, Severity.INFORMATION)


def test_blank_rows_of_a_table_are_skipped_and_keys_follow_the_rows(bench: Bench) -> None:
    result = bench.read(
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


def test_rows_added_under_a_table_are_read_but_not_what_is_printed_there(bench: Bench) -> None:
    edits = [fill("communes.commune", row, f"Commune {row}") for row in range(1, 8)]
    edits += [fill("agents.metier", row, f"Métier {row}") for row in range(1, 13)]
    result = bench.read(*edits)
    action = result.dossier.actions[0]
    assert (len(action.communes), len(action.interventions)) == (7, 12)
    only(result, Lecture.LIGNES_AJOUTEES, Severity.INFORMATION)


def test_a_lost_column_is_found_by_its_head(bench: Bench) -> None:
    edits = (fill("agents.metier", 2, "Puéricultrice"), fill("agents.service", 2, "PMI"))
    result = bench.read(*edits, point("agents.service", None))
    assert [line.service for line in result.dossier.actions[0].interventions] == ["PMI"]


def test_repeated_rows_are_told_with_both(bench: Bench) -> None:
    result = bench.read(fill("communes.commune", 1, "Lens"), fill("communes.commune", 3, "LENS"))
    assert len(result.dossier.actions[0].communes) == 2
    (finding,) = said(result, Lecture.LIGNES_EN_DOUBLE)
    origins = result.dossier.origins
    rows = [origins[f"communes.{number}.commune"].cell[1:] for number in (1, 2)]
    assert f"Les lignes {rows[0]} et {rows[1]}" in finding.message


def test_a_repeated_quartier_counts_once(bench: Bench) -> None:
    label = bench.campagne.choices("quartiers")[0]
    result = bench.read(put(action__quartiers__1=label, action__quartiers__4=label))
    assert result.dossier.actions[0].quartiers == (label,)
    (finding,) = said(result, Lecture.REPONSE_EN_DOUBLE)
    assert result.dossier.origins["action.quartiers.1"].cell in finding.message


def test_a_file_given_twice_is_told_with_both_rows(bench: Bench) -> None:
    files = {"pieces__statuts__fichier": "Statuts.pdf", "pieces__pv_ag__fichier": "statuts.PDF"}
    result = bench.read(put(**files))
    (finding,) = said(result, Lecture.PIECE_EN_DOUBLE)
    for key in files:
        assert result.dossier.origins[key.replace("__", ".")].cell[1:] in finding.message


def test_free_pieces_are_read_with_or_without_a_title(bench: Bench) -> None:
    titled = put(pieces__autre1__titre="Revue de presse", pieces__autre1__fichier="presse.pdf")
    result = bench.read(titled, put(pieces__autre3__fichier="divers.pdf"))
    free = {each.code: each.titre for each in result.dossier.pieces if each.fichier}
    assert free == {"autre1": "Revue de presse", "autre3": "Autre pièce 3"}
    (finding,) = said(result, Lecture.PIECE_SANS_TITRE)
    assert finding.origin == result.dossier.origins["pieces.autre3.titre"]


def test_amounts_of_zero_and_cents_are_kept(bench: Bench) -> None:
    result = bench.read(put(budget__604=0, budget__601=12.35, budget__74etat__precision="DDETS"))
    budget = result.dossier.actions[0].budget
    assert budget.montants == {"604": Decimal(0), "601": Decimal("12.35")}
    assert budget.precisions == {"74etat": "DDETS"}
