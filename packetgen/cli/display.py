"""How findings and progress are shown: rich on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from packetgen.model.finding import Finding, Severity
from packetgen.text import NBSP, count

COLOURS = {
    Severity.BLOQUANT: "red",
    Severity.A_VERIFIER: "yellow",
    Severity.INFORMATION: "blue",
}


def show_findings(findings: Iterable[Finding]) -> None:
    """Print the findings by severity, each with its cell and the sentence that sets it."""
    listed = tuple(findings)
    for severity, colour in COLOURS.items():
        group = [finding for finding in listed if finding.severity is severity]
        if not group:
            continue
        click.secho(f"\n{severity.value.capitalize()} ({len(group)})", fg=colour, bold=True)
        for finding in group:
            place = f"{finding.origin.sheet} › {finding.origin.cell}" if finding.origin else ""
            click.echo(
                f"  {click.style(place, bold=True)}  {finding.message}".replace("    ", "  ")
            )
            if finding.source:
                source = f"{finding.source.reference} : «{NBSP}{finding.source.texte}{NBSP}»"
                click.secho(f"      {finding.code} — {source}", dim=True)


def balance(findings: Iterable[Finding]) -> str:
    """Return the count of findings by severity, in one line."""
    listed = tuple(findings)
    counts = {s: sum(finding.severity is s for finding in listed) for s in Severity}
    return (
        f"{count(counts[Severity.BLOQUANT], 'point bloquant', 'points bloquants')}, "
        f"{counts[Severity.A_VERIFIER]}{NBSP}à vérifier, "
        f"{count(counts[Severity.INFORMATION], 'information')}"
    )


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that says which step is under way."""
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda step: status.update(f"{step}…")
    else:
        yield lambda step: click.echo(f"{step}…", err=True)
