"""Printing of findings, pieces and progress: rich on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from packetgen.model.finding import Finding, Severity
from packetgen.text import NBSP, clean, count

if TYPE_CHECKING:
    from packetgen.model.bundle import PlacedPart
    from packetgen.model.comparison import Section
    from packetgen.pipeline.verify import Verification

COLOURS = {Severity.BLOQUANT: "red", Severity.A_VERIFIER: "yellow", Severity.INFORMATION: "blue"}


def show_error(error: Exception | str) -> None:
    """Print what stopped a run, apart from what it made."""
    click.secho(f"Erreur : {error}", fg="red", err=True)


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
            said = f"  {click.style(place, bold=True)}  {finding.message}"
            click.echo(said.replace("    ", "  "))
            if finding.source:
                words = f"{finding.source.reference} : «{NBSP}{finding.source.texte}{NBSP}»"
                click.secho(f"      {finding.code} – {words}", dim=True)


def show_verification(verification: Verification) -> None:
    """Print the findings, what the annexes say as the workbook does, and the count of all."""
    show_findings(verification.findings)
    agreed = [rule.titre for rule in verification.rules_passed if rule.code.startswith("ANN-")]
    together = filter(None, [", ".join(agreed)])
    show_list(f"Lu dans les pièces, concorde ({len(agreed)})", together, fg="green", bold=True)
    for sentence in verification.image_reading.sentences():
        click.echo(f"\n{sentence}")
    counts = Counter(finding.severity for finding in verification.findings)
    click.echo(
        f"\nBilan : {count(counts[Severity.BLOQUANT], 'point bloquant', 'points bloquants')}, "
        f"{counts[Severity.A_VERIFIER]}{NBSP}à vérifier, "
        f"{count(counts[Severity.INFORMATION], 'information')}, "
        f"{count(len(verification.rules_passed), 'règle tenue', 'règles tenues')}."
    )


def show_list(title: str, lines: Iterable[str], **style: Any) -> None:  # noqa: ANN401
    """Print lines below a title, in the style that click gives it; nothing where there is none."""
    for place, line in enumerate(lines):
        if not place:
            click.secho(f"\n{title}", **style)
        click.echo(f"  {line}")


def show_piece(placed: PlacedPart, verdict: str, colour: str) -> None:
    """Print a piece of a bundle, its pages and what is said of it, on one line."""
    part = placed.part
    pages = f"p.{NBSP}{placed.first}" + (f"-{placed.last}" if part.pages > 1 else "")
    said = click.style(verdict, fg=colour)
    click.echo(f"  {part.numero:>2}. {plain(part.titre):<44} {pages:<9} {said}")


def show_sections(sections: Iterable[Section]) -> None:
    """Print changes by section; a text before and after, one under the other."""
    for section in sections:
        click.secho(f"\n{section.title} ({len(section.news)})", bold=True)
        for news in section.news:
            click.echo(f"  {plain(news.sentence)}")
            if news.before:
                click.secho(f"      avant : « {plain(news.before)} »", fg="red")
            if news.after:
                click.secho(f"      après : « {plain(news.after)} »", fg="green")


def plain(text: str) -> str:
    """Return what a file says on one line, without what would command a terminal."""
    return clean(text)[0].replace("\n", " ")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that reports the step under way."""
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda step: status.update(f"{step}…")
    else:
        yield lambda step: click.echo(f"{step}…", err=True)
