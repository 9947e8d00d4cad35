"""Documents made before the deposit on Dauphin: signed meanwhile, and never called complete."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from packetgen.annexes.pdf.text import page_texts
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from packetgen.pipeline import receive
from packetgen.service import ServiceResult
from tests.changes import Change, action, both, piece
from tests.folders import build, type_in, with_actions, write_folder

DURING = date(2025, 10, 22)
NUMBER = "DA26000417"
DEADLINE = "à transmettre sur Dauphin, au plus tard le 7 novembre 2025"


def made_of(dossier: Dossier, folder: Path, change: Change, today: date = DURING) -> ServiceResult:
    """The bundle of the changed example, made on a day of the window."""
    workbook = write_folder(folder, with_actions(dossier, 1), change)
    return build(workbook, folder / "output", today=today)


def pages_of(outcome: ServiceResult) -> dict[str, str]:
    """What each part of the only bundle says, by its code."""
    [packet] = outcome.packets
    assert packet.path is not None
    texts = page_texts(packet.path)
    return {
        placed.part.code: " ".join(" ".join(texts[placed.first - 1 : placed.last]).split())
        for placed in packet.plan.parts
    }


def told(outcome: ServiceResult) -> list[str]:
    """The cells that keep the bundle from being complete."""
    return [each.key for each in outcome.verification.findings if each.owed]


def test_the_letter_and_the_fiche_are_made_before_the_deposit(
    dossier: Dossier, tmp_path: Path
) -> None:
    change = both(action(numero_dauphin="", date_dauphin=None), piece("cerfa", fichier=""))
    outcome = made_of(dossier, tmp_path, change)
    [packet] = outcome.packets
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert packet.path is not None
    assert packet.path.name.endswith("-INCOMPLET.pdf")
    said = pages_of(outcome)
    assert "DOSSIER INCOMPLET" in said["couverture"]
    assert "3 points à compléter" in said["couverture"]
    assert DEADLINE in said["couverture"]
    assert "Le numéro de dossier Dauphin manque" in said["couverture"]
    assert "Dauphin n°" not in said["lettre"]
    assert "transmis" not in said["lettre"]
    assert (
        "Dossier Dauphin : à transmettre, au plus tard le 7 novembre 2025" in said["fiche_action"]
    )
    assert "À transmettre, au plus tard le 7 novembre 2025" in said["liste"]
    [received] = receive.read_received([packet.path], print).dossiers
    assert not received.est_complet
    assert any(DEADLINE in each.replace("\u00a0", " ") for each in received.a_demander)


@pytest.mark.parametrize(
    ("change", "today", "owed", "letter"),
    [
        (action(date_dauphin=None), DURING, "date_dauphin", f"dossier Dauphin n° {NUMBER} P.J."),
        (action(numero_dauphin=""), date(2025, 11, 5), "numero_dauphin", ""),
        # a day that is still to come is no day of transmission
        (action(), DURING, "date_dauphin", f"dossier Dauphin n° {NUMBER} P.J."),
        (action(date_dauphin=None), date(2025, 11, 8), "date_dauphin", f"n° {NUMBER} P.J."),
    ],
    ids=["no date", "no number", "later", "too late"],
)
def test_half_of_the_deposit_is_not_the_deposit(
    change: Change, today: date, owed: str, letter: str, dossier: Dossier, tmp_path: Path
) -> None:
    outcome = made_of(dossier, tmp_path, change, today)
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert told(outcome) == [f"action.{owed}"]
    said = pages_of(outcome)
    assert "1 point à compléter" in said["couverture"]
    assert "transmis le" not in said["lettre"]
    assert letter in said["lettre"]
    if owed == "date_dauphin":
        assert "transmis le" not in said["fiche_action"] + said["liste"]
        assert f"Dossier Dauphin n° {NUMBER} : à transmettre" in said["fiche_action"]


@pytest.mark.parametrize(
    ("day", "made"), [("à venir", True), (date(2031, 11, 4), True), (date(2015, 11, 4), False)]
)
def test_a_day_that_cannot_be_is_wanting_only_where_it_is_not_printed(
    day: object, made: bool, dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1))
    type_in(workbook, action__date_dauphin=day)
    outcome = build(workbook, tmp_path / "output")
    assert bool(outcome.packets) is made
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    if made:
        assert told(outcome) == ["action.date_dauphin"]
        assert "transmis le" not in pages_of(outcome)["lettre"]


def test_each_action_owes_its_own(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, dossier, action(numero_dauphin=""))
    outcome = build(workbook, tmp_path / "output")
    assert [packet.complete for packet in outcome.packets] == [False, True]
    strict = build(workbook, tmp_path / "strict", strict=True)
    assert [packet.path is None for packet in strict.packets] == [True, False]
