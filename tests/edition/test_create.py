"""Dates keep their day of the week, and the text of a call its year where it names itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.documents.contexts.kit import kit_pages
from packetgen.edition.create import create, move, same_weekday
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne

DAYS = st.dates(date(2000, 1, 1), date(2089, 12, 31))


@given(DAYS, st.integers(1, 9))
def test_a_moved_day_is_the_nearest_of_the_same_weekday(day: date, years: int) -> None:
    moved = same_weekday(day, years)
    near = date(day.year + years, day.month, min(day.day, 28)) + timedelta(max(day.day - 28, 0))
    assert moved.weekday() == day.weekday()
    # one year is 52 weeks, but for a 29 February
    assert abs((moved - near).days) <= 3 + ((day.month, day.day) == (2, 29))


def test_only_the_name_of_the_call_takes_the_new_year() -> None:
    text = 'annee = 2026 # l’année\nintitule = "Appel 2026"\n[[themes]]\nlibelle = "Été 2026"\n'
    moved = 'annee = 2027 # l’année\nintitule = "Appel 2027"\n[[themes]]\nlibelle = "Été 2026"\n'
    assert move(text, 2027, 2026) == moved
    # what was still to confirm keeps the year that it comes from
    waiting = '[[seuils]]\nsource.statut = "à confirmer"\nsource.reprise = 2026\n'
    assert move(waiting, 2028, 2027) == waiting


def test_a_blank_call_names_nobody_and_two_folders_may_have_the_same_year(
    campagne: Campagne, tmp_path: Path
) -> None:
    people = {name for each in campagne.contacts for name in (each.courriel, each.nom)}
    people |= {name for each in campagne.referents for name in (each.courriel, each.nom)}
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        with resources.campagnes_in(tmp_path / name):
            data, _ = create(2026, 2026, vierge=True)
            call = load_campagne(2026)
            with pytest.raises(UsageError, match="existe déjà"):
                create(2026, 2026)
        assert data == tmp_path / name / "data" / "2026"
        assert call.projet
        assert len(call.referents) == len(campagne.referents)
        files = [path for path in data.iterdir() if path.suffix == ".toml"]
        texts = " ".join(path.read_text(encoding="utf-8") for path in files)
        assert sorted(each for each in people if each in texts) == []
        assert "Poste à pourvoir" in str(kit_pages(call)["communes"])
