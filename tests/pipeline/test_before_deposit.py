"""Documents made before the deposit on Dauphin: signed meanwhile, and never called complete."""

from datetime import date
from pathlib import Path

import pytest

from packetgen import service
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from packetgen.pipeline import receive
from packetgen.service import ServiceResult
from tests.bundles import pages_of, pdf_of, text_of
from tests.changes import Change, action, both, piece
from tests.folders import build, type_in, with_actions, write_folder

DURING = date(2025, 10, 22)
DEADLINE = "à transmettre sur Dauphin, au plus tard le 7 novembre 2025"


def made_of(dossier: Dossier, folder: Path, change: Change) -> ServiceResult:
    """The bundle of the changed example, made during the window of the deposit."""
    workbook = write_folder(folder, with_actions(dossier, 1), change)
    return build(workbook, folder / "output", today=DURING)


def test_the_letter_and_the_fiche_are_made_before_the_deposit(
    dossier: Dossier, tmp_path: Path
) -> None:
    change = both(action(numero_dauphin="", date_dauphin=None), piece("cerfa", fichier=""))
    outcome = made_of(dossier, tmp_path, change)
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert pdf_of(outcome).name.endswith("-BROUILLON.pdf")
    cover, letter = text_of(outcome, "couverture"), text_of(outcome, "lettre")
    assert "BROUILLON AVANT LE DÉPÔT" in cover
    assert all("BROUILLON" in page for page in pages_of(outcome))
    assert "3 points à compléter" in cover
    assert DEADLINE in cover
    assert "Le numéro de dossier Dauphin manque" in cover
    assert "Dauphin n°" not in letter
    assert "transmis" not in letter
    to_come = "transmettre, au plus tard le 7 novembre 2025"
    assert f"Dossier Dauphin : à {to_come}" in text_of(outcome, "fiche_action")
    assert f"À {to_come}" in text_of(outcome, "liste")
    [received] = receive.read_received([pdf_of(outcome)], print).dossiers
    assert received.etat == "Brouillon"
    assert any(DEADLINE in each.replace("\u00a0", " ") for each in received.a_demander)


def test_without_its_day_the_deposit_is_still_to_come(dossier: Dossier, tmp_path: Path) -> None:
    outcome = made_of(dossier, tmp_path, action(date_dauphin=None))
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert "1 point à compléter" in text_of(outcome, "couverture")
    assert "dossier Dauphin n° DA26000417 P.J." in text_of(outcome, "lettre")
    for code in ("lettre", "fiche_action", "liste"):
        assert "transmis le" not in text_of(outcome, code)
    fiche = text_of(outcome, "fiche_action")
    assert "Dossier Dauphin n° DA26000417 : à transmettre" in fiche


@pytest.mark.parametrize(
    ("change", "today", "owed"),
    [
        (action(date_dauphin=None), DURING, "date_dauphin"),
        (action(numero_dauphin=""), date(2025, 11, 5), "numero_dauphin"),
        # a day that is still to come is no day of transmission
        (action(), DURING, "date_dauphin"),
        (action(date_dauphin=None), date(2025, 11, 8), "date_dauphin"),
    ],
    ids=["no date", "no number", "later", "too late"],
)
def test_half_of_the_deposit_is_not_the_deposit(
    change: Change, today: date, owed: str, dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    verified = service.verify(workbook, today=today)
    assert [each.key for each in verified.findings if each.owed] == [f"action.{owed}"]
    assert not verified.blocking


@pytest.mark.parametrize(
    ("day", "blocks"), [("à venir", False), (date(2031, 11, 4), False), (date(2015, 11, 4), True)]
)
def test_a_day_that_cannot_be_is_wanting_only_where_it_is_not_printed(
    day: object, blocks: bool, dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1))
    type_in(workbook, action__date_dauphin=day)
    verified = service.verify(workbook, today=date(2025, 11, 5))
    assert bool(verified.blocking) is blocks
    assert verified.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    if not blocks:
        assert [each.key for each in verified.findings if each.owed] == ["action.date_dauphin"]


def test_each_action_owes_its_own(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, dossier, action(numero_dauphin=""))
    strict = build(workbook, tmp_path / "strict", strict=True)
    assert [packet.complete for packet in strict.packets] == [False, True]
    assert [packet.path is None for packet in strict.packets] == [True, False]
