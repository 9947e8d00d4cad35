"""packetgen prouver: says in French whether a file is the bundle that was made, and what is not."""

import json
from pathlib import Path

import pytest
from pikepdf import Pdf

from packetgen.bundle.ledger import seal
from packetgen.errors import ExitCode
from tests.bundle import harm
from tests.bundle.samples import PIECES, Bundle, make, piece
from tests.cli.conftest import Packetgen


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make(tmp_path_factory.mktemp("dossier") / "dossier.pdf")


def _harmed(bundle: Bundle, path: Path, *harms: harm.Harm) -> Path:
    with Pdf.open(bundle.path) as pdf:
        for each in harms:
            each(pdf)
        pdf.save(path)
    return path


def test_a_true_bundle_is_proved_with_its_seal(packetgen: Packetgen, bundle: Bundle) -> None:
    said = packetgen("prouver", bundle.path)
    assert said.code == ExitCode.DONE
    assert "2. Statuts p. 4-6 telle qu’assemblée" in said.all
    counts = "10 pages, 4 pièces, 7 numéros imprimés, 4 lignes du sommaire, 7 signets"
    assert f"Prouvé : {counts}." in said.all
    assert f"Sceau : {seal(bundle.ledger)}" in said.all


def test_what_differs_is_said_under_its_piece(
    packetgen: Packetgen, bundle: Bundle, tmp_path: Path
) -> None:
    path = _harmed(bundle, tmp_path / "a.pdf", harm.digit, harm.cover_digit, harm.more_data)
    said = packetgen("prouver", path)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "2. Statuts p. 4-6 telle qu’assemblée" in said.all
    assert (
        "4. Comptes annuels p. 8-9 1 écart"
        " page 8, pièce 4 « Comptes annuels » : son texte ou son tracé a changé"
    ) in said.all
    assert "page 1, « Couverture » : son texte ou son tracé a changé" in said.all
    assert "le fichier joint « virus.exe » a été ajouté" in said.all
    assert "Non prouvé, 3 écarts : ce n’est plus le dossier tel que packetgen l’a fait." in said.all


def test_what_is_no_bundle_is_said_with_another_code(packetgen: Packetgen, tmp_path: Path) -> None:
    path = tmp_path / "statuts.pdf"
    path.write_bytes(piece(PIECES[1]))
    said = packetgen("prouver", path)
    assert said.code == ExitCode.WORKBOOK_UNREADABLE
    assert "Rien à prouver : ce PDF n’est pas un dossier fait par packetgen." in said.all


def test_the_gravest_of_several_files_decides(
    packetgen: Packetgen, bundle: Bundle, tmp_path: Path
) -> None:
    altered = _harmed(bundle, tmp_path / "altered.pdf", harm.no_ledger)
    said = packetgen("prouver", bundle.path, altered)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "« bordereau.json » a été retiré" in said.all
    assert said.all.index("Prouvé :") < said.all.index("altered.pdf") < said.all.index("Non prouvé")
    (tmp_path / "rien.pdf").write_bytes(b"")
    assert packetgen("prouver", altered, tmp_path / "rien.pdf", bundle.path).code == 4


def _escaping(pdf: Pdf) -> None:
    content = json.loads(pdf.attachments["bordereau.json"].get_file().read_bytes())
    content["parties"][3]["titre"] = "\x1b]0;pris\x07\x1b[2J\nStatuts"
    harm.set_ledger(pdf, json.dumps(content).encode())


def test_a_hostile_title_commands_no_terminal(
    packetgen: Packetgen, bundle: Bundle, tmp_path: Path
) -> None:
    said = packetgen("prouver", _harmed(bundle, tmp_path / "a.pdf", _escaping))
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert not any(sign in said.out + said.err for sign in "\x1b\x07")
    assert "]0;pris" in said.all
