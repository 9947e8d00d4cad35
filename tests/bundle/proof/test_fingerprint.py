"""Fingerprints: the same after any new save, another after any change of what is drawn."""

from collections.abc import Callable
from io import BytesIO
from zlib import compress

import pytest
from msgspec.structs import asdict
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from packetgen.bundle.proof.fingerprint import LONG, MOST_OBJECTS, Digester
from packetgen.model.bundle import Fingerprint, Fingerprints
from tests.bundle.proof.saves import SAVES, pages_of, prints_of
from tests.pdfs import as_bytes, drawing, show

Change = Callable[[Pdf], object]
Coding = Callable[[Pdf, Object], None]


def _prints(source: bytes, change: Change) -> Fingerprints:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        return prints_of(as_bytes(pdf))


def _font_file(pdf: Pdf) -> None:
    file = next(iter(pages_of(pdf)[0].Resources.Font.as_dict().values())).FontDescriptor.FontFile2
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write(bytes(data))


def _linked_elsewhere(pdf: Pdf) -> None:
    pages_of(pdf)[-1].Annots[0].Dest[0] = pages_of(pdf)[3]


BLENDED = Dictionary(S=Name.Transparency, K=True)


def _turned_above(pdf: Pdf) -> None:
    del pages_of(pdf)[3].Rotate
    pdf.Root.Pages.Rotate = 180


@pytest.mark.parametrize(
    ("change", "page", "part"),
    [
        (_font_file, 0, "drawing"),
        (_turned_above, 3, "frame"),
        (lambda pdf: pages_of(pdf)[3].__setitem__("/UserUnit", 2), 3, "frame"),
        (lambda pdf: pages_of(pdf)[4].__setitem__("/MediaBox", [0, 0, 900, 900]), 4, "frame"),
        (lambda pdf: pages_of(pdf)[3].__setitem__("/Group", BLENDED), 3, "frame"),
        (_linked_elsewhere, -1, "links"),
    ],
)
def test_a_change_of_what_decides_the_look_is_found_where_it_is(
    change: Change, page: int, part: str, source: bytes
) -> None:
    before, changed = prints_of(source), _prints(source, change)
    one, other = asdict(before.pages[page]), asdict(changed.pages[page])
    assert [name for name in one if one[name] != other[name]] == [part]


def test_what_says_nothing_of_the_pages_is_left_aside(source: bytes) -> None:
    def change(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = "Autre titre"
        pdf.Root.Lang = "de"
        for page in pages_of(pdf):
            page.Tabs, page.LastModified = Name.S, "D:20260101"
        pages_of(pdf)[-1].Annots[0].M = "D:20260101"

    assert _prints(source, change) == prints_of(source)


@pytest.mark.parametrize("value", [b"80", b"0.50", b"true", b"/Text", b"(Carlito)", b"null"])
def test_a_value_that_is_an_object_of_its_own_is_that_value(value: bytes, source: bytes) -> None:
    """Microsoft Print to PDF and many scanners write /StemV so."""
    found = {}
    for name, text in (("direct", value), ("apart", value), ("other", b"1")):
        with Pdf.open(BytesIO(source)) as pdf:
            here = pdf.make_indirect(Name.Here) if name == "apart" else Name.Here
            pages_of(pdf)[3].Resources.Properties = Dictionary(K=Array([here]))
            # Without its table, which is then made anew
            written = SAVES["uncompressed"](as_bytes(pdf)).replace(b"startxref", b"")
        found[name] = prints_of(written.replace(b"/Here", text)).pages[3]
    assert found["apart"] == found["direct"] != found["other"]


def test_names_that_are_not_utf8_have_a_fingerprint(source: bytes) -> None:
    plain = SAVES["uncompressed"](source)
    odd = plain.replace(b"/DeviceGray", b"/Dev#e9Gray")
    assert prints_of(odd).pages[-1] != prints_of(plain).pages[-1]


def _stored(raw: bytes, coding: Coding) -> Fingerprint:
    """The fingerprint of a page that draws a form stored as `raw`, in the coding given."""
    with show(X=lambda pdf: drawing(pdf, raw)) as pdf:
        coding(pdf, pdf.pages[0].Resources.XObject.X)
        return Digester(pdf).fingerprint(0)[0]


def _coded(columns: int = 0, *, apart: bool = False) -> Coding:
    """Have a stream be deflated, by rows where it has columns, which another object may say.

    That one has the same number whatever it says.
    """

    def change(pdf: Pdf, form: Object) -> None:
        said = Dictionary(Predictor=12, Columns=columns)
        form.Filter = Array([Name.FlateDecode])
        if columns:
            form.DecodeParms = Array([pdf.make_indirect(said) if apart else said])

    return change


def test_data_stored_alike_is_told_apart_by_how_it_is_decoded() -> None:
    raw = compress(bytes(range(60)))
    plain: Coding = lambda _pdf, _form: None  # noqa: E731
    codings = (plain, _coded(), _coded(5), _coded(2, apart=True), _coded(3, apart=True))
    found = [_stored(raw, coding).drawing for coding in codings]
    assert len(set(found)) == len(codings)
    assert [_stored(raw, coding).drawing for coding in reversed(codings)] == found[::-1]


Make = Callable[[Pdf], Object]


def _holding(source: bytes, make: Make) -> bytes:
    with Pdf.open(BytesIO(source)) as pdf:
        pages_of(pdf)[3].Resources.Properties = Dictionary(K=make(pdf))
        return as_bytes(pdf)


def test_the_figures_of_a_text_are_all_of_it(source: bytes) -> None:
    def holding(text: str) -> Fingerprints:
        return prints_of(_holding(source, lambda _: String(text)))

    assert holding("http://192.168.10.7") != holding("http://192.172.10.7")


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


RINGS = {
    "same": (_ring(1, 2, 3), True),
    "written otherwise": (_ring(3, 1, 2, start=1), True),
    "twice": (_ring(1, 2, 3, 1, 2, 3, start=3), True),
    "another order": (_ring(1, 3, 2), False),
    "another value": (_ring(1, 2, 4), False),
    "another start": (_ring(1, 2, 3, start=1), False),
}


@pytest.mark.parametrize(("ring", "same"), RINGS.values(), ids=RINGS)
def test_objects_that_hold_each_other_are_told_by_all_that_they_hold(
    ring: Make, same: bool, source: bytes
) -> None:
    one, other = (prints_of(_holding(source, make)).pages[3] for make in (_ring(1, 2, 3), ring))
    assert (one == other) is same


ENDLESS: dict[str, Make] = {
    "many": lambda pdf: Array(pdf.make_indirect(Dictionary(Rank=n)) for n in range(MOST_OBJECTS)),
    "large": lambda pdf: Array([pdf.make_indirect(String("x" * (LONG - 10)))] * 100),
    "a long ring": _ring(*range(400)),
}


@pytest.mark.parametrize("hostile", ENDLESS.values(), ids=ENDLESS)
def test_objects_without_end_are_refused(hostile: Make, source: bytes) -> None:
    data = _holding(source, hostile)
    with pytest.raises((ValueError, RecursionError)):
        prints_of(data)
