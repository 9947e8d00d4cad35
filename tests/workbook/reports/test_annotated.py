"""A copy of the person's workbook says what is wrong where it is, and alters no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from packetgen import service
from packetgen.errors import UsageError
from packetgen.model.dossier import Dossier
from packetgen.pipeline.verify import Verification
from packetgen.workbook.reports.annotated import TO_MEND
from tests.changes import action, both, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.folders import write_folder

FAULTS = both(porteur(siret="912 345 006 00051", sigle="=1+1"), action(montant_call=7500))


@pytest.fixture
def workbook(dossier: Dossier, tmp_path: Path) -> Path:
    """The example with faults."""
    return write_folder(tmp_path / "projet", dossier, FAULTS)


def verify(workbook: Path) -> Verification:
    """Check a workbook on the day of the examples."""
    return service.verify(workbook, today=DEPOT_OPEN)


def test_each_faulty_cell_bears_its_note(workbook: Path) -> None:
    checked = verify(workbook)
    copy = service.annotate(workbook, checked, workbook.with_name("copie.xlsx"))
    annotated = load_workbook(copy)
    for finding in checked.findings:
        assert finding.origin is not None
        note = annotated[finding.origin.sheet][finding.origin.cell].comment
        said = note is not None and finding.message in note.text
        assert said is (finding.severity.value != "information")


def test_a_first_sheet_lists_them_with_links(workbook: Path) -> None:
    checked = verify(workbook)
    copy = service.annotate(workbook, checked, workbook.with_name("copie.xlsx"))
    sheet = load_workbook(copy).worksheets[0]
    wrong = [each for each in checked.findings if each.severity.value != "information"]
    assert sheet.title == TO_MEND
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [each.message for each in wrong]
    assert wrong[0].origin is not None
    assert sheet["C2"].hyperlink.location == (f"'{wrong[0].origin.sheet}'!{wrong[0].origin.cell}")


def test_no_answer_is_altered(workbook: Path) -> None:
    before = verify(workbook)
    copy = service.annotate(workbook, before, workbook.with_name("copie.xlsx"))
    after = verify(copy)
    assert after.dossier.porteur == before.dossier.porteur
    assert after.dossier.actions == before.dossier.actions
    assert after.dossier.pieces == before.dossier.pieces
    assert [each.message for each in after.findings] == [each.message for each in before.findings]


def test_formulas_keep_their_results(workbook: Path) -> None:
    copy = service.annotate(workbook, verify(workbook), workbook.with_name("copie.xlsx"))
    for formulas in (False, True):
        one, other = (load_workbook(path, data_only=not formulas) for path in (workbook, copy))
        for sheet in one.worksheets:
            assert list(sheet.values) == list(other[sheet.title].values)


def test_an_annotated_copy_can_be_annotated_again(workbook: Path) -> None:
    copy = service.annotate(workbook, verify(workbook), workbook.with_name("copie.xlsx"))
    again = service.annotate(copy, verify(copy), workbook.with_name("encore.xlsx"))
    titles = load_workbook(again).sheetnames
    assert titles.count(TO_MEND) == 1
    assert not any(title.startswith(f"{TO_MEND}1") for title in titles)


def test_the_same_findings_give_the_same_bytes(workbook: Path) -> None:
    checked = verify(workbook)
    one, other = (
        service.annotate(workbook, checked, workbook.with_name(name)).read_bytes()
        for name in ("a.xlsx", "b.xlsx")
    )
    assert one == other


def test_the_workbook_itself_is_never_written_over(workbook: Path) -> None:
    content = workbook.read_bytes()
    with pytest.raises(UsageError, match="ne peut pas prendre la place"):
        service.annotate(workbook, verify(workbook), workbook)
    assert workbook.read_bytes() == content
