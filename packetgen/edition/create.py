"""A new year's call made of an earlier one: copied, its dates moved, all of it to be confirmed."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomlkit

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.load import load_campagne
from packetgen.edition import history
from packetgen.errors import UsageError
from packetgen.model.finding import Statut
from packetgen.system.files import cannot_write
from packetgen.system.work_folder import work_folder

DATES = ("debut", "fin")
# Where people are named, and what is told of each
PEOPLE = ("contacts", "referents", "destinataire", "points_ouverts")
TOLD = {"nom": "", "courriel": "", "telephones": []}


def create(annee: int, depuis: int, *, vierge: bool = False) -> tuple[Path, Path]:
    """Make the call of `annee` of that of `depuis`, in the user's own folder.

    Return the folders of its data and of its templates. Every entry becomes « à confirmer » and
    keeps the words that set it; the note is not copied. A `vierge` call names nobody: their posts
    are to fill. Two folders may each have the same year.
    Raises UsageError when the year exists, CampagneInvalid, CannotWrite.
    """
    root = resources.own_root()
    data, templates = created = root / "data" / str(annee), root / "templates" / str(annee)
    others = () if annee == depuis else (resources.home(annee) / "data" / str(annee),)
    for folder in (*created, *others):
        if folder.exists():
            raise UsageError.said("year_exists", annee, folder)
    note = Path(load_campagne(depuis).note.fichier).name
    files = [*status.files_of(resources.home(depuis), depuis)]
    try:
        for folder in created:
            folder.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(data.parent) as work:
            for path in files:
                made = work / path.parent.parent.name / str(annee) / path.name
                made.parent.mkdir(parents=True, exist_ok=True)
                if path.suffix == ".toml":
                    moved = move(path.read_text(encoding="utf-8-sig"), annee, depuis, vierge=vierge)
                    made.write_text(moved, encoding="utf-8", newline="\n")
                elif path.name != note:
                    shutil.copyfile(path, made)
            # what was made is read as any year is, before it takes its place
            load_campagne(annee, work / "data")
            # both folders whole, or none of them
            (work / "templates" / str(annee)).replace(templates)
            try:
                (work / "data" / str(annee)).replace(data)
            except OSError:
                shutil.rmtree(templates)
                raise
    except OSError as error:
        raise cannot_write(data, error) from error
    states = {path: (None, path.read_bytes()) for folder in created for path in folder.iterdir()}
    history.keep(states, "Année créée")
    return created


def move(text: str, annee: int, depuis: int, *, vierge: bool = False) -> str:
    """Return a TOML file of `depuis` as one of `annee`, comments and layout kept.

    Only where the call names itself does it take the new year: elsewhere, a person judges.
    """
    document = tomlkit.parse(text)
    if document.get("annee") == depuis:
        document["annee"] = annee
    note = document.get("note", {})
    for named in (document, note):
        for key in {"intitule", "titre", "court", "fichier"}.intersection(named):
            named[key] = str(named[key]).replace(str(depuis), str(annee))
    for person in _tables([document.get(name, []) for name in PEOPLE]) if vierge else ():
        person.update({key: empty for key, empty in TOLD.items() if key in person})
        for key in {"lignes", "texte", "adresse"}.intersection(person.get("source", ())):
            person["source"][key] = ""
    for table in _tables(document):
        for key in DATES:
            if isinstance(day := table.get(key), date):
                table[key] = same_weekday(day, annee - depuis)
        if isinstance(source := table.get("source"), dict):
            # what already waited to be confirmed keeps the year it comes from
            if source.get("statut") != Statut.A_CONFIRMER or "reprise" not in source:
                source["reprise"] = depuis
                if source.get("statut") not in (None, Statut.NOTE, Statut.A_CONFIRMER):
                    source["statut_repris"] = source["statut"]
            source["statut"] = Statut.A_CONFIRMER.value
    return tomlkit.dumps(document)


def _tables(value: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(value, list):
        for item in value:
            yield from _tables(item)
    elif isinstance(value, dict):
        yield value
        for item in list(value.values()):
            yield from _tables(item)


def same_weekday(day: date, years: int) -> date:
    """Return the day `years` later that is the nearest of the same day of the week."""
    year = day.year + years
    leap = day.month == 2 and day.day == 29
    near = date(year, 2, 28) if leap else day.replace(year=year)
    return near + timedelta(days=(day.weekday() - near.weekday() + 3) % 7 - 3)
