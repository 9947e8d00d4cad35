"""packetgen lot: many dossiers in one run."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetgen.cli.options import command
from packetgen.errors import ExitCode
from packetgen.text import NBSP, count, number

if TYPE_CHECKING:
    from packetgen.batch.run import Batch, BatchStep, OrderProcessor

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
    pour: str,
    engine: str,
    today: date,
) -> int:
    """Fait les dossiers de nombreux classeurs, sans en perdre un.

    SOURCE est un classeur, un dossier qui en contient, ou un motif (« recus/*/classeur.xlsx »).
    Ce qui est déjà fait et n’a pas changé n’est pas refait.
    """
    if bool(sources) == reprendre:
        raise click.UsageError(
            "donnez des classeurs, ou « --reprendre » seul pour continuer la dernière fabrication."
        )
    from packetgen.batch.job import Options
    from packetgen.batch.run import run_batch

    try:
        with progress() as report:
            batch = run_batch(
                sources,
                sortie,
                Options(today, engine, pour),
                who_works(travaux, dask),
                resume=reprendre,
                only_failed=echecs,
                moment=datetime.now().astimezone(),
                report=report,
            )
    except KeyboardInterrupt:
        click.echo(f"Pour continuer{NBSP}: packetgen lot --reprendre --sortie {sortie}", err=True)
        raise
    return show_batch(batch)


def who_works(jobs: int, address: str | None) -> OrderProcessor:
    """Return the workers that make the dossiers: processes of this machine, or a cluster."""
    if address:
        from packetgen.batch.cluster import run_there

        return lambda orders, _: run_there(orders, address)
    from packetgen.batch.processes import run_here

    return partial(run_here, jobs=jobs)


def show_batch(batch: Batch) -> ExitCode:
    """Print a line for each dossier without a bundle, then the balance; return the exit code."""
    from packetgen.batch.job import NOTHING_ASKED

    states = Counter(entry.outcome.state for entry in batch.entries)
    for entry in batch.entries:
        outcome = entry.outcome
        if not outcome.is_done:
            click.secho(f"  {entry.name}", bold=True, nl=False)
            click.secho(f" ({outcome.state}){NBSP}: {outcome.problem}", fg="red")
    counts = (count(n, state, PLURALS.get(state, state)) for state, n in sorted(states.items()))
    click.secho(f"\n{count(states.total(), 'dossier')}{NBSP}: {', '.join(counts)}", bold=True)
    click.echo(f"  Dossiers{NBSP}: {batch.output}")
    click.echo(f"  Récapitulatif{NBSP}: {batch.summary}")
    if "en échec" in states:
        return ExitCode.BATCH_UNFINISHED
    return (
        ExitCode.DONE if set(states) <= {"complet", NOTHING_ASKED} else ExitCode.DOSSIER_NOT_CONFORM
    )


@contextmanager
def progress() -> Iterator[Callable[[BatchStep], None]]:
    """Yield a function that shows how many are done, the rate and the time left."""
    if not sys.stderr.isatty():
        yield plain_progress
        return
    from rich import progress as rich
    from rich.console import Console

    shown = (rich.BarColumn(), rich.MofNCompleteColumn(), "{task.fields[rate]}", "reste")
    console = Console(stderr=True)
    with rich.Progress(*shown, rich.TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=None, rate="")

        def report(step: BatchStep) -> None:
            rate = f"{number(round(60 * (bar.tasks[0].speed or 0)))} par minute"
            bar.update(task, total=step.whole, completed=step.done, rate=rate)

        yield report


def plain_progress(step: BatchStep) -> None:
    """Print a line now and then: about twenty in all."""
    if step.done == step.whole or step.done % max(1, step.whole // LINES) == 0:
        click.echo(f"{number(step.done)} sur {number(step.whole)}…", err=True)
