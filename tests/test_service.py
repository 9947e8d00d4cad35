"""The use cases, with real files and the embedded engine: what the bundle is and what it says."""

import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw
from pypdf import PdfReader

from packetgen.bundle.proof.examine import examine
from packetgen.errors import ExitCode
from packetgen.model.bundle import State, outline_title
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.service import ServiceResult
from tests.bundles import packet_of, pages_of, pdf_of, placed_of, text_of
from tests.changes import action, both, piece, porteur, second
from tests.conftest import EXAMPLE, Make
from tests.folders import build, write_folder
from tests.spoken import spoken, unmarked

LONG = 45 * "Les habitants, le centre social et le bailleur préparent chaque étape du projet. "


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ServiceResult:
    """The example's two actions, the Word files kept."""
    return build(EXAMPLE, tmp_path_factory.mktemp("exemple"), keep_docx=True)


def images_of(outcome: ServiceResult) -> int:
    """Number of images on the last page of the letter of the first action."""
    with pypdfium2.PdfDocument(pdf_of(outcome, 1)) as document:
        page = document[placed_of(outcome, "lettre", 1).last - 1]
        return len(list(page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))


def assert_the_liste_tells_the_pages(outcome: ServiceResult, numero: int) -> None:
    table = text_of(outcome, "liste", numero).partition("1. Les pièces")[2]
    told = re.findall(r"p\.\s(\d+)(?:\sà\s(\d+))?", table.partition("2. Les dépôts")[0])
    pieces = packet_of(outcome, numero).plan.pieces
    assert [(int(first), int(last or first)) for first, last in told] == [
        (placed.first, placed.last) for placed in pieces
    ]


@pytest.mark.parametrize("numero", [1, 2])
def test_what_a_bundle_shows_is_read_aloud_in_order(example: ServiceResult, numero: int) -> None:
    bundle = pdf_of(example, numero)
    assert unmarked(bundle) == []
    pages = spoken(bundle)
    with pikepdf.Pdf.open(bundle) as pdf:
        parts = [str(part.T) for part in pdf.Root.StructTreeRoot.K.K]
        placed = packet_of(example, numero).plan.parts
        assert parts == [outline_title(each.part) for each in placed]
    cover, sommaire, fiche, liste, rib = (
        pages[placed_of(example, code, numero).first - 1]
        for code in ("couverture", "sommaire", "fiche_action", "liste", "rib")
    )
    assert cover[2] == ("H1", "Appel à projets 2026 – Contrat de ville")
    links = [text for role, text in sommaire if role == "Link"]
    pieces = [each.part.numero for each in packet_of(example, numero).plan.pieces]
    assert [link.split(" · ")[0] for link in links] == [f"Pièce {n}" for n in pieces]
    assert [text for role, text in fiche if role.startswith("H")][:3] == [
        "Fiche action", "1. Le porteur", "2. L’action",
    ]  # fmt: skip
    assert ("TH", "Structure") in fiche
    heads = [text for role, text in liste if role == "TH"]
    assert heads[:6] == ["N°", "Pièce", "Demandée", "État", "Fichier", "Pages"]
    assert rib[-1] == ("Figure", "RIB")
    assert all(text for page in pages for role, text in page if role in ("P", "H1", "H2", "LBody"))


def test_the_example_gives_one_complete_bundle_for_each_action(example: ServiceResult) -> None:
    assert example.exit_code is ExitCode.DONE
    assert [packet.action.numero for packet in example.packets] == [1, 2]
    for packet in example.packets:
        assert {placed.part.state for placed in packet.plan.pieces} == {State.INTEGREE}
    assert [pdf_of(example, numero).name for numero in (1, 2)] == [
        "AAP2026_CALL_les-jardins-du-12-14_grandir-au-jardin-ateliers-parents-enfants-en-pied.pdf",
        "AAP2026_CALL_les-jardins-du-12-14_voisins-connectes-l-entraide-numerique-a-la-grande.pdf",
    ]
    for code in ("lettre", "fiche_action", "liste"):
        assert "6 500 €" in text_of(example, code, 1), code
        assert "4 000 €" in text_of(example, code, 2), code
    assert "sans objet" in text_of(example, "fiche_action", 2).lower()
    for numero in (1, 2):
        assert_the_liste_tells_the_pages(example, numero)
        assert examine(pdf_of(example, numero)).is_proved
    said = PdfReader(pdf_of(example, 2)).metadata
    assert said is not None
    assert (said.author, str(said.creation_date)[:10]) == ("Les Jardins du 12-14", "2025-11-05")
    assert said.title == (
        "Appel à projets 2026 – Contrat de ville – Les Jardins du 12-14 – Voisins connectés :"
        " l’entraide numérique à la Grande Résidence"
    )


