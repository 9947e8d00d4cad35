"""A name typed in a cell leads to one file of the workbook's folder, or nowhere."""

import os
import unicodedata
from pathlib import Path

import pytest

from packetgen.annexes.find_file import AnnexMissing, find_file
from packetgen.errors import AnnexRefused
from packetgen.resources import table

RECEPISSE = "Récépissé de l’association.pdf"
TYPED = table(__file__, "typed_names.toml")
IDENTITE = unicodedata.normalize("NFD", "Pièce d’identité.pdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    dossier = tmp_path / "dossier"
    (dossier / "Annexes 2026").mkdir(parents=True)
    for name in ("RIB.pdf", "~$RIB.docx", RECEPISSE, "📎 statuts.pdf", "-rf", IDENTITE):
        (dossier / name).write_bytes(b"x")
    (dossier / "Annexes 2026" / "Compte de résultat.pdf").write_bytes(b"x")
    return dossier


@pytest.mark.parametrize(("typed", "expected"), TYPED["found"].items())
def test_a17_finds_what_was_meant(folder: Path, typed: str, expected: str) -> None:
    assert find_file(typed, folder) == folder / expected


@pytest.mark.parametrize(("typed", "reason"), TYPED["refused"].items())
def test_a17_what_names_no_file_there_is_refused(folder: Path, typed: str, reason: str) -> None:
    with pytest.raises(AnnexRefused, match=reason) as refused:
        find_file(typed, folder)
    assert isinstance(refused.value, AnnexMissing) == ("introuvable" in str(refused.value))
    assert len(str(refused.value)) < 400
    assert "\0" not in str(refused.value)


def test_two_files_of_one_name_are_not_chosen_between(folder: Path) -> None:
    (folder / "RIB.png").write_bytes(b"x")
    assert find_file("RIB.png", folder).name == "RIB.png"
    with pytest.raises(AnnexRefused, match=r"plusieurs fichiers.*RIB\.pdf.*RIB\.png"):
        find_file("rib", folder)
    with pytest.raises(AnnexMissing, match="Copiez-le à côté"):
        find_file("rib", folder / "absent")


@pytest.mark.skipif(os.name == "nt", reason="autre système : sans liens ni tubes")
def test_a17_a_link_does_not_leave_the_folder_and_a_pipe_is_not_opened(folder: Path) -> None:
    (folder / "lien.pdf").symlink_to(folder.parent / "secret.pdf")
    (folder / "ailleurs").symlink_to(folder.parent)
    (folder / "boucle.pdf").symlink_to(folder / "boucle.pdf")
    (folder / "dedans.pdf").symlink_to(folder / "RIB.pdf")
    os.mkfifo(folder / "tube.pdf")
    for name, reason in {
        "lien.pdf": "hors du dossier",
        "ailleurs/secret.pdf": "hors du dossier",
        "boucle.pdf": "ne peut pas être atteint",
        "tube.pdf": "pas un fichier ordinaire",
    }.items():
        with pytest.raises(AnnexRefused, match=reason):
            find_file(name, folder)
    assert find_file("dedans.pdf", folder) == folder / "RIB.pdf"
