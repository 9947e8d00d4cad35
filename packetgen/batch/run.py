"""A batch from its sources to its last dossier; a dossier already made is not made again."""

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from glob import glob, has_magic
from importlib import import_module
from itertools import chain, count
from pathlib import Path

from packetgen.annexes.find_file import find_file
from packetgen.batch import journal
from packetgen.batch.job import DossierOutcome, Options, Order, context_of
from packetgen.batch.journal import Entry, Journal, Past, locked
from packetgen.errors import AnnexRefused, UsageError
from packetgen.system.files import cannot_write, digest_of, write_atomically
from packetgen.text import slug

WORKBOOKS = "*.[xX][lL][sS][xX]"
NAME_LENGTH = 80
RECAPITULATIF = "packetgen.workbook.reports.batch_summary"
KEPT, WORK = ".packetgen", "en-cours"
SUMMARY = "recapitulatif.xlsx"
FORMER = "avant-"
OrderProcessor = Callable[
    [Iterable[Order], Path], Generator[tuple[Order, DossierOutcome], None, None]
]


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

    `known` are names already given, by path of the workbook: they never change, so that a folder
    always holds the same dossier.
    """
    given = {path: known[str(path)] for path in workbooks if str(path) in known}
    taken = set(known.values())
    for path in (path for path in workbooks if path not in given):
        base = slug(f"{path.parent.name} {path.stem}", NAME_LENGTH) or "dossier"
        numbered = chain((base,), (f"{base}-{number}" for number in count(2)))
        given[path] = next(name for name in numbered if name not in taken)
        taken.add(given[path])
    return given


@dataclass(frozen=True)
class BatchStep:
    """Progress of a batch: how many dossiers of how many are done, and the last outcome."""

    done: int
    whole: int
    entry: Entry


@dataclass(frozen=True)
class Batch:
    """Result of a run: the outcome of every dossier of its sources, now or before, in order.

    `summary` is the workbook that tells it.
    """

    output: Path
    entries: tuple[Entry, ...]
    summary: Path


def run_batch(
    sources: tuple[str, ...],
    output: Path,
    options: Options,
    crew: OrderProcessor,
    *,
    resume: bool,
    only_failed: bool,
    moment: datetime,
    report: Callable[[BatchStep], None],
) -> Batch:
    """Make the dossiers of `sources` in `output`, one folder each, and keep a journal of it.

    A dossier whose files and options are those of an earlier run is left as it is. `resume` takes
    the sources and options of the last run, `only_failed` the dossiers that gave nothing. Raises
    UsageError, CannotWrite.
    """
    kept = _prepare(output)
    with locked(kept, moment):
        past = journal.read_journal(kept)
        if resume:
            sources, options = _asked_before(past, output)
        named = names(find_workbooks(sources, output), past.names)
        work = _clean(kept, output)
        context = context_of(options)
        orders = [
            Order(name, path, work / name, options)
            for path, name in named.items()
            if _is_to_do(past.entries.get(name), path, output, context, only_failed=only_failed)
        ]
        # The journal is on the disk: what it tells is not kept in memory, however long the run
        del past
        try:
            with closing(Journal(kept)) as log, closing(crew(orders, work)) as outcomes:
                log.begin(options, sources)
                for done, (order, outcome) in enumerate(outcomes, start=1):
                    if outcome.is_done:
                        _publish(order, output)
                    entry = Entry(order.name, str(order.workbook), context, outcome)
                    log.note(entry)
                    report(BatchStep(done, len(orders), entry))
                    import_module(RECAPITULATIF)  # long to load: while the others are made
        finally:
            shutil.rmtree(work, ignore_errors=True)
        listed = journal.read_journal(kept).entries
        entries = tuple(listed[each] for each in named.values() if each in listed)
        return Batch(output, entries, _summarize(entries, output / SUMMARY, options.today))


def _summarize(entries: Iterable[Entry], destination: Path, today: date) -> Path:
    from packetgen.workbook.reports.batch_summary import Ligne, to_workbook

    lines = [
        Ligne(
            entry.name, it.porteur, it.actions, sum(map(Decimal, it.amounts), Decimal(0)),
            it.state, it.counts, it.problem, it.pages, it.size, it.seconds, entry.workbook,
        )
        for entry in entries
        for it in (entry.outcome,)
    ]  # fmt: skip
    return write_atomically(to_workbook(lines, today), destination)


def _prepare(output: Path) -> Path:
    """Return the folder of the run's own files, below `output`."""
    kept = output / KEPT
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(output, error) from error
    return kept


def _asked_before(past: Past, output: Path) -> tuple[tuple[str, ...], Options]:
    if past.options is None:
        raise UsageError(
            f"« {output} » n’a rien à reprendre : donnez les classeurs, sans « --reprendre »."
        )
    return past.sources, past.options


def _clean(kept: Path, output: Path) -> Path:
    """Return an empty folder to work in; restore the dossiers that a killed run had set aside."""
    work = kept / WORK
    for former in work.glob(f"{FORMER}*"):
        place = output / former.name.removeprefix(FORMER)
        if not place.exists():
            former.rename(place)
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(work, error) from error
    return work.resolve()


def _is_to_do(
    entry: Entry | None, workbook: Path, output: Path, context: str, *, only_failed: bool
) -> bool:
    """Return True for a dossier that is new, changed, failed, or whose files were altered."""
    if only_failed:
        return entry is not None and not entry.outcome.is_done
    if entry is None or entry.context != context or not entry.outcome.inputs:
        return True
    place, outcome = output / entry.name, entry.outcome
    is_made = all(digest_of(place / name) == known for name, known in outcome.files.items())
    return not is_made or any(
        _current_digest(name, workbook) != known for name, known in outcome.inputs.items()
    )


def _current_digest(name: str, workbook: Path) -> str:
    """Return the digest of the file that a workbook names, empty when it is not there."""
    if name == workbook.name:
        return digest_of(workbook)
    try:
        return digest_of(find_file(name, workbook.parent))
    except AnnexRefused:
        return ""


def _publish(order: Order, output: Path) -> None:
    """Replace a dossier's folder by the new one: all its files, or none."""
    place = output / order.name
    former = order.output.with_name(f"{FORMER}{order.name}")
    try:
        if place.exists():
            place.rename(former)
        order.output.rename(place)
    except OSError as error:
        if former.exists() and not place.exists():
            former.rename(place)
        raise cannot_write(place, error) from error
    shutil.rmtree(former, ignore_errors=True)
