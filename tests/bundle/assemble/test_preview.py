"""A bundle of a call not declared ready bears « PROJET » on every page; to lose it is found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.assemble.preview import mark_preview
from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.prove import prove
from packetgen.model.bundle import PROJET
from tests.bundle import harm
from tests.bundle.samples import Bundle, bordereau, make, write

STATUTS = "page 5, pièce 2 « Statuts »"
COVER = "page 1, « Couverture »"
GONE = f"la mention « {PROJET} » n’y est plus"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The bundle of the samples, made of a call that is a project."""
    path = tmp_path_factory.mktemp("projet") / "bundle.pdf"
    plain = make(path)
    ledger = replace(plain.ledger, projet=True)
    pdfs = (*plain.pdfs[:-1], bordereau(ledger))
    return Bundle(path, ledger, pdfs, write(path, ledger, pdfs))


def test_every_page_bears_it_and_the_bundle_is_proved(bundle: Bundle) -> None:
    prove(bundle.path, bundle.ledger, bundle.pdfs)
    found = examine(bundle.path)
    assert found.is_proved
    assert found.ledger == bundle.ledger
    words = [text.split() for text in page_texts(bundle.path)]
    assert [page.count(PROJET) for page in words] == [1] * bundle.plan.pages


def test_the_same_bundle_of_a_ready_call_bears_none(tmp_path: Path) -> None:
    made = make(tmp_path / "pret.pdf")
    assert PROJET not in "".join(page_texts(made.path))
    assert "projet" not in json.loads(made.json)


def unmark(pdf: Pdf, number: int) -> None:
    """Take « PROJET » off a page: the first thing drawn over its form."""
    contents = harm.page_of(pdf, number).Contents
    operators = contents.read_bytes()
    start = operators.index(b"Do Q") + len(b"Do Q")
    end = operators.index(b"\nQ", start) + len(b"\nQ")
    contents.write(operators[:start] + operators[end:])


@pytest.mark.parametrize(("page", "place"), [(5, STATUTS), (1, COVER)])
def test_a_page_that_lost_it_is_found(
    page: int, place: str, bundle: Bundle, tmp_path: Path
) -> None:
    with pikepdf.open(bundle.path) as pdf:
        unmark(pdf, page)
        pdf.save(tmp_path / "altered.pdf")
        harm.fingerprints_again(pdf)
        pdf.save(tmp_path / "forged.pdf")
    (altered,) = examine(tmp_path / "altered.pdf").differences
    assert altered.text == f"{place} : son texte ou son tracé a changé"
    (forged,) = examine(tmp_path / "forged.pdf").differences
    assert forged.text == f"{place}, {GONE}"


def test_a_ledger_that_says_the_call_was_ready_breaks_its_seal(
    bundle: Bundle, tmp_path: Path
) -> None:
    with pikepdf.open(bundle.path) as pdf:
        content = json.loads(pdf.attachments["bordereau.json"].get_file().read_bytes())
        del content["projet"]
        harm.set_ledger(pdf, json.dumps(content).encode())
        pdf.save(tmp_path / "forged.pdf")
    found = [difference.text for difference in examine(tmp_path / "forged.pdf").differences]
    assert "le bordereau joint n’est pas celui dont le sceau est imprimé" in found


def test_another_pdf_is_marked_on_every_page_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.add_blank_page(page_size=(842, 595))
        pdf.save(path)
    content = mark_preview(path)
    assert content == mark_preview(path)
    assert page_texts(content) == (PROJET, PROJET)
