"""The folders that the pictures show: the example whole, with faults, and with pieces wanting."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.model.action import CommuneConcernee
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.workbook.read.dossier import read_dossier
from packetgen.workbook.write.create import create

TODAY = date(2025, 11, 5)
EXAMPLE = resources.folder("data") / "exemple"
CAMPAGNE = load_campagne(2026)


def example() -> Dossier:
    """The example's dossier with its first action alone."""
    dossier = read_dossier(EXAMPLE / "classeur.xlsx", CAMPAGNE).dossier
    pieces = tuple(piece for piece in dossier.pieces if piece.action != 2)
    return replace(dossier, actions=dossier.actions[:1], pieces=pieces)


def write_folder(folder: Path, dossier: Dossier) -> Path:
    """Write a workbook and the example's pieces into a new folder; return the workbook."""
    folder.mkdir()
    for piece in filter(lambda piece: piece.fichier, example().pieces):
        shutil.copy(EXAMPLE / piece.fichier, folder)
    workbook = folder / "classeur.xlsx"
    create(workbook, CAMPAGNE, dossier=dossier)
    return workbook


def complete_folder(folder: Path) -> Path:
    """The example as it is."""
    return write_folder(folder, example())


def faulty_folder(folder: Path) -> Path:
    """The example with the faults that people make: figures, dates, names of files."""
    dossier = example()
    (action,) = dossier.actions
    return write_folder(
        folder,
        replace(
            dossier,
            porteur=replace(
                dossier.porteur, siret="912 345 006 00051", titulaire_compte="Jardins Lens"
            ),
            actions=(
                replace(
                    action,
                    montants={"call": Decimal(7500)},
                    communes=(CommuneConcernee("Lens", "Référent politique de la ville", None),),
                ),
            ),
            pieces=with_file(dossier.pieces, rib=PieceFournie("rib", "", "RIB banque.jpg")),
        ),
    )


def incomplete_folder(folder: Path) -> Path:
    """The example with statuts in Word, and a RIB that is still to come."""
    dossier = example()
    statuts = PieceFournie("statuts", "", "statuts.docx")
    rib = PieceFournie("rib", "", "", "Attendu de la banque le 12/11")
    pieces = with_file(dossier.pieces, statuts=statuts, rib=rib)
    workbook = write_folder(folder, replace(dossier, pieces=pieces))
    shutil.copy(resources.folder("templates") / "2026" / "lettre.docx", folder / "statuts.docx")
    return workbook


def with_file(
    pieces: tuple[PieceFournie, ...], **changed: PieceFournie
) -> tuple[PieceFournie, ...]:
    """The same pieces, some of them otherwise."""
    return tuple(changed.get(piece.code, piece) for piece in pieces)
