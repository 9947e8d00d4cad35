"""What a verified dossier gives: a complete bundle, an incomplete one, a draft, or no document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from packetgen.model.action import Action
from packetgen.model.bundle import BROUILLON
from packetgen.model.campagne import Piece
from packetgen.model.campagne_parts import FICHE, LETTRE, LISTE
from packetgen.model.dossier import PieceFournie
from packetgen.model.fields import action_of
from packetgen.pipeline.verify import Verification
from packetgen.text import NBSP, count

if TYPE_CHECKING:
    from packetgen.convert.protocol import Conversion


class Outcome(StrEnum):
    """State of a bundle, as its file name tells it; a complete one bears none."""

    COMPLET = ""
    INCOMPLET = "INCOMPLET"
    BROUILLON = BROUILLON


def outcome_of(verified: Verification, action: Action, today: date) -> Outcome:
    """Return the state of one bundle: a draft as long as it can still be deposited on Dauphin."""
    if not wanting(verified, action):
        return Outcome.COMPLET
    etape, sent = verified.campagne.etape("depot"), action.date_dauphin
    to_come = (sent is None or sent > today) and today <= (etape.fin or etape.debut)
    return Outcome.BROUILLON if to_come else Outcome.INCOMPLET


def wanting(verified: Verification, action: Action) -> tuple[str, ...]:
    """Return in French what is owed and missing: values of the action, then pieces."""
    typed = (it for it in verified.findings if it.owed and not it.key.startswith("pieces."))
    values = [each.message for each in typed if action_of(each.key) in (0, action.numero)]
    campagne, pieces = verified.campagne, []
    forme = campagne.code_of("formes", verified.dossier.porteur.forme)
    for piece in pieces_of(verified, action):
        key = PieceFournie(piece.code, "", action=action.numero if piece.par_action else 0).key
        owed = not piece.genere and action.owes(piece, forme, campagne)
        if owed and key not in verified.intakes:
            pieces.append(f"{piece.libelle}{NBSP}: pièce {verified.state_without_pages(key)}")
    return (*values, *pieces)


def pieces_of(verified: Verification, action: Action) -> tuple[Piece, ...]:
    """Return the pieces of a bundle, in order; no document that is of other actions."""
    campagne = verified.campagne
    return tuple(
        piece
        for piece in campagne.pieces_du(verified.paquet)
        if not piece.genere or piece.code in (FICHE, LISTE) or action.concerned_by(piece, campagne)
    )


def forecast(verified: Verification, today: date) -> str:
    """Return in French what `generer` would make of a dossier, in one line."""
    if blocking := verified.blocking:
        cells = ((each.code, each.origin) for each in blocking)
        places = (f"{it.sheet} › {it.cell}" if it else code for code, it in cells)
        points = count(len(blocking), "point à corriger d’abord", "points à corriger d’abord")
        said = ", ".join(dict.fromkeys(places))
        return f"« generer » ne ferait aucun document{NBSP}: {points} ({said})."
    actions = verified.dossier.actions
    if len(actions) == 1:
        return f"« generer » ferait {_made(verified, actions[0], today)}."
    made = (f"action {each.numero}, {_made(verified, each, today)}" for each in actions)
    return f"« generer » ferait{NBSP}: {' ; '.join(made)}."


def _made(verified: Verification, action: Action, today: date) -> str:
    points = count(len(wanting(verified, action)), "point à compléter", "points à compléter")
    outcome = outcome_of(verified, action, today)
    if outcome is Outcome.COMPLET:
        return "un dossier complet"
    draft = "un BROUILLON, avant le dépôt sur Dauphin"
    return f"{draft if outcome is Outcome.BROUILLON else 'un dossier INCOMPLET'} ({points})"


def with_letter_pages(
    verified: Verification, conversions: Mapping[str, Conversion]
) -> Verification:
    """Return the verification with the real length of each letter where one is said too long."""
    findings = []
    for finding in verified.findings:
        letter = conversions.get(f"{LETTRE}-{action_of(finding.key)}")
        if finding.code != "LETTRE-03" or letter is None:
            findings.append(finding)
        elif letter.pages > 1:
            said, _, _ = finding.message.partition(f"{NBSP}:")
            length = f"{said}{NBSP}: la lettre a {count(letter.pages, 'page')}."
            findings.append(replace(finding, message=length))
    return replace(verified, findings=tuple(findings))
