"""The group of commands."""

from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import click

from packetgen import __version__, resources
from packetgen.cli.options import COMMANDS, declared
from packetgen.system.work_folder import remove_abandoned


class Commands(click.Group):
    """The commands of the table, each loaded when it is called, or all to be listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return their names, in order."""
        return sorted(name for name, said in COMMANDS.items() if "module" in said)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, None for any other."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"packetgen.cli.{COMMANDS[cmd_name]['module']}")
        found: click.Command = getattr(module, cmd_name)
        return found


@click.group("packetgen", cls=Commands, **declared("packetgen"))
@click.version_option(__version__, "--version", message="packetgen %(version)s")
@click.pass_context
def app(context: click.Context, campagnes: Path | None) -> None:
    """Run one of the commands."""
    context.with_resource(resources.campagnes_in(campagnes))
    remove_abandoned(Path(gettempdir()))
