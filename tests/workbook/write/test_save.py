"""The file itself: the same bytes each time, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from packetgen.errors import CannotWrite, ExitCode
from packetgen.model.campagne import Campagne
from packetgen.workbook.write.create import create


def test_a_file_is_replaced_whole_and_does_not_tell_the_time(
    tmp_path: Path, campagne: Campagne
) -> None:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"ancien")
    create(path, campagne)
    assert list(tmp_path.iterdir()) == [path]
    with ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-01-01T00:00:00Z") == 2


FAULTS = {
    "replace": (PermissionError(13, "Permission denied"), "fermez le fichier"),
    "write_bytes": (OSError(28, "No space left on device"), "le disque est plein"),
}


@pytest.mark.parametrize("step", FAULTS)
def test_a_file_that_cannot_be_written_stays_as_it_was(
    step: str, tmp_path: Path, campagne: Campagne, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, words = FAULTS[step]
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"ouvert")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(CannotWrite, match=words) as caught:
        create(path, campagne)
    assert caught.value.exit_code is ExitCode.CANNOT_WRITE
    assert path.read_bytes() == b"ouvert"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_and_a_folder_as_destination_are_said(
    tmp_path: Path, campagne: Campagne
) -> None:
    with pytest.raises(CannotWrite, match="n’existe pas"):
        create(tmp_path / "absent" / "classeur.xlsx", campagne)
    with pytest.raises(CannotWrite, match="est un dossier"):
        create(tmp_path, campagne)