def test_a_missing_piece_is_shown(example: ServiceResult, make: Make) -> None:
    made = make(piece("statuts", fichier="", motif="Assemblée générale le 12 décembre"))
    assert made.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert pdf_of(made).name.endswith("-INCOMPLET.pdf")
    sommaire = pages_of(made)[1]
    statuts = placed_of(made, "statuts")
    assert (statuts.part.state, statuts.part.pages) == (State.ABSENTE, 1)
    assert f"Statuts p. {statuts.first}" in sommaire
    page = text_of(made, "statuts")
    assert "Statuts : absente" in page
    assert "Assemblée générale le 12 décembre" in page
    assert f"Pièce {statuts.part.numero} · p. 1/1" in page
    assert_the_liste_tells_the_pages(made, 1)
    assert "statuts" in text_of(example, "lettre", 1)
    assert "statuts" not in text_of(made, "lettre")


def test_long_texts_and_signature(example: ServiceResult, make: Make, tmp_path: Path) -> None:
    plan = PieceFournie("autre1", "Plan des potagers", "cerfa-voisins-connectes.pdf")
    signature = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(signature).line([(20, 150), (200, 40), (560, 170)], fill="navy", width=12)
    (tmp_path / "projet").mkdir()
    signature.save(tmp_path / "projet" / "signature.png")
    long = action(contexte=LONG, objectifs=LONG, deroule=LONG, droit_commun=LONG, partenaires=LONG)
    signed = both(long, porteur(image_signature="signature.png"))
    made = make(both(signed, lambda dossier: replace(dossier, pieces=(*dossier.pieces, plan))))
    assert made.exit_code is ExitCode.DONE
    # the liste is drawn again once the pages are known
    assert placed_of(made, "fiche_action").part.pages >= 4
    assert_the_liste_tells_the_pages(made, 1)
    [*_, last] = packet_of(made).plan.pieces
    assert last.last == packet_of(made).plan.pages - 1  # then the bordereau
    assert (last.part.titre, last.part.state) == ("Plan des potagers", State.INTEGREE)
    assert "Plan des potagers" in text_of(made, "liste")
    assert "plan des potagers" in text_of(made, "lettre")
    assert "Voisins connectés" in text_of(made, "autre1")
    assert (images_of(made), images_of(example)) == (1, 0)


def test_actions_of_nearly_one_name_have_two_bundles(dossier: Dossier, tmp_path: Path) -> None:
    name = "Grandir au jardin : ateliers parents-enfants en pied d’immeuble, second volet"
    workbook = write_folder(tmp_path, dossier, second(intitule=name))
    outcome = build(workbook, tmp_path / "output", keep_docx=True)
    assert len({packet.path for packet in outcome.packets}) == 2
    assert len({path for packet in outcome.packets for path in packet.documents}) == 7


def test_signed_scans_are_placed(example: ServiceResult, make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "projet"
    folder.mkdir()
    for code, numero, scan in (("lettre", 1, "lettre signée.pdf"), ("fiche_action", 2, "f.pdf")):
        placed = placed_of(example, code, numero)
        with pikepdf.open(pdf_of(example, numero)) as bundle, pikepdf.new() as pages:
            pages.pages.extend(bundle.pages[placed.first - 1 : placed.last])
            pages.save(folder / scan)
    signed = piece("lettre", fichier="lettre signée.pdf"), piece("fiche_action", fichier="f.pdf")
    made = make(both(*signed))
    letter, fiche = placed_of(made, "lettre").part, placed_of(made, "fiche_action").part
    assert (letter.fichier, letter.state) == ("lettre signée.pdf", State.INTEGREE)
    assert letter.notes == ()
    assert fiche.state is State.RESERVE
    assert "mots du document produit que le scan ne porte pas" in fiche.notes[0]
    assert "Voisins connectés" in text_of(made, "fiche_action")
    assert made.exit_code is ExitCode.DONE
