"""Compare two years of the call: data, rules, note, words of the templates."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.documents.text import SETTING, Paragraph, paragraphs
from packetgen.edition.diff import year_differences
from packetgen.edition.diff_sentences import all_sentences, excerpts, labels_of
from packetgen.edition.history import Files
from packetgen.edition.years import own_data
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import LISTS
from packetgen.model.comparison import Change, Comparison, Section
from packetgen.modeles.check import Checked, check
from packetgen.system.files import write_atomically
from packetgen.system.work_folder import work_folder
from packetgen.text import count, enumerate_words, french_typography

REPORT = Path(__file__).with_name("comparaison.docx")
NOTHING = "Rien ne change, ni dans les données, ni dans les règles, ni dans les modèles."
# Below, two paragraphs are not one that was edited, but one removed and another added
_ALIKE = 0.4


def compare(before: int, after: int) -> Comparison:
    """Return what the call of `after` changes from that of `before`.

    Raises CampagneInvalid, TemplateInvalid.
    """
    old, new = load_campagne(before), load_campagne(after)
    roots = resources.home(before), resources.home(after)
    notes = roots[0] / "data" / str(before), roots[1] / "data" / str(after)
    templates = roots[0] / "templates" / str(before), roots[1] / "templates" / str(after)
    sections = (
        *_lists(old, new),
        _note(notes[0] / old.note.fichier, notes[1] / new.note.fichier),
        *_templates(*templates),
    )
    return Comparison(before, after, tuple(section for section in sections if section.news))


def _lists(old: Campagne, new: Campagne) -> Iterator[Section]:
    """The changes of each list, then those of the statuses of sources, for all lists at once."""
    names = labels_of(old, new)
    confirmed: dict[tuple[str, str], list[str]] = {}
    for liste in LISTS:
        before, after = liste.entries(old), liste.entries(new)
        if liste.single:
            # two years have two years: that is no news
            before = tuple({**entry, "annee": new.annee} for entry in before)
        told, statuses = all_sentences(tuple(year_differences(liste, before, after)), names)
        yield Section(liste.title, tuple(map(Change, told)))
        for change, size in statuses.items():
            confirmed.setdefault(change, []).append(f"{liste.title} ({size})")
    news = (
        Change(
            french_typography(
                f"« {before} » devient « {after} » : {enumerate_words(where)}."
                if before
                else f"Mêmes mots, à d’autres lignes de la note : {enumerate_words(where)}."
            )
        )
        for (before, after), where in confirmed.items()
    )
    yield Section("Sources", tuple(news))


def _note(before: Path, after: Path) -> Section:
    """Whether the text of the note changed, and how much; its words are quoted by the data."""
    old, new = (
        path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
        for path in (before, after)
    )
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    news: tuple[Change, ...] = ()
    if len(old) != same or len(new) != same:
        added, removed = len(new) - same, len(old) - same
        lines = f"{count(added, 'ligne')} de plus, {count(removed, 'ligne')} de moins"
        told = f"Le texte de la note change : {lines}."
        news = (Change(french_typography(told if new else "La note n’est pas encore là.")),)
    return Section("Texte de la note de cadrage", news)


def _templates(before: Path, after: Path) -> Iterator[Section]:
    names = {path.name for folder in (before, after) for path in folder.glob("[!~.]*.docx")}
    for name in sorted(names):
        yield Section(
            french_typography(f"Modèle « {name} »"), tuple(_template(before / name, after / name))
        )


def _template(before: Path, after: Path) -> Iterator[Change]:
    if not before.is_file():
        yield Change("Ce modèle est ajouté.")
    elif not after.is_file():
        yield Change("Ce modèle est retiré.")
    elif before.read_bytes() != after.read_bytes():
        told = tuple(_texts(*map(_read, (before, after))))
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


def _read(file: Path) -> tuple[Paragraph, ...]:
    return tuple(each for each in paragraphs(file) if SETTING not in each.place)


def _texts(before: tuple[Paragraph, ...], after: tuple[Paragraph, ...]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [*map(_words, before)], [*map(_words, after)], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(before[first:last], after[start:end]):
            if old and new and _alike(old, new):
                yield _news("modifié", new.place, *excerpts(old.text, new.text))
                continue
            if old:
                yield _news("retiré", old.place, old.text, "")
            if new:
                yield _news("ajouté", new.place, "", new.text)


def _words(paragraph: Paragraph) -> tuple[str, str]:
    """The part of the file and the text of a paragraph: its number changes with those before."""
    return re.sub(r"(, )?paragraphe \d+$", "", paragraph.place), paragraph.text


def _alike(old: Paragraph, new: Paragraph) -> bool:
    (part, text), (other_part, other) = _words(old), _words(new)
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    return part == other_part and matcher.ratio() >= _ALIKE


def _news(what: str, place: str, before: str, after: str) -> Change:
    told = f"{place[0].upper()}{place[1:]} : texte {what}"
    return Change(french_typography(told), before, after)


def write_report(comparison: Comparison, destination: Path) -> Path:
    """Write the comparison as a Word file or a PDF, by the extension; return its path.

    Raises UsageError for another extension, ConversionFailed, CannotWrite.
    """
    kind = destination.suffix.lower()
    if kind not in (".docx", ".pdf"):
        raise UsageError(
            f"« {destination.name} » : donnez au rapport un nom qui finit par .docx ou .pdf."
        )
    from packetgen.documents.rendering.render import render

    with work_folder() as folder:
        source = folder / "rapport.docx"
        render(REPORT, _fields(comparison), source)
        if kind == ".docx":
            return write_atomically(source.read_bytes(), destination)
        from packetgen.convert.engines import convert_documents
        from packetgen.convert.pdf_metadata import write_metadata

        [conversion] = convert_documents([source], folder)
        write_metadata(conversion)
        return write_atomically(conversion.pdf, destination)


def _fields(comparison: Comparison) -> dict[str, object]:
    """Return what the report prints."""
    sections = [
        {
            "titre": f"{section.title} ({len(section.news)})",
            "changements": [
                {
                    "phrase": news.sentence,
                    "textes": bool(news.before or news.after),
                    "avant": news.before or "–",
                    "apres": news.after or "–",
                }
                for news in section.news
            ],
        }
        for section in comparison.sections
    ]
    size = count(comparison.size, "changement") if comparison.size else NOTHING
    return {"titre": comparison.title, "taille": size, "sections": sections}
