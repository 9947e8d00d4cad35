"""Report the cells filled where no field is read, and those that still hold a former answer."""

from packetgen.model.fields import FIGURES, Field, FieldKind
from packetgen.model.financeur import DEPARTEMENT
from packetgen.workbook import layout
from packetgen.workbook.open.grid import Sheet
from packetgen.workbook.printed import Printed, essence
from packetgen.workbook.read.fields import Reader, listed
from packetgen.workbook.read.places import Place
from packetgen.workbook.read.typed import Raw, quoted

# Each is told at its cell; the others of the sheet with the last
_MOST_TOLD = 8
_ANSWER = Field("", "", "")
_COMPUTED = (layout.BUDGET_SHEET, layout.AGENTS_SHEET)


def say_outside(reader: Reader, actions: tuple[int, ...], words: Printed) -> None:
    """Report the filled cells, beneath the heads, that are no field and none of the `words`.

    What stands where answers do may be one; the rest is people's own notes, reported once a sheet.
    """
    agents = reader.context.campagne.with_role(DEPARTEMENT) is not None
    bases = _COMPUTED if agents else (layout.BUDGET_SHEET,)
    computed = {reader.home(layout.sheet_name(base, n)) for base in bases for n in actions}
    for sheet in reader.sheets():
        if not reader.read[sheet.title]:  # each field is told to be missing
            continue
        places = _written(reader, sheet, words, has_formulas=sheet in computed)
        columns = reader.columns[sheet.title]
        answers = [each for each in places if each.column in columns]
        notes = [each for each in places if each.column not in columns]
        for number, place in enumerate(answers[:_MOST_TOLD], start=1):
            more = answers[number:] if number == _MOST_TOLD else []
            others = f", ni {listed([each.coordinate for each in more])}" if more else ""
            value = quoted(Raw(str(place.value)), _ANSWER)
            reader.say("cellule_non_lue", reader.origin(place, ""), valeur=value, autres=others)
        if notes:
            cells = listed([each.coordinate for each in notes])
            reader.say("cellules_hors_champs", reader.origin(notes[0], ""), cellules=cells)


def say_unconfirmed(reader: Reader) -> None:
    """Report by sheet the answers of an earlier call that nobody changed or confirmed."""
    for name, area in reader.places.areas.items():
        key = name.removeprefix(layout.CARRIED)
        origin = reader.origins.get(key)
        if key == name or origin is None:
            continue
        answer, confirmed = reader.places.workbook.at(origin.sheet, origin.cell), area.first
        if answer.value == confirmed.moved(right=-1).value and confirmed.text != "oui":
            is_figure = reader.fields[key].kind in (*FIGURES, FieldKind.DATE)
            reader.group("chiffres_repris" if is_figure else "textes_repris", origin, key)


def _written(reader: Reader, sheet: Sheet, words: Printed, *, has_formulas: bool) -> list[Place]:
    read, columns = reader.read[sheet.title], reader.columns[sheet.title]
    first = min(row for row, _ in read)
    found, last, formulas = [], 0, 0
    for (row, column), cell in sheet.cells.items():
        value = cell.value
        if value is None or row < first or (row, column) in read:
            continue
        if cell.is_computed:
            formulas += 1
            continue
        text = essence(str(value))
        if text in words.words:
            last = max(last, row)
        elif text and (column in columns or text not in words.lookalikes):
            found.append(Place(sheet, row, column))
    # pasted as values, what packetgen computes looks like what people type
    top = last + 1 if has_formulas and not formulas else 0
    kept = (each for each in found if each.row >= top and not words.has_nearly(each.value))
    return sorted(kept, key=lambda each: each[1:])
