"""A year declared ready is read without pydantic, and means the same."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.build import build
from packetgen.campagne.load import load_campagne, merge
from packetgen.errors import CampagneInvalid
from packetgen.model.campagne import Campagne
from tests.folders import own_calls


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return own_calls(tmp_path)


def test_a_year_means_the_same_however_it_is_read(root: Path) -> None:
    with resources.campagnes_in(root):
        ready = load_campagne(2026)
        (root / "data" / "2026" / status.NAME).unlink()
        project = load_campagne(2026)
    assert not ready.projet
    assert project.projet
    assert replace(project, projet=False) == ready


def test_a_change_is_seen_in_the_same_process(root: Path) -> None:
    with resources.campagnes_in(root):
        before = load_campagne(2026)
        note = root / "data" / "2026" / "campagne.toml"
        note.write_text(note.read_text("utf-8").replace(before.intitule, "Autre appel"), "utf-8")
        after = load_campagne(2026)
    assert (after.intitule, after.projet) == ("Autre appel", True)


def test_a_year_declared_ready_by_another_version_is_refused_with_its_reasons(root: Path) -> None:
    note = root / "data" / "2026" / "campagne.toml"
    note.write_text(f'inconnue = "x"\n{note.read_text("utf-8")}', "utf-8")
    (note.parent / status.NAME).write_bytes(status.declaration(root, 2026))
    with resources.campagnes_in(root), pytest.raises(CampagneInvalid, match="est inconnue"):
        load_campagne(2026)


def test_what_is_not_of_its_type_is_no_call() -> None:
    table = merge(resources.folder("data") / "2026").table
    assert build(Campagne, table).annee == 2026
    for key, wrong in (("annee", "2026"), ("annee", True), ("quartiers", "x"), ("note", ["x"])):
        with pytest.raises((TypeError, ValueError)):
            build(Campagne, {**table, key: wrong})


def test_a_year_that_is_ready_loads_no_pydantic() -> None:
    script = (
        "import sys; from packetgen.campagne import load; load.load_campagne(2026);"
        " sys.exit('pydantic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
