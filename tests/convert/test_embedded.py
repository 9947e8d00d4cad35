"""A document that kills its worker takes no other along."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from packetgen.convert import embedded
from packetgen.convert.embedded_worker import DRAWN
from packetgen.convert.fontconfig import variables, write_fontconfig
from packetgen.system.worker import WorkerFailed
from tests.convert.samples import paragraph, run, write_docx
from tests.convert.word.test_malformed import nested_tables, page_of_no_size


def draw(folder: Path, *names: str) -> list[object]:
    """Have the worker draw the `name`.docx of a folder."""
    fonts = variables(write_fontconfig(folder))
    with embedded.DRAWING.start(folder, variables=fonts) as worker:
        for name in names:
            worker.ask(library="dxpdf", path=str(folder / name))
        return list(worker.results())


@pytest.mark.parametrize("fatal", [nested_tables, page_of_no_size], ids=["crash", "panic"])
def test_a_fatal_document_takes_no_other_along(
    tmp_path: Path, fatal: Callable[[Path], None]
) -> None:
    for name in ("before", "fatal", "after"):
        write_docx(tmp_path / f"{name}.docx", paragraph(run("Bonjour")))
    fatal(tmp_path / "fatal.docx")
    before, died, after = draw(tmp_path, "before", "fatal", "after")
    assert (before, after) == (DRAWN, DRAWN)
    assert died != DRAWN
    assert not (tmp_path / "fatal.pdf").exists()
    assert (tmp_path / "after.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reads no fontconfig")
def test_the_fonts_configuration_sees_itself_and_nothing_of_the_system(tmp_path: Path) -> None:
    configuration = write_fontconfig(tmp_path)
    said = variables(configuration)
    root = Path(said["FONTCONFIG_SYSROOT"])
    seen = root / configuration.relative_to("/")
    assert seen.samefile(configuration)
    assert seen.with_name("fonts").samefile(tmp_path / "fonts")
    assert {path.name for path in root.iterdir()} == {configuration.parts[1]}


def test_memory_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_docx(tmp_path / "d.docx", paragraph(run("Bonjour")))
    monkeypatch.setattr(embedded, "DRAWING", replace(embedded.DRAWING, memory=40 * 1024**2))
    [failed] = draw(tmp_path, "d")
    assert isinstance(failed, WorkerFailed)
