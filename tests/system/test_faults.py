"""What the machine does to a run, by row of the fault table: R4, R8, R9."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from packetgen.errors import ExitCode, InputChanged
from packetgen.model.dossier import Dossier
from tests.bundles import pdf_of
from tests.changes import porteur
from tests.conftest import EXAMPLE, OTHER_SYSTEM
from tests.folders import build, with_actions, write_folder
from tests.tables import table

GENERER = [sys.executable, "-m", "packetgen", "generer", str(EXAMPLE), "--date", "2025-11-05"]


def without_privileges() -> list[str]:
    """What makes permissions hold for the administrator too; nothing where nobody is one."""
    if os.name == "nt" or os.geteuid():
        return []
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


def run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*without_privileges(), *command], env={**os.environ, **env}, capture_output=True, text=True
    )


posix = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : droits d’accès")


@posix
@pytest.mark.parametrize("kind", ["read only", "below a read-only one"])
def test_r04_an_output_not_writable_is_said_before_any_work(kind: str, tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    output.mkdir()
    (output / "ancien.pdf").write_bytes(b"le dernier bon dossier")
    output.chmod(0o555)
    asked = output / "2026" if kind.startswith("below") else output
    done = run([*GENERER, "--sortie", str(asked)])
    output.chmod(0o755)
    assert done.returncode == ExitCode.CANNOT_WRITE, done.stderr
    assert "Lecture" not in done.stderr
    assert f"« {asked} » ne peut pas être écrit" in done.stderr
    assert [path.name for path in output.iterdir()] == ["ancien.pdf"]


@posix
@pytest.mark.slow
def test_r04_what_may_not_be_read_costs_itself_alone(dossier: Dossier, tmp_path: Path) -> None:
    workbook, output = write_folder(tmp_path / "dossier", with_actions(dossier, 1)), tmp_path / "s"
    (workbook.parent / "statuts.pdf").chmod(0)
    done = run([*GENERER[:-3], str(workbook), *GENERER[-2:], "--sortie", str(output)])
    assert done.returncode == ExitCode.ANNEX_REFUSED, done.stderr
    assert "statuts.pdf" in done.stdout
    [bundle] = output.glob("*.pdf")
    assert bundle.stem.endswith("-INCOMPLET")
    bundle.unlink()
    workbook.chmod(0)
    done = run([*GENERER[:-3], str(workbook), *GENERER[-3:], "--sortie", str(output)])
    assert done.returncode == ExitCode.WORKBOOK_UNREADABLE, done.stderr
    assert len([*output.glob("*.pdf")]) == 2


# A clock that goes back by a day each time it is asked
MAD_CLOCK = """
import time
_now = [4_000_000_000.0]
def _back():
    _now[0] -= 86_400
    return _now[0]
time.time = _back
import sys  # as tests/conftest.py has it
sys.modules["rapidocr"] = None
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    table(__file__)["machines"],
    ids=["clock", "DST", "locale", "no TMPDIR", "HOME not writable", "no HOME"],
)
def test_r08_the_machine_changes_nothing(changed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(MAD_CLOCK, encoding="utf-8")
    output = tmp_path / "sortie"
    env = {name: value.format(tmp=tmp_path) for name, value in changed.items()}
    done = subprocess.run(
        [*GENERER, "--action", "1", "--sortie", str(output)],
        env={**os.environ, **env},
        capture_output=True,
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    [bundle] = output.glob("*.pdf")
    assert bundle.read_bytes() == pdf_of(build(EXAMPLE, tmp_path / "usage", numero=1)).read_bytes()


@pytest.mark.parametrize(
    ("changed", "how", "step"),
    [
        ("statuts.pdf", "replaced", "Écriture"),
        *(
            pytest.param(*each, marks=pytest.mark.slow)
            for each in (
                ("statuts.pdf", "longer", "Assemblage"),
                ("statuts.pdf", "removed", "Assemblage"),
                ("classeur.xlsx", "longer", "Écriture"),
                ("classeur.xlsx", "removed", "Assemblage"),
                ("signature.png", "replaced", "Assemblage"),
            )
        ),
    ],
)
def test_r09_a_file_that_changes_during_the_run_stops_it(
    changed: str, how: str, step: str, dossier: Dossier, tmp_path: Path
) -> None:
    signed = porteur(image_signature="signature.png")
    workbook = write_folder(tmp_path / "dossier", with_actions(dossier, 1), signed)
    Image.new("L", (60, 20), 255).save(workbook.parent / "signature.png")
    output = tmp_path / "sortie"
    file = workbook.parent / changed

    def change(said: str) -> None:
        if not said.startswith(step):
            return
        content = file.read_bytes()
        file.unlink()
        if how != "removed":
            # same length and same name: only its digest tells
            file.write_bytes(content + b"\n" if how == "longer" else content[::-1])

    with pytest.raises(InputChanged, match=f"{changed}.*a changé pendant") as caught:
        build(workbook, output, report=change)
    assert caught.value.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert not output.exists()
