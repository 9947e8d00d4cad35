"""Sentences of the commands, said as the page needs them: no terminal, no folder of a workbook."""

import re

from packetgen.text import IBAN, mask_iban

# What people of the commands do, and people of the page do otherwise
TERMINAL = (
    (r" ?placez son fichier à côté du classeur et écrivez son nom ici", " déposez-la à l’étape 2"),
    (
        r"Placez le fichier à côté du classeur, écrivez son nom dans la feuille « Pièces », puis"
        r" relancez",
        "Déposez le fichier à l’étape 2",
    ),
    (r"copiez le fichier à côté du classeur et écrivez seulement son nom", "déposez le fichier"),
    (r"copiez à côté du classeur le fichier lui-même", "déposez le fichier lui-même"),
    (r"Copiez-le à côté du classeur, ou corrigez son nom", "Déposez-le, ou corrigez son nom"),
    (r"à côté du classeur", "à l’étape 2"),
    (
        r",? ?(?:ou )?(?:essayez|ajoutez|laissez)(?: avec)? « --moteur libreoffice »(?: de côté)?",
        "",
    ),
    (r"« (?:packetgen )?generer --taille-max [^»]*»", "« Alléger le dossier », à l’étape 4"),
    (r", ou choisissez un autre dossier avec « --sortie »", ""),
    (r", par exemple « --accorde call=4000 »", ""),
    (r" \(packetgen nouveau\)", ", fait à l’étape 1"),
    (r"que crée packetgen nouveau", "que fait l’étape 1"),
    (r"avec packetgen nouveau(?: --actions)?", "à l’étape 1"),
    (
        r"« packetgen campagne note [^»]*», ou déposez-la sur la page",
        "« Note de cadrage », plus bas",
    ),
    (r"écrit par « packetgen campagne exporter »", "téléchargé d’ici"),
    (r" Voyez tout avec « packetgen modeles verifier »\.", ""),
    (r"relancez avec ce fichier", "déposez ce fichier"),
    (r"relancez", "recommencez"),
)
# a space of theirs may be one that does not break
PATTERNS = tuple((re.compile(pattern.replace(" ", r"\s")), said) for pattern, said in TERMINAL)
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def without_terminal(sentence: str) -> str:
    """Return a sentence of the commands as the page says it."""
    for pattern, said in PATTERNS:
        sentence = pattern.sub(said, sentence)
    return sentence


def without_iban(text: str) -> str:
    """Return what a cell holds, its IBAN masked."""
    return IBAN.sub(lambda found: mask_iban(found[0]), text)


def iso(text: str) -> str | None:
    """Return a French date as browsers write it, nothing for nothing; None for any other text."""
    if not text:
        return ""
    day = DAY.fullmatch(text)
    return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else None
