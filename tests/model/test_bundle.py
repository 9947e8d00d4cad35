"""Pages are given to parts one after the other, none twice, none left out."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen.model.bundle import Part, State, outline_title, plan
from tests.bundle.samples import PIECES, planned

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


@pytest.mark.parametrize(
    "parts",
    [[], [replace(PIECES[0], pages=0)], PIECES[1::-1], [PIECES[0], PIECES[0]]],
    ids=["none", "no page", "falling", "twice"],
)
def test_parts_that_make_no_bundle_are_refused(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match=r"part|numbered"):
        plan(parts)


def test_the_outline_says_which_pieces_are_not_there() -> None:
    lettre, _, rib, comptes = PIECES
    assert outline_title(lettre) == "Pièce 1 – Lettre au Président"
    assert outline_title(rib) == "Pièce 3 – Relevé d’identité bancaire (absente)"
    assert outline_title(replace(rib, state=State.REFUSEE)).endswith("(refusée)")
    assert outline_title(comptes) == "Pièce 4 – Comptes annuels"
    assert outline_title(Part("sommaire", "Sommaire", 1)) == "Sommaire"
