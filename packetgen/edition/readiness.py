"""Tasks left before a year's call may be declared ready."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.load import Merged, load_campagne, merge
from packetgen.checks import run
from packetgen.edition import history
from packetgen.edition.confirmation import of_other_years
from packetgen.edition.decisions import contradictions
from packetgen.edition.stale_years import Years, in_data, in_files, stray_files
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne, Commune, Etape, Referent
from packetgen.model.campagne_lists import LISTS, WORDS
from packetgen.model.financeur import Contact
from packetgen.model.finding import Severity, Source, Statut
from packetgen.modeles import check
from packetgen.resources import table
from packetgen.text import count, enumerate_words, short_date
from packetgen.workbook.campagne.layout import cell_of

# How an entry calls itself, for a reader who does not know the codes
NAMES = ("nom", "libelle", "mention", "constat", "titre")
# The kinds of things left to do: the title of each, and what its reader must do
SUBJECTS: dict[str, dict[str, str]] = table(__file__, "subjects.toml")


class Leftover(Struct, frozen=True):
    """One thing left to do: where (sheet and cell, or file and paragraph), and what is there.

    `subject` is a key of SUBJECTS, `key` is where the data files have it.
    """

    subject: str
    place: str
    what: str
    key: str = ""


class Readiness(Struct, frozen=True):
    """Tasks left before a call is ready."""

    campagne: Campagne
    leftovers: tuple[Leftover, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left."""
        return not self.leftovers

    @property
    def balance(self) -> str:
        """Whether it is ready, and what it means for the documents, in French."""
        if self.is_ready:
            return "Campagne prête : les documents ne portent pas « PROJET »."
        points = count(len(self.leftovers), "point")
        return f"Pas prête, {points} : les documents portent « PROJET »."

    @property
    def left_open(self) -> str:
        """Points that the note itself leaves open; empty when it leaves none."""
        points, left = len(self.campagne.points_ouverts), "que la note laisse ouvert"
        said = count(points, f"point {left}", f"points {left}s")
        return f"Pour information : {said} (points-ouverts.toml)." if points else ""

    def not_run(self) -> Iterator[str]:
        """Yield the rules that are not run for this call, and why, in French: for information."""
        uncited = []
        for rule in run.rules_of(self.campagne):
            if self.campagne.citation(rule.code) is None:
                uncited.append(rule.code)
            elif wanting := [_missing(need) for need in rule.wanting(self.campagne)]:
                yield f"{rule.code}, {rule.titre} : {enumerate_words(wanting)}"
        if uncited:
            yield f"celles que l’appel ne cite pas : {enumerate_words(uncited)}"

    @property
    def admitted(self) -> tuple[str, ...]:
        """Words that rightly name another year, each with its reason."""
        return tuple(f"« {each.mention} » : {each.raison}" for each in self.campagne.autres_annees)

    def by_subject(self) -> Iterator[tuple[dict[str, str], list[Leftover]]]:
        """Yield each subject of which something is left, with what it is."""
        for name, subject in SUBJECTS.items():
            if group := [each for each in self.leftovers if each.subject == name]:
                yield subject, group


def check_year(annee: int) -> Readiness:
    """Look at the whole call of a year. Raises CampagneInvalid when its data cannot be read."""
    campagne = load_campagne(annee)
    root = resources.home(annee)
    data, templates = (root / kind / str(annee) for kind in ("data", "templates"))
    merged = merge(data)
    days = (day for etape in campagne.calendrier for day in (etape.debut, etape.fin) if day)
    years = Years(annee, campagne.autres_annees, tuple(days))
    note = data / Path(campagne.note.fichier).name
    leftovers = [Leftover("years", *found) for found in in_files(data, templates, years)]
    leftovers += [Leftover("stray", *it) for it in stray_files(data, templates, campagne)]
    leftovers += _templates(campagne)
    for subject, path, what in _of_data(campagne, merged, years, note):
        cell, key = cell_of(campagne, path), merged.place(path)
        leftovers.append(Leftover(subject, cell or key, what, key if cell else ""))
    return Readiness(campagne, tuple(leftovers))


def declare(annee: int) -> Path:
    """Write that a year, in which nothing is left, is ready as it is; return the file.

    Raises UsageError for a year of packetgen's own, CannotWrite.
    """
    root = resources.home(annee)
    if root != resources.own_root():
        raise UsageError.said("broken_installation", annee)
    path = root / "data" / str(annee) / status.NAME
    before = path.read_bytes() if path.is_file() else None
    history.apply({path: (before, status.declaration(root, annee))}, "Année déclarée prête")
    return path


def _of_data(
    campagne: Campagne, merged: Merged, years: Years, note: Path
) -> Iterator[tuple[str, KeyPath, str]]:
    """Yield the name of each subject, the place of what is left in the data, what is there."""
    wrong = iter([f"« {note.name} » n’est pas là"])
    if note.is_file():
        wrong = of_other_years(note.read_text("utf-8-sig", "replace"), campagne.annee)
    yield from (("note", ("note", "fichier"), each) for each in wrong)
    having = {referent.insee for referent in campagne.referents}
    for path, entry in walk(campagne):
        source = getattr(entry, "source", None)
        if isinstance(source, Source) and source.statut is Statut.A_CONFIRMER:
            yield "facts", (*path, "source", "statut"), _said(entry)
        if isinstance(entry, Etape):
            for key, day in (("debut", entry.debut), ("fin", entry.fin)):
                if day and day.year not in (campagne.annee - 1, campagne.annee):
                    yield "calendar", (*path, key), f"{entry.libelle}, {short_date(day)}"
        elif isinstance(entry, Contact | Referent) and entry.nom and not entry.courriel:
            yield "people", (*path, "courriel"), entry.nom
        elif isinstance(entry, Commune) and entry.membre and entry.insee not in having:
            yield "communes", path, entry.nom
    yield from (("quoted", *found) for found in contradictions(campagne))
    yield from (("years", *found) for found in in_data(campagne, merged, years))
    for number, admitted in enumerate(campagne.autres_annees):
        if admitted.mention not in years.met:
            words = f"« {admitted.mention} » : {admitted.raison}"
            yield "admitted", ("autres_annees", number), words


def _said(entry: Any) -> str:  # noqa: ANN401
    if isinstance(entry, Etape):
        days = " – ".join(short_date(day) for day in (entry.debut, entry.fin) if day)
        return f"{entry.libelle}, {days}"
    named = (str(getattr(entry, name, "")) for name in NAMES)
    return next(filter(None, named), entry.source.texte)


def _missing(need: str) -> str:
    listed, _, entry = need.partition(".")
    if listed == "role":
        return f"aucun financeur n’a le rôle « {entry} »"
    titles = {liste.name: liste.title for liste in LISTS}
    if listed:
        within = f"« {entry} » n’est pas dans" if entry else "rien n’est dans"
        return f"{within} la liste « {titles[listed]} »"
    return f"sa colonne « {WORDS[entry]} » est vide"


def _templates(campagne: Campagne) -> Iterator[Leftover]:
    for checked in check.check_year(campagne):
        for problem in checked.problems:
            if problem.severity is not Severity.INFORMATION:
                place = " › ".join(filter(None, (checked.path.name, problem.place)))
                yield Leftover("word", f"templates/{campagne.annee}/{place}", problem.sentence)
