"""Another agglomeration, with other funders, bundles, pieces and rules: from its data alone."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from packetgen import resources, service
from packetgen.campagne.load import load_campagne
from packetgen.cli.boundary import run
from packetgen.errors import ExitCode
from packetgen.model.finding import Severity
from packetgen.modeles.sample_dossiers import example
from packetgen.workbook.write.create import create
from tests.bundles import pages_of, pdf_of, received_of
from tests.changes import Change, action, both, budget
from tests.folders import build
from tests.territoire.conftest import ANNEE

DAY = load_campagne(2026).etape("depot").debut.replace(year=2027)
ASKED = both(
    budget(l74x=6500, l74orgasoc=4000, l74dep=0),
    action(montant_caf=Decimal(4000), theme="Santé", public_nombre=20, premiere_demande=False),
)
NO_CAF = both(ASKED, budget(l74orgasoc=0), action(montant_caf=None))


def write(folder: Path, change: Change = ASKED) -> Path:
    """Write the workbook of the example so changed, without a piece."""
    campagne, workbook = load_campagne(ANNEE), folder / "classeur.xlsx"
    create(workbook, campagne, dossier=change(example(campagne)))
    return workbook


def test_the_year_is_ready_and_says_which_rules_are_not_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(["campagne", "verifier", str(ANNEE)])
    said = " ".join(capsys.readouterr().out.split())
    assert code == ExitCode.DONE, said
    for words in (
        "REG-04, Ce que demande un dispositif : aucun financeur n’a le rôle « région »",
        "BUDGET-06, Convention au-delà du seuil : « convention » n’est pas dans la liste",
        "ANN-01, IBAN du RIB : « rib » n’est pas dans la liste « Pièces »",
    ):
        assert words in said
    assert not load_campagne(ANNEE).projet


def test_what_the_call_asks_is_in_the_workbook_is_checked_and_marks(tmp_path: Path) -> None:
    names = load_workbook(write(tmp_path)).defined_names
    assert {"action.montant_agglo", "action.montant_caf", "action.axe_departement"} <= {*names}
    assert not [name for name in names if re.match("action.*(region|nqe|pacte)", name)]
    outcome = build(tmp_path / "classeur.xlsx", tmp_path / "output", pour="caf", today=DAY)
    found = {each.code: each for each in outcome.verification.findings}
    blocking = {code for code, each in found.items() if each.severity is Severity.BLOQUANT}
    assert {"PIECE-CHARTE-LAICITE", "PIECE-BILAN-PASSE", "PIECE-PROJET-SOCIAL"} <= blocking
    assert "Tout porteur joint la charte" in str(found["PIECE-CHARTE-LAICITE"].source)
    assert found["CAF-01"].severity is Severity.A_VERIFIER
    assert not {"REG-04", "BUDGET-06", "EPCI-05", "EPCI-09"} & {*found}
    path = pdf_of(outcome)
    assert path.name.startswith(f"AAP{ANNEE}_CAF_")
    assert path.stem.endswith(("INCOMPLET", "BROUILLON"))
    cover = pages_of(outcome)[0]
    assert "Montant demandé à la CAF" in cover
    assert "4 000 €" in cover.replace("\u00a0", " ")
    codes = [placed.part.code for placed in outcome.packets[0].plan.parts]
    assert not {"lettre", "fiche_action", "liste"} & {*codes}
    received = received_of(path)
    assert received.montant_call == 6500
    assert received.financements["CAF du Val d’Orme"] == 4000


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (ASKED, "EPCI-13 CHARTE-LAICITE BILAN-PASSE PROJET-SOCIAL CAF-01"),
        (both(ASKED, action(public_nombre=25)), "CHARTE-LAICITE BILAN-PASSE PROJET-SOCIAL CAF-01"),
        (both(ASKED, action(theme="Fêtes de quartier", contexte="Pour les familles.")),
         "CHARTE-LAICITE BILAN-PASSE PROJET-SOCIAL"),
        (both(ASKED, budget(l74orgasoc=3000)),
         "MONTANT-CAF EPCI-13 CHARTE-LAICITE BILAN-PASSE PROJET-SOCIAL CAF-01"),
        (NO_CAF, "EPCI-13 CHARTE-LAICITE BILAN-PASSE"),
        (both(NO_CAF, action(premiere_demande=True)), "EPCI-13 CHARTE-LAICITE"),
    ],
)  # fmt: skip
def test_a_rule_bears_where_its_data_say_so(
    change: Change, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["verifier", str(write(tmp_path, change)), "--date", f"{DAY:%d/%m/%Y}"])
    said = capsys.readouterr().out
    watched = r"(?:PIECE-(?=\D))?(EPCI-13|(?<![A-Z]-)CAF-01|MONTANT-CAF|(?<=PIECE-)[A-Z-]+)"
    assert sorted({*re.findall(watched, said)}) == sorted(told.split())


def test_a_call_without_a_departement_asks_nothing_of_its_agents(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(calls, tmp_path / "appels")
    data = root / "data" / str(ANNEE)
    for file, without in (("financeurs", r"\[\[financeurs\]\]\ncode = \"brenne\"[^[]*"),
                          ("pieces", r"financeurs = \[\"brenne\"\]\n")):  # fmt: skip
        path = data / f"{file}.toml"
        path.write_text(re.sub(without, "", path.read_text(encoding="utf-8")), encoding="utf-8")
    monkeypatch.setenv(resources.ENVIRONMENT, str(root))
    nobody = both(ASKED, action(interventions=(), agents_departement=None, axe_departement="",
                                services_departement="", date_departement=None))  # fmt: skip
    workbook = write(tmp_path, nobody)
    assert "Agents" not in load_workbook(workbook).sheetnames
    found = service.verify(workbook, today=DAY).findings
    assert not [each for each in found if "gents" in each.message or each.code[:4] == "DEP-"]


def test_a_batch_makes_the_bundle_asked_of_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, change in (("avec", ASKED), ("sans", NO_CAF)):
        (tmp_path / "recus" / name).mkdir(parents=True)
        write(tmp_path / "recus" / name, change)
    day, output = f"{DAY:%d/%m/%Y}", tmp_path / "output"
    asked = ["--sortie", str(output), "--travaux", "1", "--pour", "caf", "--date", day]
    assert run(["lot", str(tmp_path / "recus"), *asked]) == ExitCode.DOSSIER_NOT_CONFORM
    assert "sans-classeur (sans demande)" in capsys.readouterr().out.replace("\u00a0", " ")
    assert [path.name.split("_")[1] for path in output.rglob("*.pdf")] == ["CAF"]
