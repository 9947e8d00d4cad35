"""Fingerprints: the same after any new save, another after any change of what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zlib import compress

import pikepdf
import pypdfium2
import pytest
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Pdf,
    StreamDecodeLevel,
    String,
)
from pypdf import PdfWriter

from packetgen.bundle.proof import fingerprint
from packetgen.bundle.proof.fingerprint import LONG, MOST_OBJECTS, Digester
from packetgen.model.bundle import Fingerprint, Fingerprints
from tests.bundle.samples import COVER, PIECES, cover, piece, planned, scan, sommaire

Change = Callable[[Pdf], None]


def _bytes(pdf: Pdf) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def _prints(data: bytes) -> Fingerprints:
    with Pdf.open(BytesIO(data)) as pdf:
        return Digester(pdf).fingerprints()


@pytest.fixture(scope="module")
def source() -> bytes:
    """Pages drawn by packetgen, text, a scan, and one that has all that a page may have."""
    with Pdf.new() as pdf:
        for part in (cover(COVER), sommaire(planned()), piece(PIECES[1]), scan()):
            pdf.add_pages_from(Pdf.open(BytesIO(part)))
        pdf.pages.append(pdf.pages[0])
        page = pdf.pages[-1].obj
        page.Contents = Array([pdf.make_stream(b"q 1 0 0 rg"), pdf.make_stream(b"/X Do Q /I Do")])
        page.Rotate = 90
        page.CropBox = Array([10.5, 20.25, 500, 800.123456789])
        form = pdf.make_stream(b"0.5 w 10 10 m 90.5 90 l S")
        form.Subtype, form.BBox = Name.Form, Array([0, 0, 99.9999, 100])
        image = pdf.make_stream(bytes(range(256)))
        image.Subtype, image.Width, image.Height = Name.Image, 16, 16
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        page.Resources = Dictionary(XObject=Dictionary(X=form, I=image))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 2, 30.5, 40], P=page)
        link.Dest = Array([pdf.pages[2].obj, Name.XYZ, 0, 841.89, 0])
        page.Annots = Array([pdf.make_indirect(link)])
        return _bytes(pdf)


def _pypdf(source: bytes, *, incremental: bool = False) -> bytes:
    if incremental:
        writer = PdfWriter(BytesIO(source), incremental=True)
        writer.add_metadata({"/Keywords": "classé"})
    else:
        writer = PdfWriter(clone_from=BytesIO(source))
        writer.compress_identical_objects()
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _pdfium(source: bytes) -> bytes:
    buffer = BytesIO()
    with pypdfium2.PdfDocument(source) as document:
        document.save(buffer)
    return buffer.getvalue()


def _pikepdf(save: Callable[[Pdf, BytesIO], None]) -> Callable[[bytes], bytes]:
    def saved(source: bytes) -> bytes:
        buffer = BytesIO()
        with Pdf.open(BytesIO(source)) as pdf:
            save(pdf, buffer)
        return buffer.getvalue()

    return saved


def _plain(pdf: Pdf, buffer: BytesIO) -> None:
    pdf.save(
        buffer,
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.generalized,
        object_stream_mode=ObjectStreamMode.disable,
    )


SAVES = {
    "pikepdf": _pikepdf(lambda pdf, buffer: pdf.save(buffer)),
    "linearized": _pikepdf(lambda pdf, buffer: pdf.save(buffer, linearize=True)),
    "object streams": _pikepdf(
        lambda pdf, buffer: pdf.save(buffer, object_stream_mode=ObjectStreamMode.generate)
    ),
    "uncompressed": _pikepdf(_plain),
    "compressed again": _pikepdf(lambda pdf, buffer: pdf.save(buffer, recompress_flate=True)),
    "protected": _pikepdf(
        lambda pdf, buffer: pdf.save(buffer, encryption=pikepdf.Encryption(owner="clé", user=""))
    ),
    "pypdf": _pypdf,
    "pypdf, appended": lambda source: _pypdf(source, incremental=True),
    "PDFium": _pdfium,
}


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_new_save_changes_no_fingerprint(save: Callable[[bytes], bytes], source: bytes) -> None:
    saved = save(source)
    assert saved != source
    assert _prints(saved) == _prints(source)


def _pages(pdf: Pdf) -> list[Object]:
    return [page.obj for page in pdf.pages]


def _operator(pdf: Pdf) -> None:
    stream = _pages(pdf)[2].Contents
    stream.write(stream.read_bytes().replace(b"statuts 1", b"statuts 7"))


def _form(pdf: Pdf) -> None:
    _pages(pdf)[-1].Resources.XObject.X.write(b"0.5 w 10 10 m 90.5 91 l S")


def _font(pdf: Pdf) -> None:
    font = next(iter(_pages(pdf)[0].Resources.Font.as_dict().values()))
    widths = list(font.Widths)
    font.Widths = Array([*widths[:-1], int(widths[-1]) + 1])


def _font_file(pdf: Pdf) -> None:
    file = next(iter(_pages(pdf)[0].Resources.Font.as_dict().values())).FontDescriptor.FontFile2
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write(bytes(data))


def _pixel(pdf: Pdf) -> None:
    image = _pages(pdf)[-1].Resources.XObject.I
    data = bytearray(image.read_bytes())
    data[100] ^= 4
    image.write(bytes(data))


def _scan(pdf: Pdf) -> None:
    image = next(iter(_pages(pdf)[5].Resources.XObject.as_dict().values()))
    data = bytearray(image.read_raw_bytes())
    data[-100] ^= 1
    image.write(bytes(data), filter=Name.DCTDecode)


def _turned(pdf: Pdf) -> None:
    _pages(pdf)[3].Rotate = 90


def _cropped(pdf: Pdf) -> None:
    _pages(pdf)[3].CropBox = Array([0, 100, 595, 842])


def _turned_above(pdf: Pdf) -> None:
    del _pages(pdf)[3].Rotate
    pdf.Root.Pages.Rotate = 180


def _scaled(pdf: Pdf) -> None:
    _pages(pdf)[3].UserUnit = 2


def _blended(pdf: Pdf) -> None:
    _pages(pdf)[3].Group = Dictionary(S=Name.Transparency, K=True)


def _link(pdf: Pdf) -> None:
    _pages(pdf)[-1].Annots[0].Dest[0] = _pages(pdf)[3]


def _note(pdf: Pdf) -> None:
    ap = pdf.make_stream(b"1 g 0 0 99 99 re f")
    ap.Subtype, ap.BBox = Name.Form, Array([0, 0, 99, 99])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 99, 99], AP={"/N": ap})
    _pages(pdf)[3].Annots = Array([pdf.make_indirect(note)])


@pytest.mark.parametrize(
    ("change", "page", "parts"),
    [
        (_operator, 2, {"drawing"}),
        (_form, -1, {"drawing"}),
        (_font, 0, {"drawing"}),
        (_font_file, 0, {"drawing"}),
        (_pixel, -1, {"images"}),
        (_scan, 5, {"images"}),
        (_turned, 3, {"frame"}),
        (_turned_above, 3, {"frame"}),
        (_cropped, 3, {"frame"}),
        (_scaled, 3, {"frame"}),
        (_blended, 3, {"frame"}),
        (_link, -1, {"links"}),
        (_note, 3, {"annotations"}),
    ],
)
def test_a_change_is_found_where_it_is(
    change: Change, page: int, parts: set[str], source: bytes
) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        changed = _prints(_bytes(pdf))
    before = _prints(source)
    assert changed.document == before.document
    one, other = before.pages[page], changed.pages[page]
    names = Fingerprint.__dataclass_fields__
    assert {name for name in names if getattr(one, name) != getattr(other, name)} == parts


def _layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="plan"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _scripts(pdf: Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=["x", action]))


def _fields(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=[], NeedAppearances=True)


@pytest.mark.parametrize("change", [_layer, _script, _scripts, _fields])
def test_what_is_added_to_the_document_is_found(change: Change, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        changed = _prints(_bytes(pdf))
    assert changed.document != _prints(source).document
    assert changed.pages == _prints(source).pages


def test_what_says_nothing_of_the_pages_is_left_aside(source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        pdf.docinfo["/Title"] = "Autre titre"
        pdf.Root.Lang = "de"
        for page in _pages(pdf):
            page.Tabs = Name.S
            page.LastModified = "D:20260101"
        _pages(pdf)[-1].Annots[0].M = "D:20260101"
        assert _prints(_bytes(pdf)) == _prints(source)


def _endless(pdf: Pdf) -> None:
    """Resources that hold themselves, and twice each other."""
    knot = pdf.make_indirect(Dictionary())
    knot.Self, knot.Page = knot, _pages(pdf)[0]
    _pages(pdf)[3].Resources.Properties = Dictionary(K=knot)


def _doubling(pdf: Pdf) -> None:
    """Objects few in number, that would be without end if each were written where it is held."""
    node = pdf.make_indirect(Array([1] * 50))
    for _ in range(60):
        node = pdf.make_indirect(Array([node, node]))
    _pages(pdf)[3].Resources.Properties = Dictionary(K=node)


def _woven(pdf: Pdf) -> None:
    """Forms that all hold all, as those of a form of the administration."""
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in range(30)]
    for node in nodes:
        node.All = Array(nodes)
    _pages(pdf)[3].Resources.Properties = Dictionary(K=nodes[0])


@pytest.mark.parametrize("change", [_endless, _doubling, _woven])
def test_objects_held_many_times_have_a_fingerprint(change: Change, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        changed = _bytes(pdf)
    found = _prints(changed)
    assert found.pages[3] != _prints(source).pages[3]
    for save in SAVES.values():
        assert _prints(save(changed)) == found


def _ring(pdf: Pdf, ranks: list[int], start: int = 0) -> None:
    """Have a page hold dictionaries, each holding the next and the last the first."""
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in ranks]
    for node, following in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        node.Next = following
    _pages(pdf)[3].Resources.Properties = Dictionary(K=nodes[start])
    # Another page may have met the ring elsewhere
    _pages(pdf)[2].Resources.Properties = Dictionary(K=nodes[-1])


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
            found.append(_prints(_bytes(pdf)).pages[3])
    assert (found[0] == found[1]) is same


def _many(pdf: Pdf) -> None:
    nodes = [pdf.make_indirect(Dictionary(Rank=rank)) for rank in range(MOST_OBJECTS)]
    _pages(pdf)[3].Resources.Properties = Dictionary(K=Array(nodes))


def _large(pdf: Pdf) -> None:
    node = pdf.make_indirect(String("x" * (LONG - 10)))
    _pages(pdf)[3].Resources.Properties = Dictionary(K=Array([node] * 100))


def _long_ring(pdf: Pdf) -> None:
    _ring(pdf, list(range(400)))


@pytest.mark.parametrize("hostile", [_many, _large, _long_ring])
def test_objects_without_end_are_refused(hostile: Change, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        hostile(pdf)
        with pytest.raises((ValueError, RecursionError)):
            Digester(pdf).fingerprints()


SCALARS = {
    "number": b"80",
    "real": b"0.50",
    "boolean": b"true",
    "name": b"/Text",
    "string": b"(Carlito)",
    "null": b"null",
}


@pytest.mark.parametrize("value", SCALARS.values(), ids=SCALARS)
def test_a_value_that_is_an_object_of_its_own_is_that_value(value: bytes, source: bytes) -> None:
    """Microsoft Print to PDF and many scanners write /StemV so."""
    found = {}
    for name, text in (("direct", value), ("apart", value), ("other", b"1")):
        with Pdf.open(BytesIO(source)) as pdf:
            here = pdf.make_indirect(Name.Here) if name == "apart" else Name.Here
            _pages(pdf)[3].Resources.Properties = Dictionary(K=Array([here]))
            # Without its table, which is then made anew
            written = SAVES["uncompressed"](_bytes(pdf)).replace(b"startxref", b"")
        found[name] = _prints(written.replace(b"/Here", text)).pages[3]
    assert found["apart"] == found["direct"] != found["other"]


def test_names_that_are_not_utf8_have_a_fingerprint(source: bytes) -> None:
    plain = SAVES["uncompressed"](source)
    odd = plain.replace(b"/DeviceGray", b"/Dev#e9Gray")
    assert _prints(odd).pages[-1] != _prints(plain).pages[-1]


def _stored(raw: bytes, coding: Change) -> Fingerprint:
    """The fingerprint of a page that draws a form stored as `raw`, in the coding given."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        form = pdf.make_stream(raw)
        form.Subtype, form.BBox = Name.Form, Array([0, 0, 99, 99])
        pdf.Root.Form = form
        coding(pdf)
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(b"/X Do")
        page.Resources = Dictionary(XObject=Dictionary(X=form))
        return Digester(pdf).fingerprint(0)[0]


