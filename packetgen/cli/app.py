"""The group of commands."""

from __future__ import annotations

import click

from packetgen import __version__
from packetgen.cli.diagnostic import diagnostic
from packetgen.cli.generer import generer
from packetgen.cli.lot import lot
from packetgen.cli.modeles import modeles
from packetgen.cli.modeles_apercu import apercu
from packetgen.cli.modeles_variables import variables
from packetgen.cli.modeles_verifier import verifier as verifier_modeles
from packetgen.cli.nouveau import nouveau
from packetgen.cli.prouver import prouver
from packetgen.cli.registre import registre
from packetgen.cli.verifier import verifier
from packetgen.cli.web import web


@click.group(
    name="packetgen",
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["-h", "--aide", "--help"]},
)
@click.version_option(__version__, "--version", message="packetgen %(version)s")
def app() -> None:
    """Du classeur du projet au dossier PDF de l’AAP Contrat de ville.

    Trois étapes : « packetgen nouveau » écrit le classeur à remplir, « packetgen verifier »
    dit ce qui manque, « packetgen generer » fait la lettre, la fiche action, la liste des
    pièces et le dossier PDF.
    """


for command in (nouveau, verifier, generer, web, lot, prouver, registre, modeles, diagnostic):
    app.add_command(command)
for command in (verifier_modeles, apercu, variables):
    modeles.add_command(command)
