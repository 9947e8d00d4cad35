"""All that is made of a dossier: the same bytes under two clocks, the IBAN whole in none."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from pypdf import PdfReader

from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.annexes.office import office_files
from tests.changes import both, piece
from tests.conftest import needs_soffice
from tests.folders import filled_forms, with_actions, write_folder

IBAN = re.compile("FR1420041010050500013M02606", re.IGNORECASE)
GENERER = "generer classeur.xlsx --date 2025-11-05 --sortie sortie"
COMMANDS = (
    f"{GENERER} --garder-docx",
    "registre sortie --date 2025-11-05 -o registre.xlsx",
    "verifier classeur.xlsx --date 2025-11-05 --annoter annote.xlsx",
    "nouveau neuf.xlsx",
    "nouveau repris.xlsx --depuis classeur.xlsx",
    "nouveau formulaires.xlsx --depuis lettre.docx fiche_action.docx",
    "vierges --sortie kit",
    "campagne exporter 2026 appel.xlsx",
    "campagne comparer 2026 2026 --sortie rapport.docx",
)
RUN = """
import sys
from packetgen.cli.boundary import run
sys.exit(max(run(command.split()) for command in sys.argv[1:]))
"""
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart: never the same day in both


def made(folder: Path, zone: str, *commands: str) -> dict[str, bytes]:
    """Run commands in a folder, in a time zone; return the files they write and what they print."""
    temporary, before = folder.parent / f"tmp-{folder.name}", set(folder.iterdir())
    temporary.mkdir()
    program = [sys.executable, "-c", RUN, *commands]
    environment = os.environ | {"TZ": zone, "TMPDIR": str(temporary), "LANGUAGE": "fr"}
    done = subprocess.run(program, env=environment, cwd=folder, capture_output=True)
    # where LibreOffice came without Impress, the slides are refused, twice alike
    codes = (ExitCode.DONE, ExitCode.ANNEX_REFUSED)
    assert done.returncode in codes, (done.stderr + done.stdout).decode()
    return {"printed": done.stdout + done.stderr} | {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in before
    }


def write(folder: Path, dossier: Dossier, files: Mapping[str, tuple[str, bytes]]) -> None:
    """Write the first action's workbook in a folder, with a file for some more pieces."""
    named = both(*(piece(code, fichier=name) for code, (name, _) in files.items()))
    write_folder(folder, with_actions(dossier, 1), named)
    for name, content in files.values():
        (folder / name).write_bytes(content)


def twice(folder: Path, *commands: str) -> dict[str, bytes]:
    """What commands write, once seen the same in another folder, time zone and second."""
    there = folder.parent / "un autre dossier" / "là-bas"
    shutil.copytree(folder, there)
    first = made(folder, WEST, *commands)
    time.sleep(1.1)
    second = made(there, EAST, *commands)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    return first


def test_two_days_give_the_same_bytes_and_no_iban(dossier: Dossier, tmp_path: Path) -> None:
    here = tmp_path / "ici"
    write(here, dossier, {"delegation": ("pouvoir.docx", office_files.docx("Pouvoir"))})
    filled_forms(here, dossier)
    outputs = twice(here, *COMMANDS)
    assert {Path(name).suffix for name in outputs} >= {".pdf", ".docx", ".xlsx", ".json", ".zip"}
    assert len(outputs) > 20
    shown = {name: list(texts(name, content)) for name, content in outputs.items()}
    # that it is found in the workbooks that go back to its person proves that the sweep looks
    found = {name for name, said in shown.items() if any(map(IBAN.search, said))}
    assert found == {"annote.xlsx", "repris.xlsx"}
    assert any("FR14••••2606" in text for said in shown.values() for text in said)


def texts(name: str, content: bytes) -> Iterator[str]:
    """All the texts of a file, and of the files in it, without spaces and without tags."""
    yield re.sub(r"<[^>]*>|\s", "", content.decode(errors="replace"))
    if name.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        yield "".join("".join(page.extract_text().split()) for page in reader.pages)
        for attached, contents in reader.attachments.items():
            yield from texts(attached, contents[0])
    elif is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                yield from texts(part, package.read(part))


DATED = "<text:p>Le <text:date>1er mai</text:date> à <text:time>dix heures</text:time></text:p>"
TIMED = rb"{\rtf1\ansi Fait le {\field{\*\fldinst TIME}{\fldrslt 1er mai}}\par}"
DRAWN = (
    '<table:table-row><table:table-cell table:formula="of:=RAND()" office:value-type="float" '
    'office:value="0.5"><text:p>0,5</text:p></table:table-cell></table:table-row>'
)


@pytest.mark.slow
@needs_soffice
def test_libreoffice_gives_the_same_bytes_twice(dossier: Dossier, tmp_path: Path) -> None:
    """A file of each office kind; they would show the day and the hour."""
    old = office_files.aged(tmp_path, "doc", plain=office_files.docx("Bonjour"))
    files = {
        "delegation": ("pouvoir.docx", office_files.docx("Pouvoir")),
        "comptes": ("comptes.xlsx", office_files.spreadsheet("NOW()", "45000", "Édité le &D à &T")),
        "rapport_activite": ("rapport.odt", office_files.odt(DATED)),
        "budget_previsionnel": ("budget.ods", office_files.ods(DRAWN)),
        "pv_ag": ("pv.rtf", TIMED),
        "assurance": ("assurance.doc", old["plain"]),
        "sirene": ("sirene.pptx", office_files.slide("datetime1")),
    }
    write(tmp_path / "ici", dossier, files)
    outputs = twice(tmp_path / "ici", f"{GENERER} --moteur libreoffice")
    [bundle] = (content for name, content in outputs.items() if name.endswith(".pdf"))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bundle)).pages)
    for shown in ("1er mai", "dix heures", "45000", "0,5"):
        assert shown in text
