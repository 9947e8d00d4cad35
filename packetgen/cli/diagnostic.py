"""packetgen diagnostic: what this installation can do."""

from __future__ import annotations

from pathlib import Path

import click

from packetgen.errors import ExitCode


@click.command(options_metavar="[OPTIONS]", short_help="Dit ce que cette installation sait faire.")
def diagnostic() -> int:
    """Dit les versions, les moteurs, les polices, les années et les droits d’écriture."""
    from packetgen.diagnosis import diagnose

    lines = list(diagnose(Path("output")))
    for line in lines:
        mark = click.style("✓", fg="green") if line.ok else click.style("✗", fg="red")
        click.echo(f"{mark} {line.subject} : {line.detail}")
    able = all(line.ok for line in lines if line.needed)
    return ExitCode.DONE if able else ExitCode.TOOL_MISSING
