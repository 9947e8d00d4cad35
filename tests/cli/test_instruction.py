"""packetgen instruction: what is said of the sheets and letters made, of those that are not."""

from datetime import date
from pathlib import Path

from packetgen import service
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.cli.conftest import Packetgen
from tests.reception.boxes import dossier_of, made


def test_what_is_not_made_names_its_cell(
    packetgen: Packetgen, dossier: Dossier, tmp_path: Path
) -> None:
    book = made(dossier_of(dossier, 1, 1000), tmp_path / "reçu", "classeur", None)
    register, out = tmp_path / "registre.xlsx", tmp_path / "suites"
    service.register([book], register, today=date(2025, 11, 12), report=print)
    for written in ("2 documents", "0 document"):
        said = packetgen("instruction", register, "--sortie", out)
        assert said.code == ExitCode.DONE
        assert f"Écrit dans {out} : {written}" in said.all
        assert "il manque le jour où répondre : écrivez-le en « À demander »" in said.all
        assert "Gardé" not in said.all
    [letter] = (out / "accuse_reception").iterdir()
    letter.write_bytes(b"retouche")
    said = packetgen("instruction", register, "--sortie", out)
    assert f"Gardé tel qu’il est : {letter.relative_to(out)}" in said.all
    assert letter.read_bytes() == b"retouche"
    for file in (book, letter):
        other = packetgen("instruction", file, "--sortie", out)
        assert (other.code, "n’est pas un registre" in other.all) == (ExitCode.USAGE, True)
