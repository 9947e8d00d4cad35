"""packetgen campagne liste: the years, where each lives, and whether it is ready."""

from __future__ import annotations

import click


@click.command(options_metavar="", short_help="Dit les années, où elles vivent, leur état.")
def liste() -> None:
    """Dit chaque année : où elle vit, si elle est prête, ses dates de dépôt."""
    from packetgen.edition.years import states

    for each in states():
        click.secho(f"{each.annee}  ", bold=True, nl=False)
        click.secho(each.state, fg="green" if each.is_ready else "yellow")
        if each.depot:
            click.echo(f"      Dépôt : {each.depot}")
        click.echo(f"      Dans : {each.root}" + ("" if each.is_own else " (lecture seule)"))
