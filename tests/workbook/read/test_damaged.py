"""Damaged and hostile workbooks: refused in one French sentence, or read; never anything else."""

import random
import re
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.read.dossier import read_dossier
from tests.processes import ends_soon
from tests.workbook.read.cases import CALL, Bench, point, put, with_parts


def mutated(xml: bytes, chance: random.Random) -> bytes:
    at, other = chance.randrange(len(xml)), chance.randrange(len(xml))
    figure = re.compile(rb"\d").search(xml, at)
    digit = figure.start() if figure else at
    changes = (
        xml[:at] + bytes([chance.randrange(256)]) + xml[at + 1 :],
        xml[:digit] + chance.choice([b"0", b"9", b"-", b"."]) + xml[digit + 1 :],
        xml[:at] + xml[at + chance.randrange(1, 30) :],
        xml[:at] + xml[other : other + 40] + xml[at:],
        xml[:at],
    )
    return chance.choice(changes)


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_workbook_is_read_or_refused(seed: int, bench: Bench) -> None:
    chance = random.Random(seed)  # noqa: S311
    source = bench.blank(put(porteur__denomination="Les Jardins"))
    with ZipFile(source) as package:
        part = chance.choice([name for name in package.namelist() if not name.startswith("docP")])
    with_parts(source, {part: lambda xml: mutated(xml, chance)})
    try:
        assert read_dossier(source, CALL).dossier.file == "classeur.xlsx"
    except WorkbookUnreadable as refusal:
        assert str(refusal).startswith("« classeur.xlsx »")


def test_broken_names_of_others_do_no_harm(bench: Bench) -> None:
    def add(workbook: Workbook) -> None:
        texts = ("'abc!$A$1", "A1)", "#", "[1", "#REF!", "Porteur!$A$1:", "OFFSET(A1,1,1)", "1+")
        for number, text in enumerate(texts):
            key = f"ancien_{number}"
            workbook.defined_names[key] = DefinedName(key, attr_text=text)

    result = bench.read(put(porteur__sigle="JD"), add)
    assert (result.dossier.porteur.sigle, result.findings) == ("JD", ())


def test_a_name_over_a_whole_column_costs_little(bench: Bench) -> None:
    source = bench.blank(point("agents.metier", "Agents!$B$9:$B$1048576"))
    with ends_soon():
        read_dossier(source, CALL)


def test_a_style_that_is_not_there_leaves_the_value(bench: Bench) -> None:
    source = bench.blank(put(porteur__telephone=321000000))
    with_parts(
        source, {"xl/styles.xml": lambda xml: xml.replace(b'numFmtId="0"', b'numFmtId="900"')}
    )
    assert read_dossier(source, CALL).dossier.porteur.telephone == "03 21 00 00 00"
