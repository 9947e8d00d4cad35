"""Pages follow each other in a bundle; keys of the catalogue are numbered and told back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from packetgen.model import action as tables
from packetgen.model.action import ACTION, Action
from packetgen.model.bundle import Part, State, outline_title, plan
from packetgen.model.dossier import PIECES as GIVEN
from packetgen.model.dossier import PORTEUR, PieceFournie, Porteur
from packetgen.model.fields import Field, action_of, key_of_action
from tests.bundle.samples import PIECES, planned
from tests.tables import table

counts = st.lists(st.integers(1, 60), min_size=1, max_size=40)


@given(counts, counts)
def test_parts_follow_each_other_and_fill_the_bundle(before: list[int], pieces: list[int]) -> None:
    parts = [Part(f"a{place}", "Avant", pages) for place, pages in enumerate(before)]
    parts += [Part(f"p{n}", f"Pièce d’essai {n}", pages, n) for n, pages in enumerate(pieces, 1)]
    whole = plan(parts)
    assert whole.parts[0].first == 1
    assert all(one.last + 1 == next_.first for one, next_ in pairwise(whole.parts))
    assert whole.pages == sum(before) + sum(pieces)
    assert [placed.part.pages for placed in whole.pieces] == pieces
    # each page of a piece has a stamp of its own
    stamps = whole.stamps()
    assert len(stamps) == sum(before) + sum(pieces)
    assert stamps[: sum(before)] == ("",) * sum(before)
    assert len(set(stamps[sum(before) :])) == sum(pieces)


def test_the_stamp_reads_piece_page_and_place_in_the_bundle() -> None:
    assert planned().stamps()[3:6] == (
        "Pièce 2 · p. 1/3 — 4/10",
        "Pièce 2 · p. 2/3 — 5/10",
        "Pièce 2 · p. 3/3 — 6/10",
    )


def test_parts_that_make_no_bundle_are_refused() -> None:
    first = PIECES[0]
    for parts in ([], [replace(first, pages=0)], PIECES[1::-1], [first, first]):
        with pytest.raises(ValueError, match=r"part|numbered"):
            plan(parts)


def test_the_outline_says_which_pieces_are_not_there() -> None:
    lettre, _, rib, comptes = PIECES
    assert outline_title(lettre) == "Pièce 1 – Lettre au Président"
    assert outline_title(rib) == "Pièce 3 – Relevé d’identité bancaire (absente)"
    assert outline_title(replace(rib, state=State.REFUSEE)).endswith("(refusée)")
    assert outline_title(comptes) == "Pièce 4 – Comptes annuels"
    assert outline_title(Part("sommaire", "Sommaire", 1)) == "Sommaire"


def test_a_key_tells_its_action_and_the_first_has_plain_keys() -> None:
    keys: dict[str, int] = table(__file__)["fields"]
    assert {key: action_of(key) for key in keys} == keys
    assert key_of_action("agents.3.metier", 1) == "agents.3.metier"
    assert key_of_action("agents.3.metier", 2) == "agents2.3.metier"


@pytest.mark.parametrize(
    ("catalogue", "kind"),
    [
        *((PORTEUR, Porteur), (ACTION, Action), (GIVEN, PieceFournie)),
        *((tables.COMMUNES, tables.CommuneConcernee), (tables.AGENTS, tables.Intervention)),
        (tables.INDICATEURS, tables.Indicateur),
    ],
)
def test_each_field_has_an_attribute(catalogue: tuple[Field, ...], kind: type) -> None:
    assert {field.attribute for field in catalogue} <= {each.name for each in fields(kind)}
