"""Cover, sommaire and pages of absence: all is printed, on the pages planned, fonts embedded."""

from dataclasses import astuple, replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from packetgen.bundle.pages.drawing import HEIGHT, MARGIN
from packetgen.bundle.pages.sommaire import lay_out, page_count
from packetgen.model.bundle import Cover, State
from tests.bundle import samples
from tests.bundle.samples import COVER, PIECES, absence, cover, pages_in, planned, squeezed, text_of

TITLE = "Ensemble, de la cité au jardin : ateliers, potagers, sorties et permanences "
LONG = replace(
    COVER,
    association="Association intercommunale pour l’insertion & la médiation du bassin minier " * 2,
    intitule=TITLE.ljust(200, "é"),
    quartiers=tuple(f"QP06202{n} – Cité des Provinces, Cité 11, Fosse {n}" for n in range(6)),
)
WANTING = tuple(f"Pièce {n} – Pièce d’essai : absente, attendue le 12/11" for n in range(1, 31))


@pytest.mark.parametrize(
    "content", [COVER, LONG, replace(LONG, manquants=WANTING)], ids=["plain", "long", "worst"]
)
def test_the_cover_prints_everything_on_one_page(content: Cover) -> None:
    [text] = map(squeezed, pages_in(cover(content)))
    facts = replace(content, quartiers=(), complet="", manquants=())
    texts = (*content.quartiers, *(each for each in astuple(facts) if isinstance(each, str)))
    assert [each for each in texts if squeezed(each) not in text] == []


def test_the_cover_says_whether_the_dossier_is_complete_and_what_is_wanting() -> None:
    complete, incomplete = cover(COVER), cover(replace(COVER, manquants=WANTING))
    assert "Dossier complet" in text_of(complete)
    assert "incomplet" not in text_of(complete).casefold()
    text = squeezed(text_of(incomplete))
    shown = ("DOSSIER INCOMPLET", "30 points à compléter", *WANTING[:8])
    assert all(squeezed(each) in text for each in shown)
    assert squeezed("et 22 autres points : à voir avec le porteur") in text
    assert not any(squeezed(each) in text for each in ("Dossier complet", WANTING[8]))
    banner, plain = (samples.picture(made).getpixel((5, 110)) for made in (incomplete, complete))
    assert banner != plain


def test_the_cover_leaves_out_what_is_empty() -> None:
    text = text_of(cover(replace(COVER, montant="", dauphin="", pilier="", dates="")))
    assert not any(label in text for label in (COVER.demande, "Dauphin", "Pilier", "Dates"))


@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 80])
def test_the_sommaire_has_the_pages_that_were_counted(number: int) -> None:
    pieces = samples.many(number)
    whole, lines = planned(pieces), lay_out(pieces)
    pages = pages_in(samples.sommaire(whole))
    assert len(pages) == page_count(pieces)
    assert all(f"{page}/{whole.pages}" in text for page, text in enumerate(pages, 2))
    assert len(lines) == number
    assert all(MARGIN <= line.bottom < line.top <= HEIGHT - MARGIN for line in lines)
    assert all(
        below.page == line.page + 1 or below.top == pytest.approx(line.bottom)
        for line, below in pairwise(lines)
    )


def test_a_line_of_the_sommaire_says_all_of_its_piece() -> None:
    text = squeezed(text_of(samples.sommaire(planned())))
    for line in (
        "Pièce 1 · Lettre au Président p. 3",
        "Pièce 2 · Statuts p. 4 3 pages · statuts.pdf",
        "Relevé d’identité bancaire p. 7 1 page · absente",
        "p. 8 2 pages · comptes.pdf · intégrée, à vérifier · page 2 réparée",
    ):
        assert squeezed(line) in text


@pytest.mark.parametrize("state", [State.ABSENTE, State.REFUSEE])
def test_the_page_of_a_piece_that_is_not_there_says_why_and_what_to_do(state: State) -> None:
    part = replace(PIECES[1], state=state)
    text = squeezed(text_of(absence(part, "Le fichier est <vide> & illisible.", "Demandez-le.")))
    facts = "statuts.pdf Raison Le fichier est <vide> & illisible. À faire Demandez-le."
    assert squeezed(f"Pièce 2 Statuts : {state}") in text
    assert squeezed(facts) in text


def test_the_page_of_a_piece_that_is_not_there_stays_one_page() -> None:
    pdf = absence(PIECES[2], "Attendu de la préfecture. " * 120, "Relancez-la. " * 60)
    [text] = pages_in(pdf)
    assert squeezed(text).count("Relancez-la.") == 60


def test_every_font_is_embedded_and_draws_signs_that_carlito_lacks() -> None:
    whole = planned((*samples.many(3), replace(PIECES[2], titre="Statuts ★", numero=4)))
    assert "★ Jardins → café" in text_of(cover(replace(COVER, intitule="★ Jardins → café")))
    drawn = (
        cover(replace(LONG, manquants=WANTING)),
        samples.sommaire(whole),
        absence(whole.pieces[3].part, "Perdu.", "Cherchez."),
        samples.bordereau(samples.entered(whole)),
    )
    for pdf in drawn:
        with pikepdf.open(BytesIO(pdf)) as document:
            things = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
            fonts = [each for each in things if each.get("/Type") == "/Font"]
            assert fonts
            assert all("/FontFile2" in font.FontDescriptor for font in fonts)
