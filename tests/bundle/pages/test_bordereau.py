"""The bordereau prints every file received, what became of it, and the seal of all that."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from packetgen.bundle.ledger import seal
from packetgen.bundle.pages.bordereau import page_count
from packetgen.model.bundle import Part, State, plan
from tests.bundle.samples import WORKBOOK, bordereau, entered, many, planned, text_of

LEDGER = entered(planned())


def _words(text: str) -> str:
    return "".join(text.split())


def _all(pdf: bytes) -> str:
    return _words("".join(text_of(pdf, page) for page in range(len(PdfReader(BytesIO(pdf)).pages))))


def test_each_piece_is_printed_with_its_file_and_its_numbers() -> None:
    text = _all(bordereau(LEDGER))
    statuts, lettre = LEDGER.sources[2], LEDGER.sources[1]
    for line in (
        "Bordereau 4 pièces, 10 pages",
        f"Pièce 1 · Lettre au Président p. 3 intégrée Word rempli par packetgen : 1 page écrite,"
        f" 1 reliée {lettre.sha256}",
        f"Pièce 2 · Statuts p. 4-6 statuts.pdf · intégrée PDF : 3 pages reçues, 3 reliées"
        f" {statuts.sha256}",
        "Pièce 3 · Relevé d’identité bancaire p. 7 absente",
        "Pièce 4 · Comptes annuels p. 8-9 comptes.pdf · intégrée, à vérifier · page 2 réparée",
        f"Aussi reçu · classeur.xlsx classeur Excel du projet {WORKBOOK.sha256}",
        f"Sceau du bordereau empreinte de tout ce qu’il dit {seal(LEDGER)}",
        "10/10",
    ):
        assert _words(line) in text


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 80])
@pytest.mark.parametrize("others", [0, 1, 2])
def test_it_has_the_pages_that_were_counted(number: int, others: int) -> None:
    pieces = many(number)
    ledger = entered(planned(pieces))
    *before, last = (placed.part for placed in ledger.plan.parts)
    counted = replace(last, pages=page_count(pieces, others))
    ledger = replace(ledger, plan=plan([*before, counted]), others=(WORKBOOK,) * others)
    pdf = bordereau(ledger)
    assert len(PdfReader(BytesIO(pdf)).pages) == counted.pages
    text = _all(pdf)
    assert all(source.sha256 in text for source in ledger.sources.values())
    assert text.count(WORKBOOK.sha256) == others
    assert seal(ledger) in text
    for page in range(counted.pages):
        number = ledger.plan.pages - counted.pages + page + 1
        assert f"{number}/{ledger.plan.pages}" in text_of(pdf, page)
        assert (page > 0) == ("(suite)" in text_of(pdf, page))


def test_its_length_does_not_depend_on_the_files_received() -> None:
    bare = replace(LEDGER, sources={})
    assert len(PdfReader(BytesIO(bordereau(bare))).pages) == LEDGER.plan.parts[-1].part.pages


def test_endless_names_are_cut_before_they_meet_the_digest() -> None:
    source = replace(LEDGER.sources[2], nature="un document d’une nature sans fin " * 9)
    other = replace(WORKBOOK, fichier="classeur du projet " * 30)
    odd = replace(LEDGER, sources={2: source}, others=(other,))
    text = _all(bordereau(odd))
    assert "…" in text
    assert source.sha256 in text
    assert WORKBOOK.sha256 in text


def test_a_refused_piece_is_said_with_its_reason() -> None:
    part = Part("rib", "RIB", 1, 1, State.REFUSEE, "rib.zip", ("« rib.zip » : c’est une archive",))
    text = _all(bordereau(entered(planned((part,)))))
    assert _words("Pièce 1 · RIB p. 3 rib.zip · refusée · « rib.zip » : c’est une archive") in text
