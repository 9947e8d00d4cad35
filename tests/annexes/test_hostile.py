"""Files made to hurt, taken in as a run does: each is refused or taken, soon and in little room."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from packetgen import record
from packetgen.annexes import Intake, damage
from packetgen.annexes import pdf as pdf_intake
from packetgen.annexes.intake import intake
from packetgen.errors import AnnexRefused
from tests.annexes.measured import posix, run

WritePdf = Callable[..., bytes]


def _written(*objects: bytes, root: int = 1) -> bytes:
    """Write a PDF from its objects, as no library would."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, root, len(out))


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


@cache
def _nested(levels: int) -> bytes:
    """Compress 600 MB of zeros, and the result again, some times."""
    if levels > 1:
        return zlib.compress(_nested(levels - 1), 9)
    writer, block = zlib.compressobj(6), bytes(1_000_000)
    return b"".join(writer.compress(block) for _ in range(600)) + writer.flush()


def _bomb(levels: int, *, image: bool) -> bytes:
    coded = b"/Filter [ %s ]" % (b"/FlateDecode " * levels)
    if not image:
        return _written(CATALOG, PAGES, PAGE % b"/Contents 4 0 R", _stream(_nested(levels), coded))
    coded += b" /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return _written(
        CATALOG,
        PAGES,
        PAGE % b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >>",
        _stream(_nested(levels), coded),
        _stream(b"/I Do", b""),
    )


def _loops() -> Iterator[tuple[str, bytes]]:
    """Yield files whose trees bite their tails."""
    yield "arbre.pdf", _written(CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>")
    yield "parent.pdf", _written(CATALOG, PAGES, b"<< /Type /Page /Parent 3 0 R >>")
    outline = b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R /Names << /Dests 5 0 R >> >>"
    yield (
        "signets.pdf",
        _written(
            outline,
            PAGES,
            PAGE % b"/Annots [ << /Subtype /Link /Rect [0 0 9 9] /Dest (a) >> ]",
            b"<< /First 4 0 R /Next 4 0 R /Last 4 0 R >>",
            b"<< /Kids [ 5 0 R 5 0 R ] >>",
        ),
    )
    form = b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"
    yield (
        "formes.pdf",
        _written(
            CATALOG,
            PAGES,
            PAGE % b"/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>",
            _stream(b"/F Do /F Do", form),
            _stream(b"/F Do", b""),
        ),
    )
    fields = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [ 4 0 R ] >> >>"
    widget = b"<< /Subtype /Widget /Rect [0 0 9 9] /Parent 4 0 R /Kids [ 4 0 R ] >>"
    yield "champs.pdf", _written(fields, PAGES, PAGE % b"/Annots [ 4 0 R ]", widget)
    yield (
        "longueur.pdf",
        _written(
            CATALOG, PAGES, PAGE % b"/Contents 4 0 R", b"<< /Length 4 0 R >>\nstream\nq\nendstream"
        ),
    )


def _deep() -> Iterator[tuple[str, bytes]]:
    """Yield files that are too deep, too many or too long."""
    yield "tableaux.pdf", _written(CATALOG, PAGES, PAGE % (b"/X " + b"[" * 100_000))
    content = _stream(b"q " * 2_000_000, b"")
    yield "piles.pdf", _written(CATALOG, PAGES, PAGE % b"/Contents 4 0 R", content)
    annotations = b"<< /Subtype /Square /Rect [0 0 9 9] >> " * 50_000
    yield "annotations.pdf", _written(CATALOG, PAGES, PAGE % (b"/Annots [ %s ]" % annotations))
    kids = b"3 0 R " * 10_000
    yield (
        "pages.pdf",
        _written(CATALOG, b"<< /Type /Pages /Kids [ %s ] /Count 10000 >>" % kids, PAGE % b""),
    )
    yield (
        "plan.pdf",
        _written(
            CATALOG,
            PAGES,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] /UserUnit 9 >>",
        ),
    )
    yield "vide.pdf", _written(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>")


@posix
@pytest.mark.parametrize("image", [False, True], ids=["content", "image"])
def test_a10_bombs_are_refused_soon_and_in_little_room(tmp_path: Path, *, image: bool) -> None:
    files = {f"bombe-{levels}.pdf": _bomb(levels, image=image) for levels in (1, 2, 3, 9)}
    said = run(tmp_path, files)
    for name in files:
        assert name in str(said[name])


@posix
def test_a10_trees_that_bite_their_tail_end(tmp_path: Path) -> None:
    files = dict(_loops())
    said = run(tmp_path, files)
    assert all(pages == 1 or "«" in str(pages) for pages in said.values())
    assert said["signets.pdf"] == 1


@posix
def test_a09_what_is_too_deep_or_too_large_is_refused_or_fitted(tmp_path: Path) -> None:
    said = run(tmp_path, dict(_deep()))
    assert "10\u00a0000\u00a0pages, la limite est de 300" in str(said["pages.pdf"])
    assert "n’a aucune page" in str(said["vide.pdf"])
    assert said["plan.pdf"] == 1


def test_what_qpdf_cannot_read_is_read_by_pdfium_and_said(
    tmp_path: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def refuse_the_first(pdf: Pdf, *_: object) -> None:
        tries.append(len(pdf.pages))
        if len(tries) == 1:
            raise damage.Damaged(damage.BROKEN)

    monkeypatch.setattr(pdf_intake, "inspect", refuse_the_first)
    source = tmp_path / "statuts.pdf"
    source.write_bytes(write_pdf(3))
    done = intake(source, tmp_path / "clean.pdf")
    assert tries == [3, 3]
    assert done.reservations == ("réparé, à vérifier\u00a0: pages 1 à 3 retrouvées, fichier abîmé",)


@pytest.mark.parametrize("name", ["../x", "/x", "a" * 200])
def test_a18_an_archive_is_refused_and_nothing_comes_out_of_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "work").mkdir()
    source = tmp_path / "work" / "pièces.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{name}{number}", b"")
        archive.writestr("imbriquée.zip", b"PK\x03\x04")
    with pytest.raises(AnnexRefused, match=r"archive compressée.*chaque fichier sur sa ligne"):
        intake(source, tmp_path / "work" / "clean.pdf")
    assert [path.name for path in tmp_path.rglob("*")] == ["work", "pièces.zip"]


