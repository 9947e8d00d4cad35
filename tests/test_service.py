"""The use cases, with real files and the embedded engine: what the bundle is and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageDraw
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from packetgen import service
from packetgen.annexes.pdf.text import page_texts
from packetgen.errors import ExitCode
from packetgen.model.bundle import PlacedPart, State
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import Severity
from packetgen.pipeline.publish import BundleResult
from packetgen.service import ServiceResult
from tests.changes import action, both, piece, porteur, second
from tests.conftest import EXAMPLE
from tests.folders import build, type_in, with_actions, write_folder

PAGES_TOLD = re.compile(r"p\.\s(\d+)(?:\sà\s(\d+))?")
LONG = " ".join(
    ["Les habitants, le centre social et le bailleur préparent ensemble chaque étape du projet."]
    * 45
)


@dataclass(frozen=True)
class Run:
    """One run of `build_packets`: what it returned, where it wrote, the steps it told."""

    outcome: ServiceResult
    output: Path
    steps: tuple[str, ...] = ()

    def packet(self, numero: int = 1) -> BundleResult:
        [packet] = (each for each in self.outcome.packets if each.action.numero == numero)
        return packet

    def pdf(self, numero: int = 1) -> Path:
        path = self.packet(numero).path
        assert path is not None
        return path

    def placed(self, code: str, numero: int = 1) -> PlacedPart:
        """A piece of an action, where it stands in the bundle."""
        [placed] = (each for each in self.packet(numero).plan.pieces if each.part.code == code)
        return placed

    def pages(self, numero: int = 1) -> tuple[str, ...]:
        """What each page of a bundle says, any run of spaces and lines as one space."""
        return tuple(" ".join(text.split()) for text in page_texts(self.pdf(numero)))

    def text(self, code: str, numero: int = 1) -> str:
        placed = self.placed(code, numero)
        return " ".join(self.pages(numero)[placed.first - 1 : placed.last])


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example's two actions, the Word files kept."""
    output = tmp_path_factory.mktemp("exemple")
    steps: list[str] = []
    outcome = build(EXAMPLE, output, keep_docx=True, report=steps.append)
    return Run(outcome, output, tuple(steps))


