"""Answers corrected in a copy: each as Excel would store it, and nothing else changed."""

import re
import shutil
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from packetgen import service
from packetgen.errors import UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.text import long_date
from packetgen.workbook.layout import sheet_names
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.read.controls import controls_in
from packetgen.workbook.read.dossier import Reading, read_dossier, read_opened
from packetgen.workbook.write.values import values_of
from tests.conftest import EXAMPLE
from tests.packages import parts_of, repack, write_parts
from tests.tables import table
from tests.workbook.open.packages import linked
from tests.workbook.open.test_open import strict
from tests.workbook.read.cases import CALL, Edit, put, saved_again, swap
from tests.workbook.read.test_roundtrip import BY_KIND

CASES = table(__file__)
CONTROLS = {key: tuple(asked) for key, *asked in CASES["controls"]}
# computed by a formula whose result goes when what it multiplies changes
HOURS = "agents.1.heures"


def correct(source: Path, **values: str) -> Reading:
    """Correct in place, by key with `__` for the dot, and read again."""
    by_key = {key.replace("__", "."): text for key, text in values.items()}
    service.correct(source, "classeur.xlsx", by_key, source)
    return read_dossier(source, CALL)


def held(dossier: Dossier) -> dict[str, Any]:
    """Every value, by key."""
    free = {f"{each.key}.titre": each.titre for each in dossier.pieces if "autre" in each.code}
    return values_of(dossier, frozenset(each.key for each in dossier.pieces)) | free


def sheet_of(source: Path, title: str) -> Any:  # noqa: ANN401
    number = sheet_names(2).index(title) + 1
    return etree.fromstring(parts_of(source)[f"xl/worksheets/sheet{number}.xml"])


def cell_of(source: Path, origin: CellOrigin) -> Any:  # noqa: ANN401
    return sheet_of(source, origin.sheet).find(f".//{{*}}c[@r='{origin.cell}']")


def rest(source: Path, title: str, cells: Collection[str]) -> bytes:
    """The canonical XML of a sheet without the content of some cells, nor any result."""
    sheet = sheet_of(source, title)
    for each in sheet.iter("{*}c"):
        if each.get("r") in cells:
            del each[:]
            each.attrib.pop("t", "")
        elif each.find("{*}f") is not None and (result := each.find("{*}v")) is not None:
            each.remove(result)
    return etree.tostring(sheet, method="c14n")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path))


def rewrite(source: Path, part: str, pattern: str, new: str) -> None:
    text, found = re.subn(pattern, new, parts_of(source)[f"xl/{part}"].decode())
    assert found
    repack(source, {f"xl/{part}": text.encode()})


@pytest.mark.parametrize("order", [1, -1])
def test_answers_are_stored_as_excel_would_and_nothing_else_changes(
    order: int, example: Path
) -> None:
    rows: dict[str, list[str]] = {key: row for key, *row in CASES["stored"][::order]}
    before = read_dossier(EXAMPLE, CALL).dossier
    reading = correct(example, **{key: typed for key, (typed, *_) in rows.items()})
    origins = {key: before.origins[key] for key in rows}
    found = {key: cell_of(example, origin) for key, origin in origins.items()}
    assert {key: [each.get("t", ""), "".join(each.itertext())] for key, each in found.items()} == {
        key: row[1:3] for key, row in rows.items()
    }
    assert {one.code for one in reading.findings} <= {f"LECTURE-{n:02}" for n in (3, 7, 9, 16, 17)}
    after = {key: str(each) for key, each in held(reading.dossier).items()}
    values = {key: str(each) for key, each in held(before).items()}
    values |= {key: row[3] for key, row in rows.items()} | {HOURS: after.get(HOURS, "")}
    assert after == {key: each for key, each in values.items() if each}
    old, new = parts_of(EXAMPLE), parts_of(example)
    assert {part for part in old if new[part] != old[part]} == {
        f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4, 5, 7, 8, 11)
    }
    for title in sheet_names(2):
        cells = [origin.cell for origin in origins.values() if origin.sheet == title]
        assert rest(example, title, cells) == rest(EXAMPLE, title, cells)


@pytest.mark.parametrize("name", [*CASES["packages"], "strict"])
def test_any_package_is_corrected(name: str, example: Path) -> None:
    stored, *changes = CASES["packages"].get(name, ["45964"])
    for change in changes:
        rewrite(example, *change)
    if name == "strict":
        write_parts(example, strict(parts_of(example)))
    before = held(read_dossier(example, CALL).dossier)
    reading = correct(example, action__date_dauphin="3 novembre 2025")
    origin = reading.dossier.origins["action.date_dauphin"]
    assert "".join(cell_of(example, origin).itertext()) == stored
    assert held(reading.dossier) == before | {"action.date_dauphin": date(2025, 11, 3)}


