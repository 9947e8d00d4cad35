"""A piece that cannot be bound costs itself, not the bundle."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from packetgen.bundle.process import client
from packetgen.errors import BundleUnproved, ExitCode
from packetgen.model.bundle import State
from packetgen.model.finding import Severity
from tests.bundles import packet_of, pdf_of, placed_of, text_of
from tests.conftest import Make

posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")
REASON = (
    "« statuts.pdf » : ses pages ne peuvent pas être réunies à celles des autres pièces ;"
    " ouvrez-le, puis Imprimer › Enregistrer au format PDF, et joignez le résultat"
)


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
@pytest.mark.parametrize(
    "what",
    ["os.kill(os.getpid(), 9)", pytest.param("raise ValueError", marks=pytest.mark.slow)],
    ids=["ends the process", "a bug"],
)
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
