"""packetgen nouveau: write the year's workbook."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(options_metavar="[OPTIONS]", short_help="Écrit un classeur à remplir.")
@click.argument("classeur", metavar="CLASSEUR", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--actions",
    metavar="N",
    type=click.IntRange(1, 20),
    default=1,
    help="Nombre d’actions du projet (1 par défaut).",
)
@click.option(
    "--depuis",
    metavar="ANCIEN.xlsx",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reprend le porteur et les pièces d’un classeur précédent.",
)
@click.option(
    "--annee", metavar="AAAA", type=int, help="Année de l’appel (la plus récente par défaut)."
)
def nouveau(classeur: Path, actions: int, depuis: Path | None, annee: int | None) -> None:
    """Écrit un classeur à remplir, à ouvrir dans Excel ou LibreOffice."""
    from packetgen import service

    created = service.new_workbook(classeur, annee=annee, actions=actions, depuis=depuis)
    click.echo(f"Classeur écrit : {created.path}")
    if created.projet:
        click.secho("  L’appel n’est pas déclaré prêt : ce classeur porte « PROJET ».", fg="red")
    for line in created.carried_over:
        click.echo(f"  {line}")
    click.echo(
        "Remplissez-le, placez les pièces dans le même dossier, puis :"
        f' packetgen verifier "{created.path}"'
    )
