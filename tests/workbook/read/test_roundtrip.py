"""Whatever a field holds, its workbook reads back the same, and nothing needs a word."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from packetgen.model.action import ACTION, Action
from packetgen.model.dossier import PORTEUR, Dossier, Porteur
from packetgen.model.fields import Field, FieldKind
from packetgen.text import clean, denies
from packetgen.workbook.read.dossier import read_dossier
from packetgen.workbook.read.numbers import IDENTIFIERS
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import CALL

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=40)
# A sign alone, « / » or « - », is how people say that there is no answer; so is nobody, 0
TEXTS = LINES.map(lambda text: " ".join(text.split())).filter(
    lambda text: clean(text) == (text, ()) and not (text and denies(text))
)
BY_KIND: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: TEXTS,
    FieldKind.LONG_TEXT: st.lists(TEXTS, max_size=3).map(lambda lines: "\n".join(lines).strip()),
    FieldKind.FILE: TEXTS,
    FieldKind.EMAIL: st.emails(),
    FieldKind.INTEGER: st.none() | st.integers(1, 10**6),
    FieldKind.EUROS: st.none() | st.decimals(-(10**9), 10**9, places=2),
    FieldKind.HOURS: st.none() | st.integers(0, 40).map(lambda quarters: Decimal(quarters) / 4),
    FieldKind.DATE: st.none() | st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    FieldKind.YES_NO: st.none() | st.booleans(),
    **dict.fromkeys(IDENTIFIERS, st.from_regex(r"[A-Z]?[0-9]{5,14}( [0-9]{3})?", fullmatch=True)),
}


def of_fields(cls: type, fields: tuple[Field, ...]) -> st.SearchStrategy[Any]:
    values = {field.attribute: BY_KIND[field.kind] for field in fields}
    for field in (each for each in fields if each.choices):
        choices = st.sampled_from(CALL.choices(field.choices))
        several = st.lists(choices, max_size=field.rows, unique=True).map(tuple)
        values[field.attribute] = several if field.rows > 1 else st.just("") | choices
    return st.builds(cls, **values)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_workbook_reads_back_as_its_dossier(data: st.DataObject, tmp_path: Path) -> None:
    porteur, *actions = (
        data.draw(of_fields(cls, fields))
        for cls, fields in ((Porteur, PORTEUR), (Action, ACTION), (Action, ACTION))
    )
    # an action where nothing is filled would be left aside
    numbered = (actions[0], replace(actions[1], intitule="Voisins", numero=2))
    written = Dossier(CALL.annee, "classeur.xlsx", porteur, numbered, ())
    source = tmp_path / written.file
    create(source, CALL, dossier=written)
    result = read_dossier(source, CALL)
    assert replace(result.dossier, origins={}, pieces=()) == written
    assert result.findings == ()
