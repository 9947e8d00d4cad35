"""A damaged or hostile file is repaired and said so, or refused; no page is lost in silence."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf import streams
from packetgen.errors import AnnexRefused

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]
AsBytes = Callable[[Pdf], bytes]
WritePdf = Callable[..., bytes]


@pytest.mark.parametrize(
    ("cut", "empty"),
    [
        (lambda data: data[: len(data) // 2], "pages 3 à 8"),
        (lambda data: data[: len(data) * 9 // 10], "page 8"),
        (lambda data: data[: len(data) * 99 // 100], ""),
        (lambda data: data[:-20], ""),
    ],
    ids=["half", "90 %", "99 %", "last 20 bytes"],
)
def test_a06_a_damaged_file_is_said_with_its_pages(
    take: Take, write_pdf: WritePdf, cut: Callable[[bytes], bytes], empty: str
) -> None:
    done = take(cut(write_pdf(8)))
    assert done.pages == 8
    assert done.reservations[0] == (
        "réparé, à vérifier\u00a0: pages 1 à 8 retrouvées, fichier abîmé"
    )
    if empty:
        assert done.reservations[1].startswith(empty)


def test_a06_four_thousand_zeros_are_said(take: Take, write_pdf: WritePdf) -> None:
    data = write_pdf(40)
    middle = len(data) // 2
    done = take(data[:middle] + bytes(4_096) + data[middle + 4_096 :])
    assert done.pages == 40
    assert done.reservations[0].startswith("réparé, à vérifier\u00a0: pages 1 à 40 retrouvées")


def test_a06_a_file_damaged_beyond_its_pages_is_refused(take: Take, write_pdf: WritePdf) -> None:
    data = write_pdf(8)
    without_contents = data[: data.index(b"stream") + 50]
    for broken in (b"%PDF-1.4\n", data[:400], without_contents, bytes(2000) + data[2000:]):
        with pytest.raises(AnnexRefused, match=r"abîmé ou incomplet.*de nouveau"):
            take(broken)


def test_a06_fewer_pages_than_announced_are_said(
    take: Take, write_pdf: WritePdf, as_bytes: AsBytes
) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(5))) as pdf:
        data = as_bytes(pdf)
    done = take(data.replace(b"/Count 5", b"/Count 7"))
    assert done.reservations == (
        "réparé, à vérifier\u00a0: pages 1 à 5 retrouvées sur 7 annoncées, fichier abîmé",
    )


def test_the_slips_of_honest_programs_are_no_damage(take: Take, write_pdf: WritePdf) -> None:
    data = write_pdf(2)
    slips = (
        data.replace(b"/Size ", b"/Size 1"),
        data.replace(b"trailer\n<<", b"trailer\n<< /Size 3 "),
    )
    for slip in slips:
        assert slip != data
        assert take(slip).reservations == ()


def test_a_scan_in_jbig2_is_copied_without_a_word(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes, capfd: pytest.CaptureFixture[str]
) -> None:
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    scan = pdf.make_stream(
        b"not decoded", Subtype=Name.Image, Width=8, Height=8, BitsPerComponent=1,
        ColorSpace=Name.DeviceGray, Filter=Name.JBIG2Decode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(Scan=scan)
    done = take(as_bytes(pdf))
    assert b"not decoded" in done.pdf.read_bytes()
    assert capfd.readouterr().err == ""


def test_a06_what_precedes_the_header_is_ignored(take: Take, write_pdf: WritePdf) -> None:
    assert take(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + write_pdf(2)).pages == 2


@pytest.mark.parametrize("seed", range(40))
def test_a06_flipped_bytes_are_flagged_refused_or_harmless(
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


def test_a10_a_bomb_is_refused(
    take: Take, draw_page: Callable[..., Pdf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_OTHER", 5_000_000)
    bomb = zlib.compress(bytes(50_000_000), 9)
    pdf = draw_page(b"")
    pdf.pages[0].Contents = pdf.make_stream(
        zlib.compress(bomb), Filter=Array([Name.FlateDecode, Name.FlateDecode])
    )
    out = io.BytesIO()
    pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(AnnexRefused, match="démesurées"):
        take(out.getvalue())


def test_a08_a_stream_of_80_megabytes_is_taken(
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


def test_a10_a_tree_of_pages_that_bites_its_tail_ends(take: Take, write_pdf: WritePdf) -> None:
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


@pytest.mark.parametrize("left", [10_000, 10_000_000])
def test_a_photo_of_a_pdf_is_verified_as_long_as_there_is_time(
    tmp_path: Path,
    draw_page: Callable[..., Pdf],
    as_bytes: AsBytes,
    monkeypatch: pytest.MonkeyPatch,
    left: int,
) -> None:
    monkeypatch.setattr(streams, "MOST_POINTS", left)
    out = io.BytesIO()
    Image.effect_noise((400, 500), 80).save(out, "JPEG")
    photo = out.getvalue()
    photo = photo[:9_000] + bytes(900) + photo[9_900:]
    pdf = draw_page(b"q 595 0 0 842 0 0 cm /Photo Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(
        Photo=pdf.make_stream(
            photo, Subtype=Name.Image, Width=400, Height=500, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray, Filter=Name.DCTDecode,
        )
    )  # fmt: skip
    source = tmp_path / "scan.pdf"
    source.write_bytes(as_bytes(pdf))
    done = intake(source, tmp_path / "clean.pdf")
    assert isinstance(done, Intake)
    assert photo in done.pdf.read_bytes()
    assert bool(done.reservations) == (left > 400 * 500)


def test_a_photo_damaged_in_its_middle_is_said(take: Take) -> None:
    out = io.BytesIO()
    Image.effect_noise((900, 1_200), 80).save(out, "JPEG")
    photo = out.getvalue()
    done = take(photo[:90_000] + bytes(900) + photo[90_900:])
    assert done.reservations == ("image abîmée par endroits, à vérifier",)


@pytest.mark.parametrize(
    ("content", "altered"),
    [
        (b"BT /F 12 Tf 60 780 Td (Un) Tj ET", False),
        (b"BX BT /F 12 Tf xx ET EX", False),
        (b"BT /F 12 Tf 60 780 Td (Un) T` ET", True),
        (b"BT /F 12 Tf 60 780 Td (Un) Tj" + bytes(40) + b"ET", True),
        (b"BT /F 12 Tf 60 780 Td (Un", True),
    ],
)
def test_a_content_that_no_program_writes_is_said_with_its_page(
    take: Take, draw_page: Callable[..., Pdf], content: bytes, altered: bool
) -> None:
    pdf, out = draw_page(b"BT /F 12 Tf 60 780 Td (Un) Tj ET"), io.BytesIO()
    other = draw_page(content)
    pdf.pages.append(other.pages[0])
    pdf.save(out, compress_streams=False, deterministic_id=True)
    said = "page 2\u00a0: données abîmées, comparez avec l’original"
    assert (said in take(out.getvalue()).reservations) == altered


@pytest.mark.parametrize("change", ["checksum", "short", "none"])
def test_a_checksum_and_a_length_are_verified(
    take: Take, draw_page: Callable[..., Pdf], change: str
) -> None:
    rows = 90 if change == "short" else 100
    data = bytearray(zlib.compress(random.Random(1).randbytes(100 * rows)))  # noqa: S311
    if change == "checksum":
        data[-1] ^= 1
    pdf, out = draw_page(b"q 595 0 0 842 0 0 cm /Scan Do Q"), io.BytesIO()
    pdf.pages[0].Resources.XObject = Dictionary(
        Scan=pdf.make_stream(
            bytes(data), Subtype=Name.Image, Width=100, Height=100, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode,
        )
    )  # fmt: skip
    pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True)
    assert bool(take(out.getvalue()).reservations) == (change != "none")


def test_a_damaged_font_is_said_with_the_pages_that_use_it(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: AsBytes
) -> None:
    pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Un) Tj ET")
    other = draw_page(b"BT /F 12 Tf 60 780 Td (Deux) Tj ET")
    pdf.pages.append(other.pages[0])
    code = bytearray(zlib.compress(random.Random(1).randbytes(900)))  # noqa: S311
    code[-1] ^= 1
    font = pdf.pages[1].Resources.Font.F
    font.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.Helvetica,
        FontFile=pdf.make_stream(bytes(code), Filter=Name.FlateDecode),
    )  # fmt: skip
    assert take(as_bytes(pdf)).reservations == (
        "page 2\u00a0: données abîmées, comparez avec l’original",
    )
