"""Arguments and options that several commands share."""

from datetime import date, datetime
from pathlib import Path

import click

DAY = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITTEN = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

classeur = click.argument("classeur", metavar="CLASSEUR", type=EXISTING)
classeurs = click.argument(
    "classeurs",
    metavar="CLASSEUR…",
    nargs=-1,
    required=True,
    # one that may not be read costs its own dossier, not those of the others
    type=click.Path(exists=True, dir_okay=False, readable=False, path_type=Path),
)
jour = click.option(
    "--date",
    "today",
    metavar="JJ/MM/AAAA",
    type=DAY,
    default=lambda: datetime.combine(date.today(), datetime.min.time()),  # noqa: DTZ011
    callback=lambda _context, _option, moment: moment.date(),
    help="Date portée sur les documents (par défaut : aujourd’hui).",
)
moteur = click.option(
    "--moteur",
    "engine",
    metavar="integre|libreoffice",
    type=click.Choice(["integre", "libreoffice"]),
    default="integre",
    help="Ce qui trace les pages : integre (par défaut) ou libreoffice.",
)
pour = click.option(
    "--pour",
    metavar="CODE",
    default="complet",
    help="Quel dossier : complet (par défaut), ou le code d’un autre de l’appel.",
)
modeles = click.argument("fichiers", metavar="[FICHIER]…", nargs=-1, type=EXISTING)
annee = click.option(
    "--annee", metavar="AAAA", type=int, help="Année de l’appel (la plus récente par défaut)."
)
sortie = click.option(
    "--sortie",
    metavar="DOSSIER",
    type=FOLDER,
    default=Path("output"),
    help="Où écrire (« output » par défaut).",
)
