"""Turns that the documents share: who carries and signs, dates, addresses, figures in groups."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from packetgen.grammar import a, de, opening_article, titled
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import TOUS_LES_QUARTIERS, Choix
from packetgen.model.dossier import Porteur
from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words, fold, long_date, upper_first

# What templates receive: text ready to print, flags, lists and dictionaries of these
Plain: TypeAlias = "str | bool | int | Sequence[Plain] | Mapping[str, Plain]"
Fields: TypeAlias = dict[str, Plain]
Value = TypeVar("Value")

NON_RENSEIGNE = "Non renseigné"
# How sure an entry of the campagne is, where a document prints it
CERTAINTY: Mapping[str, str] = table(__file__, "certainty.toml")
# NF Z 10-011: characters per line of a postal address
POSTAL_WIDTH = 38


def filled(text: str) -> str:
    """Return `text`, or « Non renseigné »."""
    return text or NON_RENSEIGNE


def shown(value: Value | None, write: Callable[[Value], str]) -> str:
    """Return a value as `write` prints it, nothing for none."""
    return "" if value is None else write(value)


def of_porteur(porteur: Porteur) -> str:
    """Return « de l’association Les Amis », « du CCAS de Niort », « de la commune de Niort »."""
    nom, forme = porteur.denomination, fold(porteur.forme)
    if forme == "association" and not opening_article(nom):
        return f"de l’association {nom}"
    if forme == "commune" and not opening_article(nom):
        return f"de la commune {de(nom, town=True)}"
    return de(nom)


def at_communes(names: Iterable[str]) -> str:
    """Return « à Niort, Creil et Dax », « à Niort et au Creusot »."""
    towns = list(dict.fromkeys(filter(None, names)))
    placed = [a(town, town=True) for town in towns]
    plain = all(place == f"à {town}" for place, town in zip(placed, towns, strict=True))
    return f"à {enumerate_words(towns)}" if towns and plain else enumerate_words(placed)


def date_of(day: date | None, today: date) -> str:
    """Return the date of what was done, as printed; nothing while it is still to come."""
    return long_date(day) if day and day <= today else ""


def quartier(label: str, campagne: Campagne) -> str:
    """Return « Les Tilleuls (QP099024) » for a quarter as the drop-down shows it."""
    asked = fold(label)
    for known in campagne.quartiers:
        if asked in (fold(known.libelle), fold(known.code), fold(known.nom)):
            return f"{known.nom} ({known.code})"
    return label


def of_quartiers(labels: Iterable[str], campagne: Campagne) -> str:
    """Return « du quartier prioritaire A », « des quartiers prioritaires A, B et C »."""
    names = [quartier(label, campagne) for label in labels]
    if TOUS_LES_QUARTIERS in names:
        return "de tous les quartiers prioritaires"
    if len(names) < 2:
        return f"du quartier prioritaire {''.join(names)}" if names else ""
    return f"des quartiers prioritaires {enumerate_words(names)}"


def choice(label: str, choices: Iterable[Choix]) -> Choix | None:
    """Return the entry of a list of the campagne that bears this label, if any."""
    asked = fold(label)
    return next((entry for entry in choices if fold(entry.libelle) == asked), None)


def yes_no(answer: bool | None, no: str = "Non") -> str:
    """Return « Oui », « Non » or « Non renseigné »."""
    return NON_RENSEIGNE if answer is None else "Oui" if answer else no


def grouped(number: str, *sizes: int) -> str:
    """Return digits in groups of `sizes` (`732 829 320 00074`), as typed when they do not fit."""
    form = "".join(rf"([^\W_]{{{size}}})" for size in sizes)
    found = re.fullmatch(form, re.sub(r"[\s.-]", "", number))
    return NBSP.join(found.groups()) if found else number


def siret(number: str) -> str:
    """Return `732 829 320 00074`."""
    return grouped(number, 3, 3, 3, 5)


def phone(number: str) -> str:
    """Return `03 21 00 00 00`."""
    return grouped(number, 2, 2, 2, 2, 2)


def address(porteur: Porteur) -> list[str]:
    """Return the lines of the porteur's address."""
    town = f"{porteur.code_postal} {porteur.commune}".strip()
    return [line for line in (porteur.complement_adresse, porteur.adresse, town) if line]


def signatory(porteur: Porteur) -> Fields:
    """Return who signs, as what, and for whom when it is not the legal representative."""
    representant = f"{porteur.prenom_representant} {porteur.nom_representant}".strip()
    own = titled(porteur.fonction_representant, porteur.civilite_representant)
    if not porteur.nom_signataire:
        return {"delegation": "", "fonction": upper_first(own), "nom": representant}
    return {
        "delegation": f"Pour {own} et par délégation" if own else "Par délégation",
        "fonction": titled(porteur.fonction_signataire),
        "nom": porteur.nom_signataire,
    }


def postal_block(campagne: Campagne) -> list[str]:
    """Return the window's lines: capitals without accents, 38 characters at most (NF Z 10-011).

    Impersonal until the name of the addressee is known.
    """
    person, agglo = campagne.destinataire, campagne.territoire.nom_court
    lines = [person.appel, agglo]
    if person.nom:
        lines = [f"{person.civilite} {person.nom}", f"{person.fonction} {de(agglo)}"]
    lines += [*person.adresse, f"{person.code_postal} {person.ville}"]
    return [part for line in lines for part in textwrap.wrap(capitals(line), POSTAL_WIDTH)]


def capitals(line: str) -> str:
    """Return a postal line: capitals, no accent, no punctuation but the hyphen."""
    signs = unicodedata.normalize("NFKD", line.upper().replace("Œ", "OE"))
    bare = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^A-Z0-9-]+", " ", bare).split())
