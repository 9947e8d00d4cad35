"""Values of the blank checklist: every piece, every funder of the call."""

from datetime import date
from typing import Any

from packetgen.documents.blanks.contexts import PRINTED, printed
from packetgen.documents.blanks.fields import Blanks, piece_key
from packetgen.documents.contexts.deposits import dauphin, depot_with, where
from packetgen.documents.contexts.liste import source_of
from packetgen.documents.contexts.wording import Fields
from packetgen.model.action import Action, montant_key
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.fields import COMPUTED
from packetgen.model.financeur import DEPARTEMENT, Financeur
from packetgen.text import NBSP, period
from packetgen.workbook.printed import when_owed

# No deadline is past in a form that is not of a day
NO_DAY = date.min


def liste(blanks: Blanks) -> Fields:
    """Return the checklist's fields, for a form: every piece, every funder."""
    campagne = blanks.campagne
    fields: dict[str, Any] = printed(blanks, PRINTED["liste"])
    depot = campagne.etape("depot")
    period_of = {"periode": period(depot.debut, depot.fin)}
    pieces = enumerate(campagne.pieces, start=1)
    return fields | {
        "pieces": [_piece(blanks, numero, piece) for numero, piece in pieces],
        "dauphin": {**dauphin(Action(), campagne, NO_DAY), **fields["dauphin"], **period_of},
        "depots": [_depot(blanks, funder) for funder in campagne.financeurs],
    }


def _piece(blanks: Blanks, numero: int, piece: Piece) -> Fields:
    key = piece_key(piece)
    owed = piece.obligatoire and not piece.genere
    reason = f"Si elle manque, pourquoi{NBSP}: {blanks.field(f'{key}.motif')}" if owed else ""
    return {
        "numero": str(numero),
        "titre": piece.libelle,
        "exigence": requirement(piece, blanks.campagne),
        "source": source_of(piece, blanks.campagne) if piece.source.in_note else "",
        "etat": f"{blanks.box(f'{COMPUTED}{key}', f'{piece.libelle} : jointe')}{NBSP}jointe",
        "jointe": True,
        "notes": reason,
        "fichier": blanks.field(f"{key}.fichier") if piece.is_given else "–",
        "pages": "",
    }


def requirement(piece: Piece, campagne: Campagne) -> str:
    """Return « Obligatoire », « Obligatoire (association) » or « Facultative »."""
    if not piece.obligatoire:
        return "Facultative"
    owed = [forme.libelle for forme in campagne.formes if forme.code in piece.formes]
    said = f"Obligatoire ({', '.join(owed).lower()})" if owed else "Obligatoire"
    return f"{said} {when_owed(piece, campagne)}".strip()


def _depot(blanks: Blanks, funder: Financeur) -> Fields:
    campagne = blanks.campagne
    made = blanks.box(f"{COMPUTED}depot.{funder.code}", f"Déposé : {funder.nom}")
    on = blanks.field("action.date_departement") if funder.role == DEPARTEMENT else ""
    return {
        **depot_with(funder, Action(), campagne, NO_DAY),
        "ou": where(funder, campagne),
        "montant": f"{blanks.field(montant_key(funder))}{NBSP}€",
        "etat": f"{made}{NBSP}déposé" + (f"\n{on}" if on else ""),
    }
