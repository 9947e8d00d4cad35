"""Read a filled workbook: every value with its cell, and everything odd, in one pass."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen.campagne.load import load_campagne
from packetgen.campagne.words import asked
from packetgen.errors import CampagneInvalid
from packetgen.model.action import Action, Budget, attributes
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PORTEUR, Dossier, PieceFournie, Porteur
from packetgen.model.fields import Field, key_of_action
from packetgen.model.financeur import DEPARTEMENT
from packetgen.model.finding import Finding
from packetgen.text import enumerate_words, fold
from packetgen.workbook import layout
from packetgen.workbook.open.grid import MAC_EPOCH, row_and_column
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.package import Opened
from packetgen.workbook.open.parts import unreadable
from packetgen.workbook.printed import Printed, printed, total_of
from packetgen.workbook.read.fields import Reader, fields_of_action, repeated
from packetgen.workbook.read.outside import say_outside, say_unconfirmed
from packetgen.workbook.read.places import Place, Places
from packetgen.workbook.read.slots import PieceRow, budget_slots, form_slots, free_row, piece_rows
from packetgen.workbook.read.tables import MAX_ROWS, read_table, rows_of
from packetgen.workbook.read.typed import Context, TypedValue

_TITLE = "Autre pièce"
_FREE = re.compile(r"pieces\.autre\d{1,4}\.titre")
YEAR = "packetgen.annee"
_OF_ACTION = re.compile(r"(?:action|budget|agents|communes|indicateurs)([1-9]\d?)\..+")
_SHEET_OF_ACTION = re.compile(r"(?:action|budget|agents)([1-9]\d?)")


class Reading(Struct, frozen=True):
    """The dossier of a workbook, its findings, by sheet, then by cell; the fields of its keys."""

    dossier: Dossier
    findings: tuple[Finding, ...]
    fields: Mapping[str, Field]


def year_of(opened: Opened) -> int | None:
    """Return the year of the call that the workbook was made for, None when it does not say."""
    area = opened.places.areas.get(YEAR)
    return area.first.value if area and isinstance(area.first.value, int) else None


def read_dossier(source: Path, campagne: Campagne) -> Reading:
    """Read the workbook of one porteur, made for a known call.

    Raises WorkbookUnreadable when `source` cannot be opened, or is no workbook of a project.
    """
    return read_opened(open_workbook(source), campagne)


def read_opened(opened: Opened, campagne: Campagne) -> Reading:
    """Read a workbook already opened, to know its year first. Raises WorkbookUnreadable."""
    places = opened.places
    if not places.areas and not any(places.sheet(title) for title in layout.sheet_names(1)[1:]):
        raise unreadable("foreign", file=opened.name)
    reader = Reader(places, Context(campagne, opened.workbook.epoch), opened.name)
    _say_of_workbook(reader, opened)
    values = reader.values(form_slots(asked(PORTEUR, campagne)))
    porteur = Porteur(**_attributes(reader, PORTEUR, values))
    numeros = _numeros(places)
    actions = tuple(action for numero in numeros if (action := _action(reader, numero)))
    pieces = _read_pieces(reader, numeros, tuple(action.numero for action in actions))
    say_outside(reader, numeros, _printed(reader, numeros, year_of(opened)))
    say_unconfirmed(reader)
    reader.finish()
    dossier = Dossier(campagne.annee, opened.name, porteur, actions, pieces, reader.origins)
    findings = _sorted(reader.findings, list(opened.workbook.sheets))
    return Reading(dossier, findings, reader.fields)


def _printed(reader: Reader, numeros: tuple[int, ...], made_for: int | None) -> Printed:
    """Return the texts of the sheets, those of the year that they were made for included."""
    words = printed(reader.context.campagne, numeros)
    if made_for in (None, reader.context.campagne.annee):
        return words
    with suppress(CampagneInvalid):
        former = printed(load_campagne(made_for or 0), numeros)
        words = Printed(words.words | former.words, words.lookalikes | former.lookalikes)
    return words


def _say_of_workbook(reader: Reader, opened: Opened) -> None:
    annee = reader.context.campagne.annee
    made_for = reader.places.areas.get(YEAR)
    if made_for and made_for.first.value != annee:
        origin = reader.origin(made_for.first, "Année de l’appel")
        reader.say("autre_annee", origin, lue=made_for.first.value, annee=annee)
    if opened.has_macros:
        reader.say("macros")
    if opened.workbook.epoch == MAC_EPOCH:
        reader.say("calendrier_1904")


def _numeros(places: Places) -> tuple[int, ...]:
    """The numbers of the actions that have names or sheets; the first always counts."""
    found = {
        *(_OF_ACTION.fullmatch(key) for key in places.areas),
        *(_SHEET_OF_ACTION.fullmatch(fold(title)) for title in places.titles()),
    }
    return tuple(sorted({1, *(int(match[1]) for match in found if match)}))


def _action(reader: Reader, numero: int) -> Action | None:
    """Return one action; None for one beyond the first that nobody began to fill."""
    before = len(reader.findings)
    campagne = reader.context.campagne
    fields = fields_of_action(reader, numero)
    values = reader.values([*form_slots(fields, numero), *budget_slots(campagne, numero)])
    _place_totals(reader, numero)
    agents = campagne.with_role(DEPARTEMENT)
    tables = (table for table in layout.TABLES if agents or table is not layout.AGENTS_TABLE)
    own = attributes(_attributes(reader, fields, values, numero))
    rows = rows_of({table.prefix: read_table(reader, table, numero) for table in tables})
    action = Action(**own, **rows, budget=budget_of(campagne, values, numero), numero=numero)
    if numero > 1 and action == Action(numero=numero) and len(reader.findings) == before:
        reader.say("action_vide", numero=numero)
        return None
    return action


def _place_totals(reader: Reader, numero: int) -> None:
    """Record where the totals of a budget stand: nothing is read there, a gap is told there."""
    sheet = reader.home(layout.sheet_name(layout.BUDGET_SHEET, numero))
    for name, volontaires in (("total", False), ("total_contributions", True)):
        label = total_of("charges", volontaires=volontaires)
        if sheet and (found := reader.places.texts(sheet).get(fold(label))):
            key = key_of_action(f"budget.{name}", numero)
            reader.origins[key] = reader.origin(found[-1].right_edge.moved(right=1), label)


def _attributes(
    reader: Reader, fields: Sequence[Field], values: dict[str, TypedValue], numero: int = 1
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        keys = [key_of_action(key, numero) for key in layout.cell_keys(field)]
        several = field.rows > 1
        found[field.attribute] = _distinct(reader, keys, values) if several else values[keys[0]]
    return found


def _distinct(
    reader: Reader, keys: list[str], values: dict[str, TypedValue]
) -> tuple[TypedValue, ...]:
    for known, key in repeated((values[key], key) for key in keys):
        cell = reader.origins[known].cell
        reader.say("reponse_en_double", key=key, valeur=values[key], cellule=cell)
    return tuple(dict.fromkeys(values[key] for key in keys if values[key]))


def budget_of(campagne: Campagne, values: Mapping[str, TypedValue], numero: int = 1) -> Budget:
    """Return the lines of a budget that are filled; an amount of zero is one."""
    montants, precisions = dict[str, Any](), dict[str, str]()
    for code in (code for compte in campagne.comptes for code in compte.codes):
        key = key_of_action(f"budget.{code}", numero)
        if (amount := values.get(key)) is not None:
            montants[code] = amount
        if text := values.get(f"{key}.precision"):
            precisions[code] = str(text)
    return Budget(montants, precisions)


def _read_pieces(
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
    aside = {fold(row.slots["fichier"].label) for row in every if row not in rows}
    given += _added(reader, free, aside)
    _say_doubles(reader, given)
    return tuple(given)


def _added(reader: Reader, free: int, aside: Collection[str]) -> Iterator[PieceFournie]:
    """Yield what is on the rows that people added: a file, or why it is missing, and no name.

    `aside` are the titles, folded, of the rows of actions that are left aside.
    """
    keys = {name: slot.field.key for name, slot in free_row(1).slots.items()}
    if not reader.origins.keys() >= {*keys.values()}:
        return
    origins = {name: reader.origins[key] for name, key in keys.items()}
    sheet = reader.places.workbook.sheets[origins["titre"].sheet]
    columns = {name: row_and_column(origin.cell)[1] for name, origin in origins.items()}
    titles = columns.pop("titre")
    read = reader.read[sheet.title]
    first = min(row for row, column in read if column in columns.values())
    written = {
        row
        for row, column in sheet.cells.keys() - read
        if column in columns.values() and row > first and Place(sheet, row, column).is_filled
    }
    rows = [row for row in sorted(written) if Place(sheet, row, titles).text not in aside]
    del rows[MAX_ROWS:]
    for number, row in enumerate(rows, start=free + 1):
        added = free_row(number)
        values = {
            slot.field.key: reader.cell(Place(sheet, row, columns.get(name, titles)), slot.field)
            for name, slot in added.slots.items()
        }
        if piece := _piece(reader, added, values):
            yield piece
    if rows:
        origin = reader.origin(Place(sheet, rows[0], titles), origins["titre"].label)
        reader.say("lignes_ajoutees", origin, lignes=enumerate_words(map(str, rows)))


def _piece(reader: Reader, row: PieceRow, values: Mapping[str, TypedValue]) -> PieceFournie | None:
    """Return what a row says; None for a free row where nothing is."""
    said: dict[str, Any] = {name: values[slot.field.key] for name, slot in row.slots.items()}
    if "titre" not in said:
        return replace(row.piece, **said)
    if not any(said.values()):
        return None
    if not said["titre"]:
        said["titre"] = f"{_TITLE} {row.piece.code.removeprefix('autre')}"
        reader.say("piece_sans_titre", key=f"{row.piece.key}.titre", lu=said["titre"])
    return replace(row.piece, **said)


def _say_doubles(reader: Reader, pieces: Sequence[PieceFournie]) -> None:
    named = {f"{each.key}.fichier": each.fichier for each in pieces}
    same = ((unicodedata.normalize("NFC", name).casefold(), key) for key, name in named.items())
    for known, key in repeated(same):
        first, second = (reader.origins[each].row for each in (known, key))
        words: dict[str, Any] = {"premiere": first, "seconde": second, "valeur": named[key]}
        reader.say("piece_en_double", key=key, **words)


def _sorted(findings: Sequence[Finding], titles: Sequence[str]) -> tuple[Finding, ...]:
    """Order findings as the workbook is read: whole workbook first, then sheets and cells."""

    def position(finding: Finding) -> tuple[int, int, int]:
        if origin := finding.origin:
            return (titles.index(origin.sheet), *row_and_column(origin.cell))
        return (-1, 0, 0)

    return tuple(sorted(findings, key=position))
