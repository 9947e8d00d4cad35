"""Files made to hurt, taken in as a run does: each is refused or taken, soon and in little room."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from packetgen.annexes.intake import intake
from packetgen.errors import AnnexRefused
from tests.annexes.measured import posix, run
from tests.pdfs import Take, difference, picture, write_pdf

CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"


def _written(*objects: bytes) -> bytes:
    """Write a PDF from its objects, the catalog first, as no library would."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, len(out))


def _page(entries: bytes, *others: bytes, catalog: bytes = b"") -> bytes:
    """Write a PDF of one page, its other objects from the fourth on."""
    return _written(CATALOG % catalog, PAGES, PAGE % entries, *others)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


@cache
def _swollen(levels: int) -> bytes:
    """Compress 600 MB of zeros, and the result again, some times."""
    if levels > 1:
        return zlib.compress(_swollen(levels - 1), 9)
    return b"\x78\x9c" + _flushed(bytes(1_000_000)) * 600


def _petabyte() -> bytes:
    """Compress 10^15 zeros three times.

    Blocks that end on a byte repeat: no level has to be written whole to compress the next.
    """
    head, block = b"", bytes(1_000_000)
    for _ in range(3):
        head, block = b"\x78\x9c" + _flushed(head), _flushed(block) * 1_000
    return head + block


def _flushed(data: bytes) -> bytes:
    writer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return writer.compress(data) + writer.flush(zlib.Z_FULL_FLUSH)


def _bomb(swollen: bytes, levels: int, *, image: bool) -> bytes:
    coded = b"/Filter [ %s ]" % (b"/FlateDecode " * levels)
    if not image:
        return _page(b"/Contents 4 0 R", _stream(swollen, coded))
    coded += b" /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    entries = b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >>"
    return _page(entries, _stream(swollen, coded), _stream(b"/I Do"))


@posix
def test_a10_bombs_are_refused_soon_and_in_little_room(tmp_path: Path) -> None:
    files = {
        "contenu.pdf": _bomb(_swollen(1), 1, image=False),
        "image.pdf": _bomb(_swollen(9), 9, image=True),
        "pétaoctet.pdf": _bomb(_petabyte(), 3, image=False),
    }
    said = run(tmp_path, files)
    for name in files:
        assert name in str(said[name])
        assert "démesurées" in str(said[name])


FORM = b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"
LINK = b"/Annots [ << /Subtype /Link /Rect [0 0 9 9] /Dest (a) >> ]"
# Files whose trees bite their tails
LOOPS = {
    "arbre.pdf": _written(CATALOG % b"", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
    "parent.pdf": _written(CATALOG % b"", PAGES, b"<< /Type /Page /Parent 3 0 R >>"),
    "signets.pdf": _page(
        LINK,
        b"<< /First 4 0 R /Next 4 0 R /Last 4 0 R >>",
        b"<< /Kids [ 5 0 R 5 0 R ] >>",
        catalog=b"/Outlines 4 0 R /Names << /Dests 5 0 R >>",
    ),
    "formes.pdf": _page(
        b"/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>",
        _stream(b"/F Do /F Do", FORM),
        _stream(b"/F Do"),
    ),
    "champs.pdf": _page(
        b"/Annots [ 4 0 R ]",
        b"<< /Subtype /Widget /Rect [0 0 9 9] /Parent 4 0 R /Kids [ 4 0 R ] >>",
        catalog=b"/AcroForm << /Fields [ 4 0 R ] >>",
    ),
    "longueur.pdf": _page(b"/Contents 4 0 R", b"<< /Length 4 0 R >>\nstream\nq\nendstream"),
}
# Files that are too deep, too many or too long
DEEP: dict[str, Callable[[], bytes]] = {
    "tableaux.pdf": lambda: _page(b"/X " + b"[" * 100_000),
    "piles.pdf": lambda: _page(b"/Contents 4 0 R", _stream(b"q " * 2_000_000)),
    "annotations.pdf": lambda: _page(
        b"/Annots [ %s ]" % (b"<< /Subtype /Square /Rect [0 0 9 9] >> " * 50_000)
    ),
    "pages.pdf": lambda: _written(
        CATALOG % b"",
        b"<< /Type /Pages /Kids [ %s ] /Count 10000 >>" % (b"3 0 R " * 10_000),
        PAGE % b"",
    ),
    "plan.pdf": lambda: _written(
        CATALOG % b"",
        PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] /UserUnit 9 >>",
    ),
    "vide.pdf": lambda: _written(CATALOG % b"", b"<< /Type /Pages /Kids [] /Count 0 >>"),
}


@posix
def test_a10_trees_that_bite_their_tail_end(tmp_path: Path) -> None:
    said = run(tmp_path, LOOPS)
    assert all(pages == 1 or "«" in str(pages) for pages in said.values())
    assert said["signets.pdf"] == 1


@posix
def test_a09_what_is_too_deep_or_too_large_is_refused_or_fitted(tmp_path: Path) -> None:
    said = run(tmp_path, {name: make() for name, make in DEEP.items()})
    assert "10\u00a0000\u00a0pages, la limite est de 300" in str(said["pages.pdf"])
    assert "n’a aucune page" in str(said["vide.pdf"])
    assert said["plan.pdf"] == 1


