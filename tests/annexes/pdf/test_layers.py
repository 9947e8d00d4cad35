"""What a hidden layer holds is hidden still, once pypdf has bound the file with others."""

import io
from collections import defaultdict

import pytest
from pikepdf import Array, Pdf
from pypdf import PdfWriter

from tests.annexes.conftest import written
from tests.pdfs import Take, look_changed, picture
from tests.tables import table

CASES = table(__file__)
CONTENT = CASES["content"].encode("latin-1")
WHITE = (255, 255, 255)


def _layered(content: bytes = CONTENT, config: str = "/OFF [ 6 0 R ]", **said: str) -> Pdf:
    words = defaultdict(str, {"config": config, "it": "null", **said})
    pdf = Pdf.open(io.BytesIO(written([each.format_map(words) for each in CASES["layered"]])))
    pdf.pages[0].Contents = pdf.make_stream(content)
    return pdf


def _bound(take: Take, pdf: Pdf) -> bytes:
    """Bind a file behind a blank page, which is taken away again to see it alone."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.append(take(pdf).pdf)
    writer.remove_page(0)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _middle(pdf: bytes | Pdf) -> object:
    return picture(pdf).getpixel((150, 200))


@pytest.mark.parametrize(("config", "hidden"), [("/OFF [ 6 0 R ]", True), ("", False)])
def test_a07_a_hidden_layer_stays_hidden_once_bound(take: Take, config: str, hidden: bool) -> None:
    pdf = _layered(config=config)
    said = "1\u00a0calque masqué non repris\u00a0: «\u00a0Prix de vente\u00a0»"
    assert take(pdf).reservations == (said,) * hidden
    bound = _bound(take, pdf)
    assert look_changed(pdf, bound) < 0.1
    assert b"Prix de vente" not in bound


@pytest.mark.parametrize(("rule", "shows"), CASES["sets"])
def test_sets_of_layers_follow_policy_or_expression(take: Take, rule: str, shows: bool) -> None:
    pdf = _layered(b"/OC /Set BDC 0 0 1 rg 0 0 595 842 re f EMC", rule=rule)
    assert (_middle(pdf) != WHITE) is shows
    assert (_middle(_bound(take, pdf)) != WHITE) is shows


def test_a_set_of_layers_that_the_file_does_not_list_is_followed_too(take: Take) -> None:
    rule = "/P /AllOff /OCGs [ 5 0 R ]"
    pdf = _layered(b"/OC /Set BDC 0 0 1 rg 0 0 595 842 re f EMC", "", rule=rule)
    pdf.Root.OCProperties.OCGs = Array()
    assert _middle(pdf) == _middle(_bound(take, pdf)) == WHITE


@pytest.mark.parametrize(
    ("it", "seen"),
    [*((it, WHITE) for it in CASES["hidden"]), *((it, (0, 0, 255)) for it in CASES["shown"])],
)
def test_hidden_objects_and_annotations_stay_hidden(take: Take, it: str, seen: object) -> None:
    content = b"/It Do q 595 0 0 842 0 0 cm /It Do Q"
    said = {"it": it, "rule": "/P /AllOff /OCGs [ 6 0 R ]"}
    assert _middle(_layered(content, **said)) == seen
    # PDFium draws it, against ISO 32000-1, 12.5.2
    note = "<< /Subtype /Stamp /Rect [ 0 0 595 842 ] /AP << /N 10 0 R >> /OC 6 0 R >>"
    assert _middle(_bound(take, _layered(content, annots=f"/Annots [ {note} ]", **said))) == seen


@pytest.mark.parametrize(("config", "said", "hidden"), CASES["decided"])
def test_the_default_configuration_decides(take: Take, config: str, said: str, hidden: int) -> None:
    reserved = take(_layered(config=config, hidden=said)).reservations
    assert [text.split("\u00a0")[0] for text in reserved] == ([str(hidden)] if hidden else [])


def test_a_hidden_layer_whose_name_is_not_utf8_stays_hidden(take: Take) -> None:
    text = b"BT /F 30 Tf 60 700 Td (%b) Tj ET"
    content = b"/OC /Ann#e9e BDC " + text % b"SECRET" + b" EMC " + text % b"Statuts"
    assert take(_layered(content, named="/Ann#e9e 6 0 R")).texts == ("Statuts",)
