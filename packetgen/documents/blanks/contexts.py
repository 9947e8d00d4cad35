"""Values of the blank letter and fiche: marks for the fields, facts of the call in full."""

import re
from collections.abc import Iterator
from typing import Any

from packetgen.campagne.words import filled
from packetgen.documents.blanks.fields import Blanks
from packetgen.documents.contexts.fiche import SIDES, TEXTS, answers, budget_lines
from packetgen.documents.contexts.wording import Fields, postal_block
from packetgen.model.action import montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.fields import COMPUTED, FieldKind
from packetgen.model.financeur import REGION
from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words, lower_first

PRINTED = table(__file__, "contexts.toml")
# In the texts of the table: a box, the key, its label, its kind
BLANK = re.compile(r"\[(☐ )?([^|\]]+)(?:\|([^|\]]+))?(?:\|([^\]]+))?\]")
QUARTIERS = 3
TOTALS = {
    "total_{}": "Total",
    "contributions_{}": "Contributions volontaires",
    "total_{}_avec_contributions": "Total avec contributions volontaires",
}


def printed(blanks: Blanks, value: Any) -> Any:  # noqa: ANN401 - a tree of the table
    """Return what the table says of a form, marks in place of its blanks."""
    if isinstance(value, dict):
        rows = [
            {name: printed(blanks, part) for name, part in value.items() if name != "fois"}
            for _ in range(value.get("fois", 1))
        ]
        return rows if "fois" in value else rows[0]
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
        return blanks.computed(name, label, FieldKind(kind or FieldKind.TEXT))
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
    fields["action"] |= {**blanks.fields("action.{}", TEXTS), "quartiers": quartiers}
    asked = {name: blanks.field(f"action.{code}") for name, code in answers(campagne).items()}
    fields["region"] |= {**asked, "concerne": campagne.with_role(REGION) is not None}
    return fields | {"budget": _budget(blanks)}


def _enclosed(campagne: Campagne) -> str:
    call = campagne.chef_de_file.code
    owed = [
        piece
        for piece in campagne.pieces
        if piece.obligatoire and not piece.genere and call in (*piece.financeurs, call)[:1]
    ]
    listed = [enumerate_words(piece.libelle for piece in owed if "*" in piece.formes)]
    for forme in campagne.formes:
        names = enumerate_words(lower_first(p.libelle) for p in owed if forme.code in p.formes)
        listed += [f"pour une {forme.libelle.lower()}, {names}"] if names else []
    return f"{NBSP}; ".join(listed)


def _budget(blanks: Blanks) -> Fields:
    """Return every line of the budget; those of the funders stand there once."""
    totals = {
        name.format(side): blanks.computed(name.format(side), label, FieldKind.EUROS)
        for side in SIDES
        for name, label in TOTALS.items()
    }
    ordinary, in_kind = (
        budget_lines(*(_lines(blanks, side, volontaire=volontaire) for side in SIDES))
        for volontaire in (False, True)
    )
    return {
        "lignes": ordinary,
        "contributions": in_kind,
        "financeurs": [],
        **totals,
    }


def _lines(blanks: Blanks, side: str, *, volontaire: bool) -> Iterator[tuple[str, str]]:
    for compte in blanks.campagne.comptes:
        if compte.cote != side or compte.volontaire is not volontaire:
            continue
        for ligne in compte.lignes:
            name = f"{ligne.numero}{NBSP}– {ligne.libelle}" if ligne.numero else ligne.libelle
            if compte.numero == "74":
                name += f" – {blanks.field(f'budget.{ligne.code}.precision')}"
            yield name, blanks.field(f"budget.{ligne.code}")
