"""Bundles brought under a weight, or made without a piece that cannot be bound: still proved."""

import shutil
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import ImageChops

from packetgen import service
from packetgen.bundle.process import client
from packetgen.bundle.proof.examine import examine
from packetgen.errors import BundleUnproved, ExitCode
from packetgen.model.bundle import State
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import Severity
from packetgen.pipeline.publish import BundleResult
from packetgen.pipeline.size_limit import ONCE, PACKED, RESAMPLED, Weight
from packetgen.service import ServiceResult
from tests.bundles import packet_of, pdf_of, placed_of, text_of
from tests.changes import Change
from tests.checks.situations import DEPOT_OPEN
from tests.conftest import Make
from tests.folders import build, with_actions, write_folder
from tests.heavy import incompressible, photo, report, scan, scanned
from tests.pdfs import picture

MO = 1_000_000


def with_files(**files: str) -> Change:
    """Add pieces of the porteur's own: `autre1="bilan.pdf"`."""

    def change(dossier: Dossier) -> Dossier:
        own = (PieceFournie(code, Path(name).stem.title(), name) for code, name in files.items())
        return replace(dossier, pieces=(*dossier.pieces, *own))

    return change


@pytest.fixture(scope="module")
def heavy(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with statuts scanned at 300 points per inch, and one photo in two pieces."""
    folder = tmp_path_factory.mktemp("lourd")
    files = with_files(autre1="bilan.pdf", autre2="projet.pdf")
    workbook = write_folder(folder, with_actions(dossier, 1), files)
    scanned(folder / "statuts.pdf", scan(), scan(seed=6))
    report(folder / "bilan.pdf", photo(size=(1600, 1200)))
    shutil.copy(folder / "bilan.pdf", folder / "projet.pdf")
    return workbook


def fit(heavy: Path, output: Path, limit: int) -> tuple[ServiceResult, BundleResult, Weight]:
    """Make the heavy bundle under a limit in bytes."""
    outcome = build(heavy, output / f"{limit}", max_bytes=limit)
    packet = packet_of(outcome)
    assert packet.weight is not None
    assert packet.weight.now == pdf_of(outcome).stat().st_size
    assert examine(pdf_of(outcome)).is_proved
    return outcome, packet, packet.weight


def noted(packet: BundleResult) -> set[str]:
    """The codes of the pieces said to have their photos reduced."""
    return {placed.part.code for placed in packet.plan.pieces if RESAMPLED in placed.part.notes}


@pytest.mark.slow
def test_below_its_limit_a_bundle_is_left_as_it_is(heavy: Path, tmp_path: Path) -> None:
    outcome, packet, weight = fit(heavy, tmp_path, 100 * MO)
    assert (outcome.exit_code, weight.steps, weight.is_within) == (ExitCode.DONE, (), True)
    plain = build(heavy, tmp_path / "sans limite")
    assert packet_of(plain).weight is None
    assert pdf_of(plain).read_bytes() == pdf_of(outcome).read_bytes()
    # what two pieces share is written once, and that suffices
    outcome, packet, weight = fit(heavy, tmp_path, weight.now - 1)
    assert outcome.exit_code is ExitCode.DONE
    assert [step for step, _ in weight.steps] == [ONCE]
    # a photo of 1600 by 1200 in colors, deflated
    assert 4 * MO < weight.before - weight.now < 6 * MO
    assert noted(packet) == set()


def test_photos_are_reduced_last_and_each_piece_says_it(heavy: Path, tmp_path: Path) -> None:
    outcome, packet, weight = fit(heavy, tmp_path, 3 * MO)
    assert outcome.exit_code is ExitCode.DONE
    assert [step for step, _ in weight.steps] == [ONCE, PACKED, RESAMPLED]
    sizes = [weight.before, *(size for _, size in weight.steps)]
    assert sizes == sorted(sizes, reverse=True)
    assert noted(packet) == {"statuts", "autre1", "autre2"}
    ledger = examine(pdf_of(outcome)).ledger
    assert ledger is not None
    assert [placed.part.notes for placed in ledger.plan.pieces if RESAMPLED in placed.part.notes]
    assert text_of(outcome, "bordereau").count(RESAMPLED) == 3
    # a page of reduced photos still shows the same
    after = picture(pdf_of(outcome), placed_of(outcome, "statuts").first - 1, width=540)
    before = picture(heavy.with_name("statuts.pdf"), width=540)
    top = (0, 0, before.width, before.height - 40)
    difference = ImageChops.difference(before.crop(top), after.crop(top)).convert("L")
    assert difference.point(lambda level: 255 * (level > 40)).getbbox() is None


@pytest.mark.slow
def test_what_no_step_makes_light_enough_is_no_success(make: Make, tmp_path: Path) -> None:
    (tmp_path / "projet").mkdir()
    incompressible(tmp_path / "projet" / "bruit.pdf")
    outcome = make(with_files(autre1="bruit.pdf"), max_bytes=500_000)
    packet = packet_of(outcome)
    assert outcome.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert packet.weight is not None
    assert not packet.weight.is_within
    assert packet.weight.heaviest[0][0] == "Bruit"
    assert pdf_of(outcome).stat().st_size == packet.weight.now > 500_000
    assert noted(packet) == set()


@pytest.mark.slow
def test_the_forecast_is_near_the_truth(
    heavy: Path, dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within 10 % or 100 kB, on a usual bundle and on a heavy one."""
    usual = write_folder(tmp_path / "usuel", with_actions(dossier, 1))
    monkeypatch.setattr("packetgen.checks.rules.pieces.MEGABYTE", 1)
    for workbook in (usual, heavy):
        findings = service.verify(workbook, today=DEPOT_OPEN).findings
        [message] = (each.message for each in findings if each.code == "POIDS-01")
        told = message.partition("environ ")[2].partition("\u00a0Mo")[0]
        forecast = float(told.replace(",", ".")) * MO
        truth = pdf_of(build(workbook, tmp_path / workbook.parent.name)).stat().st_size
        assert abs(forecast - truth) < max(truth / 10, 100_000)


posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")
REASON = (
    "« statuts.pdf » : ses pages ne peuvent pas être réunies à celles des autres pièces ;"
    " ouvrez-le, puis Imprimer › Enregistrer au format PDF, et joignez le résultat"
)
BUG = pytest.param("raise ValueError", marks=pytest.mark.slow)


def harm(folder: Path, monkeypatch: pytest.MonkeyPatch, what: str, piece: str) -> None:
    """Have the process that assembles do `what` of a bundle that holds a piece."""
    (folder / "harmed.py").write_text(
        "import os\n"
        "from packetgen.bundle.process import worker\n"
        "true = worker.prove\n"
        "def prove(path, ledger, *others):\n"
        "    for placed in ledger.plan.pieces:\n"
        f"        if placed.part.state.is_included and placed.part.code == {piece!r}:\n"
        f"            {what}\n"
        "    return true(path, ledger, *others)\n"
        "worker.prove = prove\n"
        "handle = worker.handle\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(client, "ASSEMBLY", replace(client.ASSEMBLY, module="harmed"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "chez moi"))


@posix
@pytest.mark.parametrize("what", ["os.kill(os.getpid(), 9)", BUG])
def test_a_piece_that_cannot_be_bound_is_refused_alone(
    what: str, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(tmp_path, monkeypatch, what, "statuts")
    made = make()
    assert made.exit_code == ExitCode.ANNEX_REFUSED
    assert pdf_of(made).name.endswith("-INCOMPLET.pdf")
    assert list((tmp_path / "output").glob("*.pdf")) == [pdf_of(made)]
    refused = placed_of(made, "statuts").part
    assert [note.replace("\xa0", " ") for note in refused.notes] == [REASON]
    states = {placed.part.code: placed.part.state for placed in packet_of(made).plan.pieces}
    assert states.pop("statuts") is State.REFUSEE
    assert set(states.values()) == {State.INTEGREE}
    assert "Statuts : refusée" in text_of(made, "statuts").replace("\xa0", " ")
    # The findings and the liste say the same as if the file had been refused when it was read
    [said] = (each for each in made.verification.findings if "réunies" in each.message)
    assert said.severity is Severity.BLOQUANT
    assert "statuts" not in made.verification.intakes


@posix
@pytest.mark.slow
def test_no_piece_explains_it(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harm(tmp_path, monkeypatch, "os.kill(os.getpid(), 9)", "lettre")
    with pytest.raises(BundleUnproved, match="s’est arrêté"):
        make()
    assert not list((tmp_path / "output").glob("*.pdf"))
