"""Answers corrected in a copy: each as Excel would store it, and nothing else changed."""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from packetgen import service
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.text import long_date
from packetgen.workbook.layout import sheet_names
from packetgen.workbook.read.controls import controls_of
from packetgen.workbook.read.dossier import Reading, read_dossier
from packetgen.workbook.read.slots import field_of
from packetgen.workbook.write.values import values_of
from tests.conftest import EXAMPLE
from tests.packages import parts_of, write_parts
from tests.workbook.open.packages import linked
from tests.workbook.open.test_open import strict
from tests.workbook.read.cases import Edit, put, saved_again, with_parts
from tests.workbook.read.test_roundtrip import BY_KIND

PORTEUR = "xl/worksheets/sheet2.xml"
# computed by a formula whose result goes when what it multiplies changes
HOURS = "agents.1.heures"
STORED = [
    ("budget.74epci", "12 345,50 €", None, "12345.50", Decimal("12345.5")),
    ("budget2.74epci", "6.500", "inlineStr", "6.500", None),
    ("budget.74epci", "  ", None, "", None),
    ("action.date_dauphin", "3/11/2025", None, "45964", date(2025, 11, 3)),
    ("action2.date_dauphin", "2025-11-03", None, "45964", date(2025, 11, 3)),
    ("communes.1.date_contact", "3 octobre 2025", None, "45933", date(2025, 10, 3)),
    ("action.date_dauphin", "bientôt", "inlineStr", "bientôt", None),
    ("agents.1.agents", "3", None, "3", 3),
    ("agents.1.duree", "1h30", None, "1.5", Decimal("1.5")),
    ("agents.1.duree", "1h20", "inlineStr", "1h20", Decimal(80) / 60),
    ("agents.1.heures", "24", None, "24", 24),
    ("action.agents_departement", "Non", "inlineStr", "Non", "Non"),
    ("porteur.forme", "Asso", "inlineStr", "Asso", "Association"),
    ("action.theme", "Les  abeilles", "inlineStr", "Les  abeilles", "Les abeilles"),
    ("porteur.code_postal", "01200", "inlineStr", "01200", "01200"),
    ("action.intitule", "=1+1", "inlineStr", "=1+1", "=1+1"),
    ("porteur.telephone", "+33 6 39 98 12 14", "inlineStr", "+33 6 39 98 12 14",
     "+33 6 39 98 12 14"),
    ("action.objectifs", "- <a> & b\r\n\x07@c", "inlineStr", "- <a> & b\n@c", "- <a> & b\n@c"),
    ("communes.2.commune", "Avion", "inlineStr", "Avion", "Avion"),
    ("action.quartiers.3", "QP062026", "inlineStr", "QP062026", "QP062026 – Cité 2"),
    ("pieces.cerfa.2.fichier", "cerfa (2).pdf", "inlineStr", "cerfa (2).pdf", "cerfa (2).pdf"),
    ("pieces.autre1.titre", "Plan", "inlineStr", "Plan", "Plan"),
]  # fmt: skip


def correct(source: Path, campagne: Campagne, **values: str) -> Reading:
    """Correct in place, by key with `__` for the dot, and read again."""
    by_key = {key.replace("__", "."): text for key, text in values.items()}
    service.correct(source, "classeur.xlsx", by_key, source)
    return read_dossier(source, campagne)


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
    source = tmp_path / "classeur.xlsx"
    source.write_bytes(EXAMPLE.read_bytes())
    return source


@pytest.mark.parametrize("order", [1, -1])
def test_answers_are_stored_as_excel_would_and_nothing_else_changes(
    order: int, example: Path, campagne: Campagne
) -> None:
    rows: dict[str, list[Any]] = {key: row for key, *row in STORED[::order]}
    before = read_dossier(EXAMPLE, campagne)
    reading = correct(example, campagne, **{key: typed for key, (typed, *_) in rows.items()})
    origins = {key: before.dossier.origins[key] for key in rows}
    found = {key: cell_of(example, origin) for key, origin in origins.items()}
    assert {key: (each.get("t"), "".join(each.itertext())) for key, each in found.items()} == {
        key: (kind, stored) for key, (_, kind, stored, _) in rows.items()
    }
    assert {each.code for each in reading.findings} <= {
        f"LECTURE-{n:02}" for n in (3, 7, 9, 16, 17)
    }
    values = held(before.dossier) | {key: read for key, (*_, read) in rows.items()}
    values[HOURS] = held(reading.dossier).get(HOURS)
    assert held(reading.dossier) == {key: each for key, each in values.items() if each is not None}
    old, new = parts_of(EXAMPLE), parts_of(example)
    assert all(new[part] == content for part, content in old.items() if "worksheets" not in part)
    for title in sheet_names(2):
        cells = [origin.cell for origin in origins.values() if origin.sheet == title]
        assert rest(example, title, cells) == rest(EXAMPLE, title, cells)
    assert new["xl/worksheets/sheet1.xml"] == old["xl/worksheets/sheet1.xml"]


