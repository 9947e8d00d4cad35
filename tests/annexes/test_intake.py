"""One door for every annex: clean pages and what was done, or a refusal that says what to do."""

import hashlib
import re
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace
from pikepdf import Pdf

from packetgen import resources
from packetgen.annexes import notes
from packetgen.annexes.intake import SECONDS_PER_PAGE, intake, kept_pages
from packetgen.annexes.notes import Notes, of_pages, quote
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf import clean as pdf_intake
from packetgen.annexes.pdf.compare import PageLook
from packetgen.errors import AnnexRefused, CannotWrite, ExitCode
from packetgen.system import processor_time
from tests.packages import packed
from tests.pdfs import Take, draw_page, write_pdf


def test_says_what_was_taken_in_and_has_time_for_its_pages(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, seconds = write_pdf(8), list[float]()
    monkeypatch.setattr(processor_time, "extend", seconds.append)
    done = take(source, "statuts.pdf")
    assert seconds == [8 * SECONDS_PER_PAGE]
    sha256 = hashlib.sha256(source).hexdigest()
    assert done == Intake(
        tmp_path / "statuts.pdf", "statuts.pdf", done.pdf, pages=8, sha256=sha256, kind="PDF",
        changes=(), reservations=(), signed=False, texts=done.texts,
    )  # fmt: skip
    assert [text.split(",")[0] for text in done.texts] == [f"Page {page}" for page in range(1, 9)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE html><html>", "c’est une page web\u00a0; ouvrez-la dans le navigateur, puis"),
        (b"", "c’est un fichier vide"),
        (packed({"../rib.pdf": b""}), "c’est une archive compressée\u00a0; décompressez-la et"),
    ],
)
def test_a13_what_is_no_document_is_refused_with_the_remedy(
    take: Take, data: bytes, reason: str
) -> None:
    with pytest.raises(AnnexRefused) as refused:
        take(data, "statuts.pdf")
    assert str(refused.value).startswith(f"«\u00a0statuts.pdf\u00a0»\u00a0: {reason}")
    assert refused.value.exit_code == ExitCode.ANNEX_REFUSED


@pytest.fixture
def statuts(tmp_path: Path) -> Path:
    path = tmp_path / "statuts.pdf"
    path.write_bytes(write_pdf(3))
    return path


def test_a_file_or_a_place_that_cannot_be_opened_is_said(statuts: Path) -> None:
    absent = statuts.with_name("absent")
    with pytest.raises(AnnexRefused, match=r"absent.*ne peut pas être ouvert.*fermez"):
        intake(absent, statuts)
    with pytest.raises(CannotWrite, match=r"clean\.pdf.*ne peut pas être écrit.*n’existe pas"):
        intake(statuts, absent / "clean.pdf")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RecursionError(), "statuts.*sa structure est abîmée.*puis Imprimer"),
        (pikepdf.PdfError("boom"), "statuts.*sa structure est abîmée.*puis Imprimer"),
        (MemoryError(), "statuts.*demande trop de mémoire.*puis Imprimer"),
        (ValueError("boom"), "^boom$"),  # a bug of ours: see the test of the client
    ],
)
def test_what_a_library_raises_is_a_refusal_and_a_bug_of_ours_is_not(
    statuts: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(_pdf: Pdf, _notes: Notes) -> None:
        raise error

    monkeypatch.setattr(pdf_intake, "clean_pdf", fail)
    clean = statuts.with_name("clean.pdf")
    with pytest.raises((AnnexRefused, ValueError), match=told):
        intake(statuts, clean)
    assert not clean.exists()


def test_a_page_lost_on_the_way_is_refused(statuts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean_pdf = pdf_intake.clean_pdf

    def lose(pdf: Pdf, notes: Notes) -> list[PageLook]:
        looks = clean_pdf(pdf, notes)
        del pdf.pages[1]
        return looks

    monkeypatch.setattr(pdf_intake, "clean_pdf", lose)
    with pytest.raises(AnnexRefused, match=r"statuts\.pdf.*2.pages relues sur 3"):
        intake(statuts, statuts.with_name("clean.pdf"))


def test_a_disk_full_without_a_word_is_seen(statuts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_half(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            return file.write(data[: len(data) // 2])

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(CannotWrite, match="libérez de la place"):
        intake(statuts, statuts.with_name("clean.pdf"))


def test_shared_pages_are_each_taken(take: Take) -> None:
    pdf = draw_page(b"BT /F 12 Tf 60 780 Td (Deux fois) Tj ET", Rotate=90)
    pdf.Root.Pages.Kids.append(pdf.pages[0].obj)
    pdf.Root.Pages.Count = 2
    with pikepdf.open(take(pdf).pdf) as clean:
        first, second = (page.Contents.read_bytes() for page in clean.pages)
    assert first == second
    assert first.count(b"Do") == 1


def test_a_note_is_said_once_in_french_with_its_pages_and_a_name_that_fits_on_a_line() -> None:
    assert [of_pages(pages) for pages in ([3], [4, 1, 2])] == ["page 3", "pages 1 à 2 et 4"]
    notes = Notes(["page 1\u00a0: réduite"])
    notes.change("page 1 : réduite")
    assert notes.changes == ["page 1\u00a0: réduite"]
    assert quote("a\nb" + "c" * 200) == "«\u00a0a\ufffdb" + "c" * 76 + "…\u00a0»"


def test_every_sentence_of_the_table_is_said_and_each_said_is_there() -> None:
    folder = Path(notes.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    sentences = set(resources.table(notes.__file__, "sentences.toml"))
    assert set(re.findall(r'(?:said|unusable)\("(\w+)"', code)) <= sentences
    # That of a file too long is chosen by its kind
    assert [key for key in sentences if f'"{key}"' not in code and key[:5] != "long_"] == []


def test_a_file_given_again_is_taken_alike_under_its_own_name(take: Take) -> None:
    content = write_pdf(2)
    first, second = take(content, "statuts.pdf"), take(content, "statuts (copie).pdf")
    assert kept_pages.cache_info().misses == 1
    assert second.pdf.read_bytes() == first.pdf.read_bytes()
    assert second == replace(first, source=second.source, name=second.source.name, pdf=second.pdf)
    with pytest.raises(AnnexRefused, match=r"ce PDF a 2.pages, la limite est de 1.*pages utiles"):
        take(content, "statuts (encore).pdf", max_pages=1)
