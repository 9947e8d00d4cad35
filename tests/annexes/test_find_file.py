"""A name typed in a cell leads to one file of the workbook's folder, or nowhere."""

import os
import unicodedata
from pathlib import Path

import pytest

from packetgen.annexes.find_file import AnnexMissing, find_file
from packetgen.errors import AnnexRefused

RECEPISSE = "Récépissé de l’association.pdf"
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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rib.PDF", "RIB.pdf"),
        ("  RIB.pdf \u00a0", "RIB.pdf"),
        ("RIB.pdf.", "RIB.pdf"),
        ('"RIB.pdf"', "RIB.pdf"),
        ("\u202aRIB.pdf\u202c", "RIB.pdf"),
        ("rib", "RIB.pdf"),
        (unicodedata.normalize("NFD", RECEPISSE), RECEPISSE),
        ("récépissé de l'association.pdf", RECEPISSE),
        ("pièce d’identité.pdf", IDENTITE),
        ("📎 statuts.pdf", "📎 statuts.pdf"),
        ("-rf", "-rf"),
        ("annexes 2026\\compte de résultat.pdf", "Annexes 2026/Compte de résultat.pdf"),
        ("Annexes 2026/Compte de résultat", "Annexes 2026/Compte de résultat.pdf"),
    ],
)  # fmt: skip
def test_a17_finds_what_was_meant(folder: Path, typed: str, expected: str) -> None:
    assert find_file(typed, folder) == folder / expected


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("C:\\Users\\marie\\rib.pdf", "ce chemin n’existe que sur un ordinateur"),
        ("c:rib.pdf", "ce chemin"),
        ("\\\\srv\\partage\\rib.pdf", "ce chemin"),
        ("/etc/passwd", "ce chemin"),
        ("file:RIB.pdf", "ce chemin"),
        ("smb://srv/rib.pdf", "ce chemin"),
        ("https://exemple.fr/rib.pdf", "adresse Internet"),
        ("../secret.pdf", "sort du dossier"),
        ("Annexes 2026\\..\\..\\secret.pdf", "sort du dossier"),
        ("RIB.pdf\0.txt", "caractère interdit"),
        ("RIB\n.pdf", "caractère interdit"),
        ("CON", "réservé par Windows"),
        ("LPT1.", "réservé par Windows"),
        ("é" * 200 + ".pdf", "trop long"),
        ("", "pas le nom d’un fichier"),
        (" . ", "pas le nom d’un fichier"),
        ("Annexes 2026", "c’est un dossier"),
    ],
)
def test_a17_refuses_a_path_that_leads_elsewhere(folder: Path, typed: str, reason: str) -> None:
    with pytest.raises(AnnexRefused, match=reason) as refused:
        find_file(typed, folder)
    assert not isinstance(refused.value, AnnexMissing)
    assert len(str(refused.value)) < 400
    assert "\0" not in str(refused.value)


def test_suggests_the_nearest_name(folder: Path) -> None:
    result = "Annexes 2026/Compte de résultat.pdf"
    for typed, suggestion in (("RIBB.pdf", "RIB.pdf"), (result.replace("6/C", "5/c"), result)):
        with pytest.raises(AnnexMissing, match=f"Vouliez-vous dire «\u00a0{suggestion}\u00a0»"):
            find_file(typed, folder)


def test_a17_a_missing_file_says_what_to_do(folder: Path) -> None:
    for place in (folder, folder / "absent"):
        with pytest.raises(AnnexMissing, match=r"introuvable dans le dossier.*Copiez-le à côté"):
            find_file("assurance décennale.pdf", place)


def test_two_files_of_one_name_are_not_chosen_between(folder: Path) -> None:
    (folder / "RIB.png").write_bytes(b"x")
    assert find_file("RIB.png", folder).name == "RIB.png"
    with pytest.raises(AnnexRefused, match=r"plusieurs fichiers.*RIB\.pdf.*RIB\.png"):
        find_file("rib", folder)


@pytest.mark.skipif(os.name == "nt", reason="autre système : sans liens ni tubes")
def test_a17_a_link_does_not_leave_the_folder_and_a_pipe_is_not_opened(folder: Path) -> None:
    (folder / "lien.pdf").symlink_to(folder.parent / "secret.pdf")
    (folder / "ailleurs").symlink_to(folder.parent)
    (folder / "boucle.pdf").symlink_to(folder / "boucle.pdf")
    (folder / "dedans.pdf").symlink_to(folder / "RIB.pdf")
    for name in ("lien.pdf", "ailleurs/secret.pdf"):
        with pytest.raises(AnnexRefused, match="hors du dossier"):
            find_file(name, folder)
    with pytest.raises(AnnexRefused, match="ne peut pas être atteint"):
        find_file("boucle.pdf", folder)
    assert find_file("dedans.pdf", folder) == folder / "RIB.pdf"
    os.mkfifo(folder / "tube.pdf")
    with pytest.raises(AnnexRefused, match="pas un fichier ordinaire"):
        find_file("tube.pdf", folder)
