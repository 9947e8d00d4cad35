"""The record attached to the bundle: what the CALL may read again without typing it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from packetgen import __version__
from packetgen.model.dossier import Dossier
from packetgen.model.finding import CellOrigin, Citation, Finding, Severity
from packetgen.pipeline.publish import BundleResult
from packetgen.pipeline.record import finding_as_data, plain
from packetgen.service import ServiceResult
from tests.changes import both, piece, porteur
from tests.conftest import EXAMPLE
from tests.folders import build, with_actions, write_folder

KEYS = ("code", "gravite", "message", "feuille", "cellule", "champ", "source")


@pytest.fixture(scope="module")
def outcome(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> ServiceResult:
    """The first action without its récépissé; the account is in another name."""
    folder = tmp_path_factory.mktemp("dossier")
    change = both(piece("recepisse", fichier=""), porteur(titulaire_compte="Jardins Lens"))
    return build(write_folder(folder, with_actions(dossier, 1), change), folder / "output")


@pytest.fixture(scope="module")
def packet(outcome: ServiceResult) -> BundleResult:
    [packet] = outcome.packets
    return packet


@pytest.fixture(scope="module")
def content(packet: BundleResult) -> bytes:
    assert packet.path is not None
    [attached] = PdfReader(packet.path).attachments["packetgen.json"]
    return bytes(attached)


@pytest.fixture(scope="module")
def record(content: bytes) -> Mapping[str, Any]:
    said: dict[str, Any] = json.loads(content)
    return said


def test_it_says_what_it_was_made_of(record: Mapping[str, Any]) -> None:
    made_of = {key: record[key] for key in ("packetgen", "annee", "date", "classeur")}
    assert made_of == {
        "packetgen": __version__,
        "annee": 2026,
        "date": "2025-11-05",
        "classeur": "classeur.xlsx",
    }


def test_it_holds_the_answers(record: Mapping[str, Any], dossier: Dossier) -> None:
    action = record["action"]
    assert action["intitule"] == dossier.actions[0].intitule
    assert action["montant_call"] == "6500"
    assert action["date_debut"] == "2026-02-02"
    assert action["budget"]["montants"]["74epci"] == "6500"
    assert action["quartiers"] == list(dossier.actions[0].quartiers)
    assert action["interventions"][0]["duree"] == "1.5"
    assert Decimal(record["heures_departement"]) == 40
    assert record["porteur"]["denomination"] == "Les Jardins du 12-14"
    assert record["porteur"]["iban"] == "FR14\u00a0••••\u00a02606"


def test_each_piece_says_what_became_of_it(record: Mapping[str, Any], packet: BundleResult) -> None:
    said = [(one["numero"], one["code"], one["etat"], *one["pages"]) for one in record["pieces"]]
    assert said == [
        (p.part.numero, p.part.code, p.part.state.value, p.first, p.last)
        for p in packet.plan.pieces
    ]
    states = {one["code"]: one["etat"] for one in record["pieces"]}
    assert (states["statuts"], states["recepisse"]) == ("intégrée", "absente")


def test_each_file_has_its_digest_and_each_document_its_engine(record: Mapping[str, Any]) -> None:
    for one in record["pieces"]:
        file = EXAMPLE.parent / one["fichier"]
        digest = hashlib.sha256(file.read_bytes()).hexdigest() if one["fichier"] else ""
        assert one["sha256"] == digest
        drawn = one["code"] in ("lettre", "fiche_action", "liste")
        assert bool(re.fullmatch(r"dxpdf [\d.]+", one["trace_par"])) == drawn


def test_the_findings_are_those_of_the_run(
    record: Mapping[str, Any], outcome: ServiceResult
) -> None:
    findings = outcome.verification.findings
    assert record["constats"] == [finding_as_data(finding) for finding in findings]
    assert [one["code"] for one in record["constats"]][:2] == ["CALL-08", "CALL-09-T"]


def test_the_keys_are_sorted(content: bytes, record: Mapping[str, Any]) -> None:
    again = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    assert content.decode() == again


def test_a_finding_has_its_seven_keys() -> None:
    cell = CellOrigin("classeur.xlsx", "Porteur", "C10", "SIRET")
    words = Citation("un SIRET", "note de cadrage 2026, L1")
    whole = Finding("ID-01", Severity.BLOQUANT, "Faux.", "porteur.siret", cell, words)
    said = ("ID-01", "bloquant", "Faux.", "Porteur", "C10", "porteur.siret")
    source = "note de cadrage 2026, L1 : un SIRET"
    assert finding_as_data(whole) == dict(zip(KEYS, (*said, source), strict=True))
    bare = ("CALL-01", "à vérifier", "Il manque.", "", "", "", "")
    alone = Finding("CALL-01", Severity.A_VERIFIER, "Il manque.")
    assert finding_as_data(alone) == dict(zip(KEYS, bare, strict=True))


def test_what_json_cannot_hold_is_never_guessed() -> None:
    with pytest.raises(TypeError):
        plain(Path("classeur.xlsx"))
