"""The group of commands."""

from pathlib import Path
from tempfile import gettempdir

import click

from packetgen import __version__, resources
from packetgen.cli.campagne import campagne
from packetgen.cli.deposit import agenda, courriels, dauphin
from packetgen.cli.diagnostic import diagnostic
from packetgen.cli.generer import generer, verifier
from packetgen.cli.lot import lot
from packetgen.cli.modeles import modeles, vierges
from packetgen.cli.nouveau import ajuster, nouveau
from packetgen.cli.prouver import comparer, prouver
from packetgen.cli.registre import instruction, registre
from packetgen.cli.web import web
from packetgen.system.work_folder import remove_abandoned


@click.group(
    name="packetgen",
    commands=[
        nouveau,
        verifier,
        courriels,
        dauphin,
        agenda,
        generer,
        ajuster,
        web,
        lot,
        prouver,
        comparer,
        registre,
        instruction,
        vierges,
        campagne,
        modeles,
        diagnostic,
    ],
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["-h", "--aide", "--help"]},
)
@click.option(
    "--campagnes",
    metavar="DOSSIER",
    envvar="PACKETGEN_CAMPAGNES",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Le dossier de vos campagnes, qui contient data et templates (ou la variable"
    " PACKETGEN_CAMPAGNES) ; celles de packetgen restent visibles.",
)
@click.version_option(__version__, "--version", message="packetgen %(version)s")
@click.pass_context
def app(context: click.Context, campagnes: Path | None) -> None:
    """Du classeur du projet au dossier PDF de l’AAP Contrat de ville.

    Trois étapes : « packetgen nouveau » écrit le classeur à remplir, « packetgen verifier »
    dit ce qui manque, « packetgen generer » fait la lettre, la fiche action, la liste des
    pièces et le dossier PDF.
    """
    context.with_resource(resources.campagnes_in(campagnes))
    remove_abandoned(Path(gettempdir()))
