"""Objects that refer to each other, in circles or without end, in the fingerprint of a page."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Object, Pdf, String

from packetgen.bundle.proof.fingerprint import LONG, MOST_OBJECTS
from tests.bundle.proof.saves import SAVES, pages_of, prints_of
from tests.pdfs import as_bytes

Make = Callable[[Pdf], Object]


def _holding(source: bytes, make: Make) -> bytes:
    with Pdf.open(BytesIO(source)) as pdf:
        pages_of(pdf)[3].Resources.Properties = Dictionary(K=make(pdf))
        return as_bytes(pdf)


def _endless(pdf: Pdf) -> Object:
    knot = pdf.make_indirect(Dictionary())
    knot.Self, knot.Page = knot, pages_of(pdf)[0]
    return knot


def _doubling(pdf: Pdf) -> Object:
    """Objects few in number, that would be without end if each were written where it is held."""
    node = pdf.make_indirect(Array([1] * 50))
    for _ in range(60):
        node = pdf.make_indirect(Array([node, node]))
    return node


def _woven(pdf: Pdf) -> Object:
    """Forms that all hold all, as those of a form of the administration."""
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in range(30)]
    for node in nodes:
        node.All = Array(nodes)
    return nodes[0]


@pytest.mark.parametrize("make", [_endless, _doubling, _woven])
def test_objects_held_many_times_have_a_fingerprint(make: Make, source: bytes) -> None:
    changed = _holding(source, make)
    found = prints_of(changed)
    assert found.pages[3] != prints_of(source).pages[3]
    assert all(prints_of(save(changed)) == found for save in SAVES.values())


def _ring(*ranks: int, start: int = 0) -> Make:
    """A dictionary of several, each holding the next and the last the first."""

    def make(pdf: Pdf) -> Object:
        nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in ranks]
        for node, following in zip(nodes, nodes[1:] + nodes[:1], strict=True):
            node.Next = following
        # Another page may have met the ring elsewhere
        pages_of(pdf)[2].Resources.Properties = Dictionary(K=nodes[-1])
        return nodes[start]

    return make


@pytest.mark.parametrize(
    ("ring", "same"),
    [
        (_ring(1, 2, 3), True),
        (_ring(3, 1, 2, start=1), True),
        (_ring(1, 2, 3, 1, 2, 3, start=3), True),
        (_ring(1, 3, 2), False),
        (_ring(1, 2, 4), False),
        (_ring(1, 2, 3, start=1), False),
    ],
    ids=["same", "written otherwise", "twice", "another order", "another value", "another start"],
)
def test_objects_that_hold_each_other_are_told_by_all_that_they_hold(
    ring: Make, same: bool, source: bytes
) -> None:
    one, other = (prints_of(_holding(source, make)).pages[3] for make in (_ring(1, 2, 3), ring))
    assert (one == other) is same


@pytest.mark.parametrize(
    "hostile",
    [
        lambda pdf: Array([pdf.make_indirect(Dictionary(Rank=n)) for n in range(MOST_OBJECTS)]),
        lambda pdf: Array([pdf.make_indirect(String("x" * (LONG - 10)))] * 100),
        _ring(*range(400)),
    ],
    ids=["many", "large", "a long ring"],
)
def test_objects_without_end_are_refused(hostile: Make, source: bytes) -> None:
    data = _holding(source, hostile)
    with pytest.raises((ValueError, RecursionError)):
        prints_of(data)
