"""All annexes of a run in one process: in order, each alone in its fate, the caller kept light."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from packetgen.annexes import client
from packetgen.annexes.client import Intakes
from packetgen.annexes.intake import intake
from packetgen.errors import CannotWrite

WritePdf = Callable[..., bytes]
# What a library would do on a file of this name, in the place of the true one
UNRULY = """
import os, time
from packetgen.annexes import worker
def handle(path, **others):
    if path.endswith("/crash.pdf"):
        os.kill(os.getpid(), 9)
    if path.endswith("/hang.pdf"):
        time.sleep(999)
    return worker.handle(path, **others)
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")


@pytest.fixture
def files(tmp_path: Path, write_pdf: WritePdf) -> Callable[..., list[Path]]:
    """Write a PDF under each name, of one page more each time."""

    def write(*names: str) -> list[Path]:
        for pages, name in enumerate(names, start=1):
            (tmp_path / name).write_bytes(write_pdf(pages))
        return [tmp_path / name for name in names]

    return write


@pytest.fixture
def unruly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "unruly.py").write_text(UNRULY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "INTAKE", replace(client.INTAKE, module="unruly", seconds=1.5))


def test_a_file_is_taken_in_as_it_would_be_here(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    [source] = files("récépissé \udce9.pdf" if sys.platform == "linux" else "récépissé.pdf")
    (tmp_path / "work").mkdir()
    with Intakes(tmp_path / "work") as asked:
        asked.ask("pieces.rib", source)
        taken, refused = asked.results()
    assert refused == {}
    here = intake(source, tmp_path / "work" / "pieces.rib.pdf")
    assert taken == {"pieces.rib": here}


def test_refusals_and_caps_come_back(files: Callable[..., list[Path]], tmp_path: Path) -> None:
    one, two = files("un.pdf", "deux.pdf")
    with Intakes(tmp_path) as asked:
        asked.ask("a", one, max_pages=1)
        asked.ask("b", two, max_pages=1)
        asked.ask("c", one, max_bytes=10)
        taken, refused = asked.results()
    assert list(taken) == ["a"]
    assert [str(why).split("\u00a0")[1] for why in refused.values()] == ["deux.pdf", "un.pdf"]


@posix
@pytest.mark.usefixtures("unruly")
def test_a_crash_and_a_hang_cost_one_file_each(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    begun = time.monotonic()
    with Intakes(tmp_path) as asked:
        for source in files("un.pdf", "crash.pdf", "deux.pdf", "hang.pdf", "trois.pdf"):
            asked.ask(f"pieces.{source.stem}", source)
        taken, refused = asked.results()
    assert list(taken) == ["pieces.un", "pieces.deux", "pieces.trois"]
    assert "«\u00a0crash.pdf\u00a0»" in str(refused["pieces.crash"])
    assert "fait échouer" in str(refused["pieces.crash"])
    assert "plus de 2 secondes de lecture" in str(refused["pieces.hang"])
    assert all("Imprimer › PDF" in str(why) for why in refused.values())
    assert time.monotonic() - begun < 120


def test_the_working_folder_that_cannot_be_written_is_said(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    [source] = files("un.pdf")
    (tmp_path / "work" / "rib.pdf").mkdir(parents=True)
    with Intakes(tmp_path / "work") as asked:
        asked.ask("rib", source)
        with pytest.raises(CannotWrite, match=r"rib\.pdf » ne peut pas être écrit"):
            asked.results()


def test_a19_a_file_given_twice_is_reserved_the_second_time(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    statuts, rib = files("statuts.pdf", "rib.pdf")
    (tmp_path / "récépissé.pdf").write_bytes(statuts.read_bytes())
    with Intakes(tmp_path) as asked:
        for key, source in (("a", statuts), ("b", rib), ("c", tmp_path / "récépissé.pdf")):
            asked.ask(key, source)
        taken, _ = asked.results()
    assert [each.reservations for each in taken.values()] == [
        (),
        (),
        (
            "même contenu que «\u00a0statuts.pdf\u00a0», déjà donné pour une autre pièce\u00a0: "
            "vérifiez que c’est le bon fichier",
        ),
    ]


@pytest.mark.parametrize("heavy", ["pikepdf", "PIL", "pypdfium2", "img2pdf", "lxml"])
def test_the_caller_loads_nothing_heavy(heavy: str) -> None:
    program = f"import sys, packetgen.annexes; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
