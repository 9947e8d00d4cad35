"""Compare two years of the call: data, rules, words of the templates."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct, to_builtins

from packetgen import resources
from packetgen.amendment.compare import excerpts
from packetgen.campagne.load import load_campagne
from packetgen.documents.text import SETTING, paragraphs
from packetgen.edition.diff import labels_of, sentences, year_differences
from packetgen.edition.history import Files
from packetgen.edition.years import own_data
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import LISTS
from packetgen.model.comparison import Change, Comparison, Section
from packetgen.modeles.check import Checked, check
from packetgen.system.files import write_atomically
from packetgen.system.work_folder import work_folder
from packetgen.text import count, french_typography, upper_first

REPORT = Path(__file__).with_name("comparaison.docx")
# What changes of all sources
_EVERY_YEAR = ("source.statut", "source.lignes")
NOTHING = "Rien ne change, ni dans les données, ni dans les règles, ni dans les modèles."


def compare(before: int, after: int) -> Comparison:
    """Return what a year's call changes from another's; raises CampagneInvalid, TemplateInvalid."""
    old, new = load_campagne(before), load_campagne(after)
    templates = (resources.home(year) / "templates" / str(year) for year in (before, after))
    sections = (*_lists(old, new), *_templates(*templates))
    return Comparison(before, after, tuple(section for section in sections if section.news))


def _lists(old: Campagne, new: Campagne) -> Iterator[Section]:
    names = labels_of(old, new)
    for liste in LISTS:
        before, after = liste.entries(old), liste.entries(new)
        if liste.single:
            # two years have two years: that is no news
            before = tuple({**entry, "annee": new.annee} for entry in before)
        found = (sentences(each, names) for each in year_differences(liste, before, after))
        told = (it for path, it in chain(*found) if not path.endswith(_EVERY_YEAR))
        yield Section(liste.title, tuple(Change(french_typography(each)) for each in told))


def _templates(before: Path, after: Path) -> Iterator[Section]:
    names = {path.name for folder in (before, after) for path in folder.glob("[!~.]*.docx")}
    for name in sorted(names):
        title = french_typography(f"Modèle « {name} »")
        yield Section(title, tuple(_template(before / name, after / name)))


def _template(before: Path, after: Path) -> Iterator[Change]:
    if not before.is_file():
        yield Change("Ce modèle est ajouté.")
    elif not after.is_file():
        yield Change("Ce modèle est retiré.")
    elif before.read_bytes() != after.read_bytes():
        told = tuple(_texts(before, after))
        yield from told or (Change("La mise en page change ; les mots restent les mêmes."),)


class NewTemplate(Struct, frozen=True):
    """A template that would take the place of a year's own: what is wrong, what it changes."""

    checked: Checked
    news: tuple[Change, ...]
    files: Files


def prepare_template(file: Path, annee: int) -> NewTemplate:
    """Return what a Word file changes, put in place of the template that it is; nothing is written.

    Raises UsageError for a file that is like no template, CannotWrite for a year of the package.
    """
    [checked] = check([file], annee)
    folder = own_data(annee).parents[1] / "templates" / str(annee)
    place = folder / f"{checked.name}.docx"
    before = place.read_bytes() if place.is_file() else None
    news = () if checked.is_wrong else tuple(_template(place, file))
    return NewTemplate(checked, news, {place: (before, file.read_bytes())})


def _texts(before: Path, after: Path) -> Iterator[Change]:
    """Yield the words that change, part by part: the body, a header, a text that is hidden."""
    old, new = _parts(before), _parts(after)
    for part in {**old, **new}:
        where = f"{upper_first(part)} : texte modifié" if part else "Texte modifié"
        for words in excerpts(old.get(part, ""), new.get(part, "")):
            yield Change(french_typography(where), *words)


def _parts(file: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in paragraphs(file):
        if SETTING not in each.place:
            part = re.sub(r"(, )?paragraphe \d+$", "", each.place)
            found[part] = f"{found.get(part, '')} {each.text}"
    return found


def write_report(comparison: Comparison, destination: Path) -> Path:
    """Write the comparison as a Word file or a PDF, by the extension; return its path.

    Raises UsageError for another extension, CannotWrite.
    """
    kind = destination.suffix.lower()
    if kind not in (".docx", ".pdf"):
        raise UsageError.said("report_name", destination.name)
    title, size = comparison.title, count(comparison.size, "changement")
    told = size if comparison.size else NOTHING
    if kind == ".pdf":
        from packetgen.bundle.pages.changes import changes_file

        return write_atomically(changes_file(title, told, comparison.sections), destination)
    from packetgen.documents.rendering.render import render

    with work_folder() as folder:
        source = folder / "rapport.docx"
        fields = {"title": title, "size": told, "empty": "–", **to_builtins(comparison)}
        render(REPORT, fields, source)
        return write_atomically(source.read_bytes(), destination)
