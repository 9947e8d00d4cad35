"""A copy of the person's workbook says what is wrong where it is, and alters no answer."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from packetgen import service
from packetgen.errors import UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.pipeline.verify import Verification
from packetgen.workbook.reports.annotated import TO_MEND
from tests.changes import action, both, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.folders import write_folder


@pytest.fixture(scope="module")
def workbook(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    faults = both(porteur(siret="912 345 006 00051", sigle="=1+1"), action(montant_call=7500))
    return write_folder(tmp_path_factory.mktemp("annote") / "projet", dossier, faults)


@pytest.fixture(scope="module")
def checked(workbook: Path) -> Verification:
    return service.verify(workbook, today=DEPOT_OPEN)


@pytest.fixture(scope="module")
def copy(workbook: Path, checked: Verification) -> Path:
    return service.annotate(workbook, checked, workbook.with_name("copie.xlsx"))


def test_each_faulty_cell_bears_its_note_and_a_first_sheet_lists_them(
    checked: Verification, copy: Path
) -> None:
    annotated = load_workbook(copy)
    for finding in checked.findings:
        assert finding.origin
        note = annotated[finding.origin.sheet][finding.origin.cell].comment
        noted = note is not None and finding.message in note.text
        assert noted is (finding.severity is not Severity.INFORMATION)
    sheet = annotated.worksheets[0]
    wrong = [each for each in checked.findings if each.severity is not Severity.INFORMATION]
    assert sheet.title == TO_MEND
    assert [row[4].value for row in sheet.iter_rows(min_row=5)] == [each.message for each in wrong]
    assert wrong[0].origin is not None
    assert sheet["D5"].hyperlink.location == (f"'{wrong[0].origin.sheet}'!{wrong[0].origin.cell}")


def test_no_answer_is_altered_and_the_copy_can_be_annotated_again(
    checked: Verification, copy: Path
) -> None:
    after = service.verify(copy, today=DEPOT_OPEN)
    before, again = (replace(each.dossier, file="", origins={}) for each in (checked, after))
    assert again == before
    assert [each.message for each in after.findings] == [each.message for each in checked.findings]
    twice = service.annotate(copy, after, copy.with_name("encore.xlsx"))
    assert [title for title in load_workbook(twice).sheetnames if TO_MEND in title] == [TO_MEND]


def test_formulas_keep_their_results(workbook: Path, copy: Path) -> None:
    for formulas in (False, True):
        one, other = (load_workbook(path, data_only=not formulas) for path in (workbook, copy))
        for sheet in one.worksheets:
            assert list(sheet.values) == list(other[sheet.title].values)


def test_the_workbook_itself_is_never_written_over(workbook: Path, checked: Verification) -> None:
    content = workbook.read_bytes()
    with pytest.raises(UsageError, match="ne peut pas prendre la place"):
        service.annotate(workbook, checked, workbook)
    assert workbook.read_bytes() == content
