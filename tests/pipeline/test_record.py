"""The record attached to the bundle: what the CALL may read again without typing it."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from packetgen import __version__
from packetgen.model.dossier import Dossier
from packetgen.pipeline.record import finding_as_data, plain
from packetgen.service import ServiceResult
from packetgen.system.files import digest_of
from tests.bundles import packet_of, pdf_of
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
def record(outcome: ServiceResult) -> dict[str, Any]:
    [attached] = PdfReader(pdf_of(outcome)).attachments["packetgen.json"]
    said: dict[str, Any] = json.loads(attached)
    again = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    assert bytes(attached).decode() == again, "its keys are sorted"
    return said


def test_it_holds_what_it_was_made_of_and_the_answers(
    record: dict[str, Any], outcome: ServiceResult, dossier: Dossier
) -> None:
    made_of = [record[key] for key in ("packetgen", "annee", "date", "classeur")]
    assert made_of == [__version__, 2026, "2025-11-05", "classeur.xlsx"]
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
    findings = outcome.verification.findings
    assert record["constats"] == [finding_as_data(finding) for finding in findings]
    assert [one["code"] for one in record["constats"]][:2] == ["EPCI-08", "EPCI-09-T"]


def test_each_piece_has_state_and_digest(record: dict[str, Any], outcome: ServiceResult) -> None:
    said = [(one["numero"], one["code"], one["etat"], *one["pages"]) for one in record["pieces"]]
    assert said == [
        (p.part.numero, p.part.code, p.part.state.value, p.first, p.last)
        for p in packet_of(outcome).plan.pieces
    ]
    states = {one["code"]: one["etat"] for one in record["pieces"]}
    assert (states["statuts"], states["recepisse"]) == ("intégrée", "absente")
    for one in record["pieces"]:
        file = EXAMPLE.parent / one["fichier"]
        assert one["sha256"] == (digest_of(file) if one["fichier"] else "")
        drawn = one["code"] in ("lettre", "fiche_action", "liste")
        assert bool(re.fullmatch(r"dxpdf [\d.]+", one["trace_par"])) == drawn


def test_what_json_cannot_hold_is_never_guessed() -> None:
    with pytest.raises(TypeError):
        plain(Path("classeur.xlsx"))
