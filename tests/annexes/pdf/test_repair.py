"""What qpdf cannot read, or reads otherwise, is taken as viewers show it, and said."""

import io
import struct
import zlib
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from packetgen.annexes.pdf import damage
from packetgen.errors import AnnexRefused
from tests import pdfs
from tests.annexes.conftest import written
from tests.tables import table

REPAIRED = "réparé, à vérifier\u00a0: {} fichier abîmé"
ONE = REPAIRED.format("page 1 retrouvée,")
FLATE = zlib.compress(b"BT 9 0 Td ET " * 90)


@pytest.mark.parametrize("case", table(__file__)["cases"])
def test_what_viewers_show_is_taken(take: pdfs.Take, case: dict[str, Any]) -> None:
    data = written(case["objects"])
    done = take(data.replace(b"trailer <<", f"trailer << {case.get('trailer', '')}".encode()))
    assert (done.texts, list(done.reservations)) == (("Statuts",), case["said"])


def test_a_part_of_a_content_that_cannot_be_decoded_costs_itself_alone(take: pdfs.Take) -> None:
    pdf = pdfs.draw_page()
    harmed = pdf.make_stream(FLATE[:20] + b"\xff\xff" + FLATE[22:], Filter=Name.FlateDecode)
    pdf.pages[0].Contents = Array([pdf.make_stream(pdfs.TEXT), harmed])
    done = take(pdfs.plain(pdf))
    said = "page 1\u00a0: données abîmées, comparez avec l’original"
    assert (done.texts, done.reservations) == (("Statuts",), (said,))


WIDGET = (
    b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /F 132 /Rect [ 60 600 160 700 ] "
    b"/AP << /N 7 0 R >> /V << /Type /Sig /Filter /Adobe.PPKLite /Contents <00> >> >>"
)


@pytest.mark.parametrize(("shift", "said"), [(0, ()), (7, (ONE,))])
def test_a_later_revision_is_kept_with_its_signature(
    take: pdfs.Take, shift: int, said: tuple[str, ...]
) -> None:
    """The objects of the revision are stored together, and its table said `shift` away."""
    catalog = pdfs.CATALOG % b"/AcroForm << /Fields [ 5 0 R ] >>"
    page, text = pdfs.PAGE % b"/Contents 4 0 R %s", pdfs.write_stream(pdfs.TEXT)
    first = pdfs.write_objects(catalog, pdfs.PAGES, page % b"", text)
    stored = page % b"/Annots [ 5 0 R ]", WIDGET
    head = b"3 0 5 %d " % (len(stored[0]) + 1)
    later = {
        6: pdfs.write_stream(head + b" ".join(stored), b"/Type /ObjStm /N 2 /First %d" % len(head)),
        7: pdfs.write_stream(b"0 0 1 rg 0 0 99 99 re f", b"/Subtype /Form /BBox [ 0 0 100 100 ]"),
    }
    out, places = first, {}
    for number, content in later.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = [(2, 6, 0), (2, 6, 1), (1, places[6], 0), (1, places[7], 0), (1, len(out), 0)]
    table = pdfs.write_stream(
        b"".join(struct.pack(">BIH", *row) for row in rows),
        b"/Type /XRef /Size 9 /Root 1 0 R /W [ 1 4 2 ] /Index [ 3 1 5 4 ] /Prev %d"
        % int(first.split()[-2]),
    )
    end = b"8 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(out) + shift)
    done = take(out + end)
    assert done.signed
    assert done.reservations[:-1] == said
    assert pdfs.pixel(done.pdf, 110, 650) == (0, 0, 255)


def _without_table(*, empty: int = 0) -> bytes:
    """Three pages whose table, itself compressed, has lost bytes: qpdf finds no catalog in it.

    `empty` pages have lost their content before.
    """
    with pikepdf.open(io.BytesIO(pdfs.write_pdf(3))) as pdf:
        for page in list(pdf.pages)[:empty]:
            del page.obj["/Contents"]
        data = bytearray(pdfs.as_bytes(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate))
    table = data.rindex(b"stream\n", 0, data.rindex(b"endstream")) + len(b"stream\n")
    data[table + 12 : table + 32] = bytes(20)
    with pytest.raises(pikepdf.PdfError, match="unable to find"):
        pikepdf.open(io.BytesIO(data))
    return bytes(data)


def test_a06_what_qpdf_cannot_read_is_read_by_pdfium_and_said(take: pdfs.Take) -> None:
    repaired = REPAIRED.format("pages 1 à 3 retrouvées,")
    done = take(_without_table())
    assert done.reservations == (repaired,)
    assert max(pdfs.look_changed(pdfs.write_pdf(3), done.pdf, page) for page in range(3)) < 0.1
    empty = "page 1\u00a0: vide, son contenu est peut-être perdu"
    assert take(_without_table(empty=1)).reservations == (repaired, empty)
    with pytest.raises(AnnexRefused, match="abîmé ou incomplet"):
        take(_without_table(empty=3))


@pytest.mark.parametrize(
    ("alike", "said"), [((), "un lecteur de PDF en montre autre chose"), ((False, True), "réparé")]
)
def test_what_no_reading_shows_as_a_viewer_is_said_and_its_original_kept(
    take: pdfs.Take, monkeypatch: pytest.MonkeyPatch, alike: tuple[bool, ...], said: str
) -> None:
    """PDFium may draw a font without a name otherwise the first time: once is no difference."""
    answers = iter(alike)
    monkeypatch.setattr(damage, "_look_alike", lambda *_: next(answers, False))
    done = take(pdfs.plain(pdfs.draw_page(pdfs.TEXT)).replace(b"/Count 1", b"/Count 3"))
    assert done.signed == (not alike)
    assert done.reservations[-1].startswith(said)


def test_a_page_of_annotations_alone_is_no_empty_one(take: pdfs.Take) -> None:
    pdf = pdfs.annotated("Stamp")
    del pdf.pages[0].Contents
    pdf.pages[0].Annots[0].AP = Dictionary(N=pdfs.drawing(pdf, b"0 0 1 rg 0 0 10 10 re f"))
    done = take(pdfs.plain(pdf)[:-30])
    assert done.reservations == (ONE,)
    assert pdfs.pixel(done.pdf, 110, 650) == (0, 0, 255)
    del pdf.pages[0].Annots
    with pytest.raises(AnnexRefused, match="abîmé ou incomplet"):
        take(pdfs.plain(pdf)[:-30])
