"""The worker dies, hangs and panics alone; those after get a new one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from packetgen.convert import process
from packetgen.convert.fontconfig import write_fontconfig
from packetgen.convert.process import convert_in_worker
from tests.convert.samples import paragraph, run, write_docx
from tests.convert.test_malformed import nested_tables, page_of_no_size

HANG = """
import sys, time
for line in sys.stdin:
    name = line.strip()
    if name == "hang":
        time.sleep(999)
    open(f"{name}.pdf", "w").close()
    print(name, flush=True)
"""


@pytest.mark.parametrize("fatal", [nested_tables, page_of_no_size], ids=["crash", "panic"])
def test_a_fatal_document_takes_no_other_along(tmp_path: Path, fatal: object) -> None:
    for name in ("before", "fatal", "after"):
        write_docx(tmp_path / f"{name}.docx", paragraph(run("Bonjour")))
    assert callable(fatal)
    fatal(tmp_path / "fatal.docx")
    names = ["before", "fatal", "after"]
    pdfs = list(convert_in_worker("dxpdf", tmp_path, names, write_fontconfig(tmp_path)))
    assert [pdf and pdf.read_bytes()[:5] for pdf in pdfs] == [b"%PDF-", None, b"%PDF-"]


def test_a_hang_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "fake.py"
    fake.write_text(HANG, encoding="utf-8")
    monkeypatch.setattr(process, "WORKER", fake)
    monkeypatch.setattr(process, "SECONDS", 0.3)
    start = time.monotonic()
    names = ["one", "hang", "two"]
    pdfs = list(convert_in_worker("dxpdf", tmp_path, names, tmp_path / "none"))
    assert pdfs == [tmp_path / "one.pdf", None, tmp_path / "two.pdf"]
    assert time.monotonic() - start < 5


def test_the_worker_leaves_with_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "fake.py"
    fake.write_text(f"import os\nopen('pid', 'w').write(str(os.getpid()))\n{HANG}")
    monkeypatch.setattr(process, "WORKER", fake)
    pdfs = convert_in_worker("dxpdf", tmp_path, ["one", "hang"], tmp_path / "none")
    assert next(pdfs) == tmp_path / "one.pdf"
    pid = int((tmp_path / "pid").read_text())
    os.kill(pid, 0)
    pdfs.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_sees_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fake.py"
    fake.write_text("import os\nopen('seen', 'w').write(' '.join(os.environ))\n")
    monkeypatch.setattr(process, "WORKER", fake)
    monkeypatch.setenv("JETON_SECRET", "x")
    assert list(convert_in_worker("dxpdf", tmp_path, ["one"], tmp_path / "none")) == [None]
    seen = set((tmp_path / "seen").read_text().split()) - {"LC_CTYPE"}  # Python's own
    assert seen <= {*process.KEPT_VARIABLES, "FONTCONFIG_FILE"}


def test_memory_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_docx(tmp_path / "d.docx", paragraph(run("Bonjour")))
    code = process.WORKER.read_text(encoding="utf-8")
    assert "MEMORY = 2 * 1024**3" in code
    fake = tmp_path / "worker.py"
    fake.write_text(code.replace("MEMORY = 2 * 1024**3", "MEMORY = 40 * 1024**2"))
    monkeypatch.setattr(process, "WORKER", fake)
    assert list(convert_in_worker("dxpdf", tmp_path, ["d"], tmp_path / "none")) == [None]
