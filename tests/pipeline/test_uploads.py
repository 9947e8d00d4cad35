"""Files given apart from a folder: the bundle is that of the folder, and a person's choice wins."""

import secrets
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from packetgen import service
from packetgen.model.bundle import State
from packetgen.model.dossier import SIGNATURE, Dossier
from packetgen.pipeline.uploads import UploadedFile, UploadedFiles
from tests.bundles import packet_of
from tests.changes import both, piece, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.folders import build, contents, with_actions, write_folder
from tests.tables import table

PIECES = table(__file__)["pieces"]


def scattered(workbook: Path, place: Path, pieces: dict[str, str]) -> tuple[Path, UploadedFiles]:
    """Copy a workbook and its files under random names, as the page keeps them."""
    place.mkdir()

    def kept(file: Path) -> Path:
        return Path(shutil.copy(file, place / secrets.token_hex(8)))

    files = {
        key: UploadedFile(kept(workbook.parent / name), Path(name).name)
        for name, key in pieces.items()
    }
    return kept(workbook), UploadedFiles(workbook.name, files)


def test_it_is_that_of_a_folder(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = both(
        piece("rib", fichier="rib"), porteur(sigle="Été", image_signature="signature.png")
    )
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1), change)
    Image.new("RGB", (300, 100), "blue").save(workbook.parent / "signature.png")
    source, given = scattered(workbook, tmp_path / "page", {**PIECES, "signature.png": SIGNATURE})
    build(workbook, tmp_path / "a")
    build(source, tmp_path / "b", given=given)
    previews = tmp_path / "apercus"
    taken = service.verify(source, today=DEPOT_OPEN, given=given, previews=previews).taken
    known = {each.source: replace(each, pdf=previews / f"{each.source.name}.pdf") for each in taken}
    monkeypatch.setattr("packetgen.annexes.client.INTAKE", None)  # nothing is taken in again
    build(source, tmp_path / "c", given=replace(given, intakes=known))
    expected, *made = (contents(tmp_path / output) for output in "abc")
    assert made == [expected, expected]
    assert any(name.endswith(".pdf") for name in expected)


def test_what_the_person_says_wins_over_the_workbook(dossier: Dossier, tmp_path: Path) -> None:
    change = both(piece("statuts", fichier="RIB.jpg"), porteur(siret="1"))
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1), change)
    source, given = scattered(workbook, tmp_path / "page", PIECES)
    checked = service.verify(source, today=DEPOT_OPEN, given=given)
    assert not checked.refusals
    [statuts] = (each for each in checked.dossier.pieces if each.code == "statuts")
    assert statuts.fichier == "statuts.pdf"
    # findings name the workbook as its owner does
    assert {each.origin.file for each in checked.findings if each.origin} == {"classeur.xlsx"}


def test_what_is_given_is_added_and_the_rest_is_absent(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1))
    shutil.copy(workbook.parent / "statuts.pdf", workbook.parent / "Lettre de soutien.pdf")
    pieces = {name: key for name, key in PIECES.items() if key != "pieces.rib"}
    pieces["Lettre de soutien.pdf"] = "pieces.page1"
    source, given = scattered(workbook, tmp_path / "page", pieces)
    # lies beside the stored workbook, but was not given
    shutil.copy(workbook.parent / "RIB.jpg", source.parent)
    made = build(source, tmp_path / "b", given=given)
    rib, added = (placed.part for placed in packet_of(made).plan.pieces[-2:])
    assert (added.titre, added.fichier) == ("Lettre de soutien", "Lettre de soutien.pdf")
    assert added.state.is_included
    assert (rib.code, rib.state) == ("rib", State.ABSENTE)
    assert "RIB.jpg\u00a0» n’est pas donné" in str(made.verification.refusals["pieces.rib"])
