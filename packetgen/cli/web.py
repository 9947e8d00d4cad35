"""packetgen web: the page in the browser, for people without a terminal."""

import gc
from datetime import date

import click
from click.core import ParameterSource

from packetgen.cli.options import command


@command("web")
@click.pass_context
def web(context: click.Context, port: int, sans_navigateur: bool, today: date) -> None:
    """Serve the page until it is closed."""
    from packetgen.system.worker_main import GARBAGE
    from packetgen.web.serve import serve

    # unlike the other commands it works for hours, as a process of a batch does
    gc.set_threshold(GARBAGE)
    is_asked = context.get_parameter_source("today") is ParameterSource.COMMANDLINE
    serve(
        port=port,
        # a page may stay open past midnight
        today=lambda: today if is_asked else date.today(),  # noqa: DTZ011
        open_browser=not sans_navigateur,
        announce=click.echo,
    )
