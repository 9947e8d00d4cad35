"""Calls of 2027 made with the real command: fresh, and as people finish them."""

import re
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from packetgen import resources
from packetgen.cli.boundary import run
from packetgen.edition import confirmation, history
from packetgen.edition.create import same_weekday
from packetgen.edition.excel import Import
from packetgen.model.dossier import Dossier

SHIPPED = resources.folder("data") / "2026"


def created(folder: Path) -> Path:
    """Make 2027 of 2026 in a folder of one's own; return the folder."""
    folder.mkdir()
    asked = ("--campagnes", folder, "campagne", "creer", 2027, "--depuis", 2026)
    assert run([str(word) for word in asked]) == 0
    return folder


def finished(folder: Path) -> Path:
    """Make 2027, with the note of 2026 moved one year and every fact confirmed against it."""
    data = created(folder) / "data" / "2027"
    for path in data.glob("*.toml"):
        path.write_text(one_year_later(path.read_text(encoding="utf-8")), encoding="utf-8")
    note = data / "note-de-cadrage.txt"
    note.write_text(one_year_later((SHIPPED / note.name).read_text(encoding="utf-8")), "utf-8")
    with resources.campagnes_in(folder):
        history.apply(confirmation.prepare(2027, outside=True).files, "Note confirmée")
    return folder


def apply(planned: Import) -> tuple[Path, ...]:
    """Write what is planned of the lists; return what changed."""
    return history.apply(planned.files, "Listes modifiées")


def one_year_later(text: str) -> str:
    """Put 2027 for 2026, but in dates and in the codes of quartiers; the days of its calendar."""
    text = re.sub(r"(?<!\d)2026(?![-\d])", "2027", text).replace("10 au 24/11", "9 au 24/11")
    return re.sub(r"\b(\d\d)/(\d\d)\b(?!/)", _moved, text)


def _moved(day: re.Match[str]) -> str:
    before = date(2025 if int(day[2]) > 8 else 2026, int(day[2]), int(day[1]))
    return f"{same_weekday(before, 1):%d/%m}"


def plain(text: object) -> str:
    """A text with one kind of space."""
    return str(text).replace("\u00a0", " ")


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` of a file, which holds it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def of_2027(dossier: Dossier) -> Dossier:
    """The example's dossier, one year later."""
    first, last = date(2027, 2, 1), date(2027, 11, 30)
    actions = (replace(each, date_debut=first, date_fin=last) for each in dossier.actions)
    return replace(dossier, annee=2027, actions=tuple(actions))
