"""Other years than the call's, wherever its data, its Word files and its folders hold a text."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from packetgen.campagne import status
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.load import Merged
from packetgen.documents.text import paragraphs
from packetgen.edition.stale_years import Years
from packetgen.errors import TemplateInvalid
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Source, Statut
from packetgen.modeles.check import titles

# Figures of their own, which nobody takes for a year
UNREAD = {"lignes", "insee", "code_postal", "numero", "telephones"}


def in_data(campagne: Campagne, merged: Merged, years: Years) -> Iterator[tuple[KeyPath, str]]:
    """Yield the place and the words of each other year that an entry names."""
    for path, entry in walk(campagne):
        if path[:1] == ("autres_annees",):
            continue
        for key, text in _texts(entry):
            found = list(years.others(text, merged.files[str(path[0] if path else key)]))
            # words of an earlier note, whose fact is to be confirmed anyway
            if not (isinstance(entry, Source) and entry.statut is Statut.A_CONFIRMER):
                yield from (((*path, key), words) for words in found)


def _texts(entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for each in fields(entry):
        value = getattr(entry, each.name)
        for text in value if isinstance(value, tuple) else (value,):
            if type(text) is str and each.name not in UNREAD:
                yield each.name, text


def in_files(data: Path, templates: Path, years: Years) -> Iterator[tuple[str, str]]:
    """Yield the place and the words of each other year of the comments of the data, and of Word."""
    for file in sorted(data.glob("[!~.]*.toml")):
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        for number, line in enumerate(lines if file.name != status.NAME else (), start=1):
            comment = re.sub(r"\"[^\"]*\"", "", line).partition("#")[2]
            for words in years.others(comment, file.name):
                yield f"{_place(file)} › ligne {number}", words
        yield from ((_place(file), words) for words in years.others(file.name, file.name))
    for file in sorted(templates.glob("[!~.]*.docx")):
        try:
            listed = list(paragraphs(file))
        except TemplateInvalid:
            continue  # said with the other faults of the templates
        for paragraph in listed:
            for words in years.others(paragraph.text, file.name):
                yield f"{_place(file)} › {paragraph.place}", words


def stray_files(data: Path, templates: Path, campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield what stands in the folders of a year and that nothing reads, but what systems leave."""
    models, note = {f"{name}.docx" for name in titles(campagne)}, campagne.note.fichier
    for folder in (data, templates):
        for path in sorted(folder.glob("[!~.]*")):
            read = path.name in models
            if folder == data:
                read = path.suffix == ".toml" or path.name == Path(note).name
            if not (read and path.is_file()) and path.name not in ("Thumbs.db", "desktop.ini"):
                yield _place(path), f"« {path.name} »"


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])  # `templates/2027/lettre.docx`
