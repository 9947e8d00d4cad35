"""Values of the kit's pages: dates, contacts and pieces of the call, and how sure each is."""

import re

from packetgen.documents.blanks.contexts import requirement
from packetgen.documents.contexts.deposits import contact_of, names_of
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.rendering.template_file import NAMES
from packetgen.grammar import a, de
from packetgen.model.campagne import Campagne, Commune, Etape
from packetgen.model.campagne_parts import VACANT
from packetgen.model.finding import Statut
from packetgen.text import NBSP, enumerate_words, period, upper_first

WORKBOOK = "2 - Classeur du projet.xlsx"
NOT_IN_NAMES = r'[<>:"/\\|?*]+'  # of Windows
USE_OF_WORKBOOK = "Tout le projet, à remplir dans Excel ou LibreOffice : le plus sûr."
USES = {
    "lettre": "La demande de subvention, à signer. Pour Word, ou à imprimer.",
    "fiche_action": "L’action en détail, son budget, les agents du Département. De même.",
    "liste": "Les pièces et les dépôts, à cocher. De même.",
    "contacts": "Quelle chargée de mission pour quel thème, quel référent pour quelle commune.",
    "calendrier": "Les dates de l’appel ; le fichier .ics les met dans votre agenda.",
    "attentes": "Les piliers, les thèmes, les attentes de chaque financeur, les quartiers.",
}
# Said by who publishes the call; its words of the note stand beside the dates of the calendar
DOUBTFUL = (Statut.NON_VERIFIE, Statut.OUVERT, Statut.A_CONFIRMER)
CERTAINTY = dict.fromkeys(Statut, "") | dict.fromkeys(DOUBTFUL, "à confirmer")


def page_titles(campagne: Campagne) -> dict[str, str]:
    """Return the file names of the kit's own pages, by template."""
    return {
        "notice": "1 - Notice",
        "contacts": "6 - Contacts",
        "calendrier": "7 - Calendrier",
        "attentes": f"8 - Ce que {campagne.territoire.agglo} attend",
    }


def form_titles(campagne: Campagne) -> dict[str, str]:
    """Return the file names of the forms, by template: « 3 - Lettre au Président »."""
    return {
        name: f"{place} - {re.sub(NOT_IN_NAMES, ' ', campagne.piece(name).libelle)}"
        for place, name in enumerate(NAMES, start=3)
    }


def uses(campagne: Campagne) -> dict[str, str]:
    """Return what each file of the kit is for, by name; the notice, which says so, left out."""
    titles = form_titles(campagne) | page_titles(campagne)
    return {WORKBOOK: USE_OF_WORKBOOK} | {titles[name]: use for name, use in USES.items()}


def kit_pages(campagne: Campagne) -> Fields:
    """Return the fields of the notice, the contacts, the calendar and the expectations."""
    depot = campagne.etape("depot")
    return {
        "annee": str(campagne.annee),
        "appel_a_projets": campagne.intitule,
        "note": upper_first(campagne.note.court),
        "organisme": campagne.territoire.nom,
        "agglo": campagne.territoire.agglo,
        "plateforme": f"{campagne.plateforme.nom}{NBSP}: {campagne.plateforme.adresse}",
        "fichiers": [{"nom": name, "usage": use} for name, use in uses(campagne).items()],
        "depot": {
            "periode": period(depot.debut, depot.fin, depot.heure),
            "certitude": CERTAINTY[depot.source.statut],
        },
        "pieces": [
            {
                "titre": piece.libelle,
                "exigence": requirement(piece, campagne),
                "aide": piece.aide,
                "certitude": CERTAINTY[piece.source.statut],
            }
            for piece in campagne.pieces
            if not piece.genere
        ],
        "etapes": [
            {
                "quand": when(etape),
                "libelle": etape.libelle,
                "mots": etape.source.texte,
                "certitude": CERTAINTY[etape.source.statut],
            }
            for etape in campagne.calendrier
        ],
        "attentes": [
            {"titre": title, "lignes": [{"nom": name, "mots": words} for name, words in lines]}
            for title, lines in campagne.explanations()
        ],
        "themes": [
            {"nom": theme.libelle, "chargee": _followers(theme.code, campagne)}
            for theme in campagne.themes
        ],
        "contacts": [
            {
                **contact_of(contact),
                "financeur": campagne.financeur(contact.financeur).nom,
                "certitude": CERTAINTY[contact.source.statut],
            }
            for contact in campagne.contacts
        ],
        "communes": [_commune(commune, campagne) for commune in campagne.communes],
    }


def when(etape: Etape) -> str:
    """Return « Du 20 octobre au 7 novembre », « Le 30 septembre », with the year."""
    return upper_first(period(etape.debut, etape.fin or etape.debut, etape.heure))


def _followers(theme: str, campagne: Campagne) -> str:
    names = [
        contact.nom or VACANT
        for contact in campagne.contacts
        if contact.financeur == campagne.chef_de_file.code and theme in contact.themes
    ]
    return enumerate_words(names) or f"À demander {a(campagne.territoire.agglo)}"


def _commune(commune: Commune, campagne: Campagne) -> Fields:
    referents = campagne.referents_de(commune.insee)
    outside = "" if commune.membre else f"Hors {de(campagne.territoire.agglo)}{NBSP}: "
    return {
        "nom": commune.nom,
        "referent": names_of(referents) or f"{outside}pas de référent",
        "courriel": "\n".join(each.courriel for each in referents),
        "certitude": next((CERTAINTY[each.source.statut] for each in referents), ""),
    }
