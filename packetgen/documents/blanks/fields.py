"""The controls of the blank forms: each stands for a field of the catalogue, by one character."""

import re

from msgspec import Struct

from packetgen.campagne.words import asked
from packetgen.model.action import AGENTS, COMMUNES, INDICATEURS, action_fields
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PIECES, PORTEUR, PieceFournie
from packetgen.model.fields import FIGURES, NO, YES, Field, FieldKind
from packetgen.text import NBSP, french_typography, lower_first

# Private characters: no text holds them, no filter of a template alters them. Word's symbol
# fonts use those from U+F000.
FIRST_MARK = 0xE000
# A sentence on what packetgen does, which nobody does in a form filled by hand
BY_PACKETGEN = re.compile(r"[^.]*\bpacketgen\b[^.]*\.")


class Control(Struct, frozen=True):
    """One blank of a form; `tag` is the field's key, `calcul.…` for what the workbook computes.

    `box` controls are ticked; `choices` are those of its list, which `open_list` does not bind.
    """

    tag: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    choices: tuple[str, ...] = ()
    open_list: bool = False
    box: bool = False

    @property
    def short_prompt(self) -> str:
        """Text of a blank inside a sentence."""
        if self.kind is FieldKind.DATE:
            return "[jj/mm/aaaa]"
        return f"[{'montant' if self.kind is FieldKind.EUROS else self.label.split(' : ')[-1]}]"

    @property
    def prompt(self) -> str:
        """Text of a blank that has a line to itself."""
        if self.choices:
            return "Cliquez pour choisir…"
        if self.kind in FIGURES:
            return "…"
        if self.kind is FieldKind.LONG_TEXT and self.help:
            return french_typography(f"Cliquez pour écrire. {self.help}")
        return self.short_prompt


class Blanks:
    """The controls of one form, in the order in which they were asked for."""

    def __init__(self, campagne: Campagne, *, pen: bool = False) -> None:
        self.campagne, self.pen = campagne, pen
        self.controls: list[Control] = []
        self._fields = fields_of(campagne)

    def field(self, key: str) -> str:
        """Return the mark of a field: of its two boxes when it is answered by yes or no."""
        field = self._fields.get(key)
        if field is None:  # of a funder or a list that the year does not have
            return ""
        if field.kind is FieldKind.YES_NO:
            yes, no = self.box(f"{key}{YES}", field.label), self.box(f"{key}{NO}", field.label)
            return f"{yes}{NBSP}Oui{NBSP}{NBSP}{NBSP}{no}{NBSP}Non"
        choices = self.campagne.choices(field.choices) if field.choices else ()
        help_text = BY_PACKETGEN.sub("", field.help).strip()
        return self.mark(Control(key, field.label, field.kind, help_text, choices, field.open_list))

    def box(self, tag: str, label: str) -> str:
        """Return the mark of a box to tick."""
        return self.mark(Control(tag, label, box=True))

    def at(self, mark: str) -> Control | None:
        """Return the control that a character stands for, None for a character of a text."""
        place = ord(mark) - FIRST_MARK
        return self.controls[place] if 0 <= place < len(self.controls) else None

    def mark(self, control: Control) -> str:
        """Return the character that stands for a control."""
        self.controls.append(control)
        return chr(FIRST_MARK + len(self.controls) - 1)


def fields_of(campagne: Campagne) -> dict[str, Field]:
    """Return every field that a form may ask, by tag: rows of tables are not numbered."""
    catalogue = (*PORTEUR, *action_fields(campagne), *COMMUNES, *INDICATEURS, *AGENTS)
    fields = [*asked(catalogue, campagne)]
    for compte in campagne.comptes:
        for ligne in compte.lignes:
            key = f"budget.{ligne.code}"
            fields += [Field(key, ligne.libelle, "", FieldKind.EUROS)]
            fields += [Field(f"{key}.precision", f"{ligne.libelle} : précision", "")]
    for piece in campagne.pieces:
        for field in PIECES:
            label = f"{piece.libelle} : {lower_first(field.label)}"
            fields += [Field(f"{piece_key(piece)}.{field.attribute}", label, "")]
    return {field.key: field for field in fields}


def piece_key(piece: Piece) -> str:
    """Return the prefix of a piece's keys, for the one action of a form."""
    return PieceFournie(piece.code, "", action=int(piece.par_action)).key
