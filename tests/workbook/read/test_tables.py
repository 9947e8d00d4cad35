"""Tables, budget and pieces: blanks, added rows, doubles, computed hours (X14)."""

from datetime import date, datetime
from decimal import Decimal

from packetgen.model.action_tables import CommuneConcernee
from packetgen.model.finding import Severity
from tests.workbook.read.cases import Bench, code, fill, only, point, put, said


def test_hours_may_be_typed_or_lack_their_result(bench: Bench) -> None:
    rows: tuple[dict[str, object], ...] = (
        {"metier": "Puéricultrice", "agents": 2, "seances": 8, "duree": "1h30"},
        {"metier": "Médecin", "heures": 30},
        {"metier": "Travailleur social", "heures": "#VALUE!"},
    )
    edits = [
        fill(f"agents.{name}", number, value)
        for number, row in enumerate(rows, start=1)
        for name, value in row.items()
    ]
    result = bench.drawn(*edits, put(budget__604=100))
    lines = result.dossier.actions[0].interventions
    assert [line.heures for line in lines] == [None, Decimal(30), None]
    assert lines[0].heures_calculees == 24
    codes = [finding.code for finding in result.findings]
    assert codes == [code("duree_en_texte"), code("heures_en_erreur")]


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
    only(result, "lignes_ajoutees", Severity.INFORMATION)


def test_a_lost_column_is_found_by_its_head(bench: Bench) -> None:
    edits = (fill("agents.metier", 2, "Puéricultrice"), fill("agents.service", 2, "PMI"))
    result = bench.read(*edits, point("agents.service", None))
    assert [line.service for line in result.dossier.actions[0].interventions] == ["PMI"]


def test_what_is_given_twice_is_told_with_both_places(bench: Bench) -> None:
    label = bench.campagne.choices("quartiers")[0]
    result = bench.read(
        fill("communes.commune", 1, "Lens"),
        fill("communes.commune", 3, "LENS"),
        put(action__quartiers__1=label, action__quartiers__4=label),
        put(pieces__statuts__fichier="Statuts.pdf", pieces__pv_ag__fichier="statuts.PDF"),
    )
    action, origins = result.dossier.actions[0], result.dossier.origins
    assert (len(action.communes), action.quartiers) == (2, (label,))
    for lecture, *keys in (
        ("lignes_en_double", "communes.1.commune", "communes.2.commune"),
        ("reponse_en_double", "action.quartiers.1"),
        ("piece_en_double", "pieces.statuts.fichier", "pieces.pv_ag.fichier"),
    ):
        (finding,) = said(result, lecture)
        for key in keys:
            assert origins[key].cell[1:] in finding.message


def test_amounts_of_zero_and_cents_are_kept(bench: Bench) -> None:
    result = bench.read(put(budget__604=0, budget__601=12.35, budget__74etat__precision="DDETS"))
    budget = result.dossier.actions[0].budget
    assert budget.montants == {"604": Decimal(0), "601": Decimal("12.35")}
    assert budget.precisions == {"74etat": "DDETS"}
