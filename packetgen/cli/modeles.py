"""packetgen modeles: the commands for the people who edit the Word templates."""

from __future__ import annotations

from pathlib import Path

import click

fichiers = click.argument(
    "fichiers",
    metavar="[FICHIER]…",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
annee = click.option(
    "--annee", metavar="AAAA", type=int, help="Année de l’appel (la plus récente par défaut)."
)


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
