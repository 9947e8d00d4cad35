"""Files taken in once for several commands."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen import service
from packetgen.annexes import client
from packetgen.annexes.piece_cache import clear
from packetgen.documents.rendering import render
from packetgen.model.dossier import Dossier
from packetgen.system.worker import Worker
from tests.annexes.conftest import take_all
from tests.checks.situations import DEPOT_OPEN
from tests.folders import build, contents, with_actions, write_folder
from tests.pdfs import write_pdf


def break_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "INTAKE", replace(client.INTAKE, module="absent"))


def test_a_file_is_not_taken_in_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    files = {"statuts.pdf": write_pdf(2), "rib \udce9.pdf": write_pdf(3)}
    first = take_all(tmp_path, files, max_pages=3)
    break_the_process(monkeypatch)
    assert take_all(tmp_path, files, max_pages=3) == first and len(first[0]) == 2
    assert all(pdf.read_bytes().startswith(b"%PDF") for pdf in (tmp_path / "work").iterdir())
    assert len(take_all(tmp_path, files, max_pages=2)[1]) == 2
    assert list(take_all(tmp_path, {"statuts.pdf": write_pdf(4)}, max_pages=3)[1])
    kept = [file.read_bytes() for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert len(kept) == 2 and not any(b"PDF" in each or b"Page" in each for each in kept)
    clear()
    assert list(take_all(tmp_path, files, max_pages=3)[1]) == list(files)


def test_a_bundle_is_the_same_of_what_was_kept(
    tmp_path: Path, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1))
    render._prepared.cache_clear()  # what other tests made ready
    build(workbook, tmp_path / "premier")
    render._prepared.cache_clear()
    break_the_process(monkeypatch)
    monkeypatch.setattr(render, "_prepare", None)
    build(workbook, tmp_path / "second")
    first, second = (contents(tmp_path / name) for name in ("premier", "second"))
    assert first == second and len(first) == 2
    monkeypatch.setattr(Worker, "_start", None)  # no process is started for nothing
    assert not service.verify(workbook, today=DEPOT_OPEN).refusals
