"""All annexes of a run in one process: in order, and each alone in its fate."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen.annexes import client
from packetgen.annexes.intake import intake
from packetgen.errors import CannotWrite
from packetgen.system import worker as isolation
from tests.annexes.conftest import take_all
from tests.pdfs import write_pdf

# What a library would do on a file of this name, in the place of the true one
UNRULY = """
import os, time
from packetgen.annexes import worker
def handle(path, **others):
    if path.endswith("/crash.pdf"):
        os.kill(os.getpid(), 9)
    if path.endswith("/hang.pdf"):
        time.sleep(999)
    if path.endswith("/bug.pdf"):
        raise KeyError("une valeur")
    return worker.handle(path, **others)
"""


def test_a_file_is_taken_in_as_it_would_be_here(tmp_path: Path) -> None:
    name = "récépissé \udce9.pdf" if sys.platform == "linux" else "récépissé.pdf"
    taken, refused = take_all(tmp_path, {name: write_pdf()})
    assert refused == {}
    assert taken == {name: intake(tmp_path / name, tmp_path / "work" / f"{name}.pdf")}


def test_pages_and_weight_are_capped(tmp_path: Path) -> None:
    files = {"un.pdf": write_pdf(), "trois.pdf": write_pdf(3)}
    for caps in ({"max_pages": 1}, {"max_bytes": len(files["trois.pdf"]) - 1}):
        taken, refused = take_all(tmp_path, files, **caps)
        assert (list(taken), list(refused)) == (["un.pdf"], ["trois.pdf"])
    assert "pèse 1\u00a0Mo, la limite est de 0\u00a0Mo" in str(refused["trois.pdf"])


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")
def test_a_crash_a_hang_and_a_bug_cost_one_file_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unruly.py").write_text(UNRULY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "INTAKE", replace(client.INTAKE, module="unruly", seconds=1.5))
    monkeypatch.setattr(isolation, "HANG", 2)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "journaux"))
    names = ("un.pdf", "crash.pdf", "deux.pdf", "hang.pdf", "bug.pdf", "trois.pdf")
    files = {name: write_pdf(pages) for pages, name in enumerate(names, start=1)}
    taken, refused = take_all(tmp_path, files)
    assert list(taken) == ["un.pdf", "deux.pdf", "trois.pdf"]
    assert "«\u00a0crash.pdf\u00a0»" in str(refused["crash.pdf"])
    assert "fait échouer" in str(refused["crash.pdf"])
    assert "plus de 3 secondes ;" in str(refused["hang.pdf"]).replace("\u00a0", " ")
    [report] = (tmp_path / "journaux").rglob("incident-*.txt")
    assert f"erreur de packetgen ({report.stem.replace('-', ' ')}, " in str(refused["bug.pdf"])
    assert "valeur" not in report.read_text() and "unruly.py" in report.read_text()
    assert all("puis Imprimer › Enregistrer" in str(why) for why in refused.values())


def test_the_working_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "work" / "rib.pdf.pdf").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"rib\.pdf\.pdf » ne peut pas être écrit"):
        take_all(tmp_path, {"rib.pdf": write_pdf()})


def test_a19_a_file_given_twice_is_reserved_the_second_time(tmp_path: Path) -> None:
    statuts, rib = write_pdf(), write_pdf(2)
    files = {"statuts.pdf": statuts, "rib.pdf": rib, "récépissé.pdf": statuts}
    taken, _ = take_all(tmp_path, files)
    twin = (
        "même contenu que «\u00a0statuts.pdf\u00a0», déjà donné pour une autre pièce\u00a0: "
        "vérifiez que c’est le bon fichier"
    )
    assert [each.reservations for each in taken.values()] == [(), (), (twin,)]
