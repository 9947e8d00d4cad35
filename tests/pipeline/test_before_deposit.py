"""Documents made before the deposit on Dauphin: signed meanwhile, and never called complete."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from packetgen import service
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.bundles import pages_of, pdf_of, placed_of, received_of
from tests.changes import action
from tests.conftest import Make
from tests.folders import build, type_in, with_actions, write_folder

DURING = date(2025, 10, 22)
DEADLINE = "à transmettre sur Dauphin le 4 novembre 2025"


def test_a_draft_is_marked_until_the_bundle_replaces_it(make: Make, tmp_path: Path) -> None:
    draft = make(today=DURING, keep_docx=True)
    assert draft.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert all("BROUILLON" in page for page in pages_of(draft))
    for path in draft.packets[0].documents:
        assert 'string="BROUILLON"' in Document(str(path)).sections[0].header._element.xml
    received = received_of(pdf_of(draft))
    assert (received.etat, received.est_complet) == ("Brouillon", False)
    assert any(DEADLINE in each.replace("\u00a0", " ") for each in received.a_demander)
    assert [pdf_of(make())] == [*tmp_path.glob("output/*.pdf")]


def test_the_letter_is_said_to_be_as_long_as_it_is(make: Make) -> None:
    long = "Chaque mercredi, un atelier réunit parents et enfants au jardin. " * 120
    outcome = make(action(description=long), today=DURING)
    pages = placed_of(outcome, "lettre").part.pages
    [told] = (each for each in outcome.verification.findings if each.code == "LETTRE-03")
    assert pages > 2
    assert told.message.endswith(f"la lettre a {pages} pages.".replace(" pages", "\u00a0pages"))


@pytest.mark.parametrize(
    ("day", "blocks"), [("à venir", False), (date(2031, 11, 4), False), (date(2015, 11, 4), True)]
)
def test_an_impossible_day(day: object, blocks: bool, dossier: Dossier, tmp_path: Path) -> None:
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
