"""Tasks left before a year's call may be declared ready."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.consistency import walk
from packetgen.campagne.load import Merged, load_campagne, merge
from packetgen.checks import run
from packetgen.documents.text import paragraphs
from packetgen.edition import subjects
from packetgen.edition.stale_years import Years
from packetgen.edition.subjects import SUBJECTS, Subject
from packetgen.errors import TemplateInvalid, UsageError
from packetgen.model.campagne import Campagne, Etape
from packetgen.model.campagne_lists import LISTS, WORDS
from packetgen.model.finding import Severity, Source, Statut
from packetgen.modeles import check
from packetgen.text import count, enumerate_words, short_date

# How an entry calls itself, for a reader who does not know the codes
NAMES = ("nom", "libelle", "mention", "constat", "titre")
# Codes, addresses and file names: no reader takes them for a year
UNREAD = {"code", "adresse", "lignes", "fichier", "courriel", "insee", "code_postal", "numero"}


@dataclass(frozen=True)
class Leftover:
    """One thing left to do: where (file and key, or file and paragraph), and what is there."""

    subject: Subject
    place: str
    what: str


@dataclass(frozen=True)
class Readiness:
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
        points = len(self.campagne.points_ouverts)
        verb = "ouvert" if points < 2 else "ouverts"
        said = f"{count(points, 'point')} que la note laisse {verb}"
        return f"Pour information : {said} (points-ouverts.toml)." if points else ""

    @property
    def not_run(self) -> tuple[str, ...]:
        """The rules that are not run for this call, and why, in French: for information."""
        return tuple(_not_run(self.campagne))

    def by_subject(self) -> Iterator[tuple[Subject, list[Leftover]]]:
        """Yield each subject of which something is left, with what it is."""
        for subject in SUBJECTS:
            if group := [each for each in self.leftovers if each.subject is subject]:
                yield subject, group


def check_year(annee: int) -> Readiness:
    """Look at the whole call of a year. Raises CampagneInvalid when its data cannot be read."""
    campagne = load_campagne(annee)
    root = resources.home(annee)
    merged = merge(root / "data" / str(annee))
    files = sorted((root / "templates" / str(annee)).glob("[!~.]*.docx"))
    years = Years(annee, campagne.autres_annees)
    return Readiness(
        campagne,
        (
            *_note(campagne, merged),
            *_facts(campagne, merged),
            *_calendar(campagne, merged),
            *_people(campagne, merged),
            *_communes(campagne, merged),
            *_years_of_data(campagne, merged, years),
            *_years_of_templates(files, years),
            *_admitted(campagne, merged, years),
            *_templates(campagne),
        ),
    )


def declare(annee: int) -> Path:
    """Write that a year, in which nothing is left, is ready as it is; return the file.

    Raises UsageError for a year of packetgen's own, CannotWrite.
    """
    root = resources.home(annee)
    if root != resources.own_root():
        raise UsageError(
            f"L’appel {annee} est l’un de ceux de packetgen, et ses fichiers ont changé depuis sa"
            " vérification : réinstallez packetgen."
        )
    return status.declare(root, annee)


def _note(campagne: Campagne, merged: Merged) -> Iterator[Leftover]:
    file = Path(campagne.note.fichier).name
    if not (merged.folder / file).is_file():
        yield Leftover(subjects.NOTE, merged.place(("note", "fichier")), f"« {file} » n’est pas là")


def _facts(campagne: Campagne, merged: Merged) -> Iterator[Leftover]:
    for path, entry in walk(campagne):
        source = getattr(entry, "source", None)
        if isinstance(source, Source) and source.statut is Statut.A_CONFIRMER:
            yield Leftover(subjects.FACTS, merged.place(path), _said(entry))


def _said(entry: Any) -> str:  # noqa: ANN401
    if isinstance(entry, Etape):
        days = " – ".join(short_date(day) for day in (entry.debut, entry.fin) if day)
        return f"{entry.libelle}, {days}"
    named = (str(getattr(entry, name, "")) for name in NAMES)
    return next(filter(None, named), entry.source.texte)


def _calendar(campagne: Campagne, merged: Merged) -> Iterator[Leftover]:
    expected = (campagne.annee - 1, campagne.annee)
    for number, etape in enumerate(campagne.calendrier):
        for key in ("debut", "fin"):
            day = getattr(etape, key)
            if day and day.year not in expected:
                place = merged.place(("calendrier", number, key))
                yield Leftover(subjects.CALENDAR, place, f"{etape.libelle}, {short_date(day)}")


def _people(campagne: Campagne, merged: Merged) -> Iterator[Leftover]:
    for name in ("contacts", "referents"):
        for number, person in enumerate(getattr(campagne, name)):
            if person.nom and not person.courriel:
                yield Leftover(
                    subjects.PEOPLE, merged.place((name, number, "courriel")), person.nom
                )


def _communes(campagne: Campagne, merged: Merged) -> Iterator[Leftover]:
    having = {referent.insee for referent in campagne.referents}
    for number, commune in enumerate(campagne.communes):
        if commune.membre and commune.insee not in having:
            yield Leftover(subjects.COMMUNES, merged.place(("communes", number)), commune.nom)


def _not_run(campagne: Campagne) -> Iterator[str]:
    uncited = []
    for rule in run.rules_of(campagne):
        if campagne.citation(rule.code) is None:
            uncited.append(rule.code)
        elif wanting := [_missing(need) for need in rule.wanting(campagne)]:
            yield f"{rule.code}, {rule.titre} : {enumerate_words(wanting)}"
    if uncited:
        yield f"celles que l’appel ne cite pas : {enumerate_words(uncited)}"


def _missing(need: str) -> str:
    listed, _, entry = need.partition(".")
    if listed == "role":
        return f"aucun financeur n’a le rôle « {entry} »"
    titles = {liste.name: liste.title for liste in LISTS}
    if listed:
        within = f"« {entry} » n’est pas dans" if entry else "rien n’est dans"
        return f"{within} la liste « {titles[listed]} »"
    return f"sa colonne « {WORDS[entry][0]} » est vide"


def _templates(campagne: Campagne) -> Iterator[Leftover]:
    for checked in check.check_year(campagne):
        for problem in checked.problems:
            if problem.severity is not Severity.INFORMATION:
                place = " › ".join(filter(None, (checked.path.name, problem.place)))
                place = f"templates/{campagne.annee}/{place}"
                yield Leftover(subjects.WORD, place, problem.sentence)


def _years_of_data(campagne: Campagne, merged: Merged, years: Years) -> Iterator[Leftover]:
    for path, entry in walk(campagne):
        if path[:1] == ("autres_annees",):
            continue
        for key, text in _texts(entry):
            found = list(years.others(text, merged.files[str(path[0] if path else key)]))
            # words of an earlier note, whose fact is to be confirmed anyway
            doubtful = isinstance(entry, Source) and entry.statut is Statut.A_CONFIRMER
            if not doubtful:
                yield from (
                    Leftover(subjects.YEARS, merged.place((*path, key)), words) for words in found
                )


def _texts(entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the texts of an entry that someone reads, by key."""
    for each in fields(entry):
        value = getattr(entry, each.name)
        if each.name in UNREAD:
            continue
        for text in value if isinstance(value, tuple) else (value,):
            if type(text) is str:
                yield each.name, text


def _years_of_templates(files: list[Path], years: Years) -> Iterator[Leftover]:
    for file in files:
        try:
            listed = list(paragraphs(file))
        except TemplateInvalid:
            # said with the other faults of the templates
            continue
        place = "/".join(file.parts[-3:])  # `templates/2027/lettre.docx`
        for paragraph in listed:
            for words in years.others(paragraph.text, file.name):
                yield Leftover(subjects.YEARS, f"{place} › {paragraph.place}", words)


def _admitted(campagne: Campagne, merged: Merged, years: Years) -> Iterator[Leftover]:
    for number, entry in enumerate(campagne.autres_annees):
        if entry.mention not in years.met:
            words = f"« {entry.mention} » : {entry.raison}"
            yield Leftover(subjects.ADMITTED, merged.place(("autres_annees", number)), words)