@pytest.fixture(scope="module")
def incomplete(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example's first action without its statuts, with the reason."""
    folder = tmp_path_factory.mktemp("incomplet")
    change = piece("statuts", fichier="", motif="Assemblée générale le 12 décembre")
    workbook = write_folder(folder, with_actions(dossier, 1), change)
    return Run(build(workbook, folder / "output"), folder / "output")


def longest(dossier: Dossier) -> Dossier:
    """Very long texts, a piece of the porteur's own, a signature to print in the letter."""
    changed = both(
        action(contexte=LONG, objectifs=LONG, deroule=LONG, droit_commun=LONG, partenaires=LONG),
        porteur(image_signature="signature.png"),
    )(dossier)
    plan = PieceFournie("autre1", "Plan des potagers", "cerfa-voisins-connectes.pdf")
    return replace(changed, pieces=(*changed.pieces, plan))


@pytest.fixture(scope="module")
def long_dossier(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The first action at its longest."""
    folder = tmp_path_factory.mktemp("long")
    workbook = write_folder(folder, with_actions(dossier, 1), longest)
    signature = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(signature).line([(20, 150), (200, 40), (560, 170)], fill="navy", width=12)
    signature.save(folder / "signature.png")
    return Run(build(workbook, folder / "output"), folder / "output")


def images_of(pdf: Path, page: int) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        return len(list(document[page - 1].get_objects([kind])))


def told_pages(liste: str) -> list[tuple[int, int]]:
    """First and last page of each piece, as the table of the liste tells them."""
    table = liste.partition("1. Les pièces")[2].partition("2. Les dépôts")[0]
    return [(int(first), int(last or first)) for first, last in PAGES_TOLD.findall(table)]


def test_the_example_gives_one_complete_bundle_for_each_action(example: Run) -> None:
    outcome = example.outcome
    assert outcome.exit_code is ExitCode.DONE
    assert [packet.action.numero for packet in outcome.packets] == [1, 2]
    for packet in outcome.packets:
        assert {placed.part.state for placed in packet.plan.pieces} == {State.INTEGREE}
    assert sorted(path.name for path in example.output.glob("*.pdf")) == [
        "AAP2026_CALL_les-jardins-du-12-14_grandir-au-jardin-ateliers-parents-enfants-en-pied.pdf",
        "AAP2026_CALL_les-jardins-du-12-14_voisins-connectes-l-entraide-numerique-a-la-grande.pdf",
    ]
    assert example.steps == (
        "Lecture de classeur.xlsx et de ses pièces",
        "Écriture des documents Word",
        "Assemblage et contrôle du dossier",
    )


@pytest.mark.parametrize("numero", [1, 2])
def test_the_bundle_is_what_its_plan_says(example: Run, numero: int) -> None:
    plan = example.packet(numero).plan
    reader = PdfReader(example.pdf(numero))
    assert len(reader.pages) == plan.pages
    outline = [
        (entry.title, reader.get_destination_page_number(entry))  # type: ignore[union-attr, arg-type]
        for entry in reader.outline
    ]
    pieces = [(f"Pièce {p.part.numero} – {p.part.titre}", p.first - 1) for p in plan.pieces]
    end = ("Bordereau", plan.pages - 1)
    assert outline == [("Couverture", 0), ("Sommaire", 1), *pieces, end]
    assert reader.page_labels == [str(page) for page in range(1, plan.pages + 1)]
    for text, stamp in zip(example.pages(numero), plan.stamps(), strict=True):
        assert stamp in text


def test_the_bundle_says_what_it_is(example: Run) -> None:
    reader = PdfReader(example.pdf(2))
    assert reader.metadata is not None
    assert reader.metadata.title == (
        "Appel à projets 2026 – Contrat de ville – Les Jardins du 12-14 – Voisins connectés :"
        " l’entraide numérique à la Grande Résidence"
    )
    assert reader.metadata.author == "Les Jardins du 12-14"
    assert str(reader.root_object["/Lang"]) == "fr-FR"
    assert list(reader.attachments) == ["bordereau.json", "packetgen.json"]
    assert "2025-11-05" in str(reader.metadata.creation_date)


@pytest.mark.parametrize("numero", [1, 2])
def test_the_liste_tells_the_pages_of_the_bundle(example: Run, numero: int) -> None:
    pieces = example.packet(numero).plan.pieces
    told = told_pages(example.text("liste", numero))
    assert told == [(placed.first, placed.last) for placed in pieces]


def test_one_action_has_one_amount_everywhere(example: Run) -> None:
    for code in ("lettre", "fiche_action", "liste"):
        assert "6 500 €" in example.text(code), code
        assert "4 000 €" in example.text(code, 2), code
    assert "sans objet" in example.text("fiche_action", 2).lower()


def test_the_word_files_are_kept_when_asked(example: Run) -> None:
    kept = [path for packet in example.outcome.packets for path in packet.documents]
    assert sorted(kept) == sorted(example.output.glob("*.docx"))
    assert len(kept) == 6
    letter = Document(str(example.packet(2).documents[0]))
    words = " ".join(paragraph.text for paragraph in letter.paragraphs)
    assert example.packet(2).documents[0].stem == f"{example.pdf(2).stem}_lettre"
    assert "Voisins connectés" in words


def test_a_missing_piece_is_shown_everywhere(incomplete: Run) -> None:
    assert incomplete.outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert incomplete.pdf().name.endswith("-INCOMPLET.pdf")
    cover, sommaire, *_ = incomplete.pages()
    assert "DOSSIER INCOMPLET" in cover
    assert "1 point à compléter" in cover
    assert "Statuts : pièce absente" in cover
    statuts = incomplete.placed("statuts")
    assert (statuts.part.state, statuts.part.pages) == (State.ABSENTE, 1)
    assert f"Statuts p. {statuts.first}" in sommaire
    page = incomplete.text("statuts")
    assert "Statuts : absente" in page
    assert "Assemblée générale le 12 décembre" in page
    assert f"Pièce {statuts.part.numero} · p. 1/1" in page
    liste = incomplete.text("liste")
    assert "7 sur 8" in liste
    assert "Absente" in liste
    assert told_pages(liste) == [(p.first, p.last) for p in incomplete.packet().plan.pieces]


def test_a_missing_piece_is_not_announced_by_the_letter(incomplete: Run, example: Run) -> None:
    assert "statuts" in example.text("lettre")
    assert "statuts" not in incomplete.text("lettre")


def test_the_liste_agrees_after_it_is_drawn_again(long_dossier: Run) -> None:
    pieces = long_dossier.packet().plan.pieces
    assert long_dossier.placed("fiche_action").part.pages >= 4
    assert told_pages(long_dossier.text("liste")) == [(p.first, p.last) for p in pieces]
    assert pieces[-1].last == long_dossier.packet().plan.pages - 1  # then the bordereau
    assert long_dossier.outcome.exit_code is ExitCode.DONE


def test_a_piece_of_the_porteur_s_own_comes_last(long_dossier: Run) -> None:
    [*_, last] = long_dossier.packet().plan.pieces
    assert (last.part.titre, last.part.state) == ("Plan des potagers", State.INTEGREE)
    assert "Plan des potagers" in long_dossier.text("liste")
    assert "plan des potagers" in long_dossier.text("lettre")
    assert "Voisins connectés" in long_dossier.text("autre1")


def test_the_letter_carries_the_signature(long_dossier: Run, example: Run) -> None:
    assert images_of(long_dossier.pdf(), long_dossier.placed("lettre").last) == 1
    assert images_of(example.pdf(), example.placed("lettre").last) == 0


def test_an_unusable_signature_is_said_and_leaves_room(dossier: Dossier, tmp_path: Path) -> None:
    change = porteur(image_signature="statuts.pdf")
    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    run = Run(build(workbook, tmp_path / "output"), tmp_path / "output")
    [said] = (each for each in run.outcome.verification.findings if each.code == "PIECE-03")
    assert said.severity is Severity.A_VERIFIER
    assert "statuts.pdf" in said.message
    assert run.outcome.exit_code is ExitCode.DONE
    assert images_of(run.pdf(), run.placed("lettre").last) == 0


def test_actions_of_nearly_the_same_name_have_each_their_bundle(
    dossier: Dossier, tmp_path: Path
) -> None:
    name = "Grandir au jardin : ateliers parents-enfants en pied d’immeuble, second volet"
    workbook = write_folder(tmp_path, dossier, second(intitule=name))
    outcome = build(workbook, tmp_path / "output", keep_docx=True)
    assert len({packet.path for packet in outcome.packets}) == 2
    assert len({path for packet in outcome.packets for path in packet.documents}) == 6


def cut(run: Run, code: str, numero: int, scan: Path) -> None:
    """Keep the pages of one document of a bundle, as if they had been signed and scanned."""
    placed = run.placed(code, numero)
    with pikepdf.open(run.pdf(numero)) as bundle, pikepdf.new() as pages:
        pages.pages.extend(bundle.pages[placed.first - 1 : placed.last])
        pages.save(scan)


def test_signed_scans_take_their_place_and_tell_what_differs(
    example: Run, dossier: Dossier, tmp_path: Path
) -> None:
    signed = both(
        piece("lettre", fichier="lettre signée.pdf"), piece("fiche_action", fichier="fiche.pdf")
    )
    workbook = write_folder(tmp_path, with_actions(dossier, 1), signed)
    cut(example, "lettre", 1, tmp_path / "lettre signée.pdf")
    cut(example, "fiche_action", 2, tmp_path / "fiche.pdf")
    run = Run(build(workbook, tmp_path / "output"), tmp_path / "output")
    letter, fiche = run.placed("lettre").part, run.placed("fiche_action").part
    assert (letter.fichier, letter.state, letter.notes) == (
        "lettre signée.pdf",
        State.INTEGREE,
        (),
    )
    assert fiche.state is State.RESERVE
    assert "mots du document produit que le scan ne porte pas" in fiche.notes[0]
    assert "Voisins connectés" in run.text("fiche_action")
    assert run.outcome.exit_code is ExitCode.DONE


def test_answers_typed_by_hand_do_not_stop_the_documents(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1))
    type_in(
        workbook,
        porteur__civilite_representant="Mme",
        porteur__forme="Association loi 1901",
        action__premiere_demande="renouvellement",
        action__pacte_departement="Pacte des jeunes",
    )
    made = Run(build(workbook, tmp_path / "output"), tmp_path / "output")
    assert made.outcome.exit_code is ExitCode.DONE
    assert "La Présidente" in made.text("lettre")
    assert "Première demande Non renseigné" in made.text("fiche_action")
    assert "Pacte des jeunes" in made.text("fiche_action")
    told = {each.key: each.severity for each in made.outcome.verification.findings}
    assert told["action.premiere_demande"] is Severity.INFORMATION
    assert told["action.pacte_departement"] is Severity.INFORMATION
    assert told["porteur.forme"] is Severity.A_VERIFIER


def test_a_required_choice_that_is_not_understood_stops_the_documents(
    dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1))
    type_in(workbook, porteur__civilite_representant="M. ou Mme")
    outcome = build(workbook, tmp_path / "output")
    assert outcome.packets == ()
    [blocking] = outcome.verification.blocking
    assert "« Madame » ou « Monsieur »" in blocking.message.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        (["État", "6 500", "Communautés de communes ou d’agglomérations", "6 500"], None),
        (
            ["État", "6 500", "Communautés de communes ou d’agglomérations", "4 000"],
            Severity.A_VERIFIER,
        ),
        (
            ["État", "6 500", "Communautés de communes ou d’agglomérations", ""],
            Severity.INFORMATION,
        ),
    ],
    ids=["agrees", "differs", "cannot be said"],
)
def test_the_amount_of_the_cerfa_is_that_of_the_call_s_own_line(
    lines: list[str], severity: Severity | None, dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), piece("cerfa", fichier="c.pdf"))
    cerfa = Canvas(str(tmp_path / "c.pdf"))
    for place, text in enumerate(lines):
        cerfa.drawString(72 + 300 * (place % 2), 700 - 20 * (place // 2), text)
    cerfa.save()
    verified = service.verify(workbook, today=date(2025, 11, 5))
    found = [each.severity for each in verified.findings if each.code == "ANN-06"]
    assert found == ([severity] if severity else [])
    assert ("ANN-06" in {rule.code for rule in verified.rules_passed}) is (severity is None)
