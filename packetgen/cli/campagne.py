"""packetgen campagne: the commands of those who make the year's call, one command a file."""

from __future__ import annotations

import click

from packetgen.cli.campagne_creer import creer
from packetgen.cli.campagne_liste import liste
from packetgen.cli.campagne_verifier import verifier


@click.group(
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    options_metavar="",
    short_help="Fait l’appel d’une nouvelle année (pour la CALL).",
)
def campagne() -> None:
    """Fait l’appel d’une nouvelle année : ses données et ses modèles Word.

    « packetgen campagne creer 2027 --depuis 2026 » part de l’appel précédent ; « packetgen
    campagne verifier 2027 » dit ce qui reste à confirmer, puis déclare la campagne prête.
    """


for command in (liste, creer, verifier):
    campagne.add_command(command)
