"""Passwords, scripts, signatures, forms that hide their pages, tags: said, kept or refused."""

import io
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from pypdf import PdfWriter

from packetgen.bundle.element import Element, Mark, Reference
from packetgen.bundle.tags import Reading, write
from packetgen.errors import AnnexRefused
from packetgen.text import count
from tests import pdfs
from tests.annexes.conftest import written
from tests.annexes.pictures import private, saved
from tests.pdfs import Take, as_bytes, draw_page, drawing, form, look_changed, pixel, write_pdf
from tests.spoken import spoken, unmarked
from tests.tables import table

ALGORITHMS = ["RC4-40", "AES-256"]
CASES = table(__file__)


def _encrypt(data: bytes, algorithm: str, user: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, "propriétaire", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BY_CERTIFICATE = b"<< /Encrypt << /Filter /Adobe.PubSec /V 4 /SubFilter /adbe.pkcs7.s5 >>"


@pytest.mark.parametrize(
    "data",
    [
        *(_encrypt(write_pdf(), algorithm, "secret") for algorithm in ALGORITHMS),
        write_pdf().replace(b"trailer\n<<", b"trailer\n" + BY_CERTIFICATE),
    ],
)
def test_a01_a_locked_file_is_refused_with_the_remedy(take: Take, data: bytes) -> None:
    with pytest.raises(AnnexRefused, match=r"«.rib\.pdf.».*mot de passe ou un cert.*Imprimer"):
        take(data, "rib.pdf")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a02_an_owner_password_is_lifted_and_said(take: Take, algorithm: str) -> None:
    source = write_pdf(3)
    done = take(_encrypt(source, algorithm, ""))
    assert (done.changes, done.pages) == (("restrictions d’impression ou de copie levées",), 3)
    with pikepdf.open(done.pdf) as pdf:
        assert not pdf.is_encrypted
    assert look_changed(source, done.pdf, 2) < 0.1


def _xfa(*fields: dict[str, object], needs_rendering: bool = False) -> Pdf:
    pdf = form(*fields)
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp/>")
    pdf.Root.NeedsRendering = needs_rendering
    return pdf


def _blank_xfa() -> Pdf:
    pdf = _xfa()
    pdf.pages[0].Contents = pdf.make_stream(b"")
    return pdf


@pytest.mark.parametrize(
    "make",
    [
        lambda: _xfa({}, needs_rendering=True),
        _blank_xfa,
        lambda: draw_page(CASES["please_wait"].encode()),
    ],
)
def test_a03_a_form_whose_pages_are_made_in_adobe_reader_is_refused(
    take: Take, make: Callable[[], Pdf]
) -> None:
    with pytest.raises(AnnexRefused, match=r"que dans Adobe Reader.*puis Imprimer") as refused:
        take(make())
    assert "Microsoft" not in str(refused.value)


def test_a04_a_static_xfa_form_keeps_its_pages_and_answers(take: Take) -> None:
    assert take(_xfa()).texts == ("Formulaire",)
    done = take(_xfa({"V": String("Club de Loos"), "drawn": "Club de Loos"}))
    assert "Club de Loos" in done.texts[0]
    assert done.changes == ("formulaire figé, réponses visibles",)


def test_a_portfolio_is_refused_for_its_files_are_its_content(take: Take) -> None:
    pdf = draw_page()
    pdf.attachments["statuts.pdf"] = pdf.attachments["rib.pdf"] = b"%PDF-"
    pdf.Root.Collection = Dictionary(View=Name.D)
    with pytest.raises(AnnexRefused, match=r"porte-documents.*2.fichiers.*chaque fichier"):
        take(pdf)


@pytest.mark.parametrize("joined", CASES["joined"].values(), ids=CASES["joined"])
def test_joined_files_are_removed_and_said(take: Take, joined: dict[str, Any]) -> None:
    words = defaultdict(str, joined)
    done = take(written([each.format_map(words) for each in CASES["joining"]]))
    said = count(joined["files"], "fichier joint", "fichiers joints")
    assert done.reservations == (f"{said} au PDF, à donner à part",) * bool(joined["files"])
    assert b"EmbeddedFile" not in done.pdf.read_bytes()


def test_nothing_active_or_private_is_left(take: Take) -> None:
    done = take(written(CASES["active"]).replace(b"trailer <<", b"trailer << /Info 10 0 R"))
    assert {"scripts retirés", "actions vers l’extérieur retirées"} <= set(done.changes)
    with pikepdf.open(done.pdf) as clean:
        (link,) = list(clean.pages[0].Annots)
        assert link.keys() == {"/Type", "/Subtype", "/F", "/Rect", "/Border", "/Dest"}
        assert b"canari" not in as_bytes(clean, qdf=True)


@pytest.mark.parametrize("in_letters", [False, True])
def test_a_photo_inside_a_pdf_loses_its_place(take: Take, in_letters: bool) -> None:
    photo = saved(Image.new("RGB", (64, 64), "red"), "JPEG", exif=private())
    transform = Dictionary(ColorTransform=1)
    coding: dict[str, Any] = {"Filter": Name.DCTDecode, "DecodeParms": transform}
    if in_letters:
        photo = photo.hex().encode() + b">"
        used = Array([Name.ASCIIHexDecode, Name.DCTDecode])
        coding = {"Filter": used, "DecodeParms": Array([None, transform])}
    shown = pdfs.show(Photo=lambda p: pdfs.image(p, photo, (64, 64), Name.DeviceRGB, **coding))
    source = pdfs.plain(shown)
    assert photo in source
    done = take(source)
    with pikepdf.open(done.pdf) as pdf:
        [photo] = (o.read_raw_bytes() for o in pdf.objects if o.get("/Filter") == Name.DCTDecode)
    assert b"CANARI" not in photo
    assert pixel(done.pdf, 300, 400) == pixel(source, 300, 400)


def test_a05_a_signature_is_said_and_its_picture_kept(take: Take) -> None:
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x" * 64))
    pdf = form({"FT": Name.Sig, "F": 132, "V": signature})
    pdf.pages[0].Annots[0].AP = Dictionary(N=drawing(pdf, b"0 0 1 rg 0 0 10 10 re f"))
    done = take(pdf)
    assert done.reservations == (
        "document signé\u00a0: la signature n’est plus vérifiable dans le dossier relié, "
        "l’original est gardé à côté",
    )
    assert done.signed
    assert pixel(done.pdf, 150, 680) == (0, 0, 255)
    assert take(form({"FT": Name.Sig})).reservations == ()


SPOKEN = (
    b"/P <</MCID 0>> BDC\nBT /F 30 Tf 60 700 Td (Statuts) Tj ET\nEMC\n"
    b"/Span /Kept BDC\nBT /F 30 Tf 60 600 Td (Lire ici) Tj ET\nEMC\n"
    b"/Artifact BMC\n60 500 9 9 re f\nEMC"
)


def _tagged() -> Pdf:
    pdf = draw_page(SPOKEN, MediaBox=Array([0, 0, 1190, 1684]))
    page = pdf.pages[0].obj
    page.Resources.Properties = Dictionary(Kept=Dictionary(MCID=1))
    links = [Dictionary(Subtype=Name.Link, Rect=Array([60, y, 200, y + 20])) for y in (0, 600)]
    links[0].A = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    links[1].A = Dictionary(S=Name.URI, URI="https://exemple.fr/")
    page.Annots = Array(map(pdf.make_indirect, links))
    pdf.Root.Lang = String("fr-FR")
    linked = Element("Link", [Mark(0, 1), Reference(0, 0), Reference(0, 1)])
    write(pdf, [Element("H1", [Mark(0, 0)]), Element("P", [linked])])
    return pdf


def _roles(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as document:
        return [each.role for top in Reading(document).elements for each in top.elements()]


def test_the_tags_of_an_annex_go_with_its_pages(take: Take) -> None:
    done = take(_tagged())
    assert unmarked(done.pdf) == []
    assert _roles(done.pdf) == ["Document", "H1", "P", "Link"]
    assert spoken(done.pdf)[0][1:] == [("H1", "Statuts"), ("P", ""), ("Link", "Lire ici")]


def test_tags_that_cannot_be_followed_are_told_and_left(take: Take) -> None:
    pdf = _tagged()
    pdf.Root.StructTreeRoot.K.K = pdf.Root.StructTreeRoot.K
    done = take(pdf)
    assert "balises de lecture à voix haute abîmées, non reprises" in done.changes
    assert _roles(done.pdf) == []