def test_a19_a_bundle_of_packetgen_is_no_piece(tmp_path: Path, write_pdf: WritePdf) -> None:
    with pikepdf.open(io.BytesIO(write_pdf())) as pdf:
        pdf.attachments[record.NAME] = b"{}"
        pdf.save(tmp_path / "dossier.pdf")
    with pytest.raises(AnnexRefused, match="déjà relié par packetgen"):
        intake(tmp_path / "dossier.pdf", tmp_path / "clean.pdf")


def test_a04_a_static_xfa_form_keeps_its_answers(tmp_path: Path, write_pdf: WritePdf) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(lines=1))) as pdf:
        drawn = pdf.make_stream(
            b"/Tx BMC BT /F 12 Tf (Club de Loos) Tj ET EMC",
            Subtype=Name.Form,
            BBox=Array([0, 0, 200, 20]),
            Resources=Dictionary(
                Font=Dictionary(
                    F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
                )
            ),
        )
        field = pdf.make_indirect(
            Dictionary(
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=pikepdf.String("nom"),
                V=pikepdf.String("Club de Loos"),
                Rect=Array([60, 300, 260, 320]),
                AP=Dictionary(N=drawn),
            )
        )
        pdf.pages[0].Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field]), XFA=pdf.make_stream(b"<xdp:xdp/>"), SigFlags=1
        )
        pdf.save(tmp_path / "cerfa.pdf")
    done = intake(tmp_path / "cerfa.pdf", tmp_path / "clean.pdf")
    assert isinstance(done, Intake)
    assert "Club de Loos" in done.texts[0]
    assert done.changes == ("formulaire figé, réponses visibles",)
