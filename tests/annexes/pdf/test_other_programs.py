"""What other programs write in their own way, and every reader shows: taken, and nothing said."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String
from pikepdf import StreamDecodeLevel as Level
from PIL import Image

from packetgen.annexes.lighten.worker import lighten
from packetgen.annexes.outcome import Intake
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.errors import AnnexRefused
from packetgen.model.bundle import Fingerprint
from tests.heavy import photo

Take = Callable[..., Intake]
AsBytes = Callable[[Pdf], bytes]
DrawPage = Callable[..., Pdf]
WritePdf = Callable[..., bytes]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]


def _plain(pdf: Pdf) -> bytes:
    """A PDF whose objects can be read in its bytes."""
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=Level.none,
        compress_streams=False,
    )
    return out.getvalue()


def _scalars_apart(data: bytes) -> bytes:
    """The same file, each number, boolean, name and string an object of its own."""
    values: list[bytes] = []

    def apart(value: object) -> Object:
        text = Array([value]).unparse().removeprefix(b"[ ").removesuffix(b" ]")
        # As long as the value, for the offsets of the file to hold
        held = f"/Scalar{len(values):04}".ljust(len(text), "_")
        values.append(text.ljust(len(held)))
        return pdf.make_indirect(Name(held))

    with Pdf.open(io.BytesIO(data)) as pdf:
        for item in list(pdf.objects):
            for holder, place, value in list(_scalars(item)):
                holder[place] = apart(value)
        written = _plain(pdf)
    return re.sub(rb"/Scalar(\d{4})_*", lambda found: values[int(found[1])], written)


def _scalars(item: object) -> Iterator[tuple[Object, str | int, object]]:
    pairs: list[tuple[str | int, object]] = []
    if isinstance(item, Dictionary | Stream):
        pairs = [(key, item[key]) for key in item.keys() - {"/Length", "/Filter"}]
    elif isinstance(item, Array):
        pairs = list(enumerate(item))
    for place, value in sorted(pairs, key=str):
        if isinstance(value, bool | int | Decimal | Name | String):
            assert isinstance(item, Object)
            yield item, place, value
        elif isinstance(value, Object) and not value.is_indirect:
            yield from _scalars(value)


def _prints(path: Path) -> tuple[Fingerprint, ...]:
    with Pdf.open(path) as pdf:
        return Digester(pdf).fingerprints().pages


def test_any_value_may_be_an_object_of_its_own(take: Take, draw_page: DrawPage) -> None:
    """Microsoft Print to PDF, Quartz, the scanners of Brother and Kyocera write some so."""
    pdf = draw_page(
        b"/G gs BT /F 30 Tf 60 700 Td (Statuts) Tj ET q 400 0 0 300 90 300 cm /Photo Do Q"
    )
    _with_image(pdf, photo(size=(80, 60)), Name.DeviceRGB)
    resources = pdf.pages[0].Resources
    resources.ExtGState = Dictionary(G=Dictionary(CA=0.5, AIS=False, BM=Name.Normal))
    resources.Font.F.FontDescriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Helvetica, FontFamily=String("Helvetica"),
            Flags=32, StemV=80, ItalicAngle=0, Ascent=718.5,
            FontBBox=Array([-166, -225, 1000, 931]),
        )
    )  # fmt: skip
    plain, apart = _plain(pdf), _scalars_apart(_plain(pdf))
    assert apart.count(b" obj") > plain.count(b" obj") + 25
    before = _prints(take(plain).pdf)
    done = take(apart)
    assert (done.reservations, done.texts) == ((), ("Statuts",))
    assert _prints(done.pdf) == before


def _with_image(pdf: Pdf, pixels: Image.Image, space: Object | Name) -> None:
    width, height = pixels.size
    pdf.pages[0].Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            pixels.tobytes(), Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
            ColorSpace=space,
        )
    )  # fmt: skip


def test_a_photo_whose_color_space_is_apart_is_read_and_lightened(
    take: Take, draw_page: DrawPage, as_bytes: AsBytes, tmp_path: Path
) -> None:
    pdf = draw_page(b"q 400 0 0 300 90 400 cm /Photo Do Q")
    _with_image(pdf, photo(size=(1600, 1200)), pdf.make_indirect(Name.DeviceRGB))
    done = take(as_bytes(pdf))
    assert done.reservations == ()
    assert lighten(done.pdf, tmp_path / "leger.pdf", photos=True) == 1


def test_a_photo_cut_short_is_said_wherever_its_color_space_is(
    take: Take, draw_page: DrawPage, as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"q 400 0 0 300 90 400 cm /Photo Do Q")
    _with_image(pdf, photo(size=(80, 60)), pdf.make_indirect(Name.DeviceRGB))
    image = pdf.pages[0].Resources.XObject.Photo
    image.write(image.read_bytes()[:-99])
    [said] = take(as_bytes(pdf)).reservations
    assert said == "page 1\u00a0: données abîmées, comparez avec l’original"


ODD = b"/Ann#e9e"


def _named_oddly(data: bytes) -> bytes:
    """The same file where `/AnneXXe` has a byte that is not UTF-8."""
    assert b"/AnneXXe" in data
    return data.replace(b"/AnneXXe", ODD)


def test_a_font_whose_name_is_not_utf8_is_kept(
    take: Take, draw_page: DrawPage, picture: Picture, difference: Difference
) -> None:
    pdf = draw_page(b"BT /AnneXXe 30 Tf 60 700 Td (Statuts) Tj ET")
    fonts = pdf.pages[0].Resources.Font
    fonts.AnneXXe = fonts.F
    fonts.F.Name = Name.AnneXXe
    data = _named_oddly(_plain(pdf))
    done = take(data)
    assert (done.reservations, done.texts) == ((), ("Statuts",))
    assert difference(picture(data), picture(done.pdf)) < 1


def test_a_hidden_layer_whose_name_is_not_utf8_stays_hidden(
    take: Take, draw_page: DrawPage
) -> None:
    pdf = draw_page(
        b"/OC /AnneXXe BDC BT /F 30 Tf 60 700 Td (SECRET) Tj ET EMC"
        b" BT /F 30 Tf 60 600 Td (Statuts) Tj ET"
    )
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Prix")))
    pdf.pages[0].Resources.Properties = Dictionary(AnneXXe=group)
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    done = take(_named_oddly(_plain(pdf)))
    assert done.texts == ("Statuts",)


@pytest.mark.parametrize("where", ["names", "tree"])
def test_a_place_whose_name_is_not_utf8_keeps_its_link(
    where: str, take: Take, draw_page: DrawPage
) -> None:
    pdf = draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET")
    place = Array([pdf.pages[0].obj, Name.Fit])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([60, 690, 200, 730]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])
    link = pdf.pages[0].Annots[0]
    if where == "names":
        link.Dest, pdf.Root.Dests = Name.AnneXXe, Dictionary(AnneXXe=place)
        data = _named_oddly(_plain(pdf))
    else:
        link.Dest = String("Année")
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("Année"), place])))
        data = _plain(pdf)
    with Pdf.open(take(data).pdf) as made:
        assert len(made.pages[0].Annots) == 1


def test_a_word_that_is_no_operator_nor_utf8_is_a_damage(take: Take, draw_page: DrawPage) -> None:
    pdf = draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET \xe9t\xe9 Q")
    [said] = take(_plain(pdf)).reservations
    assert said == "page 1\u00a0: données abîmées, comparez avec l’original"


def test_forms_that_all_share_their_resources_are_taken(
    take: Take, draw_page: DrawPage, as_bytes: AsBytes
) -> None:
    """Forms of the administration have twenty, each with the whole list."""
    pdf = draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET /X0 Do")
    forms = [
        pdf.make_stream(b"%d 0 9 9 re f" % each, Subtype=Name.Form, BBox=Array([0, 0, 99, 99]))
        for each in range(20)
    ]
    listed = {f"/X{rank}": form for rank, form in enumerate(forms)}
    for holder in (*forms, pdf.pages[0].obj):
        holder.Resources = Dictionary(Font=pdf.pages[0].Resources.Font, XObject=Dictionary(listed))
    assert take(as_bytes(pdf)).reservations == ()


def test_a_file_that_no_bundle_could_hold_is_refused_with_its_remedy(
    take: Take, draw_page: DrawPage, as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET")
    node = pdf.make_indirect(Array([1] * 40_000))
    pdf.pages[0].Resources.Endless = Array([node] * 300)
    with pytest.raises(AnnexRefused, match=r"ne peuvent pas être réunies.*Imprimer › PDF"):
        take(as_bytes(pdf))


def _linearized(data: bytes) -> bytes:
    """A file for « fast web view », its tables of no sense."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, linearize=True, object_stream_mode=ObjectStreamMode.disable)
    with Pdf.open(io.BytesIO(out.getvalue())) as pdf:
        assert pdf.is_linearized
    wrong = re.sub(rb"/(E|T|O) (\d)", lambda found: b"/%b 1" % found[1], out.getvalue(), count=3)
    with Pdf.open(io.BytesIO(wrong)) as pdf:
        assert [text for text in pdf.check_pdf_syntax() if "mismatch" in text]
    return wrong


