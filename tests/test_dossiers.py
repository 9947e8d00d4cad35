"""Dossiers as people have them, told in the files of dossiers/, whose LISEZMOI.md says how."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from reportlab.pdfgen.canvas import Canvas

from packetgen.errors import PacketgenError
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding, Severity
from packetgen.service import ServiceResult
from tests.bundles import packet_of, text_of
from tests.checks.situations import DEPOT_OPEN
from tests.folders import build, with_actions, write_folder

SITUATIONS = {
    f"{file.stem}-{name}": told
    for file in sorted((Path(__file__).parent / "dossiers").glob("*.toml"))
    for name, told in tomllib.loads(file.read_text(encoding="utf-8")).items()
}


def write_situation(folder: Path, dossier: Dossier, told: dict[str, Any]) -> Path:
    """Write the example's workbook as the situation changes it, and its files; return its path."""
    workbook = write_folder(folder, with_actions(dossier, 1))
    book = load_workbook(workbook)
    for place, value in told.get("cellules", {}).items():
        sheet, cell = place.split("!")
        book[sheet][cell].value = None if value == "" else value
        if isinstance(value, date):
            book[sheet][cell].number_format = "dd/mm/yyyy"
    book.save(workbook)
    for name, pages in told.get("fichiers", {}).items():
        canvas = Canvas(str(folder / name))
        for page in pages:
            for row, line in enumerate(page.splitlines()):
                canvas.drawString(60, 780 - 14 * row, line)
            canvas.showPage()
        canvas.save()
    return workbook


def place_of(finding: Finding) -> str:
    origin = finding.origin
    return f"{origin.sheet}!{origin.cell} {finding.code}" if origin else finding.code


def state_of(outcome: ServiceResult) -> str:
    """What is written on the bundle: « complet », « INCOMPLET »…, « aucun » when there is none."""
    if not outcome.packets or (path := packet_of(outcome).path) is None:
        return "aucun"
    state = path.stem.rpartition("-")[2]
    return state if state.isupper() else "complet"


@pytest.mark.parametrize("name", SITUATIONS)
def test_dossier(name: str, dossier: Dossier, tmp_path: Path) -> None:
    told = SITUATIONS[name]
    workbook = write_situation(tmp_path, dossier, told)
    options = {"today": told.get("jour", DEPOT_OPEN), "pour": told.get("pour", "complet")}
    if refusal := told.get("refus"):
        with pytest.raises(PacketgenError, match=refusal):
            build(workbook, tmp_path / "output", **options)
        return
    outcome = build(workbook, tmp_path / "output", **options)
    marked = [f for f in outcome.verification.findings if f.severity is not Severity.INFORMATION]
    found = {level: [place_of(f) for f in marked if f.severity is level] for level in Severity}
    assert found[Severity.BLOQUANT] == told.get("bloquants", []), marked
    assert found[Severity.A_VERIFIER] == told.get("a_verifier", []), marked
    assert state_of(outcome) == told["etat"]
    for wanted, expected in (("dit", True), ("ne_dit_pas", False)):
        for part, sentences in told.get(wanted, {}).items():
            text = " ".join(text_of(outcome, part).split())
            for sentence in sentences:
                assert (sentence in text) is expected, f"{part}: {sentence}\n{text}"
