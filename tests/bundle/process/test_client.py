"""Bundles made by a process that may die of them."""

from errno import ENOSPC
from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.pages.sommaire import page_count
from packetgen.bundle.process import client, worker
from packetgen.bundle.process.client import AssemblyClient, AssemblyRequest
from packetgen.errors import BundleUnproved, CannotWrite, PacketgenError
from packetgen.model.bundle import BORDEREAU, SOMMAIRE
from tests.bundle.samples import PIECES, Bundle, asked
from tests.pipeline.test_size_limit import harm, posix

NOTHING = "rien n’a été publié"


@pytest.fixture
def sample(plain: Bundle, tmp_path: Path) -> AssemblyRequest:
    """The bundle that the other tests share, as it is asked of the process."""
    given = {place: tmp_path / f"{place}.pdf" for place in (2, 3, 5)}
    for place, path in given.items():
        path.write_bytes(plain.pdfs[place])
    return replace(asked(plain.ledger), pdfs=given)


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
        counted = assembly.lengths(many, 1)
    assert counted[SOMMAIRE] == page_count(many) > 1
    assert counted[BORDEREAU] > 1


@posix
@pytest.mark.parametrize(
    ("what", "kind", "said"),
    [
        ("os.kill(os.getpid(), 9)", BundleUnproved, f"s’est arrêté : {NOTHING}"),
        ("import time; time.sleep(600)", BundleUnproved, f"demande plus de 6 secondes : {NOTHING}"),
        (f"raise OSError({ENOSPC}, 'full')", CannotWrite, "le disque est plein"),
        ("bytes(100_000_000_000)", BundleUnproved, NOTHING),
    ],
)
def test_what_ends_the_process_ends_no_other(
    what: str,
    kind: type[PacketgenError],
    said: str,
    sample: AssemblyRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "ASSEMBLY", replace(client.ASSEMBLY, seconds=1.0))
    harm(tmp_path, monkeypatch, what, "lettre")
    with AssemblyClient(tmp_path) as assembly:
        with pytest.raises(kind, match=said):
            assembly.make_bundle(sample, tmp_path / "made.pdf", tmp_path / "made.json")
        assert assembly.lengths(PIECES, 1) == {SOMMAIRE: 1, BORDEREAU: 1}
