"""The Word templates of a year, tried: each is filled for a dossier that says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from packetgen.documents.fiche_context import fiche_action
from packetgen.documents.letter_context import lettre
from packetgen.documents.liste_context import liste
from packetgen.documents.render import render
from packetgen.documents.template import path_of
from packetgen.edition.blank import blank_dossier
from packetgen.errors import TemplateInvalid
from packetgen.model.campagne import Campagne


def faults(campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield the name of each template that cannot be used, and why, in French."""
    dossier, day = blank_dossier(campagne.annee), campagne.etape("depot").debut
    (action,) = dossier.actions
    filled = {
        "lettre": lettre(dossier, action, campagne, today=day, pieces=()),
        "fiche_action": fiche_action(dossier, action, campagne, today=day),
        "liste": liste(dossier, action, campagne, today=day, asked=campagne.pieces, placed=()),
    }
    with TemporaryDirectory(prefix="packetgen-") as work:
        for name, fields in filled.items():
            try:
                render(path_of(campagne.annee, name), fields, Path(work) / f"{name}.docx")
            except TemplateInvalid as error:
                yield f"{name}.docx", str(error)
