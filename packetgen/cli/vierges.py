"""packetgen vierges: publish the blank kit of a year."""

from pathlib import Path

import click

from packetgen.cli import options
from packetgen.cli.display import progress


@click.command(options_metavar="[OPTIONS]", short_help="Fait le kit vierge de l’année.")
@options.annee
@options.sortie
@options.moteur
def vierges(annee: int | None, sortie: Path, engine: str) -> None:
    """Fait le kit vierge de l’année, à publier : un dossier et un fichier zip.

    Le classeur, les documents à remplir dans Word ou au stylo, une notice, les contacts, le
    calendrier.
    """
    from packetgen import service

    with progress() as report:
        kit = service.make_blank_kit(sortie, annee=annee, engine=engine, report=report)
    click.echo(f"Kit vierge : {kit.folder}")
    for name in kit.files:
        click.echo(f"  {name}")
    if kit.projet:
        click.secho(
            "L’appel n’est pas déclaré prêt : chaque page porte « PROJET ». Ne publiez pas"
            f" {kit.archive}.",
            fg="red",
        )
        return
    click.echo(f"À publier : {kit.archive}")
