"""Passwords, scripts, signatures, forms that hide their pages, damage: said, removed or refused."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from pypdf import PdfWriter

from packetgen.annexes import Intake
from packetgen.annexes import pdf as pdf_intake
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
def test_a_user_password_is_refused_with_the_remedy(
    take: Take, write_pdf: WritePdf, algorithm: str
) -> None:
    with pytest.raises(AnnexRefused, match=r"«.rib\.pdf.».*mot de passe.*Imprimer"):
        take(_encrypt(write_pdf(), algorithm, "secret"), "rib.pdf")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_owner_password_is_lifted_and_said(
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
def test_a_form_whose_pages_are_made_in_adobe_reader_is_refused(
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
        done = take(as_bytes(pdf))
    assert done.reservations == ("1\u00a0fichier joint au PDF, à donner à part",)
    with pikepdf.open(done.pdf) as pdf:
        assert not pdf.attachments


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('canari')"))


def test_nothing_active_or_private_is_left(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(
        b"/Photo Do",
        AA=Dictionary(O=_script()),
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


def test_a_signature_is_said_and_its_picture_kept(
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
        "gardez l’original",
    )
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


@pytest.mark.parametrize(
    ("cut", "empty"),
    [
        (lambda data: data[: len(data) // 2], "pages 3 à 8"),
        (lambda data: data[: len(data) * 9 // 10], "page 8"),
        (lambda data: data[: len(data) * 99 // 100], ""),
        (lambda data: data[:-20], ""),
        (lambda data: data[: len(data) // 2] + bytes(400) + data[len(data) // 2 + 400 :], ""),
    ],
    ids=["half", "90 %", "99 %", "last 20 bytes", "zeros"],
)
def test_a_damaged_file_is_said_with_its_pages(
    take: Take, write_pdf: WritePdf, cut: Callable[[bytes], bytes], empty: str
) -> None:
    done = take(cut(write_pdf(8)))
    assert done.pages == 8
    assert done.reservations[0] == (
        "réparé, à vérifier\u00a0: fichier abîmé, 8\u00a0pages retrouvées"
    )
    if empty:
        assert done.reservations[1].startswith(empty)


def test_a_file_damaged_beyond_its_pages_is_refused(take: Take, write_pdf: WritePdf) -> None:
    data = write_pdf(8)
    for broken in (b"%PDF-1.4\n", data[:400], data[:1700], bytes(2000) + data[2000:]):
        with pytest.raises(AnnexRefused, match=r"abîmé ou incomplet.*de nouveau"):
            take(broken)


def test_fewer_pages_than_announced_are_said(
    take: Take, write_pdf: WritePdf, as_bytes: AsBytes
) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(5))) as pdf:
        data = as_bytes(pdf)
    done = take(data.replace(b"/Count 5", b"/Count 7"))
    assert done.reservations == (
        "réparé, à vérifier\u00a0: fichier abîmé, 5\u00a0pages retrouvées sur 7",
    )


def test_what_precedes_the_header_is_ignored(take: Take, write_pdf: WritePdf) -> None:
    assert take(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + write_pdf(2)).pages == 2


@pytest.mark.parametrize("seed", range(40))
def test_damage_is_always_flagged_refused_or_harmless(
    take: Take, write_pdf: WritePdf, picture: Picture, difference: Difference, seed: int
) -> None:
    whole, chance = write_pdf(3, lines=8), random.Random(seed)  # noqa: S311
    data = bytearray(whole)
    for _ in range(chance.choice((1, 8, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        done = take(bytes(data))
    except AnnexRefused as refused:
        assert str(refused).startswith("«\u00a0pièce.pdf\u00a0»")
        return
    if done.reservations:
        return
    assert done.pages == 3
    for page in range(3):
        # A flipped letter is nobody's loss; a page that vanishes would be
        assert difference(picture(whole, page), picture(done.pdf, page)) < 1


def test_a_bomb_is_refused(
    take: Take, draw_page: Callable[..., Pdf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_intake, "MAX_STREAM", 5_000_000)
    bomb = zlib.compress(bytes(50_000_000), 9)
    pdf = draw_page(b"")
    pdf.pages[0].Contents = pdf.make_stream(
        zlib.compress(bomb), Filter=Array([Name.FlateDecode, Name.FlateDecode])
    )
    out = io.BytesIO()
    pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(AnnexRefused, match="démesurées"):
        take(out.getvalue())


def test_a_stream_of_80_megabytes_is_taken(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(
        Scan=pdf.make_stream(
            bytes(80_000_000), Subtype=Name.Image, Width=8000, Height=10000, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
    )  # fmt: skip
    assert take(as_bytes(pdf)).pages == 1


def test_a_tree_of_pages_that_bites_its_tail_ends(take: Take, write_pdf: WritePdf) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(2))) as pdf:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        outline = pdf.make_indirect(Dictionary())
        outline.First = outline.Next = outline
        pdf.Root.Outlines = outline
        out = io.BytesIO()
        pdf.save(out)
    try:
        done = take(out.getvalue())
    except AnnexRefused:
        return
    assert done.pages == 2
