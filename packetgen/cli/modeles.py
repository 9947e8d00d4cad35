"""packetgen modeles: the commands for the people who edit the Word templates."""

from __future__ import annotations

import click

from packetgen.cli.modeles_apercu import apercu
from packetgen.cli.modeles_variables import variables
from packetgen.cli.modeles_verifier import verifier


@click.group(
    options_metavar="",
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    short_help="Vérifie et montre les modèles Word.",
)
def modeles() -> None:
    """Vérifie, explique et montre les modèles Word de l’appel.

    Après chaque changement dans Word : « packetgen modeles verifier », puis « packetgen modeles
    apercu ».
    """


for command in (verifier, apercu, variables):
    modeles.add_command(command)
