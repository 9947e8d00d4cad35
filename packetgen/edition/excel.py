"""The lists of a campagne, out to Excel and back: what would change, then, once agreed, the files.

Nothing is written before the whole year, as it would be, has been loaded by its own rules.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from packetgen.campagne.build import FRENCH
from packetgen.campagne.load import in_agreement, load_campagne
from packetgen.edition import diff
from packetgen.edition.decisions import to_decide, with_sources
from packetgen.edition.diff import YearDifference, year_differences
from packetgen.edition.toml_edit import Edit, edited_files
from packetgen.edition.years import own_data
from packetgen.errors import CampagneInvalid, UsageError, WorkbookUnreadable
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import DECISIONS, EXPORTED, Liste, ListValue, Values
from packetgen.model.campagne_parts import Decision
from packetgen.model.comparison import Change
from packetgen.model.finding import Finding, Statut
from packetgen.system.files import write_atomically
from packetgen.system.work_folder import work_folder
from packetgen.text import enumerate_words, french_typography
from packetgen.workbook.campagne.read import EntryRow, Sheets, read_campagne
from packetgen.workbook.campagne.write import campagne_workbook


class Import(Struct, frozen=True):
    """Changes of a workbook, each at its cell, the remarks of its reading, the new files.

    `unsourced` are the cells of new entries that say no source.
    """

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    unsourced: tuple[str, ...]
    files: Mapping[Path, tuple[bytes, bytes]]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What deserves a second look, in French."""
        told = f"Sans source, donc « à confirmer » : {enumerate_words(self.unsourced)}."
        return (french_typography(told),) if self.unsourced else ()


def export(destination: Path, annee: int) -> Path:
    """Write the lists of the call of `annee` to a workbook; return its path.

    Dates, codes and quotes may be wrong, as when a new note was just put there: Excel mends them.
    """
    campagne = load_campagne(annee, coherent=False)
    return write_atomically(campagne_workbook(campagne, to_decide(campagne)), destination)


def prepare(source: Path, annee: int) -> Import:
    """Return what the workbook `source` would change in the call of `annee`; nothing is written.

    Raises CampagneInvalid when the data would be wrong, with the sheet and cell of each problem,
    CannotWrite for a year of the package.
    """
    current = load_campagne(annee, own_data(annee).parent, coherent=False)
    sheets = read_campagne(source, current)
    _refuse(sheets, annee)
    typed = (row.values for row in sheets.rows.get(DECISIONS.name, ()) if row.values.get("avant"))
    decisions = [Decision(**{k: str(value or "") for k, value in row.items()}) for row in typed]  # type: ignore[arg-type]
    return _planned(current, sheets, decisions)


def decide(decisions: Sequence[Decision], annee: int) -> Import:
    """Return what the decisions of a person, given on the page, would change, as `prepare` does."""
    current = load_campagne(annee, own_data(annee).parent, coherent=False)
    entries = {liste.name: enumerate(liste.entries(current)) for liste in EXPORTED}
    rows = {name: tuple(EntryRow(it, {}, n) for n, it in found) for name, found in entries.items()}
    return _planned(current, Sheets("", rows, ()), decisions)


def _planned(current: Campagne, given: Sheets, decisions: Sequence[Decision]) -> Import:
    year = own_data(current.annee)
    sheets = with_sources(current, given, decisions, year / Path(current.note.fichier).name)
    found: list[tuple[YearDifference, EntryRow | None]] = []
    edits: dict[str, list[Edit]] = {}
    for liste in EXPORTED:
        if liste.name not in sheets.rows:
            continue
        rows = sheets.rows[liste.name]
        before, after = liste.entries(current), [row.values for row in rows]
        here = list(year_differences(liste, before, after))
        found += [(one, rows[one.row] if one.row >= 0 else None) for one in here]
        if here:
            edits[liste.name] = list(_edits(liste, before, after, here))
    files = dict(edited_files(year, edits))
    if edits:
        _check(files, current.annee, year.parent, sheets)
    new = diff.labels((li, row.values) for li in EXPORTED for row in sheets.rows.get(li.name, ()))
    names = {**diff.labels_of(current), **new}
    changes = tuple(said for one, row in found for said in _said(one, row, names))
    return Import(changes, sheets.findings, tuple(_unsourced(given, sheets)), files)


