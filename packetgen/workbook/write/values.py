"""The values of a dossier by key of the workbook's cells: what a prefilled workbook holds. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from packetgen.model.action import ACTION, MONTANT, Action
from packetgen.model.dossier import PIECES, PORTEUR, Dossier
from packetgen.model.fields import Field, key_of_action
from packetgen.text import NBSP, count
from packetgen.workbook.layout import TABLES

CellContent = str | int | Decimal | date | None


def values_of(dossier: Dossier, pieces: frozenset[str]) -> dict[str, CellContent]:
    """Return every value of a dossier by key of its cell; `pieces` are the prefixes that exist.

    A piece that the year does not ask for goes to a free row.
    """
    found = [*_values_of_fields(PORTEUR, dossier.porteur)]
    for action in dossier.actions:
        found += [(key_of_action(key, action.numero), value) for key, value in _of_action(action)]
    found += _of_pieces(dossier, pieces)
    return {key: value for key, value in found if value not in (None, "")}


def describe_carried_over(dossier: Dossier) -> tuple[str, ...]:
    """Describe in French what a new workbook takes from an earlier one."""
    pieces = sum(bool(piece.fichier) for piece in dossier.pieces)
    if not dossier.porteur.denomination:
        return ("Rien à reprendre : ce classeur ne donne pas le nom de la structure.",)
    return (
        f"Repris : le porteur «{NBSP}{dossier.porteur.denomination}{NBSP}»"
        f" et {count(pieces, 'nom de pièce', 'noms de pièces')}.",
        "À vérifier : les dirigeants, le RIB et les pièces ont pu changer depuis.",
    )


def _values_of_fields(fields: Sequence[Field], holder: object) -> Iterator[tuple[str, CellContent]]:
    for field in fields:
        value = getattr(holder, field.attribute)
        if isinstance(value, tuple):
            yield from ((f"{field.key}.{row}", item) for row, item in enumerate(value, start=1))
        else:
            yield field.key, _shown(value)


def _shown(value: CellContent) -> CellContent:
    return ("Oui" if value else "Non") if isinstance(value, bool) else value


def _of_action(action: Action) -> Iterator[tuple[str, CellContent]]:
    yield from _values_of_fields(ACTION, action)
    yield from ((f"action.{MONTANT}{code}", amount) for code, amount in action.montants.items())
    yield from ((f"action.{code}", answer) for code, answer in action.reponses.items())
    rows = (action.communes, action.indicateurs, action.interventions)
    for table, lines in zip(TABLES, rows, strict=True):
        for row, line in enumerate(lines, start=1):
            for field in table.fields:
                value = _shown(getattr(line, field.attribute))
                yield f"{table.prefix}.{row}.{field.attribute}", value
    for code, amount in action.budget.montants.items():
        yield f"budget.{code}", amount
    for code, precision in action.budget.precisions.items():
        yield f"budget.{code}.precision", precision


def _of_pieces(dossier: Dossier, prefixes: frozenset[str]) -> Iterator[tuple[str, CellContent]]:
    """Free rows keep their order; what is said of an unknown piece is never dropped."""
    free = 0
    for piece in dossier.pieces:
        prefix = piece.key
        if prefix not in prefixes:
            if not (piece.fichier or piece.motif):
                continue
            free += 1
            prefix = f"pieces.autre{free}"
            yield f"{prefix}.titre", piece.titre
        for field in PIECES:
            yield f"{prefix}.{field.attribute}", getattr(piece, field.attribute)
