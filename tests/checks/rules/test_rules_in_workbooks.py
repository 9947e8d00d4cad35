"""Each rule broken in a real workbook: said at the cell where the value stands, and nothing else.

What the annexes say, and what is wrong with them, is read from real files.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

import pikepdf
import pytest
from defusedxml import ElementTree
from reportlab.pdfgen.canvas import Canvas

from packetgen import service
from packetgen.checks import run
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.pipeline.verify import merged
from packetgen.workbook.read.dossier import Reading, read
from packetgen.workbook.write.create import create
from tests.changes import Change, both, piece, porteur, sound
from tests.checks.rules.situations import BROKEN
from tests.checks.situations import DEPOT_OPEN, Situation
from tests.conftest import EXAMPLE
from tests.folders import with_actions, write_folder

Pair: TypeAlias = tuple[str, str]
Write: TypeAlias = Callable[[Change, int], tuple[Path, Reading]]

NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}definedName"
OF_SECOND_ACTION = re.compile(r"[a-z]+2\.")


@pytest.fixture(scope="module")
def write(campagne: Campagne, dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Write a changed dossier of so many actions as a workbook, and read it back; once each."""
    folder = tmp_path_factory.mktemp("classeurs")
    written: dict[tuple[Change, int], tuple[Path, Reading]] = {}

    def once(change: Change, actions: int) -> tuple[Path, Reading]:
        if (change, actions) not in written:
            workbook = folder / f"classeur-{len(written)}.xlsx"
            create(workbook, campagne, dossier=with_actions(change(dossier), actions))
            written[change, actions] = workbook, read(workbook, campagne)
        return written[change, actions]

    return once


def said(reading: Reading, situation: Situation, campagne: Campagne) -> tuple[Finding, ...]:
    """What the reader and all the rules say."""
    report = run.run_rules(
        reading.dossier,
        situation.campagne(campagne),
        today=situation.today,
        refusals=situation.refusals,
        texts=situation.texts,
        weights=situation.weights,
    )
    return merged(reading.findings, report.findings)


def pairs(findings: Iterable[Finding]) -> set[Pair]:
    """The code and the field of each finding."""
    return {(finding.code, finding.key) for finding in findings}


@cache
def defined_names(workbook: Path) -> Mapping[str, str]:
    """What each name of a workbook stands for: `'Action 2'!$C$7`."""
    with ZipFile(workbook) as package:
        root = ElementTree.fromstring(package.read("xl/workbook.xml"))
    return {element.attrib["name"]: element.text or "" for element in root.iter(NAMES)}


def place(workbook: Path, key: str) -> tuple[str, str]:
    """Sheet and cell of a field, by the name that the workbook gives to its cell or column."""
    names, row = defined_names(workbook), 1
    if key not in names:
        table, number, column = key.split(".")
        key, row = f"{table}.{column}", int(number)
    sheet, _, cells = names[key].rpartition("!")
    _, column, line = cells.partition(":")[0].split("$")
    return sheet.strip("'"), f"{column}{int(line) + row - 1}"


def assert_placed(workbook: Path, findings: Iterable[Finding]) -> None:
    """Each finding shows the cell where its field stands; one on no field shows none."""
    for finding in findings:
        if not finding.key:
            assert finding.origin is None
            continue
        assert isinstance(finding.origin, CellOrigin), finding
        assert (finding.origin.sheet, finding.origin.cell) == place(workbook, finding.key), finding
        assert finding.origin.file == workbook.name


@pytest.mark.parametrize("situation", BROKEN, ids=lambda situation: situation.code)
def test_one_fault_is_said_at_its_cell_and_nothing_else(
    situation: Situation, write: Write, campagne: Campagne
) -> None:
    actions = 2 if any(OF_SECOND_ACTION.match(key) for key in situation.keys) else 1
    workbook, reading = write(situation.change, actions)
    _, unchanged = write(sound, actions)
    findings = said(reading, situation, campagne)
    usual = pairs(said(unchanged, Situation(situation.code, sound), campagne))
    wanted = {(situation.code, key) for key in situation.keys}
    found = pairs(findings)
    assert wanted <= found
    assert {code for code, _ in found - usual - wanted} == situation.also
    assert_placed(workbook, findings)


def test_the_sound_workbook_has_no_fault(write: Write, campagne: Campagne) -> None:
    workbook, reading = write(sound, 2)
    findings = said(reading, BROKEN[1], campagne)
    assert reading.findings == ()
    assert {finding.severity for finding in findings} == {Severity.INFORMATION}
    assert_placed(workbook, findings)


