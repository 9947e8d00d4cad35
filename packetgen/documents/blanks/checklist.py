"""Values of the blank checklist: every piece, every funder of the call."""

from datetime import date

from packetgen.documents.blanks.contexts import ROWS
from packetgen.documents.blanks.fields import Blanks, piece_key
from packetgen.documents.contexts.deposits import dauphin, depot_with, where
from packetgen.documents.contexts.liste import source_of
from packetgen.documents.contexts.wording import Fields
from packetgen.model.action import Action, montant_key
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.fields import COMPUTED, FieldKind
from packetgen.model.financeur import DEPARTEMENT, Financeur
from packetgen.text import NBSP, period
from packetgen.workbook.printed import when_owed

# No deadline is past in a form that is not of a day
NO_DAY = date.min


def liste(blanks: Blanks) -> Fields:
    """Return the checklist's fields, for a form: every piece, every funder."""
    field, campagne = blanks.field, blanks.campagne
    box = blanks.box(f"{COMPUTED}dauphin", "Transmis")
    sent = f"{box}{NBSP}transmis le {field('action.date_dauphin')}"
    depot = campagne.etape("depot")
    return {
        "appel_a_projets": campagne.intitule,
        "porteur": field("porteur.denomination"),
        "action": field("action.intitule"),
        "date": blanks.computed("date", "Date", FieldKind.DATE),
        "decompte": blanks.computed("decompte", "Nombre de pièces"),
        "manque": "",
        "pieces": [
            _piece(blanks, numero, piece) for numero, piece in enumerate(campagne.pieces, start=1)
        ],
        "non_demandees": "",
        "facultatives": "",
        "dauphin": {
            **dauphin(Action(), campagne, NO_DAY),
            "numero": field("action.numero_dauphin"),
            "etat": sent,
            "periode": period(depot.debut, depot.fin),
        },
        "depots": [_depot(blanks, funder) for funder in campagne.financeurs],
        "non_sollicites": "",
        "communes": [
            {
                "nom": field("communes.commune"),
                "referent": field("communes.referent"),
                "courriel": blanks.computed("courriel", "Courriel"),
                "contact": field("communes.date_contact"),
            }
            for _ in range(ROWS["communes"])
        ],
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
