"""Objects that refer to each other, in circles or without end, in the fingerprint of a page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Pdf, String

from packetgen.bundle.proof.fingerprint import LONG, MOST_OBJECTS, Digester
from tests.bundle.proof.saves import SAVES, pages_of, prints_of
from tests.pdfs import as_bytes

Change = Callable[[Pdf], None]


def _endless(pdf: Pdf) -> None:
    """Resources that hold themselves, and twice each other."""
    knot = pdf.make_indirect(Dictionary())
    knot.Self, knot.Page = knot, pages_of(pdf)[0]
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=knot)


def _doubling(pdf: Pdf) -> None:
    """Objects few in number, that would be without end if each were written where it is held."""
    node = pdf.make_indirect(Array([1] * 50))
    for _ in range(60):
        node = pdf.make_indirect(Array([node, node]))
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=node)


def _woven(pdf: Pdf) -> None:
    """Forms that all hold all, as those of a form of the administration."""
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in range(30)]
    for node in nodes:
        node.All = Array(nodes)
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=nodes[0])


@pytest.mark.parametrize("change", [_endless, _doubling, _woven])
def test_objects_held_many_times_have_a_fingerprint(change: Change, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        changed = as_bytes(pdf)
    found = prints_of(changed)
    assert found.pages[3] != prints_of(source).pages[3]
    for save in SAVES.values():
        assert prints_of(save(changed)) == found


def _ring(pdf: Pdf, ranks: list[int], start: int = 0) -> None:
    """Have a page hold dictionaries, each holding the next and the last the first."""
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in ranks]
    for node, following in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        node.Next = following
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=nodes[start])
    # Another page may have met the ring elsewhere
    pages_of(pdf)[2].Resources.Properties = Dictionary(K=nodes[-1])


@pytest.mark.parametrize(
    ("ranks", "start", "same"),
    [
        ([1, 2, 3], 0, True),
        ([3, 1, 2], 1, True),
        ([1, 2, 3, 1, 2, 3], 3, True),
        ([1, 3, 2], 0, False),
        ([1, 2, 4], 0, False),
        ([1, 2, 3], 1, False),
    ],
    ids=["same", "written otherwise", "twice", "another order", "another value", "another start"],
)
def test_objects_that_hold_each_other_are_told_by_all_that_they_hold(
    ranks: list[int], start: int, same: bool, source: bytes
) -> None:
    found = []
    for ring, first in (([1, 2, 3], 0), (ranks, start)):
        with Pdf.open(BytesIO(source)) as pdf:
            _ring(pdf, ring, first)
            found.append(prints_of(as_bytes(pdf)).pages[3])
    assert (found[0] == found[1]) is same


def _many(pdf: Pdf) -> None:
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in range(MOST_OBJECTS)]
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=Array(nodes))


def _large(pdf: Pdf) -> None:
    node = pdf.make_indirect(String("x" * (LONG - 10)))
    pages_of(pdf)[3].Resources.Properties = Dictionary(K=Array([node] * 100))


def _long_ring(pdf: Pdf) -> None:
    _ring(pdf, list(range(400)))


@pytest.mark.parametrize("hostile", [_many, _large, _long_ring])
def test_objects_without_end_are_refused(hostile: Change, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        hostile(pdf)
        with pytest.raises((ValueError, RecursionError)):
            Digester(pdf).fingerprints()
