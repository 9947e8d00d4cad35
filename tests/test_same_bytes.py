"""Same inputs, same date, same engine: the same file, from any folder, hour and time zone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from packetgen.convert import libreoffice
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.annexes.office import office_files
from tests.annexes.office.test_volatile import slide, spreadsheet
from tests.folders import with_actions, write_folder

needs_soffice = pytest.mark.skipif(
    libreoffice._program() is None,
    reason="LibreOffice n’est pas installé : « apt install libreoffice »",
)
DATED = "<text:p>Le <text:date>1er mai</text:date> à <text:time>dix heures</text:time></text:p>"
TIMED = rb"{\rtf1\ansi Fait le {\field{\*\fldinst TIME}{\fldrslt 1er mai}}\par}"
DRAWN = (
    '<table:table-row><table:table-cell table:formula="of:=RAND()" office:value-type="float" '
    'office:value="0.5"><text:p>0,5</text:p></table:table-cell></table:table-row>'
)


@pytest.fixture
def office(tmp_path: Path) -> dict[str, tuple[str, bytes]]:
    """A file of each office kind, by the piece it is given for; they would show day and hour."""
    old = office_files.aged(tmp_path, "doc", plain=office_files.docx("Bonjour"))
    return {
        "delegation": ("pouvoir.docx", office_files.docx("Pouvoir")),
        "comptes": ("comptes.xlsx", spreadsheet("NOW()", "45000", "Édité le &D à &T")),
        "rapport_activite": ("rapport.odt", office_files.odt(DATED)),
        "budget_previsionnel": ("budget.ods", office_files.ods(DRAWN)),
        "pv_ag": ("pv.rtf", TIMED),
        "assurance": ("assurance.doc", old["plain"]),
        "sirene": ("sirene.pptx", slide("datetime1")),
    }


def write(folder: Path, dossier: Dossier, files: Mapping[str, tuple[str, bytes]]) -> Path:
    """Write the first action's workbook, with some more pieces; return its path."""

    def change(sound: Dossier) -> Dossier:
        named = {code: name for code, (name, _) in files.items()}
        pieces = (replace(p, fichier=named.get(p.code, p.fichier)) for p in sound.pieces)
        return replace(sound, pieces=tuple(pieces))

    workbook = write_folder(folder, with_actions(dossier, 1), change)
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return workbook


def made(workbook: Path, engine: str, zone: str) -> dict[str, bytes]:
    """What a run of its own, in that time zone, writes: the bundle, and what goes with it."""
    output, temporary = workbook.parent / "sortie", workbook.parent / "tmp"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "packetgen", "generer", str(workbook), "--date", "2025-11-05",
         "--moteur", engine, "--sortie", str(output)],
        env=os.environ | {"TZ": zone, "TMPDIR": str(temporary)},
        cwd=workbook.parent, capture_output=True, text=True,
    )  # fmt: skip
    # where LibreOffice came without Impress, the slides are refused, twice alike
    assert done.returncode in (ExitCode.DONE, ExitCode.ANNEX_REFUSED), done.stderr + done.stdout
    return {path.name: path.read_bytes() for path in output.iterdir()}


@needs_soffice
@pytest.mark.parametrize("engine", ["integre", "libreoffice"])
def test_two_runs_in_two_folders_give_the_same_file(
    engine: str, dossier: Dossier, office: dict[str, tuple[str, bytes]], tmp_path: Path
) -> None:
    # one engine draws all kinds of annexes; the other run need not do it again
    files = office if engine == "libreoffice" else {"delegation": office["delegation"]}
    here, there = tmp_path / "ici", tmp_path / "un autre dossier" / "là-bas"
    workbook = write(here, dossier, files)
    there.parent.mkdir()
    shutil.copytree(here, there)
    # 26 hours apart: it is never the same day in both
    first = made(workbook, engine, "Etc/GMT+12")
    time.sleep(1.1)
    second = made(there / workbook.name, engine, "Pacific/Kiritimati")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    [bundle] = (there / "sortie").glob("*.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(bundle).pages)
    if engine == "libreoffice":
        for shown in ("1er mai", "dix heures", "45000", "0,5"):
            assert shown in text
