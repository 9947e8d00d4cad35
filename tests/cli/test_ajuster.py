"""`packetgen ajuster` on the example: what it prints, what it writes, what it refuses."""

from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen, Workbook


def test_the_adjusted_workbook_stands_beside_the_other(
    packetgen: Packetgen, workbook: Workbook
) -> None:
    source = workbook()
    before = source.read_bytes()
    said = packetgen("ajuster", source, "--accorde", "call=4000")
    assert said.code == ExitCode.DONE
    assert "Assurance : 300 € devient 258 €, à décider" in said.out.replace("\u00a0", " ")
    assert source.read_bytes() == before
    assert source.with_name("classeur-ajuste.xlsx").exists()
    assert source.with_name("classeur-ajuste.pdf").read_bytes().startswith(b"%PDF")
