"""The pages of our own: all is printed, on the pages planned, fonts embedded."""

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from msgspec.structs import astuple, replace

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pages import bordereau, sommaire
from packetgen.bundle.pages.drawing import HEIGHT, MARGIN
from packetgen.model.bundle import Cover, Part, State, plan
from tests.bundle import samples
from tests.bundle.samples import COVER, PIECES, WORKBOOK, entered, planned, squeezed

TITLE = "Ensemble, de la cité au jardin : ateliers, potagers, sorties et permanences "
LONG = replace(
    COVER,
    association="Association intercommunale pour l’insertion & la médiation du bassin minier " * 2,
    intitule=TITLE.ljust(200, "é"),
    quartiers=tuple(f"QP06202{n} – Cité des Provinces, Cité 11, Fosse {n}" for n in range(6)),
)
WANTING = tuple(f"Pièce {n} – Pièce d’essai : absente, attendue le 12/11" for n in range(1, 31))
LEDGER = entered(planned())


def _printed(pdf: bytes) -> str:
    return squeezed("".join(page_texts(pdf)))


def _missing(pdf: bytes, *lines: str) -> list[str]:
    """Those of these lines that are not printed."""
    printed = _printed(pdf)
    return [line for line in lines if squeezed(line) not in printed]


@pytest.mark.parametrize(
    "content", [COVER, LONG, replace(LONG, manquants=WANTING)], ids=["plain", "long", "worst"]
)
def test_the_cover_prints_everything_on_one_page(content: Cover) -> None:
    facts = replace(content, quartiers=(), complet="", manquants=())
    texts = (*content.quartiers, *(each for each in astuple(facts) if isinstance(each, str)))
    cover = samples.cover(content)
    assert len(page_texts(cover)) == 1
    assert _missing(cover, *texts) == []


def test_the_cover_says_what_is_wanting_or_that_nothing_is_and_nothing_empty() -> None:
    shouts = ["incomplet", "INCOMPLET"]
    complete, incomplete = samples.cover(COVER), samples.cover(replace(COVER, manquants=WANTING))
    assert _missing(complete, "Dossier complet", *shouts) == shouts
    shown = ("DOSSIER INCOMPLET", "30 points à compléter", *WANTING[:8])
    rest = "et 22 autres points : à voir avec le porteur"
    unshown = ["Dossier complet", WANTING[8]]
    assert _missing(incomplete, *shown, rest, *unshown) == unshown
    banner, bare = (samples.picture(made).getpixel((5, 110)) for made in (incomplete, complete))
    assert banner != bare
    labels = [COVER.demande, "Dauphin", "Pilier", "Dates"]
    empty = replace(COVER, montant="", dauphin="", pilier="", dates="")
    assert _missing(samples.cover(empty), *labels) == labels


@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 80])
def test_the_sommaire_has_the_pages_that_were_counted(number: int) -> None:
    pieces = samples.many(number)
    whole, lines = planned(pieces), sommaire.lay_out(pieces)
    pages = page_texts(samples.sommaire(whole))
    assert len(pages) == sommaire.page_count(pieces)
    assert all(f"{page}/{whole.pages}" in text for page, text in enumerate(pages, 2))
    assert len(lines) == number
    assert all(MARGIN <= line.bottom < line.top <= HEIGHT - MARGIN for line in lines)
    assert all(
        below.page == line.page + 1 or below.top == pytest.approx(line.bottom)
        for line, below in pairwise(lines)
    )


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 80])
@pytest.mark.parametrize("others", [0, 2])
def test_the_bordereau_has_the_pages_that_were_counted(number: int, others: int) -> None:
    pieces = samples.many(number)
    ledger = entered(planned(pieces))
    *before, last = (placed.part for placed in ledger.plan.parts)
    counted = replace(last, pages=bordereau.page_count(pieces, others))
    ledger = replace(ledger, plan=plan([*before, counted]), others=(WORKBOOK,) * others)
    pdf = samples.bordereau(ledger)
    assert _missing(pdf, UNSEALED, *(source.sha256 for source in ledger.sources.values())) == []
    assert _printed(pdf).count(WORKBOOK.sha256) == others
    pages, bare = page_texts(pdf), samples.bordereau(replace(ledger, sources={}))
    assert len(pages) == len(page_texts(bare)) == counted.pages
    for page, printed in enumerate(pages):
        assert f"{ledger.plan.parts[-1].first + page}/{ledger.plan.pages}" in printed
        assert (page > 0) == ("(suite)" in printed)


def test_a_line_of_the_sommaire_says_all_of_its_piece() -> None:
    lines = (
        "Pièce 1 · Lettre au Président p. 3",
        "Pièce 2 · Statuts p. 4 3 pages · statuts.pdf",
        "Relevé d’identité bancaire p. 7 1 page · absente",
        "p. 8 2 pages · comptes.pdf · intégrée, à vérifier · page 2 réparée",
    )
    assert _missing(samples.sommaire(planned()), *lines) == []


def test_the_bordereau_prints_each_piece_with_its_file_and_its_numbers() -> None:
    part = Part("avis", "Avis", 1, 5, State.REFUSEE, "avis.zip", ("« avis.zip » : une archive",))
    ledger = replace(LEDGER, plan=planned((*(placed.part for placed in LEDGER.plan.pieces), part)))
    lines = (
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
    )
    assert _missing(samples.bordereau(ledger), *lines) == []


def test_endless_names_are_cut_before_they_meet_the_digest() -> None:
    source = replace(LEDGER.sources[2], nature="un document d’une nature sans fin " * 9)
    other = replace(WORKBOOK, fichier="classeur du projet " * 30)
    pdf = samples.bordereau(replace(LEDGER, sources={2: source}, others=(other,)))
    assert _missing(pdf, "…", source.sha256, WORKBOOK.sha256) == []


@pytest.mark.parametrize("state", [State.ABSENTE, State.REFUSEE])
def test_the_page_of_a_piece_that_is_not_there_says_why_and_what_to_do(state: State) -> None:
    part = replace(PIECES[1], state=state)
    pdf = samples.absence(part, "Le fichier est <vide> & illisible.", "Demandez-le.")
    facts = "statuts.pdf Raison Le fichier est <vide> & illisible. À faire Demandez-le."
    assert _missing(pdf, f"Pièce 2 Statuts : {state}", facts) == []


def test_the_page_of_a_piece_that_is_not_there_stays_one_page() -> None:
    pdf = samples.absence(PIECES[2], "Attendu de la préfecture. " * 120, "Relancez-la. " * 60)
    [text] = page_texts(pdf)
    assert squeezed(text).count("Relancez-la.") == 60


def test_every_font_is_embedded_and_draws_signs_that_carlito_lacks() -> None:
    whole = planned((*samples.many(3), replace(PIECES[2], titre="Statuts ★", numero=4)))
    signs = "★ Jardins → café"
    drawn = (
        samples.cover(replace(LONG, intitule=signs, manquants=WANTING)),
        samples.sommaire(whole),
        samples.absence(whole.pieces[3].part, "Perdu.", "Cherchez."),
        samples.bordereau(entered(whole)),
    )
    assert signs in page_texts(drawn[0])[0]
    for pdf in drawn:
        with pikepdf.open(BytesIO(pdf)) as document:
            things = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
            fonts = [each for each in things if each.get("/Type") == "/Font"]
            assert fonts
            assert all("/FontFile2" in font.FontDescriptor for font in fonts)
