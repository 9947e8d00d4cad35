"""packetgen campagne creer: a new year's call, from an earlier one."""

from __future__ import annotations

import click


@click.command(
    options_metavar="--depuis AAAA", short_help="Crée l’appel d’une année depuis un autre."
)
@click.argument("annee", metavar="AAAA", type=click.IntRange(2000, 2099))
@click.option(
    "--depuis",
    metavar="AAAA",
    type=click.IntRange(2000, 2099),
    required=True,
    help="L’appel à copier.",
)
def creer(annee: int, depuis: int) -> None:
    """Crée l’appel d’une année : données et modèles Word copiés, dates avancées, tout à confirmer.

    Chaque étape du calendrier garde son jour de la semaine. La note de cadrage n’est pas copiée :
    c’est celle de l’année d’avant.
    """
    from packetgen.edition.create import create

    created = create(annee, depuis)
    click.echo(f"Appel {annee} créé depuis {depuis}, c’est un projet :")
    click.echo(f"  Données : {created.data}")
    click.echo(f"  Modèles Word : {created.templates}")
    click.echo(f"Ce qui reste à confirmer : packetgen campagne verifier {annee}")
