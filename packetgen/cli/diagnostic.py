"""packetgen diagnostic: what this installation can do."""

from __future__ import annotations

import click


@click.command(options_metavar="[OPTIONS]")
def diagnostic() -> int:
    """Dit les versions, les moteurs, les polices, les années et les droits d’écriture."""
    from packetgen import service
    from packetgen.errors import ExitCode

    lines = service.diagnose()
    for line in lines:
        mark = click.style("✓", fg="green") if line.ok else click.style("✗", fg="red")
        click.echo(f"{mark} {line.subject} : {line.detail}")
    needed = all(line.ok for line in lines if line.needed)
    return ExitCode.DONE if needed else ExitCode.TOOL_MISSING
