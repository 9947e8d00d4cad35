"""The bordereau prints every file received, what became of it, and the seal of all that."""

from dataclasses import replace

import pytest

from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pages.bordereau import page_count
from packetgen.model.bundle import Part, State, plan
from tests.bundle.samples import WORKBOOK, bordereau, entered, many, pages_in, planned, squeezed

LEDGER = entered(planned())


def _all(pdf: bytes) -> str:
    return "".join(map(squeezed, pages_in(pdf)))


def test_each_piece_is_printed_with_its_file_and_its_numbers() -> None:
    part = Part("avis", "Avis", 1, 5, State.REFUSEE, "avis.zip", ("« avis.zip » : une archive",))
    ledger = replace(LEDGER, plan=planned((*(placed.part for placed in LEDGER.plan.pieces), part)))
    text = _all(bordereau(ledger))
    for line in (
        "Bordereau 5 pièces, 11 pages",
        "Pièce 1 · Lettre au Président p. 3 intégrée Word rempli par packetgen : 1 page écrite,"
        f" 1 reliée {LEDGER.sources[1].sha256}",
        "Pièce 2 · Statuts p. 4-6 statuts.pdf · intégrée PDF : 3 pages reçues, 3 reliées"
        f" {LEDGER.sources[2].sha256}",
        "Pièce 3 · Relevé d’identité bancaire p. 7 absente",
        "Pièce 4 · Comptes annuels p. 8-9 comptes.pdf · intégrée, à vérifier · page 2 réparée",
        "Pièce 5 · Avis p. 10 avis.zip · refusée · « avis.zip » : une archive",
        f"Aussi reçu · classeur.xlsx classeur Excel du projet {WORKBOOK.sha256}",
        f"Sceau du bordereau empreinte de tout ce qu’il dit, et des pages {UNSEALED}",
        "11/11",
    ):
        assert squeezed(line) in text


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 80])
@pytest.mark.parametrize("others", [0, 2])
def test_it_has_the_pages_that_were_counted(number: int, others: int) -> None:
    pieces = many(number)
    ledger = entered(planned(pieces))
    *before, last = (placed.part for placed in ledger.plan.parts)
    counted = replace(last, pages=page_count(pieces, others))
    ledger = replace(ledger, plan=plan([*before, counted]), others=(WORKBOOK,) * others)
    pdf = bordereau(ledger)
    text = _all(pdf)
    assert all(source.sha256 in text for source in ledger.sources.values())
    assert text.count(WORKBOOK.sha256) == others
    assert UNSEALED in text
    pages = pages_in(pdf)
    assert len(pages) == counted.pages
    for page, printed in enumerate(pages):
        assert f"{ledger.plan.parts[-1].first + page}/{ledger.plan.pages}" in printed
        assert (page > 0) == ("(suite)" in printed)


def test_its_length_does_not_depend_on_the_files_received() -> None:
    bare = replace(LEDGER, sources={})
    assert len(pages_in(bordereau(bare))) == LEDGER.plan.parts[-1].part.pages


def test_endless_names_are_cut_before_they_meet_the_digest() -> None:
    source = replace(LEDGER.sources[2], nature="un document d’une nature sans fin " * 9)
    other = replace(WORKBOOK, fichier="classeur du projet " * 30)
    text = _all(bordereau(replace(LEDGER, sources={2: source}, others=(other,))))
    assert all(shown in text for shown in ("…", source.sha256, WORKBOOK.sha256))
