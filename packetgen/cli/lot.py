"""packetgen lot: many dossiers in one run."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from packetgen.cli.display import progress
from packetgen.cli.options import command
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count, number

if TYPE_CHECKING:
    from packetgen.batch.journal import Entry
    from packetgen.batch.run import OrderProcessor

PLURALS = {"complet": "complets", "incomplet": "incomplets"}
LINES = 20


@command("lot")
def lot(
    sources: tuple[str, ...],
    sortie: Path,
    travaux: int,
    reprendre: bool,
    echecs: bool,
    dask: str | None,
    **options: Any,  # noqa: ANN401 - as `Options` names them
) -> int:
    """Make the dossiers of many workbooks."""
    if bool(sources) == reprendre:
        asked = "donnez des classeurs, ou « --reprendre » seul"
        raise click.UsageError(f"{asked} pour continuer la dernière fabrication.")
    from packetgen.batch.job import Options
    from packetgen.batch.run import run_batch

    try:
        with progress() as report:
            entries = run_batch(
                sources,
                sortie,
                Options(**options),
                who_works(travaux, dask),
                resume=reprendre,
                only_failed=echecs,
                moment=datetime.now().astimezone(),
                report=partial(tell, report),
            )
    except KeyboardInterrupt:
        click.echo(f"Pour continuer{NBSP}: packetgen lot --reprendre --sortie {sortie}", err=True)
        raise
    return show_batch(entries, sortie)


def who_works(jobs: int, address: str | None) -> OrderProcessor:
    """Return the workers that make the dossiers: processes of this machine, or a cluster."""
    if address:
        from packetgen.batch.cluster import run_there

        return lambda orders, _: run_there(orders, address)
    from packetgen.batch.processes import run_here

    return partial(run_here, jobs=jobs)


def show_batch(entries: Sequence[Entry], output: Path) -> ExitCode:
    """Print a line for each dossier without a bundle, then the balance; return the exit code."""
    from packetgen.batch.job import NOTHING_ASKED
    from packetgen.batch.run import SUMMARY

    states = Counter(entry.outcome.state for entry in entries)
    for entry in entries:
        outcome = entry.outcome
        if not outcome.is_done:
            click.secho(f"  {entry.name}", bold=True, nl=False)
            click.secho(f" ({outcome.state}){NBSP}: {outcome.problem}", fg="red")
    counts = (count(n, state, PLURALS.get(state, state)) for state, n in sorted(states.items()))
    click.secho(f"\n{count(states.total(), 'dossier')}{NBSP}: {', '.join(counts)}", bold=True)
    click.echo(f"  Dossiers{NBSP}: {output}")
    click.echo(f"  Récapitulatif{NBSP}: {output / SUMMARY}")
    if "en échec" in states:
        return ExitCode.BATCH_UNFINISHED
    whole = set(states) <= {"complet", NOTHING_ASKED}
    return ExitCode.DONE if whole else ExitCode.DOSSIER_NOT_CONFORM


def tell(report: Callable[[str], None], done: int, whole: int, _last: Entry) -> None:
    """Report how many are done: about twenty times in all where it is not shown in place."""
    if sys.stderr.isatty() or done == whole or done % max(1, whole // LINES) == 0:
        report(f"{number(done)} sur {number(whole)}")
