"""Boxes of dossiers for the benchmarks: the example's first action, each from another building."""

import os
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec.structs import replace

CHECKOUT = Path(__file__).parent.parent
EXAMPLE = CHECKOUT / "data" / "exemple"
DAY = date(2025, 11, 5)
BUILDING = "Maison de quartier"  # in the example's address


def write_box(box: Path, number: int) -> Path:
    """Write `number` folders below `box`, a workbook and the pieces of one action; return `box`.

    Each workbook gives another address, so that no two bundles are alike; the pieces are links to
    the same files, as those of a federation often are.
    """
    model = box.with_suffix(".xlsx")
    _write_model(model)
    for place in range(1, number + 1):
        folder = box / f"asso-{place:04}"
        folder.mkdir(parents=True)
        for piece in _pieces():
            os.link(piece, folder / piece.name)
        with zipfile.ZipFile(folder / "classeur.xlsx", "w", zipfile.ZIP_DEFLATED) as copy:
            for name, content in _parts(model):
                told = content.replace(BUILDING.encode(), f"Bâtiment {place:04}".encode())
                copy.writestr(name, told)
    model.unlink()
    return box


def _write_model(path: Path) -> None:
    """Write the workbook of the example with its first action alone, and no image to sign."""
    sys.path[:0] = [str(CHECKOUT), str(EXAMPLE)]
    from fabriquer_dossier import DOSSIER
    from packetgen.campagne import load
    from packetgen.workbook.write.create import create

    pieces = tuple(piece for piece in DOSSIER.pieces if piece.action <= 1)
    one = replace(DOSSIER, actions=DOSSIER.actions[:1], pieces=pieces)
    path.parent.mkdir(parents=True, exist_ok=True)
    create(path, load.load_campagne(one.annee), dossier=one)


def _pieces() -> Iterator[Path]:
    for piece in sorted(EXAMPLE.iterdir()):
        if piece.suffix in (".pdf", ".jpg") and "connectes" not in piece.name:
            yield piece


def _parts(workbook: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(workbook) as package:
        for name in package.namelist():
            yield name, package.read(name)
