"""Boxes of dossiers as a federation has them: a folder each, a workbook and its pieces."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from packetgen.batch import processes, run
from packetgen.batch.job import Options
from packetgen.batch.journal import Entry
from packetgen.model.dossier import Dossier
from tests.changes import piece
from tests.checks.situations import DEPOT_OPEN
from tests.folders import with_actions, write_folder

Box = Callable[[int], Path]
Step = tuple[int, int, Entry]


@pytest.fixture(scope="session")
def light(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier) -> Path:
    """A dossier of one action without a picture, which takes seconds to read."""
    folder, change = tmp_path_factory.mktemp("modele"), piece("rib", fichier="RIB.pdf")
    canvas = Canvas(str(folder / "RIB.pdf"), invariant=True)
    canvas.drawString(60, 760, dossier.porteur.titulaire_compte)
    canvas.drawString(60, 740, f"IBAN {dossier.porteur.iban}")
    canvas.save()
    return write_folder(folder, with_actions(dossier, 1), change).parent


def copies(light: Path, where: Path, number: int) -> Path:
    for place in range(number):
        shutil.copytree(light, where / f"asso-{place:02}")
    return where


@pytest.fixture
def box(light: Path, tmp_path: Path) -> Box:
    return lambda number: copies(light, tmp_path / "boite", number)


def make_batch(box: Path, output: Path, **asked: bool) -> tuple[tuple[Entry, ...], list[Step]]:
    steps: list[Step] = []
    entries = run.run_batch(
        (str(box),),
        output,
        Options(DEPOT_OPEN),
        lambda orders, work: processes.run_here(orders, work, 2),
        moment=datetime(2025, 11, 5, 9, 30, tzinfo=UTC),
        report=lambda *step: steps.append(step),
        **{"resume": False, "only_failed": False, **asked},
    )
    return entries, steps


def bundles(output: Path) -> dict[str, bytes]:
    """Every PDF of an output by its path."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*.pdf"))
    }


def unreadable(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Workbook().save(path)
