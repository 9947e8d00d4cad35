"""Dossiers are kept as they were given, whatever ends the program, until they are erased."""

import stat
import time
from pathlib import Path

import pytest

from packetgen.pipeline.new_workbook import NewWorkbook
from packetgen.pipeline.uploads import UploadedFile
from packetgen.web import store
from packetgen.web.session import CALL, Correction, Session, Upload
from packetgen.web.sessions import Sessions


def filled(sessions: Sessions) -> Session:
    """A dossier with something in all that a person says of it."""
    session = sessions.create()
    file = UploadedFile(session.place(), "statuts.pdf")
    file.path.write_bytes(b"%PDF-1.7")
    session.uploads = {file.path.name: Upload(file, "0" * 64, 1, twin="x")}
    session.files = {file.path.name: file}
    session.created = NewWorkbook(
        session.place(".xlsx"), ("Repris",), ("À reprendre",), projet=True
    )
    session.placed, session.later = {file.path.name: "pieces.statuts"}, {"pieces.rib": "Banque"}
    session.corrections = {"porteur.siret": Correction("1"), "action.lieu": Correction("", "Lens")}
    session.errors, session.typed = [("actions", "Le nombre")], {"actions": "25"}
    session.save()
    return session


def test_a_killed_program_finds_all_that_was_said(tmp_path: Path) -> None:
    before = filled(Sessions(tmp_path / "dossiers"))
    # nothing was closed
    [after] = Sessions(tmp_path / "dossiers")
    assert vars(after) | {"lock": before.lock, "save": before.save} == vars(before)
    assert stat.S_IMODE((tmp_path / "dossiers").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "dossiers" / store.NAME).stat().st_mode) == 0o600


def test_what_another_version_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(tmp_path)
    session = filled(sessions)
    session.solved = ("x",)  # type: ignore[assignment]
    monkeypatch.setattr(store, "__version__", "2025.1")
    session.save()
    monkeypatch.undo()
    [after] = Sessions(tmp_path)
    assert after.solved == ()
    assert after.placed == session.placed


def test_a_dossier_is_erased_by_its_person_or_after_thirty_days(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    erased, forgotten, kept, of_call = (
        sessions.create(each) for each in ("association",) * 3 + (CALL,)
    )
    sessions.erase(erased.id)
    for session, days in ((forgotten, 31), (kept, 29)):
        session.seen = time.time() - days * 86_400
        session.save()
    assert {each.id for each in Sessions(tmp_path)} == {kept.id, of_call.id}
    assert [erased.folder.exists(), forgotten.folder.exists()] == [False, False]
    # work that ends after its dossier was erased does not bring it back
    erased.save()
    assert erased.id not in {each.id for each in Sessions(tmp_path)}


def test_a_damaged_base_is_put_aside(tmp_path: Path) -> None:
    filled(Sessions(tmp_path))
    (tmp_path / store.NAME).write_bytes(b"not a base" * 500)
    assert list(Sessions(tmp_path)) == []
    assert (tmp_path / store.NAME).with_suffix(".abime").exists()
