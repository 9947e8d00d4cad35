"""Fingerprints: the same after any new save, another after any change of what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zlib import compress

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from packetgen.bundle.proof import fingerprint
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.model.bundle import Fingerprint
from tests.bundle.proof.saves import SAVES, Save, pages_of, prints_of
from tests.pdfs import as_bytes

Change = Callable[[Pdf], None]


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_new_save_changes_no_fingerprint(save: Save, source: bytes) -> None:
    saved = save(source)
    assert saved != source
    assert prints_of(saved) == prints_of(source)


def _font(pdf: Pdf) -> None:
    font = next(iter(pages_of(pdf)[0].Resources.Font.as_dict().values()))
    widths = list(font.Widths)
    font.Widths = Array([*widths[:-1], int(widths[-1]) + 1])


def _font_file(pdf: Pdf) -> None:
    file = next(iter(pages_of(pdf)[0].Resources.Font.as_dict().values())).FontDescriptor.FontFile2
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write(bytes(data))


def _turned_above(pdf: Pdf) -> None:
    del pages_of(pdf)[3].Rotate
    pdf.Root.Pages.Rotate = 180


def _scaled(pdf: Pdf) -> None:
    pages_of(pdf)[3].UserUnit = 2


def _blended(pdf: Pdf) -> None:
    pages_of(pdf)[3].Group = Dictionary(S=Name.Transparency, K=True)


def _link(pdf: Pdf) -> None:
    pages_of(pdf)[-1].Annots[0].Dest[0] = pages_of(pdf)[3]


@pytest.mark.parametrize(
    ("change", "page", "parts"),
    [
        (_font, 0, {"drawing"}),
        (_font_file, 0, {"drawing"}),
        (_turned_above, 3, {"frame"}),
        (_scaled, 3, {"frame"}),
        (_blended, 3, {"frame"}),
        (_link, -1, {"links"}),
    ],
)
def test_a_change_of_what_decides_the_look_is_found_where_it_is(
    change: Change, page: int, parts: set[str], source: bytes
) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf)
        changed = prints_of(as_bytes(pdf))
    before = prints_of(source)
    assert changed.document == before.document
    one, other = before.pages[page], changed.pages[page]
    names = Fingerprint.__dataclass_fields__
    assert {name for name in names if getattr(one, name) != getattr(other, name)} == parts


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/OpenAction", SCRIPT),
        ("/Names", Dictionary(JavaScript=Dictionary(Names=["x", SCRIPT]))),
        ("/AcroForm", Dictionary(Fields=[], NeedAppearances=True)),
    ],
)
def test_what_is_added_to_the_document_is_found(key: str, value: Object, source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        pdf.Root[key] = value
        changed = prints_of(as_bytes(pdf))
    assert changed.document != prints_of(source).document
    assert changed.pages == prints_of(source).pages


def test_what_says_nothing_of_the_pages_is_left_aside(source: bytes) -> None:
    with Pdf.open(BytesIO(source)) as pdf:
        pdf.docinfo["/Title"] = "Autre titre"
        pdf.Root.Lang = "de"
        for page in pages_of(pdf):
            page.Tabs = Name.S
            page.LastModified = "D:20260101"
        pages_of(pdf)[-1].Annots[0].M = "D:20260101"
        assert prints_of(as_bytes(pdf)) == prints_of(source)


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
            pages_of(pdf)[3].Resources.Properties = Dictionary(K=Array([here]))
            # Without its table, which is then made anew
            written = SAVES["uncompressed"](as_bytes(pdf)).replace(b"startxref", b"")
        found[name] = prints_of(written.replace(b"/Here", text)).pages[3]
    assert found["apart"] == found["direct"] != found["other"]


def test_names_that_are_not_utf8_have_a_fingerprint(source: bytes) -> None:
    plain = SAVES["uncompressed"](source)
    odd = plain.replace(b"/DeviceGray", b"/Dev#e9Gray")
    assert prints_of(odd).pages[-1] != prints_of(plain).pages[-1]


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


def test_fingerprints_stay_when_those_of_other_files_are_forgotten(
    source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prints_of(source)
    monkeypatch.setattr(fingerprint, "MOST_KNOWN", 3)
    assert prints_of(SAVES["compressed again"](source)) == before
