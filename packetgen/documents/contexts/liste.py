"""Values of the checklist: the state of each piece, then the deposits to make."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from packetgen.documents.contexts.deposits import remaining
from packetgen.documents.contexts.wording import CERTAINTY, Fields
from packetgen.model.action import Action
from packetgen.model.bundle import PlacedPart, State
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import Dossier
from packetgen.text import NBSP, enumerate_words, long_date, lower_first, upper_first

OWED, MADE = "Obligatoire", "Faite par packetgen"


def liste(
    dossier: Dossier,
    action: Action,
    campagne: Campagne,
    *,
    today: date,
    asked: Sequence[Piece],
    placed: Sequence[PlacedPart],
) -> Fields:
    """Return the checklist's fields: `asked` are the pieces that the bundle has room for.

    `placed` are its parts with their pages.
    """
    forme = campagne.code_of("formes", dossier.porteur.forme)
    parts = {part.part.code for part in placed}
    included = {part.part.code for part in placed if part.part.state.is_included}
    requirements = {piece.code: _requirement(piece, forme, action, campagne) for piece in asked}
    due = [piece for piece in asked if requirements[piece.code] == OWED]
    missing = [piece for piece in due if piece.code not in included]
    absent = [piece for piece in asked if piece.code not in parts and piece not in due]
    optional = (each for each in absent if action.concerned_by(each, campagne))
    return {
        "appel_a_projets": campagne.intitule,
        "porteur": dossier.porteur.denomination,
        "action": action.intitule,
        "date": long_date(today),
        "decompte": f"{len(due) - len(missing)} sur {len(due)}",
        "manque": _titles(missing),
        "pieces": [_piece(part, campagne, requirements) for part in placed if part.part.numero],
        "non_demandees": _titles(piece for piece in absent if piece.obligatoire),
        "facultatives": _titles(piece for piece in optional if not piece.obligatoire),
        **remaining(action, campagne, today),
    }


def _titles(pieces: Iterable[Piece]) -> str:
    return enumerate_words(lower_first(piece.libelle) for piece in pieces)


def _piece(placed: PlacedPart, campagne: Campagne, requirements: Mapping[str, str]) -> Fields:
    part = placed.part
    piece = next((piece for piece in campagne.pieces if piece.code == part.code), None)
    requirement = requirements.get(part.code, "Ajoutée par le porteur")
    # a whole piece needs no word: what was tidied in it is in the sommaire
    notes = () if part.state is State.INTEGREE else part.notes
    pages = f"{placed.first}" if part.pages == 1 else f"{placed.first} à {placed.last}"
    return {
        "numero": str(part.numero),
        "titre": part.titre,
        "exigence": requirement,
        "source": "" if requirement == MADE else source_of(piece, campagne),
        "etat": upper_first(part.state.value),
        "jointe": part.state.is_included,
        "notes": "\n".join(upper_first(note) for note in notes),
        "fichier": part.fichier or ("packetgen" if part.state.is_included else "–"),
        "pages": f"p.{NBSP}{pages}",
    }


def _requirement(piece: Piece, forme: str, action: Action, campagne: Campagne) -> str:
    """Return whether a piece is owed; a document of ours is where its own funder is asked."""
    concerned = action.concerned_by(piece, campagne)
    if piece.genere and not (piece.obligatoire and concerned):
        return MADE
    if action.owes(piece, forme, campagne):
        return OWED
    if not piece.obligatoire:
        return "Facultative"
    return f"Non demandée {'à cette structure' if concerned else 'pour cette action'}"


def source_of(piece: Piece | None, campagne: Campagne) -> str:
    """Return « Note de cadrage, « LES MODALITES »… », or how sure the requirement is."""
    if piece is None:
        return ""
    certainty = CERTAINTY[piece.source.statut]
    if not piece.source.in_note:
        return upper_first(certainty)
    reference = upper_first(campagne.cite(piece.source).reference)
    return f"{reference} ({certainty})" if certainty else reference
