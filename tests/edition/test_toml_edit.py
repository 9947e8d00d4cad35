"""A TOML file keeps all that is not edited: comments, order, layout."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen import resources
from packetgen.edition.toml_edit import Edit, edited_entries, edited_table, split

FILES = sorted((resources.folder("data") / "2026").glob("*.toml"))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
FRUITS = Path(__file__).with_name("fruits.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_without_edits_is_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in set(re.findall(r"^\[\[(\w+)\]\]", text, re.MULTILINE)):
        entries, between = split(text, name)
        assert len(entries) == len(tomllib.loads(text)[name])
        assert edited_entries(text, name, [Edit(n) for n in range(len(entries))]) == text
        assert between[0] + "".join(map("".join, zip(entries, between[1:], strict=True))) == text
    assert edited_table(text, {}) == text


def test_one_value_changes_one_line_and_none_takes_it_away() -> None:
    changed = edited_entries(FRUITS, "fruits", [Edit(0), Edit(1, {"source.texte": "2"}), Edit(2)])
    assert changed == FRUITS.replace('texte = "deux"', 'texte = "2"')
    moved = Edit(0, {"source.lignes": "5", "source.texte": None})
    changed = edited_entries(FRUITS, "fruits", [moved, Edit(1), Edit(2)])
    assert tomllib.loads(changed)["fruits"][0] == {"code": "a", "source": {"lignes": "5"}}


def test_an_entry_added_stands_after_the_one_before_it() -> None:
    new = Edit(None, {"code": "é", "source.texte": "« neuf »", "liste": ("x", "y"), "non": None})
    changed = edited_entries(FRUITS, "fruits", [Edit(0), new, Edit(1), Edit(2)])
    added = '\n[[fruits]]\ncode = "é"\nsource.texte = "« neuf »"\nliste = ["x", "y"]\n'
    assert changed == FRUITS.replace('texte = "un"\n', f'texte = "un"\n{added}')


def test_an_entry_goes_with_its_comment_but_not_with_the_section_s() -> None:
    changed = edited_entries(FRUITS, "fruits", [Edit(2)])
    assert "Le premier" not in changed
    assert "# Les fruits." in changed
    assert "# Une section." in changed
    assert [entry["code"] for entry in tomllib.loads(changed)["fruits"]] == ["c"]
    changed = edited_entries(FRUITS, "fruits", [Edit(1), Edit(2), Edit(0)])
    assert [entry["code"] for entry in tomllib.loads(changed)["fruits"]] == ["b", "c", "a"]
    assert changed.index("# Une section.") < changed.index('code = "c"')
    assert changed.index("# Le premier.") > changed.index('code = "c"')


def test_a_list_that_is_not_written_entry_by_entry_is_not_guessed() -> None:
    with pytest.raises(IndexError):
        edited_entries('fruits = [{ code = "a" }]\n', "fruits", [Edit(0, {"code": "b"})])


@given(st.permutations(range(3)), st.lists(st.tuples(st.integers(0, 3), TEXTS), max_size=3))
def test_any_edits_give_the_entries_asked_for(order: list[int], new: list[tuple[int, str]]) -> None:
    edits = [Edit(index, {"nom": f"n{index}"}) for index in order]
    for place, text in new:
        edits.insert(place, Edit(None, {"code": text, "nom": text}))
    changed = edited_entries(FRUITS, "fruits", edits)
    read = tomllib.loads(changed)
    assert [entry["nom"] for entry in read["fruits"]] == [edit.values["nom"] for edit in edits]
    assert read["noix"] == [{"code": "z"}]
    for comment in re.findall(r"# .*", FRUITS):
        assert comment in changed
