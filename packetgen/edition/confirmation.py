"""The note of a year put in place, its words confirmed, and what a person decides of the rest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from packetgen import resources
from packetgen.annexes.client import Intakes
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.load import load_campagne, years
from packetgen.campagne.note import folded, read_words
from packetgen.convert.word.words import HYPHENS
from packetgen.edition.decisions import Quote, decisions, quotes
from packetgen.edition.history import Files
from packetgen.edition.toml_edit import Edit, edited_files
from packetgen.edition.years import own_data
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import ListValue
from packetgen.model.campagne_parts import Decision
from packetgen.model.finding import Source, Statut
from packetgen.system.work_folder import work_folder
from packetgen.text import count, enumerate_words

Keys = dict[str, ListValue]


class Confirmation(Struct, frozen=True):
    """What a note confirms in a year, and what it leaves to a person; nothing is written yet.

    `found` are the entries whose words stand in it word for word, `decisions` those to be taken
    one by one, `outside` the number of entries that quote no note, by what they were.
    """

    annee: int
    remarks: tuple[str, ...]
    found: int
    decisions: tuple[Decision, ...]
    outside: Mapping[Statut, int]
    files: Files

    @property
    def balance(self) -> str:
        """What is found, and what is left, in French."""
        kinds = enumerate_words(f"{size} « {statut} »" for statut, size in self.outside.items())
        others = f" ; {kinds} ne viennent pas de la note" if kinds else ""
        left = count(len(self.decisions), "point")
        return f"{count(self.found, 'donnée')} mot pour mot dans la note, {left} à décider{others}."


def prepare(annee: int, file: Path | None = None, *, outside: bool = False) -> Confirmation:
    """Return what the note `file`, or the one that is there, changes in a year.

    With `outside`, what quotes no note is as sure as it was the year before. Raises AnnexRefused,
    CampagneInvalid, CannotWrite for a year of the package.
    """
    data = own_data(annee)
    campagne = load_campagne(annee, data.parent, coherent=False)
    place = data / Path(campagne.note.fichier).name
    before = place.read_bytes() if place.is_file() else None
    text = note_text(file) if file else (before or b"").decode("utf-8-sig", "replace")
    found = list(quotes(campagne, read_words(text))) if text else []
    sources = ((path, it) for path, it in walk(campagne) if isinstance(it, Source))
    waiting = ((path, it) for path, it in sources if it.statut is Statut.A_CONFIRMER)
    others = [(path, it) for path, it in waiting if it.reprise and not it.lignes]
    edits = [(quote.path, _confirmed(quote, annee)) for quote in found]
    edits += [(path, _as_it_was(source)) for path, source in others if outside]
    files: dict[Path, tuple[bytes | None, bytes | None]] = {}
    if file and text.strip() and (content := text.encode()) != before:
        files[place] = (before, content)
    files |= edited_files(data, dict(_by_list(campagne, edits)))
    remarks, same = tuple(_remarks(text, annee)) if file else (), sum(it.found for it in found)
    left = {} if outside else Counter(source.statut_repris for _, source in others)
    return Confirmation(annee, remarks, same, tuple(decisions(campagne, found)), left, files)


def note_text(file: Path) -> str:
    """Return the text of a note, PDF, Word, OpenDocument or text; each page begins with a space."""
    content = file.read_bytes()
    if file.suffix.lower() in (".txt", ".md"):
        try:
            marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
            text = content.decode("utf-16" if marked else "utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
        return text.replace("\r\n", "\n")
    with work_folder() as folder, Intakes(folder) as client:
        client.ask("note", file)
        taken, refused = client.results()
        for refusal in refused.values():
            raise refusal
    return "\n".join(map(_page, taken["note"].texts))


def _page(text: str) -> str:
    lines = [line.strip() for line in HYPHENS.sub("-", text).splitlines()]
    first = next((n for n, line in enumerate(lines) if line and not line[0].isdigit()), None)
    return "\n".join(f" {line}" if n == first else line for n, line in enumerate(lines))


def _remarks(text: str, annee: int) -> Iterator[str]:
    if not text.strip():
        yield "Ce fichier n’a pas de texte : c’est sans doute un scan ; demandez la note en Word."
    elif not re.search(rf"(?<!\d){annee}(?!\d)", text):
        yield f"Cette note ne dit nulle part « {annee} » : est-ce bien celle de l’année ?"
    yield from of_other_years(text, annee)


def of_other_years(text: str, annee: int) -> Iterator[str]:
    """Yield, in French, the other years of which a text is the note."""
    for other in set(years()) - {annee}:
        for path in (resources.home(other) / "data" / str(other)).glob("[!~.]*.txt"):
            if folded(path.read_text("utf-8-sig", "replace")) == folded(text):
                yield f"C’est la note de l’appel {other}, mot pour mot."


def _confirmed(quote: Quote, annee: int) -> Keys:
    """Return what changes in a source: as sure as it was, or to be confirmed again."""
    source = quote.source
    if quote.found:
        moved: Keys = {"lignes": quote.lignes} if quote.lignes != source.lignes else {}
        return moved | (_as_it_was(source) if source.statut is Statut.A_CONFIRMER else {})
    if source.statut is Statut.A_CONFIRMER:
        return {}
    kept = None if source.statut is Statut.NOTE else str(source.statut)
    return {"statut": str(Statut.A_CONFIRMER), "statut_repris": kept, "reprise": annee}


def _as_it_was(source: Source) -> Keys:
    kept = source.statut_repris
    statut = None if kept is Statut.NOTE else str(kept)
    return {"statut": statut, "statut_repris": None, "reprise": None}


def _by_list(
    campagne: Campagne, edits: Sequence[tuple[KeyPath, Keys]]
) -> Iterator[tuple[str, list[Edit]]]:
    """Yield the edits by list, one for each entry; those of the call itself under no name."""
    wanted: dict[tuple[str, int], Keys] = {}
    for path, values in edits:
        listed = len(path) > 1 and isinstance(path[1], int)
        key = (str(path[0]), int(path[1])) if listed else ("", 0)
        prefix = ".".join(map(str, path[2 * listed :]))
        wanted.setdefault(key, {}).update({f"{prefix}.{k}": v for k, v in values.items()})
    for name in {name for name, _ in wanted}:
        size = len(getattr(campagne, name)) if name else 1
        yield name, [Edit(number, wanted.get((name, number), {})) for number in range(size)]
