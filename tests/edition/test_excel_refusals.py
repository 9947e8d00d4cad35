"""What comes back from Excel and cannot be: refused at its cell, and nothing is written."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from packetgen import errors, resources
from packetgen.edition import excel
from tests.conftest import EXAMPLE
from tests.edition.calls import apply, plain
from tests.edition.conftest import Edited
from tests.edition.test_excel import edit_some, typed
from tests.folders import contents
from tests.tables import table

CASES = table(__file__)


@pytest.mark.parametrize(("sheet", "cell", "value", "told"), CASES["wrong"])
def test_what_would_be_wrong_is_refused_at_its_cell(
    data: Path, edited: Edited, sheet: str, cell: str, value: str, told: str
) -> None:
    before = contents(data)
    with pytest.raises(errors.CampagneInvalid) as refusal:
        excel.prepare(edited(typed({f"{sheet} {cell}": value or None})), 2027)
    assert told in plain(refusal.value)
    assert "Rien n’a été changé" in str(refusal.value)
    assert contents(data) == before


def test_a_lost_sheet_and_a_lost_column_erase_nothing(edited: Edited) -> None:
    def lose(workbook: Workbook) -> None:
        del workbook["Contacts"]
        workbook["Communes"].delete_cols(4)

    planned = excel.prepare(edited(lose), 2027)
    assert planned.changes == ()
    assert [finding.code for finding in planned.findings] == ["LISTE-03", "LISTE-01"]


def test_another_workbook_and_a_shipped_year_are_refused(
    edited: Edited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = edited(edit_some)
    with pytest.raises(errors.UsageError, match="l’appel 2027, pas de l’appel 2026"):
        excel.prepare(path, 2026)
    Workbook().save(tmp_path / "autre.xlsx")
    for other in (tmp_path / "autre.xlsx", EXAMPLE):
        with pytest.raises(errors.WorkbookUnreadable, match="aucune feuille d’un appel"):
            excel.prepare(other, 2027)
    # as in an installed package: its years are not in the folder of one's own
    monkeypatch.setattr(resources, "own_root", lambda: path.parent / "mes-appels")
    with pytest.raises(errors.CannotWrite, match="livré avec packetgen"):
        excel.prepare(path, 2026)


def test_a_failure_midway_or_data_changed_meanwhile_leave_all(data: Path, edited: Edited) -> None:
    planned = excel.prepare(edited(edit_some), 2027)
    before = contents(data)
    # a folder where the last file's working copy goes: that file cannot be written
    last = list(planned.files)[-1]
    (last.parent / f".{last.name}.partiel").mkdir()
    with pytest.raises(errors.CannotWrite):
        apply(planned)
    (last.parent / f".{last.name}.partiel").rmdir()
    assert contents(data) == before
    assert not [*data.parent.rglob("*.zip")], "what was not done cannot be undone"
    with (data / "2027" / "seuils.toml").open("a", encoding="utf-8") as file:
        file.write("# relu\n")
    before = contents(data)
    with pytest.raises(errors.InputChanged, match="entre-temps"):
        apply(planned)
    assert contents(data) == before


def test_data_that_are_wrong_already_are_mended_in_excel(data: Path, tmp_path: Path) -> None:
    path = data / "2027" / "seuils.toml"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("de saupoudrage", "d’arrosage"), encoding="utf-8")
    workbook = openpyxl.load_workbook(excel.export(tmp_path / "a.xlsx", 2027))
    sheet = workbook["Seuils"]
    sheet["D5"] = 20
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(errors.CampagneInvalid, match=r"Seuils › H5.*ces mots ne sont pas"):
        excel.prepare(tmp_path / "a.xlsx", 2027)
    sheet["H5"] = str(sheet["H5"].value).replace("d’arrosage", "de saupoudrage")
    workbook.save(tmp_path / "a.xlsx")
    apply(excel.prepare(tmp_path / "a.xlsx", 2027))
    assert path.read_text(encoding="utf-8") == right.replace("valeur = 15", "valeur = 20")
