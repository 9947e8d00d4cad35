"""A batch does what is to be done, once; what one dossier does costs itself alone."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from openpyxl import load_workbook

from packetgen.annexes.pdf.text import page_texts
from packetgen.batch import processes
from packetgen.batch.journal import NAME, Entry
from packetgen.batch.run import KEPT, SUMMARY, WORK
from packetgen.cli.boundary import run as command
from packetgen.errors import ExitCode
from packetgen.text import NBSP
from packetgen.workbook.reports.table import FIRST_ROW, HEAD_ROW
from tests.batch.conftest import Box, Step, bundles, copies, make_batch, unreadable
from tests.folders import build, own_calls


class Done(Struct, frozen=True):
    """A batch of two sound dossiers and one that cannot be read."""

    output: Path
    entries: tuple[Entry, ...]
    steps: list[Step]


@pytest.fixture(scope="module")
def done(light: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("lot")
    where, output = copies(light, folder / "boite", 2), folder / "sortie"
    unreadable(where / "autre" / "budget.xlsx")
    return Done(output, *make_batch(where, output))


def test_each_dossier_has_the_bytes_of_generer(done: Done, light: Path, tmp_path: Path) -> None:
    entries, steps = done.entries, done.steps
    assert [(entry.name, entry.outcome.state) for entry in entries] == [
        ("asso-00-classeur", "complet"),
        ("asso-01-classeur", "complet"),
        ("autre-budget", "en échec"),
    ]
    assert "budget.xlsx" in entries[2].outcome.problem
    assert [step[:2] for step in steps] == [(1, 3), (2, 3), (3, 3)]
    build(light / "classeur.xlsx", tmp_path / "seul")
    [alone] = bundles(tmp_path / "seul").values()
    assert set(bundles(done.output).values()) == {alone}
    places = [done.output, *done.output.rglob("*")]
    assert {place.stat().st_mode & 0o077 for place in places if place.parent.name != KEPT} == {0}
    # nothing is left behind but the journal, which holds no value
    assert not (done.output / KEPT / WORK).exists()
    assert not list(done.output.rglob(".*partiel"))
    text = (done.output / KEPT / NAME).read_text(encoding="utf-8")
    journal = re.sub(r'[0-9a-f]{64}|"seconds":[0-9.]+', "", text)  # may hold any figures
    known = "2606 jardins1214.example Wattrelos Cordiers Jardins 6500 Grandir statuts rib budget.xl"
    for canary in known.split():
        assert canary not in journal


def test_the_summary_has_a_row_a_dossier_and_its_pictures(done: Done) -> None:
    book = load_workbook(done.output / SUMMARY)
    sheet = book["Dossiers"]
    rows = (HEAD_ROW, FIRST_ROW, FIRST_ROW + 2)
    heads, first, last = ([cell.value for cell in sheet[row]] for row in rows)
    shown: dict[Any, Any] = dict(zip(heads, first, strict=True))
    assert shown["Porteur"] == "Les Jardins du 12-14"
    assert shown["Montant demandé"] == 6500
    assert shown["État"] == "complet"
    assert shown["Pages"] > 10
    assert shown["Poids (Mo)"] > 0
    assert "en échec" in last
    for title in ("Par état", "Par niveau"):
        assert len(book[title]._charts) == 1  # type: ignore[attr-defined]


def test_only_what_failed_or_changed_is_done_again(box: Box, tmp_path: Path) -> None:
    where, output = box(2), tmp_path / "sortie"
    statuts, rib = where / "asso-00" / "statuts.pdf", where / "asso-01" / "RIB.pdf"
    statuts.rename(tmp_path / "statuts.pdf")
    unreadable(where / "autre" / "budget.xlsx")

    def again(**asked: bool) -> list[str]:
        _, steps = make_batch(where, output, **asked)
        return [entry.name for _, _, entry in steps]

    assert len(again()) == 3
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*.pdf")}
    assert again() == again(only_failed=True) == ["autre-budget"]
    # what the journal does not hold is read again where it stands
    row = next(load_workbook(output / SUMMARY)["Dossiers"].iter_rows(min_row=FIRST_ROW))
    assert [row[2].value, row[4].value] == ["Les Jardins du 12-14", 6500]
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*.pdf")} == before
    shutil.rmtree(where / "autre")
    assert again() == []
    # an annex that changed, a new one, a bundle that is no longer what was made
    rib.write_bytes(rib.read_bytes() + b"\0")
    assert again() == ["asso-01-classeur"]
    shutil.copy(tmp_path / "statuts.pdf", statuts)
    assert again() == ["asso-00-classeur"]
    next((output / "asso-01-classeur").glob("*.pdf")).write_bytes(b"altered")
    assert again() == ["asso-01-classeur"]


@pytest.mark.parametrize(
    ("harm", "state", "said"),
    [
        ("if in_process: die()", "complet", ""),
        ("die()", "en échec", "deux fois de suite"),
        pytest.param("time.sleep(600)", "en échec", "deux fois de suite", marks=pytest.mark.slow),
    ],
)
def test_r02_a_dossier_that_kills_or_stops_its_process_is_tried_again_and_costs_itself_alone(
    harm: str, state: str, said: str, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "harmed.py").write_text(
        "import os, time\n"
        "from packetgen.batch import worker\n"
        "def die(): os.kill(os.getpid(), 9)\n"
        "def handle(order, in_process):\n"
        "    if order['name'].startswith('asso-01'):\n"
        f"        open({str(tmp_path / 'tries')!r}, 'a').write('x')\n"
        f"        {harm}\n"
        "    return worker.handle(order, in_process=in_process)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    service = replace(processes.MAKING, module="harmed", seconds=4.0)
    monkeypatch.setattr(processes, "MAKING", service)
    entries, _ = make_batch(box(2), tmp_path / "sortie")
    assert [entry.outcome.state for entry in entries] == ["complet", state]
    assert said in entries[1].outcome.problem
    assert (tmp_path / "tries").read_text() == "xx"
    assert len(set(bundles(tmp_path / "sortie").values())) == 1


def test_r10_a_line_cut_short_is_made_again_and_good_files_stay(box: Box, tmp_path: Path) -> None:
    where, output = box(1), tmp_path / "sortie"
    make_batch(where, output)
    good, journal = bundles(output), output / KEPT / NAME
    # R10: a line of the journal that is cut short has its dossier made again, and is passed over
    journal.write_bytes(journal.read_bytes()[:-40])
    assert len(make_batch(where, output)[1]) == 1
    assert make_batch(where, output)[1] == []
    unreadable(where / "asso-00" / "classeur.xlsx")
    entries, _ = make_batch(where, output)
    assert entries[0].outcome.state == "en échec"
    assert bundles(output) == good


def test_the_command_ends_with_one_line_for_each_failure_or_says_what_is_not_there(
    box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, output = box(1), tmp_path / "sortie"
    unreadable(where / "autre" / "budget.xlsx")
    asked = ["lot", str(where), "--sortie", str(output), "--date", "2025-11-05", "--travaux", "2"]
    assert command(asked) == ExitCode.BATCH_UNFINISHED
    said = capsys.readouterr()
    assert said.out.count("autre-budget") == 1
    assert "2 dossiers : 1 complet, 1 en échec" in said.out.replace(NBSP, " ")
    assert "2 sur 2" in said.err
    shutil.rmtree(where / "autre")
    assert command(["lot", str(where / "*" / "*.xlsx"), *asked[2:]]) == ExitCode.DONE
    (tmp_path / "vide").mkdir()
    nothing = {"--reprendre": "rien à reprendre", str(tmp_path / "vide"): "aucun classeur"}
    for source, words in nothing.items():
        assert command(["lot", source, "--sortie", str(tmp_path / "neuf")]) == ExitCode.USAGE
        assert words in capsys.readouterr().err


def test_the_years_of_one_s_own_reach_the_processes(box: Box, tmp_path: Path) -> None:
    own, output = own_calls(tmp_path / "campagnes"), tmp_path / "sortie"
    figures = own / "data" / "2026" / "seuils.toml"
    figures.write_text(figures.read_text(encoding="utf-8") + "\n# modifié\n", encoding="utf-8")
    asked = ["lot", str(box(1)), "--sortie", str(output), "--date", "2025-11-05"]
    assert command(["--campagnes", str(own), *asked]) == ExitCode.DONE
    [bundle] = output.rglob("*.pdf")
    assert all("PROJET" in text for text in page_texts(bundle)), "an edited call is a project again"
