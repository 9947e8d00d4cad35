"""Values of the kit's pages: dates, contacts and pieces of the call, and how sure each is."""

import re

from packetgen.campagne.words import filled
from packetgen.documents.blanks.contexts import requirement
from packetgen.documents.contexts.deposits import contact_of, names_of
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.rendering.template_file import NAMES
from packetgen.grammar import a, de
from packetgen.model.campagne import Campagne, Commune
from packetgen.model.campagne_parts import VACANT
from packetgen.model.finding import Statut
from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words, period, upper_first

FILES = table(__file__, "kit.toml")
NOT_IN_NAMES = r'[<>:"/\\|?*]+'  # of Windows
# Said by who publishes the call; its words of the note stand beside the dates of the calendar
DOUBTFUL = (Statut.NON_VERIFIE, Statut.OUVERT, Statut.A_CONFIRMER)
CERTAINTY = dict.fromkeys(Statut, "") | dict.fromkeys(DOUBTFUL, "à confirmer")


def file_names(campagne: Campagne) -> dict[str, str]:
    """Return the names of the kit's files by template, `lettre` → « 3 - Lettre au Président »."""
    words = {name: campagne.piece(name).libelle for name in NAMES}
    words["agglo"] = campagne.territoire.agglo
    names = {name: filled(written, words) for name, written in FILES["names"].items()}
    return {name: re.sub(NOT_IN_NAMES, " ", said) for name, said in names.items()}


def kit_pages(campagne: Campagne) -> Fields:
    """Return the fields of the notice, the contacts, the calendar and the expectations."""
    depot, names = campagne.etape("depot"), file_names(campagne)
    return {
        "annee": str(campagne.annee),
        "appel_a_projets": campagne.intitule,
        "note": upper_first(campagne.note.court),
        "organisme": campagne.territoire.nom,
        "agglo": campagne.territoire.agglo,
        "plateforme": f"{campagne.plateforme.nom}{NBSP}: {campagne.plateforme.adresse}",
        "fichiers": [{"nom": names[name], "usage": use} for name, use in FILES["uses"].items()],
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
                "quand": upper_first(period(etape.debut, etape.fin or etape.debut, etape.heure)),
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


def _followers(theme: str, campagne: Campagne) -> str:
    leads = campagne.chef_de_file.code
    own = (each for each in campagne.contacts if each.financeur == leads and theme in each.themes)
    names = enumerate_words(each.nom or VACANT for each in own)
    return names or f"À demander {a(campagne.territoire.agglo)}"


def _commune(commune: Commune, campagne: Campagne) -> Fields:
    referents = campagne.referents_de(commune.insee)
    outside = "" if commune.membre else f"Hors {de(campagne.territoire.agglo)}{NBSP}: "
    return {
        "nom": commune.nom,
        **names_of(referents, f"{outside}pas de référent"),
        "certitude": next((CERTAINTY[each.source.statut] for each in referents), ""),
    }
