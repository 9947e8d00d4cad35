"""Passwords, scripts, signatures, forms that hide their pages, damage: said, removed or refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from pypdf import PdfWriter

from packetgen.annexes.outcome import Intake
from packetgen.errors import AnnexRefused

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]
AsBytes = Callable[[Pdf], bytes]
WritePdf = Callable[..., bytes]

ALGORITHMS = ["RC4-40", "RC4-128", "AES-128", "AES-256"]
PLEASE_WAIT = (
    b"BT /F 12 Tf 60 780 Td (Please wait...) Tj 0 -20 Td (If this message is not eventually "
    b"replaced by the proper contents of the document,) Tj ET"
)


def _encrypt(data: bytes, algorithm: str, user: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, "propriétaire", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a01_a_user_password_is_refused_with_the_remedy(
    take: Take, write_pdf: WritePdf, algorithm: str
) -> None:
    with pytest.raises(AnnexRefused, match=r"«.rib\.pdf.».*mot de passe.*Imprimer"):
        take(_encrypt(write_pdf(), algorithm, "secret"), "rib.pdf")


def test_a_certificate_is_refused_with_the_remedy(take: Take, write_pdf: WritePdf) -> None:
    locked = b"/Encrypt << /Filter /Adobe.PubSec /V 4 /SubFilter /adbe.pkcs7.s5 /Length 128 >>"
    with pytest.raises(AnnexRefused, match=r"certificat.*Imprimer"):
        take(write_pdf().replace(b"trailer\n<<", b"trailer\n<< " + locked))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a02_an_owner_password_is_lifted_and_said(
    take: Take, write_pdf: WritePdf, picture: Picture, difference: Difference, algorithm: str
) -> None:
    source = write_pdf(3)
    done = take(_encrypt(source, algorithm, ""))
    assert done.changes == ("restrictions d’impression ou de copie levées",)
    assert done.pages == 3
    with pikepdf.open(done.pdf) as pdf:
        assert not pdf.is_encrypted
    assert difference(picture(source, page=2), picture(done.pdf, page=2)) < 0.1


@pytest.mark.parametrize("how", ["needs rendering", "no field", "only a message"])
def test_a03_a_form_whose_pages_are_made_in_adobe_reader_is_refused(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes, how: str
) -> None:
    pdf = draw_page(PLEASE_WAIT if how == "only a message" else b"")
    if how != "only a message":
        pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp:xdp/>"), Fields=Array())
    if how == "needs rendering":
        pdf.Root.NeedsRendering = True
        field = Dictionary(Subtype=Name.Widget, FT=Name.Tx, Rect=Array([0, 0, 1, 1]))
        pdf.Root.AcroForm.Fields = pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
    with pytest.raises(AnnexRefused, match=r"que dans Adobe Reader.*puis Imprimer"):
        take(as_bytes(pdf))


def test_a_portfolio_is_refused_for_its_files_are_its_content(
    take: Take, write_pdf: WritePdf, as_bytes: AsBytes
) -> None:
    with pikepdf.open(io.BytesIO(write_pdf())) as pdf:
        pdf.attachments["statuts.pdf"] = b"%PDF-"
        pdf.attachments["rib.pdf"] = b"%PDF-"
        pdf.Root.Collection = Dictionary(View=Name.D)
        with pytest.raises(AnnexRefused, match=r"porte-documents.*2.fichiers.*chaque fichier"):
            take(as_bytes(pdf))


def test_joined_files_are_removed_and_said(
    take: Take, write_pdf: WritePdf, as_bytes: AsBytes
) -> None:
    with pikepdf.open(io.BytesIO(write_pdf())) as pdf:
        pdf.attachments["facture.xml"] = b"<facture-secrete/>"
        pdf.attachments["note.txt"] = b"secret"
        done = take(as_bytes(pdf))
    assert done.reservations == ("2\u00a0fichiers joints au PDF, à donner à part",)
    with pikepdf.open(done.pdf) as pdf:
        assert not pdf.attachments


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('canari')"))


def test_nothing_active_or_private_is_left(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(
        b"/Photo Do",
        AA=Dictionary(O=_script(), C=Dictionary(S=Name.Named, N=Name.Print)),
        PieceInfo=Dictionary(Illustrator=Dictionary(Private=String("canari"))),
        Metadata=Dictionary(Author=String("canari")),
        Thumb=Dictionary(Note=String("canari")),
    )
    page = pdf.pages[0]
    joined = Dictionary(Type=Name.Filespec, F=String("canari.exe"))
    joined.EF = Dictionary(F=pdf.make_stream(b"canari", Type=Name.EmbeddedFile))
    page.Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            b"",
            Subtype=Name.Form,
            BBox=Array([0, 0, 1, 1]),
            Metadata=pdf.make_stream(b"<x:xmpmeta>canari</x:xmpmeta>", Type=Name.Metadata),
            PieceInfo=Dictionary(X=String("canari")),
            AF=Array([pdf.make_indirect(joined)]),
        )
    )
    page.Resources.Properties = Dictionary(
        MC0=Dictionary(Metadata=pdf.make_stream(b"canari", Type=Name.Metadata))
    )
    chained = Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]), Next=_script())
    rect = Array([0, 0, 50, 50])
    launch = Dictionary(S=Name.Launch, F=String("canari.exe"))
    submit = Dictionary(S=Name.SubmitForm, F=String("https://canari.exemple.fr"))
    button = pdf.make_indirect(
        Dictionary(Subtype=Name.Widget, Rect=rect, FT=Name.Btn, T=String("canari"), A=_script())
    )
    page.Annots = Array(
        [
            Dictionary(Subtype=Name.Link, Rect=rect, A=chained),
            Dictionary(Subtype=Name.Link, Rect=rect, A=launch),
            Dictionary(Subtype=Name.Link, Rect=rect, A=submit),
            Dictionary(Subtype=Name.FileAttachment, Rect=rect, FS=joined),
            button,
        ]
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([button]), CO=Array([button]))
    pdf.Root.OpenAction = _script()
    pdf.Root.AA = Dictionary(WC=_script())
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("canari"), _script()])))
    pdf.Root.Perms = Dictionary(UR3=Dictionary(Type=Name.Sig))
    pdf.attachments["canari.txt"] = b"canari"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["canari"]
    pdf.docinfo["/Author"] = "canari"
    done = take(as_bytes(pdf))
    assert {"scripts retirés", "actions vers l’extérieur retirées"} <= set(done.changes)
    with pikepdf.open(done.pdf) as clean:
        (link,) = list(clean.pages[0].Annots)
        assert link.keys() == {"/Type", "/Subtype", "/F", "/Rect", "/Border", "/Dest"}
        plain = io.BytesIO()
        clean.save(plain, qdf=True)
    assert b"canari" not in plain.getvalue()


def test_a_photo_inside_a_pdf_loses_its_place(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes, picture: Picture
) -> None:
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CANARI"
    Image.new("RGB", (64, 64), "red").save(photo, "JPEG", exif=exif)
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Photo Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            photo.getvalue(), Subtype=Name.Image, Width=64, Height=64, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
            DecodeParms=Dictionary(ColorTransform=1),
        )
    )  # fmt: skip
    source = as_bytes(pdf)
    assert b"CANARI" in source
    done = take(source)
    assert b"CANARI" not in done.pdf.read_bytes()
    assert picture(done.pdf).getpixel((150, 200)) == picture(source).getpixel((150, 200))


def test_a05_a_signature_is_said_and_its_picture_kept(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes, picture: Picture
) -> None:
    pdf = draw_page(b"")
    drawn = pdf.make_stream(
        b"0 0 1 rg 0 0 10 10 re f", Subtype=Name.Form, BBox=Array([0, 0, 10, 10])
    )
    signature = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x" * 64),
        ByteRange=Array([0, 10, 20, 30]),
    )  # fmt: skip
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("présidente"), F=132,
        Rect=Array([100, 100, 200, 150]), AP=Dictionary(N=drawn), V=pdf.make_indirect(signature),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots, SigFlags=3)
    done = take(as_bytes(pdf))
    assert done.reservations == (
        "document signé\u00a0: la signature n’est plus vérifiable dans le dossier relié, "
        "l’original est gardé à côté",
    )
    assert done.signed
    assert picture(done.pdf, width=595).getpixel((150, 842 - 125)) == (0, 0, 255)


def test_an_empty_signature_field_is_no_signature(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"")
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("présidente"),
        Rect=Array([100, 100, 200, 150]),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots)
    assert take(as_bytes(pdf)).reservations == ()
