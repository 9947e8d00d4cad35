"""What was typed → the entry of the list that it means, when there is only one."""

from __future__ import annotations

import re

from packetgen.model.fields import Field
from packetgen.text import fold
from packetgen.workbook.read_problems import Lecture, proposal, remark
from packetgen.workbook.read_typed import Context, Raw, Typed, as_text, quoted

QUARTIERS = "quartiers"


def choice(raw: Raw, field: Field, context: Context) -> Typed:
    """Match a text with the list of its field; what an open list lacks is kept as typed."""
    typed = " ".join(as_text(raw).split())
    wanted, labels = fold(typed), context.campagne.choices(field.choices)
    for label in labels:
        if " ".join(label.split()) == typed:
            return Typed(label)
        if fold(label) == wanted:
            return _matched(label, Lecture.CHOIX_RECONNU, raw, field)
    if field.open_list:
        return Typed(typed)
    words = _words(typed)
    holding = [label for label in labels if words <= _words(label)]
    if len(holding) == 1 and words:
        return _matched(holding[0], Lecture.CHOIX_DEVINE, raw, field)
    if field.choices == QUARTIERS:
        return Typed(typed)  # the note's list is not whole: rule CALL-19 judges
    told = {"valeur": quoted(raw, field), "champ": field.label}
    unknown = remark(Lecture.CHOIX_INCONNU, **told, piste=proposal(typed, labels))
    return Typed(typed, (unknown,))


def _matched(label: str, lecture: Lecture, raw: Raw, field: Field) -> Typed:
    return Typed(label, (remark(lecture, valeur=quoted(raw, field), lu=label),))


def _words(text: str) -> set[str]:
    """The words of a text, folded: « Priorité 2 » is in « Priorité 2 : Créer… »."""
    return {fold(word) for word in re.findall(r"\w+", text)}
