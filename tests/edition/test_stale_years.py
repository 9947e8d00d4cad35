"""Which figures of a text are years of another call, and which are nothing of the kind."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen.documents.rendering.template_file import path_of
from packetgen.edition.stale_years import Years, in_files, stray_files
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import AutreAnnee
from packetgen.model.finding import Source
from tests.documents.word_parts import NAMESPACES
from tests.packages import parts_of, repack
from tests.tables import table

ADMITTED = (AutreAnnee("12\u00a0octobre 2023", ("a.toml",), "Une délibération.", Source("")),)
CASES = table(__file__)
FOUND = {"silent": 0, "stale": 1, "twice": 2}
TEXTS = [(text, number) for kind, number in FOUND.items() for text in CASES[kind]]
DAYS = (date(2026, 9, 16), date(2027, 1, 25))


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_other_years(text: str, found: int) -> None:
    assert len(list(Years(2027, (), DAYS).others(text, "a.toml"))) == found


def test_the_words_around_are_cut_between_words() -> None:
    text = "Un texte bien long avant le budget 2025, et un texte bien long après lui aussi."
    (around,) = Years(2027, ()).others(text, "a.toml")
    assert around == "…bien long avant le budget 2025, et un texte bien long après…"


def test_a_mention_is_admitted_in_its_files_alone_and_noted() -> None:
    years = Years(2027, ADMITTED)
    assert list(years.others("le 12 octobre 2023", "lettre.docx")) == ["le 12 octobre 2023"]
    assert years.met == set()
    assert list(years.others("le 12 octobre\n2023", "a.toml")) == []
    assert years.met == {"12\u00a0octobre 2023"}


def with_names(xml: str) -> bytes:
    """An XML part, its root with the prefixes that it lacks."""
    root = re.search(r"<(?![?!])[\w:]+", xml)
    if root is None:
        return xml.encode()
    opening = xml[: xml.index(">", root.end())]
    wanted = [name for name in NAMESPACES.split() if name.partition("=")[0] not in opening]
    return f"{xml[: root.end()]} {' '.join(wanted)}{xml[root.end() :]}".encode()


def test_a_year_is_found_wherever_a_file_hides_it(tmp_path: Path) -> None:
    (tmp_path / "seuils.toml").write_text('# Le mois de mai 2026\na = "2026" # 2025\n', "utf-8")
    # the letter of 2026 as people leave it: other years wherever Word hides a text
    path = Path(shutil.copy(path_of(2026, "lettre"), tmp_path))
    body = "".join([*CASES["quiet"], *CASES["planted"].values()])
    letter = parts_of(path)["word/document.xml"].decode()
    parts = {name: content for name, (_, content) in CASES["parts"].items()}
    parts["word/document.xml"] = letter.replace("<w:body>", f"<w:body>{body}", 1)
    repack(path, {name: with_names(content) for name, content in parts.items()})
    found = [place for place, _ in in_files(tmp_path, tmp_path, Years(2027, ()))]
    wanted = [*CASES["planted"], *(place for place, _ in CASES["parts"].values())]
    told = [place.rpartition("docx › ")[2] for place in found if "docx › " in place]
    assert [place for place in wanted if not any(re.fullmatch(place, each) for each in told)] == []
    assert len(told) == len(wanted)
    lines = [place.rpartition(" › ")[2] for place in found if "toml › " in place]
    assert lines == ["ligne 1", "ligne 2"]


def test_what_nothing_reads_is_told(tmp_path: Path, campagne: Campagne) -> None:
    data, templates = tmp_path / "data", tmp_path / "templates"
    for path in ("data/a.toml", "data/note.txt", "templates/lettre.docx", "templates/~$lettre.docx",
                 "data/Thumbs.db", "data/.DS_Store", "data/campagne.xlsx", "data/note 2026.txt",
                 "templates/lettre - Copie.docx", "templates/anciens/lettre.docx"):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    called = replace(campagne, note=replace(campagne.note, fichier="note.txt"))
    told = [what for _, what in stray_files(data, templates, called)]
    stray = ["campagne.xlsx", "note 2026.txt", "anciens", "lettre - Copie.docx"]
    assert told == [f"« {name} »" for name in stray]
