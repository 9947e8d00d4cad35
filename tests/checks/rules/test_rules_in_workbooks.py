"""Rules broken in a real workbook: said at the cell where the value stands.

What is wrong with the annexes is read from real files; what they say, in tests/dossiers.
"""

import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pikepdf
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_from_string

from packetgen import service
from packetgen.model.dossier import Dossier
from packetgen.model.finding import CellOrigin, Finding, Severity
from tests.changes import both, piece, porteur
from tests.checks.rules.situations import BROKEN
from tests.checks.rules.test_rules import pairs
from tests.checks.situations import DEPOT_OPEN
from tests.conftest import EXAMPLE
from tests.folders import with_actions, write_folder

# Rules that are broken at different cells
APART = (
    *("CALL-02", "CALL-06", "CALL-10", "CALL-19", "DEP-01", "DATE-03", "BUDGET-05", "COH-02"),
    *("ID-01", "ID-02", "ID-03", "ID-04", "ID-05", "ID-07", "ID-08"),
)


@cache
def names_of(workbook: Path) -> Mapping[str, tuple[str, str]]:
    """Sheet and cells of each name that a workbook defines."""
    names = load_workbook(workbook).defined_names
    return {name: next(iter(each.destinations)) for name, each in names.items()}


def place(workbook: Path, key: str) -> tuple[str, str]:
    """Sheet and cell of a field, by the name that the workbook gives to its cell or column."""
    names, row = names_of(workbook), 1
    if key not in names:
        table, number, column = key.split(".")
        key, row = f"{table}.{column}", int(number)
    sheet, cells = names[key]
    column, line = coordinate_from_string(cells.replace("$", "").partition(":")[0])
    return sheet, f"{column}{line + row - 1}"


def assert_placed(workbook: Path, findings: Iterable[Finding]) -> None:
    """Each finding shows the cell where its field stands; one on no field shows none."""
    for finding in findings:
        if not finding.key:
            assert finding.origin is None
            continue
        assert isinstance(finding.origin, CellOrigin), finding
        assert (finding.origin.sheet, finding.origin.cell) == place(workbook, finding.key), finding
        assert finding.origin.file == workbook.name


def test_one_faulty_workbook_reports_each_fault(dossier: Dossier, tmp_path: Path) -> None:
    faults = {situation.code: situation for situation in reversed(BROKEN)}
    workbook = write_folder(tmp_path, dossier, both(*(faults[code].change for code in APART)))
    findings = service.verify(workbook, today=DEPOT_OPEN).findings
    assert {(code, key) for code in APART for key in faults[code].keys} <= pairs(findings)
    assert_placed(workbook, findings)


def test_real_files_that_cannot_be_used(dossier: Dossier, tmp_path: Path) -> None:
    named = (piece("cerfa", fichier="cerfa perdu.pdf"), piece("comptes", fichier="comptes.zip"))
    change = both(porteur(image_signature="signature.png"), *named)
    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    with pikepdf.open(EXAMPLE.parent / "statuts.pdf") as statuts:
        lock = pikepdf.Encryption(owner="jardin", user="jardin")
        statuts.save(tmp_path / "statuts.pdf", encryption=lock)
    shutil.make_archive(str(tmp_path / "comptes"), "zip", EXAMPLE.parent, "RIB.jpg")
    (tmp_path / "signature.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    findings = service.verify(workbook, today=DEPOT_OPEN).findings
    told = [
        finding
        for finding in findings
        if finding.severity is not Severity.INFORMATION or finding.code == "PIECE-01"
    ]
    assert_placed(workbook, told)
    reasons = {
        ("CALL-05", "pieces.cerfa.1.fichier"): "introuvable",
        ("CALL-06", "pieces.statuts.fichier"): "protégé par un mot de passe",
        ("PIECE-01", "pieces.comptes.fichier"): "archive compressée",
        ("PIECE-03", "porteur.image_signature"): "incomplète ou abîmée",
    }
    assert pairs(told) == set(reasons)
    assert all(reasons[finding.code, finding.key] in finding.message for finding in told)
