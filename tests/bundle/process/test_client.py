"""Bundles made by a process that may die of them."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.pages.sommaire import page_count
from packetgen.bundle.process import client, worker
from packetgen.bundle.process.client import AssemblyClient, AssemblyRequest
from packetgen.errors import BundleUnproved, CannotWrite, PacketgenError
from packetgen.model.bundle import BORDEREAU, SOMMAIRE
from tests.bundle.samples import PIECES, Bundle, asked, entered, piece, planned


@pytest.fixture
def sample(tmp_path: Path) -> AssemblyRequest:
    """The bundle that the other tests share, as it is asked of the process."""
    ledger = entered(planned())
    given = {}
    for place, placed in enumerate(ledger.plan.parts):
        if placed.part.numero and placed.part.state.is_included:
            given[place] = tmp_path / f"{placed.part.code}.pdf"
            given[place].write_bytes(piece(placed.part))
    return replace(asked(ledger), pdfs=given)


def test_the_process_makes_the_bundle_that_is_made_here(
    sample: AssemblyRequest, plain: Bundle, tmp_path: Path
) -> None:
    here, apart = tmp_path / "here.pdf", tmp_path / "apart.pdf"
    worker.make_bundle(sample, here, here.with_suffix(".json"))
    with AssemblyClient(tmp_path) as assembly:
        assembly.make_bundle(sample, apart, apart.with_suffix(".json"))
    assert apart.read_bytes() == here.read_bytes()
    assert apart.with_suffix(".json").read_bytes() == here.with_suffix(".json").read_bytes()
    assert page_texts(apart)[3] == page_texts(plain.path)[3]


def test_it_tells_how_long_its_own_pages_are(tmp_path: Path) -> None:
    many = (PIECES[1],) * 40
    with AssemblyClient(tmp_path) as assembly:
        assert assembly.lengths(PIECES, 1) == {SOMMAIRE: 1, BORDEREAU: 1}
        counted = assembly.lengths(many, 1)
    assert counted[SOMMAIRE] == page_count(many) > 1
    assert counted[BORDEREAU] > 1


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")
@pytest.mark.parametrize(
    ("harm", "kind", "said"),
    [
        ("os.kill(os.getpid(), 9)", BundleUnproved, "s’est arrêté : rien n’a été publié"),
        ("time.sleep(600)", BundleUnproved, "demande plus de 6 secondes : rien n’a été publié"),
        ("raise OSError(errno.ENOSPC, 'full')", CannotWrite, "le disque est plein"),
        ("bytes(100_000_000_000)", BundleUnproved, "rien n’a été publié"),
    ],
)
def test_what_ends_the_process_ends_no_other(
    harm: str,
    kind: type[PacketgenError],
    said: str,
    sample: AssemblyRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "chez moi"))
    (tmp_path / "harmed.py").write_text(
        "import errno, os, time\n"
        "from packetgen.bundle.process import worker\n"
        f"def prove(*_given): {harm}\n"
        "worker.prove = prove\n"
        "handle = worker.handle\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    service = replace(client.ASSEMBLY, module="harmed", seconds=1.0)
    monkeypatch.setattr(client, "ASSEMBLY", service)
    with AssemblyClient(tmp_path) as assembly:
        with pytest.raises(kind, match=said):
            assembly.make_bundle(sample, tmp_path / "made.pdf", tmp_path / "made.json")
        assert assembly.lengths(PIECES, 1) == {SOMMAIRE: 1, BORDEREAU: 1}