def rewrite(part: str, *changes: tuple[str, str]) -> Callable[[Path], object]:
    """Prepare the change of a part by regular expressions, each of which finds something."""

    def change(xml: bytes) -> bytes:
        text = xml.decode()
        for pattern, new in changes:
            text, found = re.subn(pattern, new, text)
            assert found, pattern
        return text.encode()

    return lambda source: with_parts(source, {part: change})


ACTION, BUDGET, AGENTS = (f"xl/worksheets/sheet{number}.xml" for number in (3, 4, 5))
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
DATE = r'<row r="63".*?</row>'
DATED = '<cols><col min="3" max="3" style="29"/></cols>'
PACKAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "strict": (lambda source: write_parts(source, strict(parts_of(source))), "45964"),
    "1904": (rewrite(BOOK, ("<workbookPr/>", '<workbookPr date1904="1"/>')), "44502"),
    "préfixes": (rewrite(ACTION, ("<(/?)(?=[a-z])", r"<\1x:"), ("xmlns=", "xmlns:x=")), "45964"),
    "rangées sans numéro": (rewrite(ACTION, (r'<row r="\d+"', "<row")), "45964"),
    "sans cellule": (rewrite(ACTION, ('<c r="C63".*?</c>', "")), "3 novembre 2025"),
    "sans rangée": (rewrite(ACTION, (DATE, "")), "3 novembre 2025"),
    "colonne de dates": (rewrite(ACTION, (DATE, ""), ("<cols>.*</cols>", DATED)), "45964"),
    "feuille vide": (rewrite(ACTION, ("(?s)<sheetData>.*</sheetData>", "<sheetData/>")),
     "3 novembre 2025"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_any_package_is_corrected(name: str, example: Path, campagne: Campagne) -> None:
    make, stored = PACKAGES[name]
    make(example)
    before = held(read_dossier(example, campagne).dossier)
    reading = correct(example, campagne, action__date_dauphin="3 novembre 2025")
    origin = reading.dossier.origins["action.date_dauphin"]
    assert "".join(cell_of(example, origin).itertext()) == stored
    assert held(reading.dossier) == before | {"action.date_dauphin": date(2025, 11, 3)}


def test_results_go_with_what_they_come_from(example: Path, campagne: Campagne) -> None:
    asked = ('(<c r="C61" s="\\d+").*?</c>', r"\1><f>'Budget'!I14*1</f><v>6500</v></c>")
    counted = ('(<c r="C42" s="\\d+").*?</c>', r"\1><f>40+2</f><v>42</v></c>")
    shared = ("<f>[^<]*E9[^<]*</f>", '<f t="shared" ref="H9:H10" si="0">E9*F9*G9</f>')
    rewrite(ACTION, asked, counted)(example)
    rewrite(AGENTS, shared, ("<f>[^<]*E10[^<]*</f>", '<f t="shared" si="0"/>'))(example)
    rewrite(BOOK, ("<calcPr[^>]*>", ""))(example)
    write_parts(example, linked(parts_of(example), "calcChain", b"<calcChain/>"))
    before = read_dossier(example, campagne)
    reading = correct(example, campagne, budget__74epci="7000", agents__1__heures="20")
    values = {"budget.74epci": 7000, "agents.1.heures": 20}
    expected = held(before.dossier) | values
    del expected["action.montant_call"]
    assert held(reading.dossier) == expected
    assert [(each.code, each.key) for each in reading.findings] == [
        ("LECTURE-01", "action.montant_call")
    ]
    sheets, results = load_workbook(example), load_workbook(example, data_only=True)
    assert sheets["Agents"]["H10"].value == "=E10*F10*G10"
    assert (sheets["Budget"]["I5"].value, results["Budget"]["I5"].value) == ("=I40", None)
    assert results["Budget 2"]["I5"].value == 9000
    assert sheets.calculation.fullCalcOnLoad
    assert b"calcChain" not in parts_of(example)[LINKS]


def swap(book: Workbook) -> None:
    """Sort two questions, whose answers stay where they are."""
    sheet = book["Porteur"]
    sheet["B8"], sheet["B9"] = sheet["B9"].value, sheet["B8"].value


REFUSED: dict[str, tuple[Edit, str, str]] = {
    "inconnue": (put(), "porteur.age", "porteur.age.. ne se corrige pas ici"),
    "calculée": (put(), "budget.total", "ne se corrige pas ici"),
    "fusionnée": (lambda book: book["Porteur"].merge_cells("C7:C8"), "porteur.sigle", "Sigle.. ne"),
    "déplacée": (swap, "porteur.sigle", "Sigle.. ne se corrige pas ici"),
    "trop longue": (put(), "action.contexte", "trop long pour une cellule d’Excel"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_corrected_is_refused(name: str, example: Path, campagne: Campagne) -> None:
    edit, key, message = REFUSED[name]
    content = saved_again(example, edit).read_bytes()
    with pytest.raises(UsageError, match=message):
        correct(example, campagne, **{key: 32_768 * "é"})
    assert example.read_bytes() == content


CONTROLS = {
    "porteur.siret": ("texte", 0, "912 345 006 00015"),
    "porteur.forme": ("liste", 6, "Martienne"),
    "action.montant_call": ("montant", 0, "12345,5"),
    "action.date_fin": ("date", 0, "30/11/2006"),
    "action.agents_departement": ("liste", 2, "peut-être"),
    "agents.1.duree": ("nombre", 0, "longtemps"),
    "agents.1.heures": ("nombre", 0, ""),
    "action.description": ("texte long", 0, ""),
    "communes.1.commune": ("liste", 22, "Paris"),
    "action.quartiers": ("liste", 20, "QP062024 – Cité 12 – 14"),
    "pieces.cerfa.2.fichier": ("texte", 0, "cerfa-voisins-connectes.pdf"),
    "pieces.rib.motif": ("texte", 0, ""),
    "pieces.autre4.titre": ("texte", 0, ""),
}


def test_a_finding_is_asked_for_as_its_field(example: Path, campagne: Campagne) -> None:
    values = {key: text for key, (_, _, text) in CONTROLS.items() if key != "action.quartiers"}
    reading = correct(example, campagne, **values)
    keys = (*CONTROLS, "budget.total", "porteur.age", "")
    findings = [Finding("X", Severity.BLOQUANT, "", key) for key in keys]
    controls = controls_of(example, reading.dossier, findings, campagne)
    assert {
        key: (each.kind, len(each.choices), each.text)
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
def test_the_copy_reads_as_the_dossier_with_other_values(
    data: st.DataObject, example: Path, campagne: Campagne
) -> None:
    example.write_bytes(EXAMPLE.read_bytes())
    before = held(read_dossier(example, campagne).dossier)
    keys = st.sampled_from([key for key in before if "quartiers" not in key])
    values: dict[str, Any] = {}
    for key in data.draw(st.lists(keys, unique=True, max_size=9)):
        field = field_of(key, campagne)
        assert field
        choices = campagne.choices(field.choices) if field.choices else ()
        drawn = st.sampled_from(choices) if choices else BY_KIND[field.kind]
        # an empty row would move the others
        values[key] = data.draw(drawn.filter(bool) if key.count(".") > 1 else drawn)
    typed = {key: as_typed(each) for key, each in values.items()}
    after = held(correct(example, campagne, **typed).dossier)
    boxes = {True: "Oui", False: "Non"}
    shown = {k: boxes[v] if isinstance(v, bool) else v for k, v in values.items()}
    expected = {key: each for key, each in (before | shown).items() if each not in (None, "")}
    computed = {key for key in before if key.endswith(".heures") and key not in values}
    assert {k: v for k, v in after.items() if k not in computed} == {
        k: v for k, v in expected.items() if k not in computed
    }
