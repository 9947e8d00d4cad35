"""The project; each attribute made with `champ` is a workbook field."""

from dataclasses import dataclass
from datetime import date

from packetgen.model.fields import FieldKind, Required, champ

PROJET, TERRITOIRE, PUBLIC, METHODE = "Projet", "Territoire et dates", "Public", "Méthode"


@dataclass(frozen=True)
class Projet:
    """The project: what, where, when, for whom and how."""

    intitule: str = champ(
        "Intitulé de l’action",
        "Exactement le même que sur Dauphin.",
        required=Required.ALWAYS,
        section=PROJET,
        example="Potagers en pied d’immeuble",
    )
    pilier: str = champ(
        "Pilier principal",
        "Un seul : celui auquel l’action répond prioritairement.",
        required=Required.ALWAYS,
        section=PROJET,
        choices="piliers",
        example="2",
    )
    theme: str = champ(
        "Thématique",
        "Elle désigne la chargée de mission {de_agglo} qui suivra le dossier.",
        required=Required.ALWAYS,
        section=PROJET,
        choices="themes",
        open_list=True,
        example="1",
    )
    description: str = champ(
        "Description du projet",
        "Deux ou trois phrases, sans le pilier : packetgen l’écrit en tête ; sur Dauphin,"
        " écrivez-le vous-même en tête du descriptif.",
        kind=FieldKind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Les habitants créent et entretiennent trois potagers partagés…",
    )
    contexte: str = champ(
        "Contexte",
        "Le besoin constaté dans le quartier.",
        kind=FieldKind.LONG_TEXT,
        section=PROJET,
        example="Les espaces au pied des tours…",
    )
    objectifs: str = champ(
        "Objectifs",
        "Un par ligne.",
        kind=FieldKind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Créer du lien…",
    )
    deroule: str = champ(
        "Déroulé",
        "Les étapes de l’action.",
        kind=FieldKind.LONG_TEXT,
        required=Required.ALWAYS,
        section=PROJET,
        example="Février : …",
    )
    premiere_demande: bool | None = champ(
        "Première demande ?",
        "Oui si l’action n’a jamais été financée, non si c’est une reprise.",
        default=None,
        kind=FieldKind.YES_NO,
        section=PROJET,
        example="Oui",
    )
    inedite: bool | None = champ(
        "Action inédite ou expérimentale ?",
        "Une tolérance sur le nombre de personnes est prévue pour ces actions.",
        default=None,
        kind=FieldKind.YES_NO,
        section=PROJET,
        example="Non",
    )
    numerique: bool | None = champ(
        "Dimension numérique ?",
        "Sobriété, inclusion numérique…",
        default=None,
        kind=FieldKind.YES_NO,
        section=PROJET,
        example="Non",
    )
    dimension_numerique: str = champ(
        "Si oui, laquelle",
        "Sa cohérence avec la feuille de route numérique de l’agglomération.",
        kind=FieldKind.LONG_TEXT,
        section=PROJET,
        example="",
    )
    participation: bool | None = champ(
        "Innovation sociale et participation des habitants ?",
        "{Agglo} porte une attention particulière à ces actions.",
        default=None,
        kind=FieldKind.YES_NO,
        section=PROJET,
        example="Oui",
    )
    quartiers: tuple[str, ...] = champ(
        "Quartier prioritaire",
        "Un quartier par cellule, au moins un.",
        default=(),
        required=Required.ALWAYS,
        section=TERRITOIRE,
        choices="quartiers",
        rows=6,
        example="1",
    )
    lieu: str = champ(
        "Lieu", "Où l’action se déroule.", section=TERRITOIRE, example="Square des Tilleuls"
    )
    date_debut: date | None = champ(
        "Début",
        "Premier jour de l’action.",
        default=None,
        kind=FieldKind.DATE,
        required=Required.ALWAYS,
        section=TERRITOIRE,
        example="{jour_debut}",
    )
    date_fin: date | None = champ(
        "Fin",
        "Dernier jour de l’action.",
        default=None,
        kind=FieldKind.DATE,
        required=Required.ALWAYS,
        section=TERRITOIRE,
        example="{jour_fin}",
    )
    public_nombre: int | None = champ(
        "Nombre de personnes",
        "Les habitants concernés directement.",
        default=None,
        kind=FieldKind.INTEGER,
        required=Required.ALWAYS,
        section=PUBLIC,
        example="40",
    )
    public_femmes: int | None = champ(
        "dont femmes",
        "Estimation.",
        default=None,
        kind=FieldKind.INTEGER,
        section=PUBLIC,
        example="24",
    )
    public_quartiers: int | None = champ(
        "dont habitants des quartiers prioritaires",
        "Estimation.",
        default=None,
        kind=FieldKind.INTEGER,
        section=PUBLIC,
        example="36",
    )
    public_ages: str = champ(
        "Tranches d’âge", "Les âges du public.", section=PUBLIC, example="Familles, 6 à 75 ans"
    )
    droit_commun: str = champ(
        "Articulation avec le droit commun",
        "Les dispositifs existants, et comment l’action les complète sans les dupliquer.",
        kind=FieldKind.LONG_TEXT,
        section=METHODE,
        example="",
    )
    partenaires: str = champ(
        "Partenaires",
        "Qui fait quoi.",
        kind=FieldKind.LONG_TEXT,
        section=METHODE,
        example="Bailleur, centre social…",
    )
    comite_suivi: str = champ(
        "Comité de suivi",
        "Ses membres et ses dates : il est obligatoire.",
        kind=FieldKind.LONG_TEXT,
        required=Required.ALWAYS,
        section=METHODE,
        example="Trois réunions : mars, juin, novembre",
    )
