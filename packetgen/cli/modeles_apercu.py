"""packetgen modeles apercu: show the templates filled with invented data."""

from __future__ import annotations

from pathlib import Path

import click

from packetgen.cli import options
from packetgen.documents.rendering.template_file import KIT_NAMES, NAMES

MODELES = (*NAMES, *KIT_NAMES)


@click.command(options_metavar="[OPTIONS]", short_help="Montre un modèle rempli, en PDF.")
@options.modeles
@options.annee
@click.option(
    "--modele",
    "noms",
    metavar="|".join(MODELES),
    type=click.Choice(MODELES),
    multiple=True,
    help="Seulement ce modèle de l’année ; peut être répété.",
)
@click.option(
    "--sortie",
    metavar="FICHIER.pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("apercu.pdf"),
    help="Le PDF à écrire (« apercu.pdf » par défaut).",
)
def apercu(
    fichiers: tuple[Path, ...], annee: int | None, noms: tuple[str, ...], sortie: Path
) -> None:
    """Montre les modèles Word remplis, en un PDF.

    Sans FICHIER, montre tous les modèles de l’année : les documents d’un dossier avec des données
    inventées, les pages du kit avec celles de l’appel. Chaque page le dit.
    """
    if fichiers and noms:
        raise click.UsageError("donnez des fichiers ou --modele, pas les deux.")
    from packetgen.modeles import check as templates
    from packetgen.system.files import publish

    content = templates.preview(fichiers, annee, noms)
    click.echo(f"Aperçu écrit : {publish(content, sortie)}")
