"""Read a filled workbook: every value with its cell, and everything odd, in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import MAC_EPOCH

from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import ACTION, Action
from packetgen.model.action_tables import Budget, CommuneConcernee, Indicateur, Intervention
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field, key_of_action
from packetgen.model.finding import Finding
from packetgen.model.porteur import PORTEUR, Porteur
from packetgen.text import fold
from packetgen.workbook import layout
from packetgen.workbook.opening import Opened, open_workbook
from packetgen.workbook.read_fields import Reader
from packetgen.workbook.read_outside import say_outside
from packetgen.workbook.read_pieces import read_pieces
from packetgen.workbook.read_places import Place, Places
from packetgen.workbook.read_problems import Lecture, remark
from packetgen.workbook.read_slots import action_slots, budget_slots, porteur_slots
from packetgen.workbook.read_tables import read_table
from packetgen.workbook.read_typed import Context, Value

YEAR = "packetgen.annee"
_OF_ACTION = re.compile(r"(?:action|budget|agents|communes|indicateurs)([1-9]\d?)\..+")
_SHEET_OF_ACTION = re.compile(r"(?:action|budget|agents)([1-9]\d?)")


@dataclass(frozen=True)
class Reading:
    """What a workbook says, and what must be said of it: by sheet, then by cell."""

    dossier: Dossier
    findings: tuple[Finding, ...]


def year_of(opened: Opened) -> int | None:
    """Return the year of the call that the workbook was made for, None when it does not say."""
    place = _year_place(opened.places)
    return place.cell.value if place and isinstance(place.cell.value, int) else None


def read(source: Path, campagne: Campagne) -> Reading:
    """Read the workbook of one porteur, made for a known call.

    Raises WorkbookUnreadable when `source` cannot be opened, or is no workbook of a project.
    """
    return read_opened(open_workbook(source), campagne)


def read_opened(opened: Opened, campagne: Campagne) -> Reading:
    """Read a workbook already opened, to know its year first. Raises WorkbookUnreadable."""
    places = opened.places
    if not places.areas and not any(places.sheet(title) for title in layout.sheet_names(1)[1:]):
        raise WorkbookUnreadable(
            f"« {opened.name} » n’est pas un classeur de projet : ses feuilles ne sont pas celles"
            " du classeur que crée packetgen nouveau."
        )
    reader = Reader(places, Context(campagne, opened.workbook.epoch), opened.name)
    _say_of_workbook(reader, opened)
    porteur = Porteur(**_attributes(reader, PORTEUR, reader.values(porteur_slots())))
    numeros = _numeros(places)
    read_actions = ((numero, _action(reader, numero)) for numero in numeros)
    actions = tuple(action for _, action in read_actions if action)
    pieces = read_pieces(reader, numeros, tuple(action.numero for action in actions))
    say_outside(reader, numeros)
    reader.finish()
    dossier = Dossier(campagne.annee, opened.name, porteur, actions, pieces, reader.origins)
    return Reading(dossier, _sorted(reader.findings, opened.workbook.sheetnames))


def _year_place(places: Places) -> Place | None:
    area = places.areas.get(YEAR)
    return area.first if area else None


def _say_of_workbook(reader: Reader, opened: Opened) -> None:
    """Say what is odd of the workbook as a whole."""
    annee = reader.context.campagne.annee
    place = _year_place(reader.places)
    if place and place.cell.value != annee:
        note = remark(Lecture.AUTRE_ANNEE, lue=place.cell.value, annee=annee)
        reader.say(note, reader.origin(place, "Année de l’appel"))
    if opened.has_macros:
        reader.say(remark(Lecture.MACROS))
    if opened.workbook.epoch == MAC_EPOCH:
        reader.say(remark(Lecture.CALENDRIER_1904))


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
    values = reader.values([*action_slots(numero), *budget_slots(reader.context.campagne, numero)])
    action = Action(
        **_attributes(reader, ACTION, values, numero),
        communes=read_table(reader, layout.COMMUNES_TABLE, numero, CommuneConcernee),
        indicateurs=read_table(reader, layout.INDICATEURS_TABLE, numero, Indicateur),
        interventions=read_table(reader, layout.AGENTS_TABLE, numero, Intervention),
        budget=_budget(reader.context.campagne, values, numero),
        numero=numero,
    )
    if numero > 1 and action == Action(numero=numero) and len(reader.findings) == before:
        reader.say(remark(Lecture.ACTION_VIDE, numero=numero))
        return None
    return action


def _attributes(
    reader: Reader, fields: Sequence[Field], values: dict[str, Value], numero: int = 1
) -> dict[str, Any]:
    """Return the values by attribute; those of a field of several cells as a tuple."""
    found: dict[str, Any] = {}
    for field in fields:
        keys = [key_of_action(key, numero) for key in layout.cell_keys(field)]
        several = field.rows > 1
        found[field.attribute] = _distinct(reader, keys, values) if several else values[keys[0]]
    return found


def _distinct(reader: Reader, keys: list[str], values: dict[str, Value]) -> tuple[Value, ...]:
    """Return the values that are there, each once."""
    first: dict[Value, str] = {}
    for key in keys:
        value = values[key]
        if value in first:
            cell = reader.origins[first[value]].cell
            note = remark(Lecture.REPONSE_EN_DOUBLE, valeur=value, cellule=cell)
            reader.say(note, reader.origins[key], key)
        elif value:
            first[value] = key
    return tuple(first)


def _budget(campagne: Campagne, values: dict[str, Value], numero: int) -> Budget:
    """Return the lines that are filled; an amount of zero is one."""
    codes = [code for compte in campagne.comptes for code in compte.codes]
    keys = {code: key_of_action(f"budget.{code}", numero) for code in codes}
    amounts: dict[str, Any] = {code: values[key] for code, key in keys.items()}
    precisions = {code: values.get(f"{key}.precision") for code, key in keys.items()}
    return Budget(
        {code: amount for code, amount in amounts.items() if amount is not None},
        {code: str(text) for code, text in precisions.items() if text},
    )


def _sorted(findings: Sequence[Finding], titles: Sequence[str]) -> tuple[Finding, ...]:
    """Order findings as the workbook is read: whole workbook first, then sheets and cells."""

    def position(finding: Finding) -> tuple[int, int, int]:
        if finding.origin is None:
            return (-1, 0, 0)
        return (titles.index(finding.origin.sheet), *coordinate_to_tuple(finding.origin.cell))

    return tuple(sorted(findings, key=position))
