"""Read the sheet of the pieces: which file for which piece, or why there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from packetgen.model.dossier import PieceFournie
from packetgen.text import enumerate_words, fold
from packetgen.workbook import layout
from packetgen.workbook.read_fields import Reader
from packetgen.workbook.read_places import Place, is_filled, value_at
from packetgen.workbook.read_problems import Lecture, remark
from packetgen.workbook.read_slots import PieceRow, free_row, piece_rows
from packetgen.workbook.read_tables import MAX_ROWS
from packetgen.workbook.read_typed import Value

_TITLE = "Autre pièce"
_FREE = re.compile(r"pieces\.autre\d{1,4}\.titre")


def read_pieces(
    reader: Reader, numeros: tuple[int, ...], kept: Sequence[int]
) -> tuple[PieceFournie, ...]:
    """Return every piece of the call, and the free rows that are filled.

    `numeros` are the actions of the workbook; pieces of those not `kept` are left aside.
    """
    named = sum(_FREE.fullmatch(name) is not None for name in reader.places.areas)
    free = min(max(named, layout.FREE_PIECES), MAX_ROWS)
    every = tuple(piece_rows(reader.context.campagne, numeros, free))
    rows = [row for row in every if row.piece.action in (0, *kept)]
    values = reader.values(slot for row in rows for slot in row.slots.values())
    given = [piece for row in rows if (piece := _piece(reader, row, values))]
    aside = [row for row in every if row.piece.action not in (0, *kept)]
    given += _added(reader, free, {fold(row.slots["fichier"].label) for row in aside})
    _say_doubles(reader, given)
    return tuple(given)


def _added(reader: Reader, free: int, aside: Collection[str]) -> Iterator[PieceFournie]:
    """Yield what is on the rows that people added: a file, or why it is missing, and no name.

    `aside` are the titles, folded, of the rows of actions that are left aside.
    """
    known = free_row(1).slots
    places = {name: reader.origins.get(slot.field.key) for name, slot in known.items()}
    columns = {
        name: coordinate_to_tuple(origin.cell)[1] for name, origin in places.items() if origin
    }
    if len(columns) < len(known):
        return
    sheet = reader.places.workbook[next(origin.sheet for origin in places.values() if origin)]
    titles = columns["titre"]
    asked = {column for name, column in columns.items() if name != "titre"}
    read = reader.read[sheet.title]
    first = min(row for row, column in read if column in asked)
    rows = [
        row
        for row in sorted({row for row, column in sheet._cells if column in asked and row > first})
        if any(
            is_filled(Place(sheet, row, column)) and (row, column) not in read for column in asked
        )
        and fold(str(value_at(Place(sheet, row, titles)) or "")) not in aside
    ]
    for number, row in enumerate(rows[:MAX_ROWS], start=free + 1):
        added = free_row(number)
        values = {
            slot.field.key: reader.cell(
                Place(sheet, row, columns[name]), slot.field, slot.field.key
            )
            for name, slot in added.slots.items()
        }
        if piece := _piece(reader, added, values):
            yield piece
    if rows:
        words = enumerate_words(map(str, rows))
        origin = reader.origin(Place(sheet, rows[0], titles), known["titre"].field.label)
        reader.say(remark(Lecture.LIGNES_AJOUTEES, lignes=words), origin)


def _piece(reader: Reader, row: PieceRow, values: Mapping[str, Value]) -> PieceFournie | None:
    """Return what a row says; None for a free row where nothing is."""
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
