"""A bundle of a call not declared ready bears « PROJET » on every page; to lose it is found."""

import json
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace
from pikepdf import Pdf

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.assemble.preview import mark_preview
from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.prove import prove
from packetgen.model.bundle import PROJET
from tests.bundle import harm
from tests.bundle.samples import Bundle, bordereau, write


@pytest.fixture(scope="module")
def bundle(plain: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    path = tmp_path_factory.mktemp("projet") / "bundle.pdf"
    ledger = replace(plain.ledger, projet=True)
    pdfs = (*plain.pdfs[:-1], bordereau(ledger))
    return Bundle(path, ledger, pdfs, write(path, ledger, pdfs))


def test_every_page_bears_it_and_the_bundle_is_proved(bundle: Bundle, plain: Bundle) -> None:
    prove(bundle.path, bundle.ledger, bundle.pdfs)
    found = examine(bundle.path)
    assert (found.is_proved, found.ledger) == (True, bundle.ledger)
    assert [text.split().count(PROJET) for text in page_texts(bundle.path)] == [1] * 10
    assert PROJET not in "".join(page_texts(plain.path))
    assert "projet" not in json.loads(plain.json)


@pytest.mark.parametrize(
    ("page", "place"), [(5, "page 5, pièce 2 « Statuts »"), (1, "page 1, « Couverture »")]
)
def test_a_page_that_lost_it_is_found(
    page: int, place: str, bundle: Bundle, tmp_path: Path
) -> None:
    def unmark(pdf: Pdf) -> None:
        contents = harm.page_of(pdf, page).Contents
        before, form, drawn = contents.read_bytes().partition(b"Do Q")
        # the first thing drawn over its form
        contents.write(before + form + drawn.partition(b"\nQ")[2])

    altered = harm.harmed(bundle.path, tmp_path, unmark)
    (found,) = examine(altered).differences
    assert found.text == f"{place} : son texte ou son tracé a changé"
    found, _ = examine(harm.harmed(altered, tmp_path, harm.fingerprints_again)).differences
    assert found.text == f"{place}, la mention « {PROJET} » n’y est plus"


def test_another_pdf_is_marked_on_every_page_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.add_blank_page(page_size=(842, 595))
        pdf.save(path)
    content = mark_preview(path)
    assert content == mark_preview(path)
    assert page_texts(content) == (PROJET, PROJET)
