"""Folders such as people have them, a workbook and its pieces; the bundles made of them."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import structs
from openpyxl import load_workbook

from packetgen import service
from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.model.dossier import Dossier
from packetgen.service import ServiceResult
from packetgen.workbook.write.create import create
from tests.changes import Change, sound
from tests.checks.situations import DEPOT_OPEN
from tests.conftest import CHECKOUT, EXAMPLE
from tests.documents.blanks.filling import answers_of, fill


def with_actions(dossier: Dossier, wanted: int) -> Dossier:
    """Return the dossier with its first actions only, and their pieces."""
    pieces = tuple(given for given in dossier.pieces if given.action <= wanted)
    return structs.replace(dossier, actions=dossier.actions[:wanted], pieces=pieces)


def write_folder(folder: Path, dossier: Dossier, change: Change = sound) -> Path:
    """Write a changed dossier as a workbook, the example's pieces beside it; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in EXAMPLE.parent.iterdir():
        if piece.suffix in (".pdf", ".jpg"):
            shutil.copy(piece, folder)
    workbook = folder / "classeur.xlsx"
    create(workbook, load_campagne(dossier.annee), dossier=change(dossier))
    return workbook


def filled_forms(
    folder: Path, dossier: Dossier, names: Iterable[str] = ("lettre", "fiche_action")
) -> list[Path]:
    """Write forms of the kit as filled by hand with the first action of a dossier."""
    answers, blank = answers_of(dossier, dossier.actions[0]), folder / "vierge.docx"
    forms = []
    for name in names:
        write_blank(name, load_campagne(dossier.annee), blank)
        forms.append(fill(blank, folder / f"{name}.docx", answers))
    blank.unlink()
    return forms


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its place there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def own_calls(folder: Path) -> Path:
    """Copy the call of 2026, as shipped, into a folder of calls; return the folder."""
    for kind in ("data", "templates"):
        shutil.copytree(CHECKOUT / kind / "2026", folder / kind / "2026")
    return folder


def type_in(workbook: Path, **cells: object) -> None:
    """Type values in the cells of a workbook, as a person does: `porteur__forme="Asso"`."""
    book = load_workbook(workbook)
    for key, value in cells.items():
        [(sheet, cell)] = book.defined_names[key.replace("__", ".")].destinations
        book[sheet][cell.replace("$", "")].value = value
    book.save(workbook)


def build(workbook: Path, output: Path, **asked: Any) -> ServiceResult:  # noqa: ANN401
    """Run `build_packets` on the day of the examples, with the embedded engine."""
    options: dict[str, Any] = {"engine": "integre", "today": DEPOT_OPEN}
    return service.build_packets(workbook, output, **options | asked)
