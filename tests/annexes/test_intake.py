"""One door for every annex: clean pages and what was done, or a refusal that says what to do."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from pypdf import PdfWriter

from packetgen.annexes.intake import intake, kept_pages
from packetgen.annexes.notes import Notes, of_pages, quote
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf import clean as pdf_intake
from packetgen.errors import AnnexRefused, CannotWrite, ExitCode

Take = Callable[..., Intake]
WritePdf = Callable[..., bytes]


def test_says_what_was_taken_in(take: Take, write_pdf: WritePdf, tmp_path: Path) -> None:
    source = write_pdf(8)
    done = take(source, "statuts.pdf")
    assert done == Intake(
        source=tmp_path / "statuts.pdf",
        name="statuts.pdf",
        pdf=done.pdf,
        pages=8,
        sha256=hashlib.sha256(source).hexdigest(),
        kind="PDF",
        changes=(),
        reservations=(),
        signed=False,
        texts=done.texts,
    )
    assert [text.split(",")[0] for text in done.texts] == [f"Page {page}" for page in range(1, 9)]


def test_the_name_does_not_decide(take: Take, write_pdf: WritePdf) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (900, 1200), "red").save(photo, "JPEG")
    assert take(photo.getvalue(), "rib.pdf").kind == "JPEG"
    assert take(write_pdf(), "photo.jpg").kind == "PDF"


def test_what_is_not_taken_is_refused_with_the_remedy(take: Take) -> None:
    with pytest.raises(AnnexRefused) as refused:
        take(b"<!DOCTYPE html><html><body>Connexion</body></html>", "statuts.pdf")
    assert str(refused.value) == (
        "«\u00a0statuts.pdf\u00a0»\u00a0: c’est une page web\u00a0; "
        "ouvrez-la dans le navigateur, puis Imprimer › Enregistrer au format PDF"
    )
    assert refused.value.exit_code == ExitCode.ANNEX_REFUSED


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "un fichier vide"), (bytes(5000), "nature inconnue"), (b"PK\x03\x04", "incomplets")],
)
def test_a13_what_is_no_document_is_refused(take: Take, data: bytes, reason: str) -> None:
    with pytest.raises(AnnexRefused, match=reason):
        take(data)


def test_pages_are_capped(take: Take, write_pdf: WritePdf) -> None:
    assert take(write_pdf(3), max_pages=3).pages == 3
    with pytest.raises(AnnexRefused, match=r"4.pages, la limite est de 3.*pages utiles"):
        take(write_pdf(4), max_pages=3)


def test_a09_ten_thousand_pages_are_refused(take: Take, as_bytes: Callable[[Pdf], bytes]) -> None:
    pdf = Pdf.new()
    pdf.add_blank_page()
    box = pdf.pages[0].MediaBox
    pdf.Root.Pages.Kids = Array(
        pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=box)) for _ in range(10_000)
    )
    pdf.Root.Pages.Count = 10_000
    with pytest.raises(AnnexRefused, match=r"10.000.pages, la limite est de 300"):
        take(as_bytes(pdf))


def test_weight_is_capped(take: Take, write_pdf: WritePdf) -> None:
    data = write_pdf()
    assert take(data, max_bytes=len(data)).pages == 1
    with pytest.raises(AnnexRefused, match=r"pèse 1.Mo, la limite est de 0.Mo"):
        take(data, max_bytes=len(data) - 1)


def test_a09_no_page_is_refused(take: Take, as_bytes: Callable[[Pdf], bytes]) -> None:
    with pytest.raises(AnnexRefused, match="n’a aucune page"):
        take(as_bytes(Pdf.new()))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnexRefused, match=r"absent\.pdf.*ne peut pas être ouvert.*fermez"):
        intake(tmp_path / "absent.pdf", tmp_path / "clean.pdf")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, write_pdf: WritePdf) -> None:
    source = tmp_path / "rib.pdf"
    source.write_bytes(write_pdf())
    with pytest.raises(
        CannotWrite, match=r"clean\.pdf.*ne peut pas être écrit.*son dossier n’existe pas"
    ):
        intake(source, tmp_path / "absent" / "clean.pdf")


@pytest.mark.parametrize(
    "error", [RecursionError(), ValueError("boom"), MemoryError(), SystemError()]
)
def test_whatever_a_library_raises_is_a_refusal(
    tmp_path: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_pdf: Pdf, _notes: Notes) -> None:
        raise error

    monkeypatch.setattr(pdf_intake, "clean_pdf", fail)
    source = tmp_path / "rib.pdf"
    source.write_bytes(write_pdf())
    with pytest.raises(AnnexRefused, match=r"rib\.pdf.*ne peut pas être lu.*Imprimer") as refused:
        intake(source, tmp_path / "clean.pdf")
    assert "boom" not in str(refused.value)
    assert not (tmp_path / "clean.pdf").exists()


def test_a_page_lost_on_the_way_is_refused(
    tmp_path: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(pdf: Pdf, _notes: Notes) -> None:
        del pdf.pages[1]

    monkeypatch.setattr(pdf_intake, "clean_pdf", lose)
    source = tmp_path / "statuts.pdf"
    source.write_bytes(write_pdf(3))
    with pytest.raises(AnnexRefused, match=r"statuts\.pdf.*2.pages relues sur 3"):
        intake(source, tmp_path / "clean.pdf")


def test_a_disk_full_without_a_word_is_seen(
    tmp_path: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_half(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            return file.write(data[: len(data) // 2])

    source = tmp_path / "statuts.pdf"
    source.write_bytes(write_pdf(3))
    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(CannotWrite, match="libérez de la place"):
        intake(source, tmp_path / "clean.pdf")


def test_clean_pages_are_bound_by_pypdf_without_a_word(take: Take, write_pdf: WritePdf) -> None:
    writer = PdfWriter()
    for pages in (1, 2, 3):
        writer.append(io.BytesIO(take(write_pdf(pages)).pdf.read_bytes()))
    out = io.BytesIO()
    writer.write(out)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 6
        assert not pdf.check_pdf_syntax()


def test_shared_pages_are_each_taken(
    take: Take, draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> None:
    pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Deux fois) Tj ET", Rotate=90)
    pdf.Root.Pages.Kids.append(pdf.pages[0].obj)
    pdf.Root.Pages.Count = 2
    done = take(as_bytes(pdf))
    assert done.pages == 2
    with pikepdf.open(done.pdf) as clean:
        contents = [page.Contents.read_bytes() for page in clean.pages]
    assert contents[0] == contents[1]
    assert contents[0].count(b"Do") == 1


@pytest.mark.parametrize(
    ("numbers", "phrase"),
    [([3], "page 3"), ([1, 2, 3], "pages 1 à 3"), ([7, 1, 2, 4], "pages 1 à 2, 4 et 7")],
)
def test_pages_are_named_by_runs(numbers: list[int], phrase: str) -> None:
    assert of_pages(numbers) == phrase


def test_a_note_is_said_once_in_french_typography() -> None:
    notes = Notes()
    notes.change("page 1 : réduite")
    notes.change("page 1 : réduite")
    assert notes.changes == ["page 1\u00a0: réduite"]


def test_a_quoted_name_fits_on_a_line() -> None:
    assert quote("a\nb" + "c" * 200) == "«\u00a0a\ufffdb" + "c" * 76 + "…\u00a0»"


def test_a_file_given_again_is_taken_alike_under_its_own_name(
    take: Take, write_pdf: WritePdf
) -> None:
    content = write_pdf(2)
    first, second = take(content, "statuts.pdf"), take(content, "statuts (copie).pdf")
    assert kept_pages.cache_info().misses == 1
    assert second.name == "statuts (copie).pdf"
    assert second.pdf.read_bytes() == first.pdf.read_bytes()
    assert (second.texts, second.changes) == (first.texts, first.changes)
    with pytest.raises(AnnexRefused, match="la limite est de 1"):
        take(content, "statuts (encore).pdf", max_pages=1)
