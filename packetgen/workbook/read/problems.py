"""Catalogue of what the reader may report of a cell: codes, severities, messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.resources import table
from packetgen.text import french_typography, nearest

_WORDS = table(__file__, "lectures.toml")


class Lecture(Enum):
    """One kind of problem or remark; its message names in braces the words that fill it."""

    FORMULE_SANS_RESULTAT = "LECTURE-01"
    CELLULE_EN_ERREUR = "LECTURE-02"
    NOMBRE_ILLISIBLE = "LECTURE-03"
    NOMBRE_NON_ENTIER = "LECTURE-04"
    NOMBRE_EN_TEXTE = "LECTURE-05"
    DUREE_ILLISIBLE = "LECTURE-06"
    DUREE_EN_TEXTE = "LECTURE-07"
    DUREE_EN_HORAIRE = "LECTURE-08"
    DATE_ILLISIBLE = "LECTURE-09"
    DATE_INTERPRETEE = "LECTURE-10"
    DATE_HORS_PERIODE = "LECTURE-11"
    CALENDRIER_1904 = "LECTURE-12"
    OUI_OU_NON_ILLISIBLE = "LECTURE-13"
    OUI_OU_NON_INTERPRETE = "LECTURE-14"
    CHOIX_INCONNU = "LECTURE-15"
    CHOIX_RECONNU = "LECTURE-16"
    CHOIX_DEVINE = "LECTURE-17"
    ZEROS_RETABLIS = "LECTURE-18"
    CHIFFRES_PERDUS = "LECTURE-19"
    VALEUR_EN_TEXTE = "LECTURE-20"
    TEXTE_NETTOYE = "LECTURE-21"
    CELLULE_FUSIONNEE = "LECTURE-22"
    CELLULES_MASQUEES = "LECTURE-23"
    CHAMP_INTROUVABLE = "LECTURE-24"
    CHAMPS_SUPPRIMES = "LECTURE-25"
    CHAMPS_RETROUVES = "LECTURE-26"
    FEUILLE_INTROUVABLE = "LECTURE-27"
    FEUILLE_COPIEE = "LECTURE-28"
    ACTION_VIDE = "LECTURE-29"
    AUTRE_ANNEE = "LECTURE-30"
    LIGNES_EN_DOUBLE = "LECTURE-31"
    REPONSE_EN_DOUBLE = "LECTURE-32"
    PIECE_EN_DOUBLE = "LECTURE-33"
    PIECE_SANS_TITRE = "LECTURE-34"
    LIGNES_AJOUTEES = "LECTURE-35"
    HEURES_EN_ERREUR = "LECTURE-36"
    MACROS = "LECTURE-37"
    LIBELLE_DEPLACE = "LECTURE-38"
    CELLULE_NON_LUE = "LECTURE-39"
    CELLULES_HORS_CHAMPS = "LECTURE-40"
    CELLULES_BARREES = "LECTURE-41"
    FORMAT_TROMPEUR = "LECTURE-42"
    AUTRE_MONNAIE = "LECTURE-43"
    NOMBRE_DEMESURE = "LECTURE-44"
    SANS_REPONSE = "LECTURE-45"
    CHIFFRES_REPRIS = "LECTURE-46"
    TEXTES_REPRIS = "LECTURE-47"

    def __init__(self, code: str) -> None:
        self.code, self.message = code, str(_WORDS[code]["message"])
        self.severity = Severity(_WORDS[code]["gravite"])
        self.is_understood = not _WORDS[code].get("incomprise", False)


@dataclass(frozen=True)
class Remark:
    """Something to say of a value, before its cell is known; `words` fill the message.

    `severity` replaces that of its kind; `outcome` says what becomes of the value.
    """

    lecture: Lecture
    words: Mapping[str, str] = field(default_factory=dict)
    severity: Severity | None = None
    outcome: str = ""

    def at(self, origin: CellOrigin | None = None, key: str = "") -> Finding:
        """The finding, at the cell and field where it belongs."""
        message = french_typography(self.lecture.message).format_map(self.words)
        return Finding(
            code=self.lecture.code,
            severity=self.severity or self.lecture.severity,
            message=message + self.outcome,
            key=key,
            origin=origin,
        )


def remark(lecture: Lecture, **words: object) -> Remark:
    """Make a remark from the words that fill its message."""
    return Remark(lecture, {name: str(word) for name, word in words.items()})


def proposal(wanted: str, candidates: Iterable[str]) -> str:
    """The end of a message: the candidate that looks most like `wanted`, if one does."""
    close = nearest(wanted, candidates)
    return french_typography(f" Le plus proche : « {close} ».") if close else ""
