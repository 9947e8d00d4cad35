"""Whatever a dossier holds, its workbook reads back the same, and nothing needs a word."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packetgen.model.action import ACTION, Action
from packetgen.model.action_tables import (
    AGENTS,
    COMMUNES,
    INDICATEURS,
    Budget,
    CommuneConcernee,
    Indicateur,
    Intervention,
)
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.fields import Field, FieldKind
from packetgen.model.porteur import PORTEUR, Porteur
from packetgen.text import clean
from packetgen.workbook.read.dossier import read_dossier
from packetgen.workbook.read.identifiers import IDENTIFIERS
from packetgen.workbook.write.create import create

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=40)
TEXTS = LINES.map(lambda text: " ".join(text.split())).filter(
    lambda text: clean(text) == (text, ())
)
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)

BY_KIND: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: TEXTS,
    FieldKind.LONG_TEXT: st.lists(TEXTS, max_size=3).map(lambda lines: "\n".join(lines).strip()),
    FieldKind.FILE: TEXTS,
    FieldKind.EMAIL: st.emails(),
    FieldKind.INTEGER: st.none() | st.integers(0, 10**6),
    FieldKind.EUROS: st.none() | AMOUNTS,
    FieldKind.HOURS: st.none() | st.integers(0, 40).map(lambda quarters: Decimal(quarters) / 4),
    FieldKind.DATE: st.none() | st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    FieldKind.YES_NO: st.none() | st.booleans(),
    **dict.fromkeys(IDENTIFIERS, st.from_regex(r"[A-Z]?[0-9]{5,14}( [0-9]{3})?", fullmatch=True)),
}


def of_fields(
    cls: type, fields: tuple[Field, ...], campagne: Campagne, **others: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    values = {field.attribute: BY_KIND[field.kind] for field in fields}
    for field in (each for each in fields if each.choices):
        choices = st.sampled_from(campagne.choices(field.choices))
        several = st.lists(choices, max_size=field.rows, unique=True).map(tuple)
        values[field.attribute] = several if field.rows > 1 else st.just("") | choices
    return st.builds(cls, **values, **others)


def rows_of(
    cls: type, fields: tuple[Field, ...], most: int, campagne: Campagne
) -> st.SearchStrategy[tuple[Any, ...]]:
    """Rows of a table, each with something in its first column, no two alike."""
    first = attrgetter(fields[0].attribute)
    rows = of_fields(cls, fields, campagne).filter(first)
    return st.lists(rows, max_size=most, unique_by=first).map(tuple)


def with_hours(lines: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    """The sheet computes the hours of a row that has its factors."""
    return tuple(replace(line, heures=line.heures_calculees) for line in lines)


@st.composite
def dossiers(draw: st.DrawFn, campagne: Campagne) -> Dossier:
    codes = [code for compte in campagne.comptes for code in compte.codes]
    produits = [code for code in codes if code.startswith("74")]
    titles = TEXTS.filter(bool)
    actions = of_fields(
        Action,
        ACTION,
        campagne,
        communes=rows_of(CommuneConcernee, COMMUNES, 6, campagne),
        indicateurs=rows_of(Indicateur, INDICATEURS, 4, campagne),
        interventions=rows_of(Intervention, AGENTS, 4, campagne).map(with_hours),
        budget=st.builds(
            Budget,
            st.dictionaries(st.sampled_from(codes), AMOUNTS, max_size=10),
            st.dictionaries(st.sampled_from(produits), titles, max_size=3),
        ),
    )
    pieces = [
        PieceFournie(piece.code, piece.libelle, f"{number} {of} {draw(titles)}", draw(TEXTS), of)
        for number, piece in enumerate(campagne.pieces)
        if piece.is_given
        for of in ((1, 2) if piece.par_action else (0,))
    ]
    return Dossier(
        annee=campagne.annee,
        file="classeur.xlsx",
        porteur=draw(of_fields(Porteur, PORTEUR, campagne)),
        # « Voisins »: an action where nothing is filled would be left aside
        actions=(draw(actions), replace(draw(actions), intitule="Voisins", numero=2)),
        pieces=(*pieces, PieceFournie("autre1", draw(titles), "z.pdf", draw(TEXTS))),
    )


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_workbook_reads_back_as_its_dossier(
    data: st.DataObject, tmp_path: Path, campagne: Campagne
) -> None:
    written = data.draw(dossiers(campagne))
    source = tmp_path / written.file
    create(source, campagne, dossier=written)
    result = read_dossier(source, campagne)
    assert replace(result.dossier, origins={}) == written
    assert result.findings == ()
