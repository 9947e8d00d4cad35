"""What other programs write in their own way, and every reader shows: taken, and nothing said."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

from packetgen.annexes.lighten.worker import lighten
from packetgen.errors import AnnexRefused
from tests import pdfs
from tests.annexes.conftest import written
from tests.bundle.proof.saves import prints_of
from tests.heavy import photo
from tests.pdfs import TEXT, Take, draw_page, drawing, image, look_changed, plain, show
from tests.tables import table

CASES = table(__file__)


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
        written = plain(pdf)
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


def test_any_value_may_be_an_object_of_its_own(take: Take) -> None:
    """Microsoft Print to PDF, Quartz, the scanners of Brother and Kyocera write some so."""
    pdf = draw_page(b"/G gs " + TEXT + b" q 400 0 0 300 90 300 cm /Photo Do Q")
    resources = pdf.pages[0].Resources
    pixels = photo(size=(80, 60)).tobytes()
    resources.XObject = Dictionary(Photo=image(pdf, pixels, (80, 60), Name.DeviceRGB))
    resources.ExtGState = Dictionary(G=Dictionary(CA=0.5, AIS=False, BM=Name.Normal))
    resources.Font.F.FontDescriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Helvetica, FontFamily=String("Helvetica"),
            Flags=32, StemV=80, ItalicAngle=0, Ascent=718.5,
            FontBBox=Array([-166, -225, 1000, 931]),
        )
    )  # fmt: skip
    whole, apart = plain(pdf), _scalars_apart(plain(pdf))
    assert apart.count(b" obj") > whole.count(b" obj") + 25
    before = prints_of(take(whole).pdf.read_bytes())
    done = take(apart)
    assert (done.reservations, done.texts) == ((), ("Statuts",))
    assert prints_of(done.pdf.read_bytes()) == before


def test_a_photo_whose_colors_are_apart_is_read_and_lightened(take: Take, tmp_path: Path) -> None:
    def make(pdf: Pdf) -> Object:
        pixels = photo(size=(1600, 1200)).tobytes()
        return image(pdf, pixels, (1600, 1200), pdf.make_indirect(Name.DeviceRGB))

    done = take(show(b"q 400 0 0 300 90 400 cm /Photo Do Q", Photo=make))
    assert done.reservations == ()
    assert lighten(done.pdf, tmp_path / "leger.pdf", photos=True) == 1


def test_a_font_whose_name_is_not_utf8_is_kept(take: Take) -> None:
    data = written(CASES["named"]["font"])
    done = take(data)
    assert (done.reservations, done.texts) == ((), ("Statuts",))
    assert look_changed(data, done.pdf) < 1


def test_a_place_whose_name_is_not_ascii_keeps_its_link(take: Take) -> None:
    with Pdf.open(take(written(CASES["named"]["place"])).pdf) as made:
        assert len(made.pages[0].Annots) == 2


def test_forms_that_all_share_their_resources_are_taken(take: Take) -> None:
    """Forms of the administration have twenty, each with the whole list."""
    pdf = draw_page(b"BT /F 30 Tf 60 700 Td (Statuts) Tj ET /X0 Do")
    forms = [drawing(pdf, b"%d 0 9 9 re f" % each, (0, 0, 99, 99)) for each in range(20)]
    listed = {f"/X{rank}": form for rank, form in enumerate(forms)}
    for holder in (*forms, pdf.pages[0].obj):
        holder.Resources = Dictionary(Font=pdf.pages[0].Resources.Font, XObject=Dictionary(listed))
    assert take(pdf).reservations == ()


def test_a_file_that_no_bundle_could_hold_is_refused_with_its_remedy(take: Take) -> None:
    pdf = draw_page(TEXT)
    pdf.pages[0].Resources.Endless = Array([pdf.make_indirect(Array([1] * 40_000))] * 300)
    with pytest.raises(AnnexRefused, match=r"ne peuvent pas être réunies.*puis Imprimer"):
        take(pdf)


def _linearized(data: bytes) -> bytes:
    """A file for « fast web view », its tables of no sense."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        made = pdfs.as_bytes(pdf, linearize=True, object_stream_mode=ObjectStreamMode.disable)
    wrong = re.sub(rb"/(E|T|O) (\d)", lambda found: b"/%b 1" % found[1], made, count=3)
    with Pdf.open(io.BytesIO(wrong)) as pdf:
        assert [text for text in pdf.check_pdf_syntax() if "mismatch" in text]
    return wrong


PLAIN, WAYS = plain(draw_page(TEXT)), CASES["saved_oddly"].values()
ODD = [_linearized(PLAIN), PLAIN + b"\n<!-- serveur -->" + b"\n" * 2_000]
ODD += [re.sub(way.encode(), put.encode(), PLAIN, count=times) for way, put, times in WAYS]


@pytest.mark.parametrize("odd", ODD)
def test_how_a_file_was_saved_is_nobodys_concern(odd: bytes, take: Take) -> None:
    assert odd != PLAIN
    done = take(odd)
    assert (done.reservations, done.texts) == ((), ("Statuts",))


def test_a_damage_of_a_file_for_fast_web_view_is_said(take: Take) -> None:
    cut = _linearized(pdfs.write_pdf(8))[:-20]
    assert take(cut).reservations[0].startswith("réparé, à vérifier")