def test_one_faulty_workbook_reports_each_fault(write: Write, campagne: Campagne) -> None:
    """Faults that bear on different cells do not hide each other."""
    codes = ("ID-01", "ID-02", "ID-03", "ID-04", "ID-05", "ID-07", "ID-08", "CALL-02", "CALL-10")
    first = [next(each for each in BROKEN if each.code == code) for code in codes]
    workbook, reading = write(both(*(situation.change for situation in first)), 1)
    findings = said(reading, first[0], campagne)
    assert {(each.code, key) for each in first for key in each.keys} <= pairs(findings)
    assert_placed(workbook, findings)


def print_pages(file: Path, *pages: str) -> None:
    """Make a PDF that says so, a line of text for each line."""
    canvas = Canvas(str(file), invariant=True)
    for page in pages:
        for row, line in enumerate(page.splitlines()):
            canvas.drawString(60, 760 - 16 * row, line)
        canvas.showPage()
    canvas.save()


def differing(folder: Path) -> None:
    """A RIB, a Cerfa and a récépissé that each say one thing otherwise than the workbook."""
    print_pages(
        folder / "rib.pdf",
        "Relevé d’identité bancaire",
        "Titulaire du compte : LES JARDINS DU 12-14\nIBAN FR76 3000 6000 0112 3456 7890 189",
    )
    print_pages(
        folder / "cerfa-grandir-au-jardin.pdf",
        "Dossier DA26000417\nSIRET 912 345 006 00015",
        "Grandir au jardin : ateliers parents-enfants en pied d’immeuble",
        "74 Communautés de communes ou d’agglomérations 6 000",
    )
    print_pages(folder / "récépissé.pdf", "Récépissé de déclaration\nn° W623004999")


def test_what_real_annexes_say_otherwise(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), piece("rib", fichier="rib.pdf"))
    differing(tmp_path)
    verification = service.verify(workbook, today=DEPOT_OPEN)
    compared = {each.code: each for each in verification.findings if each.code.startswith("ANN-")}
    assert pairs(compared.values()) == {
        ("ANN-01", "porteur.iban"),
        ("ANN-06", "action.montant_call"),
        ("ANN-08", "porteur.rna"),
    }
    assert {each.severity for each in compared.values()} == {Severity.A_VERIFIER}
    assert_placed(workbook, compared.values())
    for code, words in (
        ("ANN-01", ("RIB, page 2", "•••• 0189", "•••• 2606")),
        ("ANN-06", ("page 3", "« 6000 »", "« 6500 »")),
        ("ANN-08", ("page 1", "« W623004999 »", "« W623004512 »")),
    ):
        message = compared[code].message.replace("\u00a0", " ")
        assert [word for word in words if word not in message] == [], message
    agreed = {rule.code for rule in verification.held if rule.code.startswith("ANN-")}
    assert agreed == {"ANN-02", "ANN-03", "ANN-04", "ANN-05", "ANN-07", "ANN-09"}
    assert verification.exit_code == 0


def test_real_files_that_cannot_be_used(dossier: Dossier, tmp_path: Path) -> None:
    def change(old: Dossier) -> Dossier:
        named = both(
            porteur(image_signature="signature.png"),
            piece("cerfa", fichier="cerfa perdu.pdf"),
        )(old)
        comptes = PieceFournie("comptes", "", "comptes.zip")
        kept = (given for given in named.pieces if given.code != "comptes")
        return dataclasses.replace(named, pieces=(*kept, comptes))

    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    with pikepdf.open(EXAMPLE.parent / "statuts.pdf") as statuts:
        lock = pikepdf.Encryption(owner="jardin", user="jardin")
        statuts.save(tmp_path / "statuts.pdf", encryption=lock)
    shutil.make_archive(str(tmp_path / "comptes"), "zip", EXAMPLE.parent, "RIB.jpg")
    (tmp_path / "signature.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    findings = service.verify(workbook, today=DEPOT_OPEN).findings
    told = [finding for finding in findings if finding.severity is not Severity.INFORMATION]
    assert pairs(told) == {
        ("CALL-05", "pieces.cerfa.1.fichier"),
        ("CALL-06", "pieces.statuts.fichier"),
        ("PIECE-01", "pieces.comptes.fichier"),
        ("PIECE-03", "porteur.image_signature"),
    }
    assert_placed(workbook, told)
    reasons = {finding.code: finding.message for finding in told}
    assert "introuvable" in reasons["CALL-05"]
    assert "protégé par un mot de passe" in reasons["CALL-06"]
    assert "archive compressée" in reasons["PIECE-01"]
    assert "incomplète ou abîmée" in reasons["PIECE-03"]
