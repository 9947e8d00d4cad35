"""The files of the blank kit: how each is called, and what it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packetgen.documents.template import NAMES

if TYPE_CHECKING:
    from packetgen.model.campagne import Campagne

WORKBOOK = "2 - Classeur du projet.xlsx"
PAGES = {
    "notice": "1 - Notice",
    "contacts": "6 - Contacts",
    "calendrier": "7 - Calendrier",
}
NOT_IN_NAMES = r'[<>:"/\\|?*]+'  # of Windows
USE_OF_WORKBOOK = "Tout le projet, à remplir dans Excel ou LibreOffice : le plus sûr."
USES = {
    "lettre": "La demande de subvention, à signer. Pour Word, ou à imprimer.",
    "fiche_action": "L’action en détail, son budget, les agents du Département. De même.",
    "liste": "Les pièces et les dépôts, à cocher. De même.",
    "contacts": "Quelle chargée de mission pour quel thème, quel référent pour quelle commune.",
    "calendrier": "Les dates de l’appel ; le fichier .ics les met dans votre agenda.",
}


def form_titles(campagne: Campagne) -> dict[str, str]:
    """Return the file names of the forms, by template: « 3 - Lettre au Président de la CALL »."""
    return {
        name: f"{place} - {re.sub(NOT_IN_NAMES, ' ', campagne.piece(name).libelle)}"
        for place, name in enumerate(NAMES, start=3)
    }


def uses(campagne: Campagne) -> dict[str, str]:
    """Return what each file of the kit is for, by name; the notice, which says so, left out."""
    titles = form_titles(campagne) | PAGES
    return {WORKBOOK: USE_OF_WORKBOOK} | {titles[name]: use for name, use in USES.items()}
