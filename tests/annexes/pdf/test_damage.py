"""A damaged or hostile file is repaired and said so, or refused; no page is lost in silence."""

import io
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf
from PIL import Image

from packetgen.annexes.pdf import streams
from packetgen.errors import AnnexRefused
from tests.annexes.conftest import taken
from tests.annexes.pictures import saved
from tests.pdfs import Take, as_bytes, draw_page, image, plain, show, write_pdf


@pytest.mark.parametrize(
    ("cut", "empty"),
    [
        (lambda data: data[: len(data) // 2], "pages 3 à 8"),
        (lambda data: data[: len(data) * 9 // 10], "page 8"),
        (lambda data: data[:-20], ""),
        (lambda data: data[: len(data) // 2] + bytes(900) + data[len(data) // 2 + 900 :], ""),
    ],
)
def test_a06_a_damaged_file_is_said_with_its_pages(
    take: Take, cut: Callable[[bytes], bytes], empty: str
) -> None:
    done = take(cut(write_pdf(8)))
    assert done.pages == 8
    assert done.reservations[0] == REPAIRED.format("s 1 à 8 retrouvées")
    if empty:
        assert done.reservations[1].startswith(empty)


def test_a06_a_file_damaged_beyond_its_pages_is_refused(take: Take) -> None:
    data = write_pdf(8)
    without_contents = data[: data.index(b"stream") + 50]
    for broken in (b"%PDF-1.4\n", data[:400], without_contents, bytes(2000) + data[2000:]):
        with pytest.raises(AnnexRefused, match=r"abîmé ou incomplet.*de nouveau"):
            take(broken)


def test_a_jbig2_scan_is_copied_in_silence(take: Take, capfd: pytest.CaptureFixture[str]) -> None:
    coding: dict[str, Any] = {"BitsPerComponent": 1, "Filter": Name.JBIG2Decode}
    done = take(show(Scan=lambda pdf: image(pdf, b"not decoded", (8, 8), **coding)))
    assert b"not decoded" in done.pdf.read_bytes()
    assert capfd.readouterr().err == ""


def test_a08_a_stream_of_80_megabytes_is_taken(take: Take) -> None:
    assert take(show(Scan=lambda pdf: image(pdf, bytes(80_000_000), (8_000, 10_000)))).pages == 1


def _harmed_photo(size: tuple[int, int], place: int) -> bytes:
    photo = saved(Image.effect_noise(size, 80), "JPEG")
    return photo[:place] + bytes(900) + photo[place + 900 :]


def test_a_photo_of_a_pdf_is_not_verified_once_there_is_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_POINTS", 10_000)
    photo = _harmed_photo((400, 500), 9_000)
    pdf = show(Photo=lambda pdf: image(pdf, photo, (400, 500), Filter=Name.DCTDecode))
    source = tmp_path / "scan.pdf"
    source.write_bytes(as_bytes(pdf))
    done = taken(source, tmp_path / "clean.pdf")
    assert photo in done.pdf.read_bytes()
    assert done.reservations == ()


def _second(content: bytes) -> bytes:
    """A page of one line, then one of this content."""
    pdf = draw_page(LINE)
    pdf.pages.extend(draw_page(content).pages)
    return as_bytes(pdf, compress_streams=False)


def _scan(data: bytes, **coding: Any) -> bytes:  # noqa: ANN401
    return plain(show(Scan=lambda pdf: image(pdf, data, (100, 100), **coding)))


def _undecodable(*, shown: bool = True) -> bytes:
    pdf = draw_page(LINE)
    harmed = pdf.make_stream(b"not in LZW", Filter=Name.LZWDecode)
    pdf.pages[0][Name.Contents if shown else Name.PieceInfo] = harmed
    return plain(pdf)


def _damaged_font() -> bytes:
    pdf = Pdf.open(io.BytesIO(_second(LINE)))
    file = pdf.make_stream(WRONG_SUM, Filter=Name.FlateDecode)
    pdf.pages[1].Resources.Font.F.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.Helvetica, FontFile=file
    )
    return plain(pdf)


LINE = b"BT /F 12 Tf 60 780 Td (Un) Tj ET\n"
PLAIN = plain(draw_page(LINE))
PLACES = re.findall(rb"\d{10} 00000 n", PLAIN)
PACKED = as_bytes(draw_page(LINE), object_stream_mode=ObjectStreamMode.generate)
NOISE = random.Random(1).randbytes(10_000)  # noqa: S311
DEFLATED = zlib.compress(NOISE)
WRITER = zlib.compressobj()
FLUSHED = WRITER.compress(NOISE) + WRITER.flush(zlib.Z_SYNC_FLUSH)
WRONG_SUM = DEFLATED[:-1] + bytes([DEFLATED[-1] ^ 1])
FLATE = {"Filter": Name.FlateDecode}
REPAIRED = "réparé, à vérifier\u00a0: page{}, fichier abîmé"
ONE = REPAIRED.format(" 1 retrouvée")
ALTERED = "page {}\u00a0: données abîmées, comparez avec l’original"
FIRST, SECOND = ALTERED.format(1), ALTERED.format(2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_harmed_photo((900, 1_200), 90_000), ["image abîmée par endroits, à vérifier"]),
        # Which no viewer shows
        (plain(draw_page(LINE * 20)).replace(LINE * 9, b"", 1), [ONE]),
        (_undecodable(), [ONE, FIRST]),
        (_undecodable(shown=False), []),
        (PLAIN.replace(PLACES[1], PLACES[2]), []),
        (PLAIN.replace(b"/Size", b"/Prev %d /Size" % PLAIN.index(b"xref")), []),
        (PLAIN.replace(b"/Catalog", b"/Catalog /X 0 0 R"), []),
        (PLAIN.replace(b"/Catalog", b"/Catalog /Names << /Dests << /Names [ 3 [0] ] >> >>"), []),
        (PACKED.replace(b"endobj", b"      ", 1), []),
        (_second(LINE), []),
        (_second(b"BX BT /F 12 Tf xx ET EX"), []),
        (_second(b"BT /F 12 Tf 60 780 Td [(U) 0 Tc (n)] TJ ET"), []),
        (_second(LINE.replace(b"Tj", b"T`")), [SECOND]),
        (_second(LINE.replace(b"ET", bytes(40) + b"ET")), [SECOND]),
        (_second(b"BT /F 12 Tf 60 780 Td (Un"), [REPAIRED.format("s 1 à 2 retrouvées"), SECOND]),
        (_second(LINE + b"\xe9t\xe9 Q"), [SECOND]),
        (_scan(DEFLATED, **FLATE), []),
        (_scan(FLUSHED, **FLATE), []),
        (_scan(FLUSHED[:-9], **FLATE), [FIRST]),
        (_scan(WRONG_SUM, **FLATE), [FIRST]),
        (_scan(zlib.compress(NOISE[:-900]), **FLATE), [FIRST]),
        (_scan(NOISE[:-900]), [FIRST]),
        (_damaged_font(), [SECOND]),
    ],
)
def test_what_no_program_writes_is_said_with_its_page_and_kept_as_it_is(
    take: Take, data: bytes, said: list[str]
) -> None:
    done = take(data)
    assert list(done.reservations) == said
    assert (said == [ONE, FIRST]) == (b"not in LZW" in done.pdf.read_bytes())