def test_results_go_with_what_they_come_from(example: Path) -> None:
    for change in CASES["formulas"]:
        rewrite(example, *change)
    write_parts(example, linked(parts_of(example), "calcChain", b"<calcChain/>"))
    expected = held(read_dossier(example, CALL).dossier)
    assert expected.pop("action.montant_call") == 6500
    reading = correct(example, budget__74epci="7000", agents__1__heures="20")
    assert held(reading.dossier) == expected | {"budget.74epci": 7000, HOURS: 20}
    assert [each.key for each in reading.findings] == ["action.montant_call"]
    sheets, results = load_workbook(example), load_workbook(example, data_only=True)
    assert sheets["Agents"]["H10"].value == "=E10*F10*G10"
    assert (sheets["Budget"]["I5"].value, results["Budget"]["I5"].value) == ("=I40", None)
    assert (results["Budget 2"]["I5"].value, sheets.calculation.fullCalcOnLoad) == (9000, True)
    assert b"calcChain" not in parts_of(example)["xl/_rels/workbook.xml.rels"]


SIGLE = "Sigle.. ne se corrige pas ici"
REFUSED: dict[str, tuple[Edit, str, str]] = {
    "inconnue": (put(), "porteur.age", "porteur.age.. ne se corrige pas ici"),
    "calculée": (put(), "budget.total", "ne se corrige pas ici"),
    "fusionnée": (lambda book: book["Porteur"].merge_cells("C7:C8"), "porteur.sigle", SIGLE),
    "déplacée": (swap("porteur.sigle", "porteur.siret", "B:B"), "porteur.sigle", SIGLE),
    "trop longue": (put(), "action.contexte", "trop long pour une cellule d’Excel"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_corrected_is_refused(name: str, example: Path) -> None:
    edit, key, message = REFUSED[name]
    content = saved_again(example, edit).read_bytes()
    with pytest.raises(UsageError, match=message):
        correct(example, **{key: 32_768 * "é"})
    assert example.read_bytes() == content


def test_a_finding_is_asked_for_as_its_field(example: Path) -> None:
    values = {key: text for key, (_, _, text) in CONTROLS.items() if key != "action.quartiers"}
    correct(example, **values)
    keys = (*CONTROLS, "budget.total", "porteur.age", "")
    findings = [Finding("X", Severity.BLOQUANT, "", key) for key in keys]
    opened = open_workbook(example)
    controls = controls_in(opened, read_opened(opened, CALL), findings, CALL)
    assert {
        key: (each.field.kind.value, len(each.choices), each.text)
        for key, each in controls.items()
        if key in keys
    } == CONTROLS
    assert controls["action.quartiers"].field.key == "action.quartiers.1"
    assert controls["communes.1.commune"].field.open_list


def as_typed(value: object) -> str:
    match value:
        case bool():
            return "Oui" if value else "Non"
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case date():
            return long_date(value)
    return "" if value is None else str(value)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_copy_reads_as_the_dossier_with_other_values(data: st.DataObject, example: Path) -> None:
    example.write_bytes(EXAMPLE.read_bytes())
    read = read_dossier(example, CALL)
    before = held(read.dossier)
    keys = st.sampled_from([key for key in before if "quartiers" not in key])
    values: dict[str, Any] = {}
    for key in data.draw(st.lists(keys, unique=True, max_size=9)):
        field = read.fields[key]
        choices = CALL.choices(field.choices) if field.choices else ()
        drawn = st.sampled_from(choices) if choices else BY_KIND[field.kind]
        # an empty row would move the others
        values[key] = data.draw(drawn.filter(bool) if key.count(".") > 1 else drawn)
    typed = {key: as_typed(each) for key, each in values.items()}
    after = held(correct(example, **typed).dossier)
    boxes = {True: "Oui", False: "Non"}
    shown = {k: boxes[v] if isinstance(v, bool) else v for k, v in values.items()}
    expected = {key: each for key, each in (before | shown).items() if each not in (None, "")}
    computed = {key for key in before if key.endswith(".heures") and key not in values}
    assert {k: v for k, v in after.items() if k not in computed} == {
        k: v for k, v in expected.items() if k not in computed
    }
