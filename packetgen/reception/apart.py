"""A file that is not counted: what it is, whose it is as far as it says, to whom to write."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from packetgen.model.reception import Ecarte

SENDER = "la personne qui l’a envoyé"
# What the first pages of a PDF say, and its kind
_KINDS = (
    (re.compile(r"Sommaire \d+ pièces|Porteur du projet"), "Dossier enregistré par « Imprimer »"),
    (re.compile(r"(?i)cerfa|dauphin|\bDA\d{8}\b"), "PDF de Dauphin (Cerfa)"),
    (re.compile(r"\w"), "Autre PDF"),
    (re.compile(""), "PDF sans texte (scan)"),
)
_NAME = re.compile(r"(?:Porteur du projet|dénomination)\s*\n\s*(\S.*)")
_ACTION = re.compile(r"\n(?:Action|Intitulé)\s*\n\s*(\S.*)")
MAIL = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_NONE: Mapping[str, str] = {}
SCANNED = (
    "si c’est un dossier imprimé puis numérisé, demandez le fichier PDF tel que packetgen l’a fait"
)


def set_apart(facts: Mapping[str, Any], reasons: Sequence[str]) -> Ecarte:
    """Return a file that is not counted, from what is kept of it; the real cause stays first."""
    text, porteur, action = facts.get("texte", ""), _NONE, _NONE
    with suppress(ValueError, AttributeError):
        data = json.loads(facts.get("content") or "{}")
        porteur, action = data.get("porteur") or {}, data.get("action") or {}
    said = (each.search(text) for each in (_NAME, _ACTION, MAIL))
    name, title, mail = (found[1].strip() if found else "" for found in said)
    nature = facts.get("nature") or _nature(facts, text)
    name = porteur.get("denomination") or name
    contact = porteur.get("courriel_contact") or porteur.get("courriel") or mail
    whom = f"à {name or SENDER}{f' ({contact})' if contact else ''}"
    more = [SCANNED] if nature in (_KINDS[0][1], _KINDS[-1][1]) else []
    asked = f"demandez le fichier d’origine {whom}" if facts["ecarts"] else f"écrivez {whom}"
    told = tuple(dict.fromkeys((*reasons, *more, asked)))
    return Ecarte(facts["fichier"], told, nature, name, action.get("intitule") or title, contact)


def _nature(facts: Mapping[str, Any], text: str) -> str:
    if facts["ecarts"]:
        damaged = any(word in facts["ecarts"][0] for word in ("tronqué", "abîmé"))
        return "Dossier abîmé" if damaged else "Dossier modifié"
    if "n’est pas un dossier" in facts["probleme"]:
        return next(kind for said, kind in _KINDS if said.search(text))
    locked = "mot de passe" in facts["probleme"]
    return "PDF protégé" if locked else "PDF abîmé" if "abîmé" in facts["probleme"] else "PDF"
