"""A document that kills its worker takes no other along."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from packetgen.convert import embedded
from packetgen.convert.embedded import convert_in_worker
from packetgen.convert.fontconfig import variables, write_fontconfig
from tests.convert.samples import paragraph, run, write_docx
from tests.convert.word.test_malformed import nested_tables, page_of_no_size


@pytest.mark.parametrize("fatal", [nested_tables, page_of_no_size], ids=["crash", "panic"])
def test_a_fatal_document_takes_no_other_along(tmp_path: Path, fatal: object) -> None:
    for name in ("before", "fatal", "after"):
        write_docx(tmp_path / f"{name}.docx", paragraph(run("Bonjour")))
    assert callable(fatal)
    fatal(tmp_path / "fatal.docx")
    names = ["before", "fatal", "after"]
    pdfs = list(convert_in_worker("dxpdf", tmp_path, names, write_fontconfig(tmp_path)))
    assert [pdf and pdf.read_bytes()[:5] for pdf in pdfs] == [b"%PDF-", None, b"%PDF-"]


def test_it_sees_the_fonts_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fake_seen.py").write_text(
        "import os\ndef answer(request): open('seen', 'w').write(os.environ['FONTCONFIG_FILE'])\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embedded, "MODULE", "fake_seen")
    assert list(convert_in_worker("dxpdf", tmp_path, ["one"], tmp_path / "conf")) == [None]
    assert (tmp_path / "seen").read_text() == str(tmp_path / "conf")


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
    monkeypatch.setattr(embedded, "MEMORY", 40 * 1024**2)
    assert list(convert_in_worker("dxpdf", tmp_path, ["d"], tmp_path / "none")) == [None]
