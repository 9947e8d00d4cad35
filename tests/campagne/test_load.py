"""What load() refuses, and how it says so: each case breaks one line of a copy of the data."""

import re
import tomllib
from pathlib import Path

import pytest

from packetgen.campagne.load import load_campagne, years
from packetgen.errors import CampagneInvalid
from packetgen.text import NBSP
from tests.edition.calls import edit
from tests.folders import own_calls

ENGLISH = re.compile(
    r"\b(input|should|field|required|valid|expected|unexpected|error|line)\b", re.I
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return own_calls(tmp_path) / "data"


def refusal(data: Path) -> list[str]:
    """The problems that load() lists, spaces made ordinary; no English among them."""
    with pytest.raises(CampagneInvalid) as caught:
        load_campagne(2026, data)
    message = str(caught.value).replace(NBSP, " ")
    assert not ENGLISH.search(message)
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


CASES = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("old", "new", "said"), CASES["shape"])
def test_a_wrong_shape_is_refused_at_its_key(data: Path, old: str, new: str, said: str) -> None:
    edit(data / "2026" / said.partition(" ›")[0], old, new)
    *problems, last = refusal(data)
    assert any(problem.startswith(f"data/2026/{said}") for problem in problems), problems
    assert last.endswith("seront vérifiés après ces corrections.")


@pytest.mark.parametrize(("old", "new", "said"), CASES["content"])
def test_a_wrong_content_is_refused_at_its_key(data: Path, old: str, new: str, said: str) -> None:
    edit(data / "2026" / said.partition(" ›")[0], old, new)
    problems = refusal(data)
    assert any(problem.startswith(f"data/2026/{said}") for problem in problems), problems


def test_all_problems_come_at_once(data: Path) -> None:
    edit(data / "2026" / "communes.toml", "lola.robin@", "lola.robin")
    edit(data / "2026" / "financeurs.toml", 'etape = "depot"', 'etape = "dépôt"')
    edit(data / "2026" / "seuils.toml", "au moins 15 personnes", "au moins 12 personnes")
    assert len(refusal(data)) == 3


def test_a_wrong_file_is_refused(data: Path) -> None:
    (data / "2026" / "regles.toml").write_text('regles = ["code"]', encoding="utf-8")
    assert refusal(data)[0] == "data/2026/regles.toml › regles[1] : un bloc de clés est attendu"
    path = data / "2026" / "seuils.toml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("’", "'").encode("cp1252"))
    assert refusal(data)[0] == "data/2026/seuils.toml : enregistrez ce fichier en UTF-8"


def test_a_key_given_in_two_files_is_refused(data: Path) -> None:
    edit(data / "2026" / "seuils.toml", "[[seuils]]", "piliers = []\n[[seuils]]")
    assert refusal(data) == [
        "data/2026/seuils.toml › piliers : cette clé est déjà dans orientations.toml"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("annee = 2026", "annee = 2026\nannee = 2027", "une clé est donnée deux fois, à la ligne"),
        ("annee = 2026", "annee 2026", "écriture incorrecte à la ligne"),
        ('nom = "Dauphin"', 'nom = """Dauphin', "écriture incorrecte à la fin du fichier"),
    ],
)
def test_what_is_not_toml_is_the_only_problem(data: Path, old: str, new: str, problem: str) -> None:
    edit(data / "2026" / "campagne.toml", old, new)
    first, *others = refusal(data)
    assert first.startswith(f"data/2026/campagne.toml : {problem}")
    assert others == ["dates, codes et citations seront vérifiés après ces corrections."]


def test_files_saved_by_notepad_are_read_and_those_of_an_editor_left(data: Path) -> None:
    for path in (data / "2026").glob("*.t*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    for name in ("~$seuils.toml", ".#seuils.toml", "seuils.toml.bak"):
        (data / "2026" / name).write_text("[[seuils]]", encoding="utf-8")
    campagne = load_campagne(2026, data)
    assert campagne == load_campagne(2026)
    assert campagne.etape("comites").fin is None
