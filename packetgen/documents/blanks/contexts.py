"""Values of the blank forms: marks for the fields, facts of the call in full."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from packetgen.campagne.words import filled
from packetgen.documents.blanks.fields import Blanks, Control, piece_key
from packetgen.documents.contexts.deposits import dauphin, depot_with, where
from packetgen.documents.contexts.fiche import answers, budget_lines
from packetgen.documents.contexts.liste import source_of
from packetgen.documents.contexts.wording import Fields, postal_block
from packetgen.model.action import SUBVENTIONS, Action, montant_key
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import Compte
from packetgen.model.fields import COMPUTED, FieldKind
from packetgen.model.financeur import DEPARTEMENT, REGION, Financeur
from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words, lower_first, period
from packetgen.workbook.printed import when_owed

PRINTED = table(__file__, "contexts.toml")
# In the texts of the table: a box, the key, its label, its kind
BLANK = re.compile(r"\[(☐ )?([^|\]]+)(?:\|([^|\]]+))?(?:\|([^\]]+))?\]")
QUARTIERS = 3
# No deadline is past in a form that is not of a day
NO_DAY = date.min


def printed(blanks: Blanks, value: Any) -> Any:  # noqa: ANN401 - a tree of the table
    """Return what the table says of a form, marks in place of its blanks."""
    if isinstance(value, dict):
        parts = {name: part for name, part in value.items() if name != "fois"}
        rows = [printed(blanks, parts) for _ in range(value.get("fois", 0))]
        return rows or {name: printed(blanks, part) for name, part in parts.items()}
    if isinstance(value, list):
        return [printed(blanks, part) for part in value]
    if not isinstance(value, str):
        return value
    campagne = blanks.campagne
    words = {"annee": str(campagne.annee), "appel": campagne.intitule}
    words |= {"organisme": campagne.territoire.nom, "destinataire": campagne.destinataire.appel}
    return filled(BLANK.sub(lambda found: _blank(blanks, *found.groups("")), value), words)


def _blank(blanks: Blanks, box: str, key: str, label: str, kind: str) -> str:
    holder, _, name = key.partition(".")
    if box:
        return blanks.box(key, label)
    if key.startswith(COMPUTED):
        return blanks.mark(Control(key, label, FieldKind(kind or FieldKind.TEXT)))
    if holder == "montant":
        funder = blanks.campagne.with_role(name)
        return blanks.field(montant_key(funder)) if funder else ""
    return blanks.field(key)


def lettre(blanks: Blanks) -> Fields:
    """Return the letter's fields, for a form."""
    campagne = blanks.campagne
    lines = {"destinataire": postal_block(campagne), "pieces_jointes": _enclosed(campagne)}
    return {**printed(blanks, PRINTED["lettre"]), **lines}


def fiche_action(blanks: Blanks) -> Fields:
    """Return the fiche action's fields, for a form: every part of it is shown."""
    campagne = blanks.campagne
    fields: dict[str, Any] = printed(blanks, PRINTED["fiche_action"])
    # for a pen, the whole list is printed once
    quartiers = [blanks.field("action.quartiers") for _ in range(1 if blanks.pen else QUARTIERS)]
    fields["action"]["quartiers"] = quartiers
    asked = {name: blanks.field(f"action.{code}") for name, code in answers(campagne).items()}
    fields["region"] |= {**asked, "concerne": campagne.with_role(REGION) is not None}
    lines = partial(_lines, blanks)
    fields["budget"]["lignes"] = budget_lines(lines, campagne, volontaire=False)
    fields["budget"]["contributions"] = budget_lines(lines, campagne, volontaire=True)
    return fields


def _enclosed(campagne: Campagne) -> str:
    call = campagne.chef_de_file.code
    asked_for = (piece for piece in campagne.pieces if piece.obligatoire and not piece.genere)
    owed = [piece for piece in asked_for if call in (*piece.financeurs, call)[:1]]
    listed = [enumerate_words(piece.libelle for piece in owed if "*" in piece.formes)]
    for forme in campagne.formes:
        names = enumerate_words(lower_first(p.libelle) for p in owed if forme.code in p.formes)
        listed += [f"pour une {forme.libelle.lower()}, {names}"] if names else []
    return f"{NBSP}; ".join(listed)


def _lines(blanks: Blanks, compte: Compte) -> Iterator[tuple[str, str]]:
    for ligne in compte.lignes:
        name = f"{ligne.numero}{NBSP}– {ligne.libelle}" if ligne.numero else ligne.libelle
        if compte.numero == SUBVENTIONS:
            name += f" – {blanks.field(f'budget.{ligne.code}.precision')}"
        yield name, blanks.field(f"budget.{ligne.code}")


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
