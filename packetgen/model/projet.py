"""The project."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Projet:
    """The project: what, where, when, for whom and how."""

    intitule: str = ""
    pilier: str = ""
    theme: str = ""
    description: str = ""
    contexte: str = ""
    objectifs: str = ""
    deroule: str = ""
    premiere_demande: bool | None = None
    inedite: bool | None = None
    numerique: bool | None = None
    dimension_numerique: str = ""
    participation: bool | None = None
    quartiers: tuple[str, ...] = ()
    lieu: str = ""
    date_debut: date | None = None
    date_fin: date | None = None
    public_nombre: int | None = None
    public_femmes: int | None = None
    public_quartiers: int | None = None
    public_ages: str = ""
    droit_commun: str = ""
    partenaires: str = ""
    comite_suivi: str = ""
