"""The file itself: the same bytes each time, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from packetgen.campagne import load
from packetgen.errors import CannotWrite, ExitCode
from packetgen.workbook.write.create import create

YEAR = load.load_campagne(2026)
SCRIPT = """
import sys, pathlib
from packetgen.campagne import load
from packetgen.workbook.write.create import create
create(pathlib.Path(sys.argv[1]), load.load_campagne(2026), actions=2)
"""


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.xlsx"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(path)], check=True, env=environment)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_nothing_in_the_file_tells_the_time(tmp_path: Path) -> None:
    create(tmp_path / "classeur.xlsx", YEAR)
    with ZipFile(tmp_path / "classeur.xlsx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-01-01T00:00:00Z") == 2


def test_an_existing_file_is_replaced_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"ancien")
    create(path, YEAR)
    assert path.read_bytes().startswith(b"PK")
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_open_in_excel_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"ouvert")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(CannotWrite, match="fermez le fichier") as caught:
        create(path, YEAR)
    assert caught.value.exit_code is ExitCode.CANNOT_WRITE
    assert path.read_bytes() == b"ouvert"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CannotWrite, match="le disque est plein"):
        create(tmp_path / "classeur.xlsx", YEAR)


def test_a_missing_folder_and_a_folder_as_destination_are_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="n’existe pas"):
        create(tmp_path / "absent" / "classeur.xlsx", YEAR)
    with pytest.raises(CannotWrite, match="est un dossier"):
        create(tmp_path, YEAR)
