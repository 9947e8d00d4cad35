"""`verifier` as people type it: what is printed, as text or JSON, and the exit code."""

import json
import re
from datetime import date
from typing import Any

import click
import pytest
from click.testing import CliRunner

from packetgen.cli import options
from packetgen.errors import ExitCode
from tests.changes import action, both, porteur
from tests.cli.conftest import DAY, Packetgen, Workbook

KEYS = {"code", "gravite", "message", "feuille", "cellule", "champ", "source"}


def test_an_iban_in_other_cells_is_not_shown(packetgen: Packetgen, workbook: Workbook) -> None:
    whole = "FR14 2004 1010 0505 0001 3M02 606"
    source = workbook(porteur(titulaire_compte=whole, siret=whole, bic=whole))
    for form in ("texte", "json"):
        said = packetgen("verifier", source, *DAY, "--format", form)
        assert said.all.count("« FR14 •••• 2606 »") == 2


def test_the_findings_as_json(packetgen: Packetgen, workbook: Workbook) -> None:
    source = workbook(both(porteur(siret="912 345 006 00016"), action(pilier="")))
    said = packetgen("verifier", source, *DAY, "--format", "json")
    findings: list[dict[str, Any]] = json.loads(said.out)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert [set(finding) for finding in findings] == [KEYS] * len(findings)
    assert all(isinstance(value, str) for finding in findings for value in finding.values())
    blocking = [finding for finding in findings if finding["gravite"] == "bloquant"]
    assert [(each["code"], each["champ"], each["feuille"]) for each in blocking] == [
        ("ID-01", "porteur.siret", "Porteur"),
        ("EPCI-10", "action.pilier", "Action"),
    ]
    assert re.fullmatch(r"[A-Z]\d+", blocking[0]["cellule"])
    assert blocking[1]["source"].startswith("note de cadrage 2026, «")


@pytest.mark.parametrize("day", ["1/3/2026", "01/03/2026", "2026-03-01"])
def test_a_day_is_typed_in_french_or_as_iso(day: str) -> None:
    @click.command()
    @options.jour
    def told(today: date) -> None:
        click.echo(today.isoformat())

    assert CliRunner().invoke(told, ["--date", day]).output == "2026-03-01\n"
