"""Catalogue of what the reader may report of a cell: codes, severities, messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial

from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.text import french_typography, nearest

_AS_TEXT = "mettez la cellule au format Texte et retapez-le"


def _kind(severity: Severity, text: str) -> tuple[str, Severity, str]:
    code, message = text.split(" ", 1)
    return code, severity, message


_blocks, _marks, _informs = (partial(_kind, severity) for severity in Severity)


class Lecture(Enum):
    """One kind of problem or remark; its message names in braces the words that fill it."""

    def __init__(self, code: str, severity: Severity, message: str) -> None:
        self.code, self.severity, self.message = code, severity, message

    FORMULE_SANS_RESULTAT = _blocks(
        "LECTURE-01 La formule n’a pas de résultat enregistré : ouvrez le classeur dans Excel ou"
        " LibreOffice, enregistrez-le, puis relancez."
    )
    CELLULE_EN_ERREUR = _blocks(
        "LECTURE-02 La cellule affiche {valeur} : corrigez sa formule, ou tapez la valeur à la"
        " place."
    )
    NOMBRE_ILLISIBLE = _blocks(
        "LECTURE-03 « {valeur} » ne se lit pas comme un nombre sans deviner : tapez seulement les"
        " chiffres, par exemple {exemple}."
    )
    NOMBRE_NON_ENTIER = _blocks(
        "LECTURE-04 « {valeur} » n’est pas un nombre entier positif : tapez un nombre sans virgule."
    )
    NOMBRE_EN_TEXTE = _marks(
        "LECTURE-05 Le nombre est écrit comme du texte (« {valeur} ») : il est lu {lu}."
    )
    DUREE_ILLISIBLE = _blocks(
        "LECTURE-06 « {valeur} » ne se lit pas comme une durée : tapez des heures, par exemple 1,5"
        " ou 1h30."
    )
    DUREE_EN_TEXTE = _informs("LECTURE-07 « {valeur} » est lu {lu}.")
    DUREE_EN_HORAIRE = _marks(
        "LECTURE-08 La cellule est au format horaire (« {valeur} ») : la durée est lue {lu}."
    )
    DATE_ILLISIBLE = _blocks(
        "LECTURE-09 « {valeur} » ne se lit pas comme une date : tapez-la ainsi : {exemple}."
    )
    DATE_INTERPRETEE = _marks(
        "LECTURE-10 La date n’est pas une vraie date pour Excel (« {valeur} ») : elle est lue {lu}."
    )
    DATE_HORS_PERIODE = _blocks(
        "LECTURE-11 La date lue est le {lu}, hors de l’appel à projets {annee} :"
        " corrigez-la.{piste}"
    )
    CALENDRIER_1904 = _marks(
        "LECTURE-12 Le classeur compte les dates depuis 1904 (Excel pour Mac) : des dates collées"
        " d’un autre classeur ont pu se décaler de quatre ans, vérifiez-les."
    )
    OUI_OU_NON_ILLISIBLE = _blocks(
        "LECTURE-13 « {valeur} » n’est ni oui ni non : choisissez Oui ou Non."
    )
    OUI_OU_NON_INTERPRETE = _informs("LECTURE-14 « {valeur} » est lu {lu}.")
    CHOIX_INCONNU = _blocks(
        "LECTURE-15 « {valeur} » n’est pas dans la liste de « {champ} » : choisissez dans la liste"
        " déroulante.{piste}"
    )
    CHOIX_RECONNU = _informs("LECTURE-16 « {valeur} » est lu « {lu} », tel que la liste l’écrit.")
    CHOIX_DEVINE = _marks(
        "LECTURE-17 « {valeur} » est lu « {lu} », le seul choix de la liste qui réponde à ces mots."
    )
    ZEROS_RETABLIS = _marks(
        f"LECTURE-18 Excel a perdu le début du numéro (« {{valeur}} ») : il est lu {{lu}} ;"
        f" {_AS_TEXT}."
    )
    CHIFFRES_PERDUS = _blocks(
        f"LECTURE-19 Excel a arrondi le numéro, ses derniers chiffres sont perdus : {_AS_TEXT} en"
        " entier."
    )
    VALEUR_EN_TEXTE = _marks(
        "LECTURE-20 La cellule ne contient pas un texte : elle est lue « {lu} »."
    )
    TEXTE_NETTOYE = _marks("LECTURE-21 Le texte a été nettoyé : {changements}. Relisez-le.")
    CELLULE_FUSIONNEE = _marks(
        "LECTURE-22 La cellule {cellule} est fusionnée avec celle-ci, dont la valeur est lue à sa"
        " place : annulez la fusion."
    )
    CELLULES_MASQUEES = _marks(
        "LECTURE-23 Des réponses sont masquées et sont lues quand même ({cellules}) : affichez-les"
        " (feuille, ligne, colonne, couleur et taille des lettres, format), et effacez-les si elles"
        " sont en trop."
    )
    CHAMP_INTROUVABLE = _blocks(
        "LECTURE-24 La cellule de « {champ} » est introuvable dans la feuille « {feuille} » :"
        " rétablissez sa ligne, ou recopiez vos réponses dans un classeur neuf.{piste}"
    )
    CHAMPS_SUPPRIMES = _marks(
        "LECTURE-25 Feuille « {feuille} » : des lignes n’y sont plus et sont lues vides ({champs})."
    )
    CHAMPS_RETROUVES = _marks(
        "LECTURE-26 Des cellules ont perdu leur nom et sont lues à côté de leur libellé : {champs}."
        " Vérifiez leurs valeurs."
    )
    FEUILLE_INTROUVABLE = _blocks(
        "LECTURE-27 La feuille « {feuille} » est introuvable : rendez-lui son nom, ou recopiez vos"
        " réponses dans un classeur neuf.{piste}"
    )
    FEUILLE_COPIEE = _marks(
        "LECTURE-28 La feuille « {feuille} » est une copie, elle n’est pas lue : pour une action de"
        " plus, faites un classeur avec packetgen nouveau --actions."
    )
    ACTION_VIDE = _informs(
        "LECTURE-29 L’action {numero} n’a aucune réponse : elle est laissée de côté."
    )
    AUTRE_ANNEE = _marks(
        "LECTURE-30 C’est un classeur de {lue} : il est lu pour l’appel à projets {annee}, dont les"
        " listes et les pièces ont pu changer."
    )
    LIGNES_EN_DOUBLE = _marks(
        "LECTURE-31 Les lignes {premiere} et {seconde} de la feuille disent la même chose («"
        " {valeur} ») : supprimez l’une des deux si c’est une erreur."
    )
    REPONSE_EN_DOUBLE = _marks(
        "LECTURE-32 « {valeur} » est déjà dans la cellule {cellule} : il n’est compté qu’une fois."
    )
    PIECE_EN_DOUBLE = _marks(
        "LECTURE-33 Les lignes {premiere} et {seconde} de la feuille donnent le même fichier («"
        " {valeur} ») : vérifiez qu’il vaut pour les deux pièces."
    )
    PIECE_SANS_TITRE = _marks(
        "LECTURE-34 Cette pièce n’a pas de titre : elle est appelée « {lu} »."
    )
    LIGNES_AJOUTEES = _informs(
        "LECTURE-35 Des lignes ajoutées au tableau sont lues aussi ({lignes})."
    )
    HEURES_EN_ERREUR = _informs(
        "LECTURE-36 La cellule affiche {valeur} : packetgen calcule les heures lui-même."
    )
    MACROS = _informs(
        "LECTURE-37 Le classeur contient des macros : elles ne sont ni lues ni lancées."
    )
    LIBELLE_DEPLACE = _blocks(
        "LECTURE-38 La cellule est celle de « {champ} » d’après son nom, mais {temoin} : des lignes"
        " ou des colonnes ont été triées ou déplacées. Annulez ce tri, ou remettez « {champ} » en"
        " {cellule}, et sa réponse dans cette cellule."
    )
    CELLULE_NON_LUE = _marks(
        "LECTURE-39 « {valeur} » n’est lu par aucun champ{autres} : recopiez la réponse dans la"
        " cellule prévue pour elle, ou effacez-la."
    )
    CELLULES_HORS_CHAMPS = _informs(
        "LECTURE-40 Ce qui est écrit hors des réponses n’est lu par aucun champ ({cellules}) : si"
        " c’est une réponse, recopiez-la dans sa cellule."
    )
    CELLULES_BARREES = _marks(
        "LECTURE-41 Des réponses sont barrées, en tout ou partie, et sont lues quand même"
        " ({cellules}) : effacez ce qui ne vaut plus, ou retirez le barré."
    )
    FORMAT_TROMPEUR = _marks(
        "LECTURE-42 La cellule affiche {affiche}, par son format, et le nombre est lu {lu} : tapez"
        " le nombre lui-même, un montant en euros, et rendez à la cellule le format Nombre."
    )
    AUTRE_MONNAIE = _blocks(
        "LECTURE-43 « {valeur} » n’est pas en euros : convertissez le montant, puis tapez seulement"
        " ses chiffres."
    )
    NOMBRE_DEMESURE = _blocks(
        "LECTURE-44 « {valeur} » est un nombre démesuré : tapez celui que vous vouliez écrire."
    )
    SANS_REPONSE = _informs(
        "LECTURE-45 « {valeur} » n’est pas une réponse : la cellule est lue vide."
    )


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