def _entries(data: bytes) -> bytes:
    return data.replace(b"65535 f \n", b"65535 f\n ").replace(b" 00000 n \n", b" 00000 n\n\n", 1)


SAVED_ODDLY: dict[str, Callable[[bytes], bytes]] = {
    "for fast web view": _linearized,
    "the entries of its table": _entries,
    "bytes after its end": lambda data: data + b"\n<!-- serveur -->" + b"\n" * 2_000,
    "spaces after « stream »": lambda data: data.replace(b"stream\nBT", b"stream \nBT"),
    "a catalog that does not say so": lambda data: data.replace(b"/Type /Catalog", b" " * 14),
    "pages that do not say so": lambda data: data.replace(b"/Type /Page ", b" " * 12),
}


@pytest.mark.parametrize("harm", SAVED_ODDLY.values(), ids=SAVED_ODDLY)
def test_how_a_file_was_saved_is_nobodys_concern(
    harm: Callable[[bytes], bytes], take: Take, draw_page: DrawPage
) -> None:
    data = _plain(draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET"))
    odd = harm(data)
    assert odd != data
    done = take(odd)
    assert (done.reservations, done.texts) == ((), ("Statuts",))


def test_a_damage_of_a_file_for_fast_web_view_is_said(take: Take, write_pdf: WritePdf) -> None:
    data = _linearized(write_pdf(8))
    cut, harmed = data[:-20], data.replace(b"endstream", b"endstrXam", 3)
    for wrong in (cut, harmed):
        assert take(wrong).reservations[0].startswith("réparé, à vérifier")
