"""A batch from its sources to its last dossier; a dossier already made is not made again."""

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from glob import glob, has_magic
from importlib import import_module
from itertools import chain, count
from pathlib import Path

from msgspec.structs import replace

from packetgen.batch import job, journal
from packetgen.batch.job import DossierOutcome, Options, Order, context_of
from packetgen.batch.journal import Entry, digest_of_name, locked, without_names
from packetgen.errors import PacketgenError, UsageError
from packetgen.system.files import digest_of, make_folder, replace_folder, write_atomically
from packetgen.text import slug

WORKBOOKS = "*.[xX][lL][sS][xX]"
NAME_LENGTH = 80
KEPT, WORK = ".packetgen", "en-cours"
SUMMARY = "recapitulatif.xlsx"
FORMER = "avant-"
Outcomes = Generator[tuple[Order, DossierOutcome], None, None]
OrderProcessor = Callable[[Sequence[Order], Path], Outcomes]


def find_workbooks(sources: Iterable[str], output: Path) -> tuple[Path, ...]:
    """Return the workbooks of files, folders and patterns, each once, in order.

    What stands in `output`, and what Excel writes beside an open workbook, is passed over. Raises
    UsageError for a source that gives none.
    """
    found: dict[Path, None] = {}
    for source in sources:
        workbooks = [path for path in _expand(source) if not path.is_relative_to(output.resolve())]
        if not workbooks:
            raise UsageError(f"« {source} » ne donne aucun classeur (.xlsx) : corrigez ce chemin.")
        found |= dict.fromkeys(workbooks)
    return tuple(found)


def _expand(source: str) -> Iterator[Path]:
    place = Path(source)
    if place.is_dir():
        paths = sorted(place.rglob(WORKBOOKS))
    elif place.exists() or not has_magic(source):
        paths = [place]
    else:
        # Path.glob takes no absolute pattern
        paths = sorted(map(Path, glob(source, recursive=True)))  # noqa: PTH207
    return (
        path.resolve()
        for path in paths
        if path.is_file() and path.suffix.lower() == ".xlsx" and not path.name.startswith("~$")
    )


def names(workbooks: Iterable[Path], known: Mapping[str, str]) -> dict[Path, str]:
    """Return the name of each dossier: `les-jardins_classeur`, numbered where others have it.

    `known` are names already given, by the digest of the workbook's path: they never change, so
    that a folder always holds the same dossier.
    """
    digests = {path: digest_of_name(str(path)) for path in workbooks}
    given = {path: known[digest] for path, digest in digests.items() if digest in known}
    taken = set(known.values())
    for path in (path for path in workbooks if path not in given):
        base = slug(f"{path.parent.name} {path.stem}", NAME_LENGTH) or "dossier"
        numbered = chain((base,), (f"{base}-{number}" for number in count(2)))
        given[path] = next(name for name in numbered if name not in taken)
        taken.add(given[path])
    return given


def run_batch(
    sources: tuple[str, ...],
    output: Path,
    options: Options,
    crew: OrderProcessor,
    *,
    resume: bool,
    only_failed: bool,
    moment: datetime,
    report: Callable[[int, int, Entry], None],
) -> tuple[Entry, ...]:
    """Make the dossiers of `sources` in `output`, one folder each, with a journal and a SUMMARY.

    Returns the outcome of each, now or before, in order. A dossier whose files and options are
    those of an earlier run is left as it is. `resume` takes the sources and options of the last
    run, `only_failed` the dossiers that gave nothing. `report` is told how many dossiers of how
    many are done, and the last outcome. Raises UsageError, CannotWrite.
    """
    kept = output / KEPT
    make_folder(kept)
    with locked(kept, moment):
        past = journal.read_journal(kept)
        if resume:
            if past.options is None:
                raise UsageError.said("nothing_to_resume", output)
            sources, options = past.sources, past.options
        known = {entry.workbook: entry.name for entry in past.entries.values()}
        named = names(find_workbooks(sources, output), known)
        work = _clean(kept, output)
        context = context_of(options)
        entries = {}
        for path, name in named.items():
            entry = past.entries.get(name)
            # Nothing of it is read again where the program, the data or the options changed
            if entry and entry.outcome.is_done and (only_failed or entry.context == context):
                recalled = _recall(entry, path)
                if only_failed or _is_unchanged(entry, recalled, output):
                    entries[name] = recalled
        orders = [
            Order(name, path, work / name, options)
            for path, name in named.items()
            if name not in entries and (name in past.entries or not only_failed)
        ]
        try:
            log = journal.opened(kept, options, sources)
            with log as note, closing(crew(orders, work)) as outcomes:
                for done, (order, outcome) in enumerate(outcomes, start=1):
                    if outcome.is_done:
                        former = order.output.with_name(f"{FORMER}{order.name}")
                        replace_folder(order.output, output / order.name, former)
                    entry = Entry(order.name, str(order.workbook), context, outcome)
                    entries[order.name] = entry
                    note(entry)
                    report(done, len(orders), entry)
                    # long to load: while the others are made
                    import_module("packetgen.batch.summary")
        finally:
            shutil.rmtree(work, ignore_errors=True)
        listed = tuple(entries[each] for each in named.values() if each in entries)
        from packetgen.batch.summary import to_workbook

        write_atomically(to_workbook(listed, options.today), output / SUMMARY)
        return listed


def _clean(kept: Path, output: Path) -> Path:
    """Return an empty folder to work in; restore the dossiers that a killed run had set aside."""
    work = kept / WORK
    for former in work.glob(f"{FORMER}*"):
        place = output / former.name.removeprefix(FORMER)
        if not place.exists():
            former.rename(place)
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work)
    return work.resolve()


def _recall(entry: Entry, workbook: Path) -> Entry:
    """Return an entry of the journal with what its workbook says now, and its files as they are."""
    from packetgen.workbook.project import read_workbook

    inputs = {workbook.name: digest_of(workbook)}
    outcome = entry.outcome
    with suppress(PacketgenError):  # one that cannot be read any more is made again
        campagne, _, reading = read_workbook(workbook)
        for name, path in job.files_of(reading.dossier, workbook.parent):
            inputs[name] = digest_of(path) if path else ""
        outcome = replace(outcome, **job.described(reading.dossier, campagne))
    return replace(entry, workbook=str(workbook), outcome=replace(outcome, inputs=inputs))


def _is_unchanged(entry: Entry, recalled: Entry, output: Path) -> bool:
    files = {path.name: digest_of(path) for path in (output / entry.name).glob("*")}
    was, now = entry.outcome, without_names(recalled.outcome.inputs)
    is_same = was.inputs.items() <= now.items()
    return bool(was.inputs) and is_same and was.files.items() <= without_names(files).items()
