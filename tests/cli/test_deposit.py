"""`dauphin`, `courriels`, `agenda`: a file for each action or person, and where it is."""

import re
from pathlib import Path

from packetgen.errors import ExitCode
from tests.changes import action
from tests.cli.conftest import DAY, Packetgen, Workbook
from tests.conftest import EXAMPLE


def test_what_is_copied_is_a_page_by_itself(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("dauphin", EXAMPLE, *DAY, "--sortie", tmp_path / "sortie")
    made = [tmp_path / "sortie" / f"action-{number}-dauphin.html" for number in (1, 2)]
    assert said.code == ExitCode.DONE
    assert said.out.splitlines() == [f"Écrit : {file}" for file in made]
    page = made[0].read_text(encoding="utf-8")
    assert '<pre class="a-coller" id="texte-1-description">Pilier : Prévenir, repérer.\n' in page
    assert "Lu dans le Cerfa" in page
    assert "navigator.clipboard" in page
    # nothing is loaded, nobody is told what the program alone knows
    assert re.findall(r"(?:src|action)=|<link|checkbox|FR14", page) == []


def test_the_e_mails_and_the_agenda_are_files(
    packetgen: Packetgen, workbook: Workbook, tmp_path: Path
) -> None:
    source = workbook(action(comite_suivi="Le bureau, selon les besoins"))
    told = packetgen("courriels", source, *DAY, "--sortie", tmp_path)
    assert (told.code, told.out.count("Écrit : ")) == (ExitCode.DONE, 3)
    assert (
        (tmp_path / "action-1-perrine-level-agglo-lenslievin-fr.eml")
        .read_bytes()
        .startswith(b"Subject: ")
    )
    told = packetgen("agenda", source, *DAY, "--sortie", tmp_path)
    assert (tmp_path / "action-1-agenda.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert "aucune date du comité de suivi ne se lit dans le classeur" in told.all
