"""The bundles that the tests share, and the PDF whose fingerprints they compare."""

from io import BytesIO

import pytest
from msgspec.structs import replace
from pikepdf import Array, Dictionary, Name, Pdf

from packetgen.model.bundle import Part
from tests import pdfs
from tests.bundle import samples
from tests.bundle.samples import PIECES, Bundle, linked, make, piece, planned, scan


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 2 sommaire, 3 letter, 4-6 statuts, 7 absent RIB, 8-9 comptes, 10 bordereau."""
    return make(tmp_path_factory.mktemp("plain") / "bundle.pdf")


@pytest.fixture(scope="package")
def source() -> bytes:
    """Pages drawn by packetgen, text, a scan, and one that has all that a page may have."""
    drawn = (samples.cover(samples.COVER), samples.sommaire(planned()), piece(PIECES[1]), scan())
    with Pdf.new() as pdf:
        for part in drawn:
            pdf.add_pages_from(Pdf.open(BytesIO(part)))
        pdf.pages.append(pdf.pages[0])
        page = pdf.pages[-1].obj
        page.Contents = Array([pdf.make_stream(b"q 1 0 0 rg"), pdf.make_stream(b"/X Do Q /I Do")])
        page.Rotate, page.CropBox = 90, Array([10.5, 20.25, 500, 800.123456789])
        form = pdfs.drawing(pdf, b"0.5 w 10 10 m 90.5 90 l S", (0, 0, 99.9999, 100))
        image = pdfs.image(pdf, bytes(range(256)), (16, 16))
        page.Resources = Dictionary(XObject=Dictionary(X=form, I=image))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 2, 30.5, 40], P=page)
        link.Dest = Array([pdf.pages[2].obj, Name.XYZ, 0, 841.89, 0])
        page.Annots = Array([pdf.make_indirect(link)])
        return pdfs.as_bytes(pdf)


@pytest.fixture(scope="package")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 2 sommaire, 3 letter, 4-6 statuts, 7 absent RIB, 8-9 comptes, 10 a scan."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    made = make(path, (*PIECES, Part("avis", "Avis d’impôt", 1, 5, fichier="avis.jpg")))
    pdfs = (*made.pdfs[:3], linked(made.pdfs[3]), *made.pdfs[4:6], scan(), made.pdfs[7])
    return replace(made, pdfs=pdfs, json=samples.write(path, made.ledger, pdfs))
