"""What load() refuses, and how it says so; a year that is ready means the same."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.load import load_campagne, years
from packetgen.errors import CampagneInvalid
from packetgen.text import NBSP
from tests.edition.calls import edit
from tests.folders import own_calls
from tests.tables import table


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return own_calls(tmp_path) / "data"


def refusal(data: Path) -> list[str]:
    """The problems that load() lists, spaces made ordinary; no English among them."""
    with pytest.raises(CampagneInvalid) as caught:
        load_campagne(2026, data)
    message = str(caught.value).replace(NBSP, " ")
    english = "input|should|field|required|valid|expected|unexpected|error|line"
    assert not re.search(rf"\b({english})\b", message, re.IGNORECASE)
    return message.split("\n- ")[1:]


def test_years_are_the_folders_of_four_digits(data: Path) -> None:
    (data / "2031").mkdir()
    (data / "exemple").mkdir()
    (data / "2027").write_text("not a folder", encoding="utf-8")
    assert years(data) == (2026, 2031)


def test_an_unknown_year_names_those_available(data: Path, tmp_path: Path) -> None:
    with pytest.raises(CampagneInvalid, match=r"2019 n’a pas de données.*disponibles.: 2026\."):
        load_campagne(2019, data)
    with pytest.raises(CampagneInvalid, match="aucune"):
        load_campagne(2026, tmp_path)


CASES = table(__file__)


@pytest.mark.parametrize(("old", "new", "said"), [*CASES["shape"], *CASES["content"]])
def test_what_is_wrong_is_refused_at_its_key(data: Path, old: str, new: str, said: str) -> None:
    edit(data / "2026" / said.partition(" ›")[0], old, new)
    problems = refusal(data)
    assert any(problem.startswith(f"data/2026/{said}") for problem in problems), problems
    misshapen = [old, new, said] in CASES["shape"]
    assert problems[-1].endswith("seront vérifiés après ces corrections.") is misshapen


def test_all_problems_come_at_once(data: Path) -> None:
    edit(data / "2026" / "communes.toml", "lola.robin@", "lola.robin")
    edit(data / "2026" / "financeurs.toml", 'etape = "depot"', 'etape = "dépôt"')
    edit(data / "2026" / "seuils.toml", "au moins 15 personnes", "au moins 12 personnes")
    assert len(refusal(data)) == 3


def test_a_wrong_file_and_a_key_given_in_two_are_refused(data: Path) -> None:
    edit(data / "2026" / "seuils.toml", "[[seuils]]", "piliers = []\n[[seuils]]")
    [said] = refusal(data)
    assert said == "data/2026/seuils.toml › piliers : cette clé est déjà dans orientations.toml"
    edit(data / "2026" / "seuils.toml", "piliers = []\n", "")
    (data / "2026" / "regles.toml").write_text('regles = ["code"]', encoding="utf-8")
    assert refusal(data)[0] == "data/2026/regles.toml › regles[1] : un bloc de clés est attendu"
    path = data / "2026" / "seuils.toml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("’", "'").encode("cp1252"))
    assert refusal(data)[0] == "data/2026/seuils.toml : enregistrez ce fichier en UTF-8"


@pytest.mark.parametrize(("old", "new", "problem"), CASES["no_toml"])
def test_what_is_not_toml_is_the_only_problem(data: Path, old: str, new: str, problem: str) -> None:
    edit(data / "2026" / "campagne.toml", old, new)
    first, *others = refusal(data)
    assert first.startswith(f"data/2026/campagne.toml : {problem}")
    assert others == ["dates, codes et citations seront vérifiés après ces corrections."]


def test_files_saved_by_notepad_are_read_and_those_of_an_editor_left(data: Path) -> None:
    for path in (data / "2026").glob("*.t*"):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    for name in ("~$seuils.toml", ".#seuils.toml", "seuils.toml.bak"):
        (data / "2026" / name).write_text("[[seuils]]", encoding="utf-8")
    campagne = load_campagne(2026, data)
    assert replace(campagne, projet=False) == load_campagne(2026)
    assert campagne.etape("comites").fin is None


def test_a_year_means_the_same_however_it_is_read_and_a_change_is_seen(data: Path) -> None:
    with resources.campagnes_in(data.parent):
        ready = load_campagne(2026)
        edit(data / "2026" / "campagne.toml", ready.intitule, "Autre appel")
        changed = load_campagne(2026)
        edit(data / "2026" / "campagne.toml", "Autre appel", ready.intitule)
        (data / "2026" / status.NAME).unlink()
        project = load_campagne(2026)
    assert not ready.projet
    assert (changed.intitule, changed.projet) == ("Autre appel", True)
    assert project.projet
    assert replace(project, projet=False) == ready


def test_a_year_declared_ready_by_another_version_is_refused_with_its_reasons(data: Path) -> None:
    note = data / "2026" / "campagne.toml"
    note.write_text(f'inconnue = "x"\n{note.read_text("utf-8")}', "utf-8")
    (note.parent / status.NAME).write_bytes(status.declaration(data.parent, 2026))
    with resources.campagnes_in(data.parent), pytest.raises(CampagneInvalid, match="est inconnue"):
        load_campagne(2026)
