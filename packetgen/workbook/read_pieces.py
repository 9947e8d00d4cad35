"""Read the sheet of the pieces: which file for which piece, or why there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from packetgen.model.dossier import PieceFournie
from packetgen.workbook.read_fields import Reader
from packetgen.workbook.read_problems import Lecture, remark
from packetgen.workbook.read_slots import PieceRow, piece_rows

_TITLE = "Autre pièce"


def read_pieces(
    reader: Reader, numeros: tuple[int, ...], kept: Sequence[int]
) -> tuple[PieceFournie, ...]:
    """Return every piece of the call, and the free rows that are filled.

    `numeros` are the actions of the workbook; pieces of those not `kept` are left aside.
    """
    given = [
        piece
        for row in piece_rows(reader.context.campagne, numeros)
        if row.piece.action in (0, *kept) and (piece := _piece(reader, row))
    ]
    _say_doubles(reader, given)
    return tuple(given)


def _piece(reader: Reader, row: PieceRow) -> PieceFournie | None:
    """Return what a row says; None for a free row where nothing is."""
    values = reader.values(row.slots.values())
    said: dict[str, Any] = {
        attribute: values[slot.field.key] for attribute, slot in row.slots.items()
    }
    if "titre" not in said:
        return replace(row.piece, **said)
    if not any(said.values()):
        return None
    if not said["titre"]:
        said["titre"] = f"{_TITLE} {row.piece.code.removeprefix('autre')}"
        key = f"{row.piece.key}.titre"
        reader.say(remark(Lecture.PIECE_SANS_TITRE, lu=said["titre"]), reader.origins[key], key)
    return replace(row.piece, **said)


def _say_doubles(reader: Reader, pieces: Sequence[PieceFournie]) -> None:
    """Say which rows give the same file."""
    seen: dict[str, str] = {}
    for piece in pieces:
        key = f"{piece.key}.fichier"
        name = unicodedata.normalize("NFC", piece.fichier).casefold()
        if name in seen:
            rows = [coordinate_to_tuple(reader.origins[each].cell)[0] for each in (seen[name], key)]
            words = {"premiere": rows[0], "seconde": rows[1], "valeur": piece.fichier}
            reader.say(remark(Lecture.PIECE_EN_DOUBLE, **words), reader.origins[key], key)
        elif name:
            seen[name] = key
