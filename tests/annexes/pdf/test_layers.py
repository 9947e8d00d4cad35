"""What a hidden layer holds is hidden still, once pypdf has bound the file with others."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from PIL import Image
from pypdf import PdfWriter

from packetgen.annexes.outcome import Intake

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]
AsBytes = Callable[[Pdf], bytes]

# Red shows, blue is hidden; what follows the hidden part stands where it would
CONTENT = b"""
/OC /Shown BDC 1 0 0 rg 60 700 200 60 re f EMC
/OC /Hidden BDC
  q 2 0 0 2 0 0 cm 0 0 1 rg 30 250 100 50 re B 60 200 m 200 280 l S Q
  0 0 1 RG 0 0 1 rg BT /F 30 Tf 60 400 Td (SECRET) Tj (SECRET) ' 1 1 (SECRET) " ET
  /Span << /ActualText (x) >> BDC 300 300 80 80 re W f EMC
  q 90 0 0 90 60 100 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID \x00\x00\xff EI Q
  /Drawing Do
EMC
0 .5 0 rg 300 300 200 200 re f
"""


def _group(pdf: Pdf, name: str) -> Object:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))


def _bind(done: Intake) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.append(Path(done.pdf))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def layered(draw_page: Callable[..., Pdf]) -> Callable[..., Pdf]:
    """Make a page with a layer that shows and one that the configuration hides."""

    def make(content: bytes = CONTENT) -> Pdf:
        pdf = draw_page(content)
        shown, hidden = _group(pdf, "Fond"), _group(pdf, "Prix de vente")
        pdf.pages[0].Resources.Properties = Dictionary(Shown=shown, Hidden=hidden)
        pdf.pages[0].Resources.XObject = Dictionary(
            Drawing=pdf.make_stream(
                b"0 0 1 rg 400 600 100 100 re f", Subtype=Name.Form, BBox=Array([0, 0, 600, 850])
            )
        )
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([shown, hidden]), D=Dictionary(OFF=Array([hidden]))
        )
        return pdf

    return make


def test_a07_a_hidden_layer_stays_hidden_once_bound(
    take: Take, picture: Picture, difference: Difference, layered: Callable[..., Pdf],
    as_bytes: AsBytes,
) -> None:  # fmt: skip
    source = as_bytes(layered())
    done = take(source)
    assert done.reservations == (
        "1\u00a0calque masqué non repris\u00a0: «\u00a0Prix de vente\u00a0»",
    )
    assert difference(picture(source), picture(_bind(done), page=1)) < 0.1
    assert b"Prix de vente" not in done.pdf.read_bytes()


def test_without_hidden_layer_nothing_is_said(
    take: Take, picture: Picture, difference: Difference, layered: Callable[..., Pdf],
    as_bytes: AsBytes,
) -> None:  # fmt: skip
    pdf = layered()
    pdf.Root.OCProperties.D = Dictionary()
    done = take(as_bytes(pdf))
    assert done.reservations == ()
    assert difference(picture(as_bytes(pdf)), picture(_bind(done), page=1)) < 0.1


def _membership(pdf: Pdf, policy: str, *layers: str) -> Object:
    groups = pdf.pages[0].Resources.Properties
    return pdf.make_indirect(
        Dictionary(Type=Name.OCMD, P=Name(policy), OCGs=Array(groups[name] for name in layers))
    )


@pytest.mark.parametrize(
    ("policy", "layers", "shows"),
    [
        ("/AllOn", ("/Shown", "/Hidden"), False),
        ("/AnyOn", ("/Shown", "/Hidden"), True),
        ("/AnyOff", ("/Shown", "/Hidden"), True),
        ("/AllOff", ("/Shown", "/Hidden"), False),
        ("/AllOff", ("/Hidden",), True),
        ("/AnyOn", ("/Hidden",), False),
        ("/AllOn", (), True),
    ],
)
def test_sets_of_layers_follow_their_policy(
    take: Take, picture: Picture, layered: Callable[..., Pdf], as_bytes: AsBytes,
    policy: str, layers: tuple[str, ...], shows: bool,
) -> None:  # fmt: skip
    pdf = layered(b"/OC /Set BDC 0 0 1 rg 0 0 595 842 re f EMC")
    pdf.pages[0].Resources.Properties.Set = _membership(pdf, policy, *layers)
    seen = picture(as_bytes(pdf)).getpixel((150, 200)) == (0, 0, 255)
    assert seen is shows
    assert (picture(_bind(take(as_bytes(pdf))), page=1).getpixel((150, 200)) != (255,) * 3) is shows


@pytest.mark.parametrize(("operator", "shows"), [("/Not", True), ("/And", False), ("/Or", True)])
def test_sets_of_layers_follow_their_expression(
    take: Take, picture: Picture, layered: Callable[..., Pdf], as_bytes: AsBytes,
    operator: str, shows: bool,
) -> None:  # fmt: skip
    pdf = layered(b"/OC /Set BDC 0 0 1 rg 0 0 595 842 re f EMC")
    groups = pdf.pages[0].Resources.Properties
    operands = [groups.Hidden] if operator == "/Not" else [groups.Shown, groups.Hidden]
    groups.Set = pdf.make_indirect(
        Dictionary(Type=Name.OCMD, VE=Array([Name(operator), *operands]))
    )
    drawn = picture(_bind(take(as_bytes(pdf))), page=1)
    assert (drawn.getpixel((150, 200)) != (255,) * 3) is shows


@pytest.mark.parametrize("what", ["form", "image", "nested", "annotation"])
def test_hidden_objects_stay_hidden(
    take: Take, picture: Picture, layered: Callable[..., Pdf], as_bytes: AsBytes, what: str
) -> None:
    pdf = layered(b"q 595 0 0 842 0 0 cm /It Do Q" if what == "image" else b"/It Do")
    page = pdf.pages[0]
    hidden = page.Resources.Properties.Hidden
    blue = b"0 0 1 rg 0 0 595 842 re f"
    box = Array([0, 0, 595, 842])
    if what == "image":
        it = pdf.make_stream(
            b"\x00\x00\xff", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, OC=hidden,
        )  # fmt: skip
    elif what == "nested":
        it = pdf.make_stream(
            b"/OC /Mine BDC " + blue + b" EMC", Subtype=Name.Form, BBox=box,
            Resources=Dictionary(Properties=Dictionary(Mine=hidden)),
        )  # fmt: skip
    else:
        it = pdf.make_stream(blue, Subtype=Name.Form, BBox=box)
    if what == "form":
        it.OC = hidden
    if what == "annotation":
        page.Contents = pdf.make_stream(b"")
        page.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=box, OC=hidden,
                        AP=Dictionary(N=it))]
        )  # fmt: skip
    page.Resources.XObject = Dictionary(It=it)
    if what != "annotation":  # PDFium draws it, against ISO 32000-1, 12.5.2
        assert picture(as_bytes(pdf)).getpixel((150, 200)) == (255, 255, 255)
    assert picture(_bind(take(as_bytes(pdf))), page=1).getpixel((150, 200)) == (255, 255, 255)


def test_a_form_that_shows_because_a_layer_is_off_shows_still(
    take: Take, picture: Picture, layered: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = layered(b"/It Do")
    blue = pdf.make_stream(
        b"0 0 1 rg 0 0 595 842 re f", Subtype=Name.Form, BBox=Array([0, 0, 595, 842])
    )
    blue.OC = _membership(pdf, "/AllOff", "/Hidden")
    pdf.pages[0].Resources.XObject = Dictionary(It=blue)
    assert picture(_bind(take(as_bytes(pdf))), page=1).getpixel((150, 200)) == (0, 0, 255)


def _with_usage(pdf: Pdf, state: str) -> None:
    """Let a screen's state decide of the layer, as AutoCAD does."""
    hidden = pdf.pages[0].Resources.Properties.Hidden
    hidden.Usage = Dictionary(View=Dictionary(ViewState=Name(state)))
    pdf.Root.OCProperties.D.AS = Array(
        [Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([hidden]))]
    )


@pytest.mark.parametrize(
    ("configure", "hidden"),
    [
        (lambda pdf: setattr(pdf.Root.OCProperties.D, "BaseState", Name.OFF), 2),
        (lambda pdf: _with_usage(pdf, "/ON"), 0),
        (lambda pdf: _with_usage(pdf, "/OFF"), 1),
        (lambda pdf: setattr(pdf.pages[0].Resources.Properties.Hidden, "Intent", Name.Design), 0),
    ],
    ids=["base", "on for screens", "off for screens", "design"],
)
def test_the_default_configuration_decides(
    take: Take, layered: Callable[..., Pdf], as_bytes: AsBytes,
    configure: Callable[[Pdf], None], hidden: int,
) -> None:  # fmt: skip
    pdf = layered()
    configure(pdf)
    reserved = take(as_bytes(pdf)).reservations
    assert [text.split("\u00a0")[0] for text in reserved] == ([str(hidden)] if hidden else [])
