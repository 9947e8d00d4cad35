"""Find other years than the call's, which a copy of last year's call leaves in its texts."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct, field
from msgspec.structs import fields

from packetgen.campagne import status
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.load import Merged
from packetgen.documents.text import paragraphs
from packetgen.errors import TemplateInvalid
from packetgen.grammar import euros_in_words
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import AutreAnnee
from packetgen.model.finding import Source, Statut
from packetgen.modeles.check import titles
from packetgen.resources import table
from packetgen.text import IBAN, bare_words

AROUND = 30
WRITTEN = table(__file__, "year_forms.toml")
SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘ʼ´`", "'"))
# Figures of their own, which nobody takes for a year
UNREAD = {"lignes", "insee", "code_postal", "numero", "telephones"}


def _form(form: str) -> re.Pattern[str]:
    for name, fragment in WRITTEN["fragments"].items():
        form = form.replace(f"«{name}»", fragment)
    return re.compile(form, re.IGNORECASE | re.VERBOSE)


FORMS = tuple(map(_form, WRITTEN["forms"]))
BEFORE, AFTER = _form(WRITTEN["before_a_number"]), _form(WRITTEN["after_a_number"])


class Years(Struct):
    """The year of a call, its own days, what else may be named in it, and which words were met."""

    annee: int
    admitted: tuple[AutreAnnee, ...]
    days: tuple[date, ...] = ()
    met: set[str] = field(default_factory=set)

    def others(self, text: str, file: str) -> Iterator[str]:
        """Yield the words around each year of a `file`'s text, neither the call's nor admitted."""
        shown = _plain(text)
        compared = IBAN.sub(lambda found: "x" * len(found[0]), shown.translate(SIGNS))
        taken: set[int] = set()
        places = []
        for found in (each for form in FORMS for each in form.finditer(compared)):
            place = range(*found.span())
            if taken.isdisjoint(place) and (stale := self._is_stale(found)) is not None:
                taken.update(place)
                places += [found.span()] if stale else []
        for start, end in sorted(places):
            if not self._is_admitted(start, end, shown, file):
                yield _around(shown, start, end)

    def _is_stale(self, found: re.Match[str]) -> bool | None:
        """Whether a year is none of the call's; None where the figures are no year, or no date."""
        given = {key: value for key, value in found.groupdict().items() if value}
        if "words" in given:
            return "".join(bare_words(found[0])).replace("mille", "mil") != _spelt(self.annee)
        year = int(given["year"].replace(" ", ""))
        if year < 100:
            before, after = WRITTEN["window"]
            year += 2000
            if not -before <= year - self.annee <= after:
                return None
        month = next((int(k[1:]) for k in given if k[1:].isdigit()), int(given.get("month", 0)))
        try:
            day = date(year, month or 1, int(given.get("day", 1)))
        except ValueError:
            return None
        # the autumn before, as the calendar of the call has it
        own = month and self.days and min(self.days).replace(day=1) <= day <= max(self.days)
        return not (year == self.annee or own or ("day" not in given and _is_number(found)))

    def _is_admitted(self, start: int, end: int, text: str, file: str) -> bool:
        holding = set()
        for mention in (entry.mention for entry in self.admitted if file in entry.fichiers):
            places = re.finditer(re.escape(_plain(mention)), text)
            if any(place.start() <= start and end <= place.end() for place in places):
                holding.add(mention)
        self.met |= holding
        return bool(holding)


def _plain(text: str) -> str:
    """Return a text as it is read: no invisible sign, figures of one width, codes of addresses."""
    seen = "".join(sign for sign in unquote(text) if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def _spelt(annee: int) -> str:
    *words, _ = bare_words(euros_in_words(Decimal(annee)))
    return "".join(words).replace("mille", "mil")


def _is_number(found: re.Match[str]) -> bool:
    """Whether figures are part of the number of an act, of a postal box, of a page."""
    if AFTER.match(found.string, found.end()):
        return True
    act = BEFORE.search(found.string, 0, found.start())
    follows = re.match(r"[-./]\w", found.string[found.end() :])
    return act is not None and bool(act["numbered"] or act["head"] != "" or follows)


def _around(text: str, start: int, end: int) -> str:
    """Return a year and the whole words around it."""
    first, last = max(0, start - AROUND), end + AROUND
    before, after = text[first:start], text[end:last]
    if first:
        before = f"…{before.partition(' ')[2]}"
    if last < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return f"{before}{text[start:end]}{after}"


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
