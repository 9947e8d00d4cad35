"""Texts that packetgen prints on the sheets to fill, which are nobody's answers. Pure."""

from collections.abc import Iterator
from functools import cached_property, lru_cache

from msgspec import Struct

from packetgen.campagne.words import asked
from packetgen.model.action import action_fields
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import AGENTS, RENOUVELLEMENT
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import Field, Required
from packetgen.model.financeur import CHEF_DE_FILE, DEPARTEMENT, ETAT, REGION
from packetgen.model.finding import Statut
from packetgen.text import enumerate_words, fold, upper_first
from packetgen.workbook import layout

HOURS_TOTAL = "Total des heures prévues"

CONTRIBUTIONS = "Contributions volontaires en nature"
CONTRIBUTIONS_BALANCE = "Équilibre des contributions volontaires"

FREE_PIECES_TITLE = "Autres pièces"
FREE_PIECES_HELP = "Écrivez le nom de la pièce dans la première colonne."
EVERYONE, OPTIONAL = "Toutes les structures", "Facultative"
NOT_ASKED = "La note ne la demande pas"
# When a piece is owed, in words: by the funder that is asked (all ask who leads), by the action
_IF_ASKED = {
    CHEF_DE_FILE: "",
    ETAT: "si l’État est sollicité",
    REGION: "si la Région est sollicitée",
    DEPARTEMENT: "si le Département est sollicité",
}
_IF = {AGENTS: "si un agent du Département participe", RENOUVELLEMENT: "pour un renouvellement"}


def row_label(label: str, place: int) -> str:
    """The label of a row of a field that may have several: `Quartier`, then `Quartier 2`."""
    return label if place == 1 else f"{label} {place}"


def asked_mark(campagne: Campagne) -> str:
    """What stands beside the line of the budget that is asked of who publishes the call."""
    return f"{campagne.territoire.sigle} →"


def total_of(cote: str, *, volontaires: bool = False) -> str:
    """The label of a total of the budget."""
    return f"Total des {cote}" + (", contributions volontaires comprises" if volontaires else "")


def help_in_line(field: Field) -> str:
    """When a field must be filled and how, said in one cell."""
    return f"{field.requirement}. {field.help}"


def shared_requirement(fields: tuple[Field, ...]) -> Required | None:
    """The requirement said once for a table, when its columns have no other."""
    found = {field.required for field in fields}
    if len(found) > 1:
        found.discard(Required.OPTIONAL)
    return found.pop() if len(found) == 1 else None


def expected(field: Field, shared: Required | None) -> str:
    """The text under the head of a column."""
    words = "" if field.required is shared else f"{field.requirement}."
    example = f"Ex. : {field.example}." if field.example else ""
    return " ".join(filter(None, (field.help, example, words)))


def asked_of(piece: Piece, campagne: Campagne) -> str:
    """Who owes a piece, in words."""
    if piece.genere or not piece.obligatoire:
        return OPTIONAL
    owing = [forme.libelle for forme in campagne.formes if forme.code in piece.formes]
    listed = [f"{label}s" if label.isalpha() else label for label in owing] or [EVERYONE]
    return ", ".join(filter(None, (*listed, when_owed(piece, campagne))))


def when_owed(piece: Piece, campagne: Campagne) -> str:
    """When a piece is owed: « si la Région est sollicitée », nothing for always."""
    themes = [f"« {each.libelle} »" for each in campagne.themes if each.code in piece.themes]
    funders = [campagne.financeur(code) for code in piece.financeurs]
    asked = [_IF_ASKED.get(each.role, f"si {each.nom} est sollicité") for each in funders]
    said = (
        _IF.get(piece.quand, ""),
        f"pour la thématique {enumerate_words(themes, 'or')}" if themes else "",
        enumerate_words(filter(None, asked), "or"),
    )
    return ", ".join(filter(None, said))


def asked_by(piece: Piece, campagne: Campagne) -> str:
    """Where the note asks for it, or how sure the entry is when the note does not."""
    if piece.source.statut is Statut.A_CONFIRMER:
        return piece.source.statut.value.capitalize()
    if piece.source.lignes:
        # the signed scan of a document of ours is our own proposal
        asked = " : le document, non son scan" if piece.genere else ""
        return f"{upper_first(campagne.cite(piece.source).reference)}{asked}"
    return NOT_ASKED


# The same texts come back from row to row, and in every workbook of a batch
@lru_cache(maxsize=4096)
def essence(text: str) -> str:
    """What typography never changes in a printed text; quicker than `fold`."""
    solid = "".join(text.split()).replace("'", "’")
    return solid.replace('"', "").replace("«", "").replace("»", "")


class Printed(Struct, frozen=True, dict=True):
    """The essence of every printed text.

    Those of `lookalikes` could be answers: examples, codes of accounts, numbers of rows.
    """

    words: frozenset[str]
    lookalikes: frozenset[str]

    def has_nearly(self, value: object) -> bool:
        """Whether a text was only typed anew: in capitals, without accents, with a colon."""
        return isinstance(value, str) and fold(essence(value)) in self._folded

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(map(fold, self.words))


@lru_cache(maxsize=8)
def printed(campagne: Campagne, actions: tuple[int, ...]) -> Printed:
    """Return the texts beneath the heads of the sheets, in the workbook of these actions."""
    fields = asked((*PORTEUR, *action_fields(campagne)), campagne)
    words = {*_of_forms(fields, campagne), *_of_budget(campagne), *_of_pieces(campagne, actions)}
    lookalikes = {field.example for field in fields}
    lookalikes |= {str(row) for table in layout.TABLES for row in range(1, table.rows + 1)}
    for compte in campagne.comptes:
        lookalikes |= {compte.numero, *(ligne.numero for ligne in compte.lignes)}
    return Printed(frozenset(map(essence, words)), frozenset(map(essence, lookalikes)))


def _of_forms(asked_here: tuple[Field, ...], campagne: Campagne) -> Iterator[str]:
    yield from (HOURS_TOTAL, *(required.value for required in Required))
    for field in asked_here:
        yield from (field.section, field.help, field.requirement, help_in_line(field))
        yield from (row_label(field.label, place) for place in range(1, field.rows + 1))
    for table in layout.TABLES:
        yield table.title
        fields = asked(table.fields, campagne)
        yield from (field.label for field in fields)
        shared = shared_requirement(fields)
        yield from (expected(field, shared) for field in fields)


def _of_budget(campagne: Campagne) -> Iterator[str]:
    yield from (asked_mark(campagne), CONTRIBUTIONS, CONTRIBUTIONS_BALANCE)
    for cote in ("charges", "produits"):
        yield from (total_of(cote), total_of(cote, volontaires=True))
    for compte in campagne.comptes:
        yield from (compte.libelle, *(ligne.libelle for ligne in compte.lignes))


def _of_pieces(campagne: Campagne, actions: tuple[int, ...]) -> Iterator[str]:
    yield from (FREE_PIECES_TITLE, FREE_PIECES_HELP, OPTIONAL)
    for piece, _, title in layout.piece_rows(campagne, actions):
        yield from (title, piece.aide, asked_of(piece, campagne), asked_by(piece, campagne))
        # as printed before, in workbooks that people are filling
        yield from (NOT_ASKED, f"{campagne.note.court}, L{piece.source.lignes}".capitalize())