def _refuse(sheets: Sheets, annee: int) -> None:
    """Raise when the workbook is of another year, of another kind, or holds unreadable cells."""
    if not sheets.rows:
        raise WorkbookUnreadable.said("no_lists", sheets.file)
    for row in sheets.rows.get("", ()):
        if (typed := row.values.get("annee")) not in (None, annee):
            place = row.cells["annee"]
            raise UsageError.said("lists_of_another_year", sheets.file, place, typed, annee)
    if sheets.refused:
        told = ((f.origin, f.message) for f in sheets.refused)
        places = ((f"{it.sheet} › {it.cell}" if it else "Classeur", why) for it, why in told)
        listed = "\n".join(f"- {place} : {why}" for place, why in places)
        said = f"Rien n’a été changé. « {sheets.file} » est à corriger :\n{listed}"
        raise CampagneInvalid(french_typography(said))


def _unsourced(given: Sheets, sheets: Sheets) -> Iterator[str]:
    """The cells of the rows that were given a source to confirm."""
    for liste in EXPORTED:
        before = {row.number: row for row in given.rows.get(liste.name, ())}
        for row in sheets.rows.get(liste.name, ()):
            statut = row.values.get("source.statut")
            if statut == Statut.A_CONFIRMER != before[row.number].values["source.statut"]:
                yield f"{liste.title} › {row.cells.get('source.texte', '')}"


def _edits(
    liste: Liste, before: Sequence[Values], after: Sequence[Values], found: Sequence[YearDifference]
) -> Iterator[Edit]:
    """Edit of each entry of the file, in the order of the sheet."""
    changed = {one.row: one for one in found if one.change == "changed"}
    for old, new in diff.pair(liste, before, after):
        if new is None:
            continue
        columns = changed[new].columns if new in changed else ()
        if old is None:
            columns = tuple(column for column in liste.columns if column.path in after[new])
        values: dict[str, ListValue] = {it.path: after[new][it.path] for it in columns}
        for column in columns:
            if column.optional and values[column.path] == column.default:
                values[column.path] = None
        for statut in [path for path in values if path.endswith("source.statut")]:
            if old is not None and values[statut] != Statut.A_CONFIRMER:
                # the words are no longer those of an earlier year
                values |= {statut.replace("statut", k): None for k in ("reprise", "statut_repris")}
        yield Edit(old, values)


def _check(
    files: Mapping[Path, tuple[bytes, bytes]], annee: int, folder: Path, sheets: Sheets
) -> None:
    """Load the year as it would be, in a folder of its own; raise with the cells at fault.

    It must say exactly what the workbook says.
    """
    with work_folder() as temporary:
        copy = temporary / "data"
        shutil.copytree(folder / str(annee), copy / str(annee))
        for path, (_, after) in files.items():
            (copy / str(annee) / path.name).write_bytes(after)
        try:
            made = load_campagne(annee, copy)
        except CampagneInvalid as error:
            raise _at_cells(error, sheets) from error
    for liste in EXPORTED:
        found = (row.values for row in sheets.rows.get(liste.name, ()))
        rows = [in_agreement(values, made.destinataire) for values in found]
        if liste.name in sheets.rows and [*year_differences(liste, liste.entries(made), rows)]:
            raise CampagneInvalid.said("unwritable_list", liste.title)


def _at_cells(error: CampagneInvalid, sheets: Sheets) -> CampagneInvalid:
    """The same error, its problems at their sheet and cell where they have one."""
    titles = {liste.name: liste.title for liste in EXPORTED}
    told = []
    for path, message in error.problems:
        in_list = len(path) > 1 and isinstance(path[1], int)
        name, number = (str(path[0]), int(path[1])) if in_list else ("", 0)
        key = ".".join(str(part) for part in path[2 * in_list :] if isinstance(part, str))
        row = next(iter(sheets.rows.get(name, ())[number:]), None)
        cell = row.cells.get(key, f"ligne {row.number}" * in_list) if row else ""
        place = f"{titles[name]} › {cell}" if cell else titles.get(str(path[0]), str(path[0]))
        if message == FRENCH["missing"]:
            message = "cette cellule est vide"
        told.append(f"- {place} : {message}")
    listed = "\n".join(told) or str(error)
    said = f"Rien n’a été changé : les données seraient fausses.\n{listed}"
    return CampagneInvalid(french_typography(said))


def _said(one: YearDifference, row: EntryRow | None, names: diff.Labels) -> Iterator[Change]:
    """The sentences of a difference, each at the cell that says it."""
    for path, sentence in diff.sentences(one, names):
        cells = row.cells if row else {}
        cell = cells.get(path) or cells.get(one.liste.key)
        place = f"{one.liste.title} › {cell} : " if cell else ""
        yield Change(french_typography(f"{place}{sentence}"))
