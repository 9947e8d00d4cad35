"""Cover, sommaire and pages of absence: all is printed, on the pages planned, fonts embedded."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from pypdf import PdfReader

from packetgen.bundle.pages.drawing import HEIGHT, MARGIN
from packetgen.bundle.pages.sommaire import lay_out, page_count
from packetgen.model.bundle import SOMMAIRE, Cover, State
from tests.bundle.samples import (
    COVER,
    PIECES,
    absence,
    bordereau,
    cover,
    entered,
    many,
    picture,
    planned,
    sommaire,
    text_of,
)

TITLE = "Ensemble, de la cité au jardin : ateliers, potagers, sorties et permanences ".ljust(
    200, "é"
)
LONG = replace(
    COVER,
    association="Association intercommunale pour l’insertion & la médiation du bassin minier " * 2,
    intitule=TITLE,
    quartiers=tuple(f"QP06202{n} – Cité des Provinces, Cité 11, Fosse {n}" for n in range(6)),
)
WANTING = tuple(f"Pièce {n} – Pièce d’essai : absente, attendue le 12/11" for n in range(1, 31))


def _words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    "content", [COVER, LONG, replace(LONG, manquants=WANTING)], ids=["plain", "long", "worst"]
)
def test_the_cover_prints_everything_on_one_page(content: Cover) -> None:
    pdf = cover(content)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    printed = _words(text_of(pdf))
    facts = (content.appel, content.destinataire, content.association, content.intitule)
    figures = (content.montant, content.dauphin, content.pilier, content.theme, content.dates)
    for text in (*facts, *figures, *content.quartiers, content.contenu, content.date):
        assert _words(text) in printed


def test_the_cover_of_a_complete_dossier_says_so() -> None:
    text = text_of(cover(COVER))
    assert "Dossier complet" in text
    assert "incomplet" not in text.casefold()


def test_the_cover_of_an_incomplete_dossier_has_a_red_banner_and_what_is_wanting() -> None:
    pdf = cover(replace(COVER, manquants=WANTING[:2]))
    text = text_of(pdf)
    assert "DOSSIER INCOMPLET" in text
    assert "2 points à compléter" in text.replace("\xa0", " ")
    assert all(_words(wanting) in _words(text) for wanting in WANTING[:2])
    assert "Dossier complet" not in text
    banner, plain = (picture(made).getpixel((5, 110)) for made in (pdf, cover(COVER)))
    assert banner != plain


def test_the_cover_counts_what_it_has_no_room_to_list() -> None:
    text = _words(text_of(cover(replace(COVER, manquants=WANTING))))
    assert _words(WANTING[5]) in text
    assert _words(WANTING[6]) not in text
    assert _words("et 24 autres points : voir le sommaire") in text


def test_the_cover_leaves_out_what_is_empty() -> None:
    text = text_of(cover(replace(COVER, montant="", dauphin="", pilier="", dates="")))
    assert COVER.demande not in text
    assert "Dauphin" not in text
    assert "Pilier" not in text
    assert "Dates" not in text


@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 30, 80])
def test_the_sommaire_has_the_pages_that_were_counted(number: int) -> None:
    pieces = many(number)
    whole = planned(pieces)
    pdf = sommaire(whole)
    assert len(PdfReader(BytesIO(pdf)).pages) == page_count(pieces)
    assert len(lay_out(pieces)) == number
    assert all(MARGIN <= line.bottom < line.top <= HEIGHT - MARGIN for line in lay_out(pieces))


def test_lines_of_the_sommaire_do_not_overlap() -> None:
    lines = lay_out(many(40))
    for line, below in pairwise(lines):
        assert below.page == line.page + 1 or below.top == pytest.approx(line.bottom)


def test_a_line_of_the_sommaire_says_all_of_its_piece() -> None:
    whole = planned()
    text = _words(text_of(sommaire(whole)))
    assert _words("Pièce 1 · Lettre au Président p. 3") in text
    assert _words("Pièce 2 · Statuts p. 4 3 pages · statuts.pdf") in text
    assert _words("Relevé d’identité bancaire p. 7 1 page · absente") in text
    assert _words("p. 8 2 pages · comptes.pdf · intégrée, à vérifier · page 2 réparée") in text
    assert "2/10" in text


def test_a_sommaire_of_several_pages_numbers_each() -> None:
    whole = planned(many(40))
    placed = next(placed for placed in whole.parts if placed.part.code == SOMMAIRE)
    pdf = sommaire(whole)
    assert placed.part.pages > 1
    for page in range(placed.part.pages):
        assert f"{page + 2}/{whole.pages}" in text_of(pdf, page)


@pytest.mark.parametrize("state", [State.ABSENTE, State.REFUSEE])
def test_the_page_of_a_piece_that_is_not_there_says_why_and_what_to_do(state: State) -> None:
    part = replace(PIECES[1], state=state)
    text = _words(text_of(absence(part, "Le fichier est <vide> & illisible.", "Demandez-le.")))
    assert _words(f"Pièce 2 Statuts : {state}") in text
    assert _words("statuts.pdf Raison Le fichier est <vide> & illisible.") in text
    assert _words("À faire Demandez-le.") in text


def test_the_page_of_a_piece_that_is_not_there_stays_one_page() -> None:
    pdf = absence(PIECES[2], "Attendu de la préfecture. " * 120, "Relancez-la. " * 60)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert _words(text_of(pdf)).count("Relancez-la.") == 60


def test_a_sign_that_carlito_lacks_is_drawn_all_the_same() -> None:
    assert "★ Jardins → café" in text_of(cover(replace(COVER, intitule="★ Jardins → café")))


def test_every_font_is_embedded() -> None:
    whole = planned((*many(3), replace(PIECES[2], titre="Statuts ★", numero=4)))
    drawn = (
        cover(replace(LONG, manquants=WANTING)),
        sommaire(whole),
        absence(whole.pieces[3].part, "Perdu.", "Cherchez."),
        bordereau(entered(whole)),
    )
    for pdf in drawn:
        with pikepdf.open(BytesIO(pdf)) as document:
            things = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
            fonts = [each for each in things if each.get("/Type") == "/Font"]
            assert fonts
            assert all("/FontFile2" in font.FontDescriptor for font in fonts)