def _unfiltered(pdf: Pdf) -> None:
    assert Name.Filter not in pdf.Root.Form


def _deflated(pdf: Pdf) -> None:
    pdf.Root.Form.Filter = Name.FlateDecode


def _predicted(pdf: Pdf) -> None:
    _deflated(pdf)
    pdf.Root.Form.DecodeParms = Dictionary(Predictor=12, Columns=5)


def _elsewhere(columns: int) -> Change:
    """Told by another object, of the same number whatever it says, how to decode."""

    def change(pdf: Pdf) -> None:
        said = pdf.make_indirect(Dictionary(Predictor=12, Columns=columns))
        pdf.Root.Form.Filter = Array([Name.FlateDecode])
        pdf.Root.Form.DecodeParms = Array([said])

    return change


def test_data_stored_alike_is_told_apart_by_how_it_is_decoded() -> None:
    raw = compress(bytes(range(60)))
    codings = (_unfiltered, _deflated, _predicted, _elsewhere(2), _elsewhere(3))
    found = [_stored(raw, coding).drawing for coding in codings]
    assert len(set(found)) == len(codings)
    assert [_stored(raw, coding).drawing for coding in reversed(codings)] == found[::-1]


def test_what_is_known_of_other_files_is_bounded(
    source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _prints(source)
    monkeypatch.setattr(fingerprint, "MOST_KNOWN", 3)
    monkeypatch.setattr(fingerprint, "_known", {})
    assert _prints(SAVES["compressed again"](source)) == before
    assert 0 < len(fingerprint._known) <= 3
