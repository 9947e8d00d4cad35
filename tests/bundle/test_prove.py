"""A bundle that differs in anything from its plan is found out, and the place is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Name, Pdf

from packetgen.bundle.plan import plan
from packetgen.bundle.prove import prove
from packetgen.bundle.sommaire import sommaire
from packetgen.errors import BundleUnproved
from packetgen.model.packet import Part, Plan
from tests.bundle.samples import DATA, PIECES, Bundle, make, many, write

Tamper = Callable[[Pdf], None]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make(tmp_path_factory.mktemp("bundle") / "bundle.pdf")


def test_a_true_bundle_is_proved(bundle: Bundle) -> None:
    proof = prove(bundle.path, bundle.plan, DATA)
    assert (proof.pages, proof.stamps, proof.lines) == (9, 7, 4)
    assert proof.sha256 == sha256(bundle.path.read_bytes()).hexdigest()


def test_a_long_bundle_of_odd_titles_is_proved(tmp_path: Path) -> None:
    odd = (
        "Tiret-cadratin — demi-tiret",
        "★ 日本 <&>",
        "p. 12",
        "Mot" * 60,
        "Comptes 2023-2024 (1)",
    )
    pieces = tuple(
        replace(part, titre=odd[place]) if place < len(odd) else part
        for place, part in enumerate(many(60))
    )
    long = make(tmp_path / "long.pdf", pieces)
    assert prove(long.path, long.plan, DATA).lines == 60


def _swap(pdf: Pdf) -> None:
    page = pdf.pages[4]
    del pdf.pages[4]
    pdf.pages.insert(3, page)


def _remove(pdf: Pdf) -> None:
    del pdf.pages[5]


def _add(pdf: Pdf) -> None:
    pdf.add_blank_page()


def _repeat(pdf: Pdf) -> None:
    del pdf.pages[5]
    pdf.pages.insert(5, pdf.pages[4])


def _other_number(pdf: Pdf) -> None:
    pdf.pages[7].obj.Contents = pdf.pages[8].obj.Contents


def _no_number(pdf: Pdf) -> None:
    pdf.pages[7].obj.Contents = pdf.make_stream(b"/Piece Do")


def _turned(pdf: Pdf) -> None:
    pdf.pages[7].obj.Rotate = 180


def _cropped(pdf: Pdf) -> None:
    pdf.pages[7].obj.CropBox = Array([0, 100, 595, 842])


def _link_elsewhere(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[1].Dest[0] = pdf.pages[4].obj


def _links_crossed(pdf: Pdf) -> None:
    links = pdf.pages[1].obj.Annots
    links[1].Dest, links[3].Dest = links[3].Dest, links[1].Dest


def _link_gone(pdf: Pdf) -> None:
    del pdf.pages[1].obj.Annots[3]


def _link_nowhere(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[1].Dest[0] = pdf.make_indirect(pikepdf.Dictionary(Type=Name.Page))


def _outline_elsewhere(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[3] = pikepdf.OutlineItem(str(outline.root[3].title), 0)


def _outline_renamed(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[3].title = "Pièce 2 – Autre"


def _outline_shorter(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        del outline.root[-1]


def _outline_longer(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Pièce 5", 8))


def _labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 2


def _no_data(pdf: Pdf) -> None:
    del pdf.attachments["dossier.json"]


def _more_data(pdf: Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def _other_data(pdf: Pdf) -> None:
    del pdf.attachments["dossier.json"]
    pdf.attachments["dossier.json"] = DATA + b" "


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_swap, "page 4, pièce 2 « Statuts », numéro imprimé « Pièce 2 · p. 2/3 — 5/9 »"),
        (_remove, "8\xa0pages au lieu de 9"),
        (_add, "10\xa0pages au lieu de 9"),
        (_repeat, "page 6, pièce 2 « Statuts », numéro imprimé « Pièce 2 · p. 2/3 — 5/9 »"),
        (_other_number, "page 8, pièce 4 « Comptes annuels », numéro imprimé « Pièce 4 · p. 2/2"),
        (_no_number, "page 8, pièce 4 « Comptes annuels », numéro imprimé absent"),
        (_turned, "page 8, pièce 4 « Comptes annuels », numéro imprimé absent"),
        (_cropped, "page 8, pièce 4 « Comptes annuels », numéro imprimé absent"),
        (_link_elsewhere, "ligne de la pièce 2 « Statuts », lien vers la page 5 au lieu de 4"),
        (_links_crossed, "ligne de la pièce 2 « Statuts », lien vers la page 8 au lieu de 4"),
        (_link_gone, "3\xa0liens au sommaire pour 4\xa0pièces"),
        (_link_nowhere, "ligne de la pièce 2 « Statuts », lien vers la page None"),
        (_outline_elsewhere, "signet « Pièce 2 – Statuts » vers la page 1"),
        (_outline_renamed, "signet « Pièce 2 – Autre » vers la page 4"),
        (_outline_shorter, "au lieu de « Pièce 4 – Comptes annuels » vers la page 8"),
        (_outline_longer, "signet « Pièce 5 » vers la page 9"),
        (_labels, "page 1, « Couverture », étiquette « 2 »"),
        (_no_data, "0\xa0fichier joint au lieu d’un seul"),
        (_more_data, "2\xa0fichiers joints au lieu d’un seul"),
        (_other_data, "les données jointes ne sont pas celles du dossier"),
    ],
)
def test_any_tampering_is_found_and_named(
    tamper: Tamper, found: str, bundle: Bundle, tmp_path: Path
) -> None:
    path = tmp_path / "altered.pdf"
    with Pdf.open(bundle.path) as pdf:
        tamper(pdf)
        pdf.save(path)
    with pytest.raises(BundleUnproved) as raised:
        prove(path, bundle.plan, DATA)
    message = str(raised.value)
    assert found in message
    assert message.endswith("signalez-le.")


def _assembled_with(bundle: Bundle, printed: Plan, tmp_path: Path) -> Path:
    """A bundle whose sommaire was drawn from another plan than the one it is made by."""
    path = tmp_path / "other.pdf"
    write(path, bundle.plan, (bundle.pdfs[0], sommaire(printed), *bundle.pdfs[2:]))
    return path


def test_a_page_number_that_the_sommaire_misprints_is_found(bundle: Bundle, tmp_path: Path) -> None:
    parts = [placed.part for placed in bundle.plan.parts]
    parts[2] = replace(parts[2], pages=2)
    path = _assembled_with(bundle, plan(parts), tmp_path)
    found = "ligne de la pièce 2 « Statuts », page imprimée « p. 5 » au lieu de « p. 4 »"
    with pytest.raises(BundleUnproved, match=found):
        prove(path, bundle.plan, DATA)


def test_a_title_that_the_sommaire_misprints_is_found(bundle: Bundle, tmp_path: Path) -> None:
    parts = [placed.part for placed in bundle.plan.parts]
    parts[3] = replace(parts[3], titre="Statues")
    path = _assembled_with(bundle, plan(parts), tmp_path)
    with pytest.raises(BundleUnproved, match="ligne de la pièce 2 « Statuts », titre imprimé"):
        prove(path, bundle.plan, DATA)


def test_stamps_of_another_plan_are_found(bundle: Bundle) -> None:
    swapped = [
        Part("couverture", "Couverture", 1),
        Part("sommaire", "Sommaire", 1),
        replace(PIECES[0], pages=3),
        replace(PIECES[1], pages=1),
        *PIECES[2:],
    ]
    with pytest.raises(BundleUnproved, match=r"page 3.*autres écarts"):
        prove(bundle.path, plan(swapped), DATA)


@pytest.mark.parametrize("kept", [0, 400, -700])
def test_a_file_cut_short_is_found(kept: int, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(bundle.path.read_bytes()[:kept])
    with pytest.raises(BundleUnproved):
        prove(path, bundle.plan, DATA)


def test_a_piece_that_is_itself_a_page_of_an_older_bundle_is_proved(
    bundle: Bundle, tmp_path: Path
) -> None:
    older = tmp_path / "older.pdf"
    with Pdf.open(bundle.path) as pdf:
        for page in (8, 7, 6, 2, 1, 0):
            del pdf.pages[page]
        pdf.save(older)
    path = tmp_path / "bundle.pdf"
    write(path, bundle.plan, (*bundle.pdfs[:3], older, *bundle.pdfs[4:]))
    assert prove(path, bundle.plan, DATA).pages == 9