def _without_table(*, empty: int = 0) -> bytes:
    """Write a PDF of three pages whose table, itself compressed, has lost twenty bytes.

    qpdf finds no catalog in what is left of it. `empty` pages have lost their content before.
    """
    with pikepdf.open(io.BytesIO(write_pdf(3))) as pdf:
        for page in list(pdf.pages)[:empty]:
            del page.obj["/Contents"]
        out = io.BytesIO()
        generated = pikepdf.ObjectStreamMode.generate
        pdf.save(out, object_stream_mode=generated, deterministic_id=True)
    data = bytearray(out.getvalue())
    table = data.rindex(b"stream\n", 0, data.rindex(b"endstream")) + len(b"stream\n")
    data[table + 12 : table + 32] = bytes(20)
    with pytest.raises(pikepdf.PdfError, match="unable to find"):
        pikepdf.open(io.BytesIO(data))
    return bytes(data)


def test_a06_what_qpdf_cannot_read_is_read_by_pdfium_and_said(take: Take) -> None:
    done = take(_without_table())
    assert done.reservations == ("réparé, à vérifier\u00a0: pages 1 à 3 retrouvées, fichier abîmé",)
    for page in range(3):
        assert difference(picture(write_pdf(3), page), picture(done.pdf, page)) < 0.1


def test_a06_pages_that_pdfium_finds_empty_are_said(take: Take) -> None:
    assert take(_without_table(empty=1)).reservations == (
        "réparé, à vérifier\u00a0: pages 1 à 3 retrouvées, fichier abîmé",
        "page 1\u00a0: vide, son contenu est peut-être perdu",
    )
    with pytest.raises(AnnexRefused, match="abîmé ou incomplet"):
        take(_without_table(empty=3))


def test_a18_an_archive_is_refused_and_nothing_comes_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    source = tmp_path / "work" / "pièces.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name in ("../x", "/x", "C:\\x", "a" * 200):
            archive.writestr(name, b"")
        link = zipfile.ZipInfo("lien")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../../dehors")
        archive.writestr("imbriquée.zip", b"PK\x03\x04")
    with pytest.raises(AnnexRefused, match=r"archive compressée.*chaque fichier sur sa ligne"):
        intake(source, tmp_path / "work" / "clean.pdf")
    assert [path.name for path in tmp_path.rglob("*")] == ["work", "pièces.zip"]


def _zip(**sizes: int) -> bytes:
    """Zip zeros, so many for each name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, size in sizes.items():
            with archive.open(name.replace("_", "/"), "w", force_zip64=True) as entry:
                for _ in range(size // 1_000_000):
                    entry.write(bytes(1_000_000))
    return out.getvalue()


def _crowded() -> bytes:
    """Write a zip of 900,000 entries in 47 MB, all of them the same one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"")
    one = out.getvalue()
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = one[start:end] * 900_000
    closing = bytearray(one[end:])
    closing[12:16] = len(entries).to_bytes(4, "little")
    return one[:start] + entries + bytes(closing)


@posix
@pytest.mark.slow
def test_a18_archives_that_swell_are_refused_soon_and_in_little_room(tmp_path: Path) -> None:
    files = {
        "statuts.docx": _zip(word_document=1, word_media=900_000_000),
        "budget.xlsx": _zip(xl_workbook=1, xl_sheets=300_000_000),
        "projet.odt": _zip(mimetype=900_000_000, META_INF=1),
        "foule.zip": _crowded(),
    }
    files["nid.zip"] = _zip(rib=1) + _zip(rib=900_000_000)
    said = {name: str(why) for name, why in run(tmp_path, files).items()}
    assert all("chaque fichier sur sa ligne" in said[name] for name in said if ".zip" in name)
    assert all("démesuré" in said[name] for name in ("statuts.docx", "budget.xlsx"))
    assert "«" in said["projet.odt"]
    assert {path.name for path in tmp_path.iterdir()} == set(files)


def test_a04_a_static_xfa_form_keeps_its_answers(take: Take) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(lines=1))) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        drawn = pdf.make_stream(
            b"/Tx BMC BT /F 12 Tf (Club de Loos) Tj ET EMC",
            Subtype=Name.Form,
            BBox=Array([0, 0, 200, 20]),
            Resources=Dictionary(Font=Dictionary(F=font)),
        )
        field = pdf.make_indirect(
            Dictionary(
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="nom",
                V="Club de Loos",
                Rect=Array([60, 300, 260, 320]),
                AP=Dictionary(N=drawn),
            )
        )
        pdf.pages[0].Annots = Array([field])
        fields, xfa = Array([field]), pdf.make_stream(b"<xdp:xdp/>")
        pdf.Root.AcroForm = Dictionary(Fields=fields, XFA=xfa, SigFlags=1)
        source = io.BytesIO()
        pdf.save(source)
    done = take(source.getvalue())
    assert difference(picture(source.getvalue()), picture(done.pdf)) < 0.1
    assert "Club de Loos" in done.texts[0]
    assert done.changes == ("formulaire figé, réponses visibles",)
