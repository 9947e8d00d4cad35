"""The parts of a bundle: documents of ours, annexes, the pages in place of those missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packetgen.annexes.find_file import AnnexMissing
from packetgen.model.action import Action
from packetgen.model.bundle import (
    BORDEREAU,
    COUVERTURE,
    SOMMAIRE,
    Part,
    Plan,
    SourceFile,
    State,
    plan,
)
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import FICHE, LETTRE, LISTE, Paquet
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.pipeline.outcome import Outcome, pieces_of
from packetgen.pipeline.verify import Verification
from packetgen.text import readable

# What a normal dossier gives; the liste is drawn again when the guess was wrong
USUAL_PAGES = {LETTRE: 1, FICHE: 3, LISTE: 1, SOMMAIRE: 1, BORDEREAU: 1}
SIGNED = " (scan signé)"


@dataclass(frozen=True)
class BundleSource:
    """Input of one bundle: an action of a verified dossier, and what the bundle will be."""

    verification: Verification
    action: Action
    outcome: Outcome

    @property
    def dossier(self) -> Dossier:
        """The dossier of the action."""
        return self.verification.dossier

    @property
    def campagne(self) -> Campagne:
        """The year's call."""
        return self.verification.campagne

    @property
    def paquet(self) -> Paquet:
        """The kind of bundle."""
        return self.verification.paquet

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces that the year asks for in this bundle, in order."""
        return pieces_of(self.verification, self.action)

    @property
    def others(self) -> tuple[SourceFile, ...]:
        """The source files without a page of their own: the workbook, a signature."""
        signature = self.verification.signature
        if signature is None:
            return (self.verification.workbook,)
        name = readable(signature.name)
        image = SourceFile(name, "Image de la signature", signature.sha256)
        return (self.verification.workbook, image)

    def document(self, code: str) -> str:
        """File stem of a document of this action: `lettre-1`."""
        return f"{code}-{self.action.numero}"


def plan_bundle(parts: Sequence[Part], pages: Mapping[str, int] = USUAL_PAGES) -> Plan:
    """Plan the cover, the sommaire, the pieces, and the bordereau at the end.

    `pages` tells how long the sommaire and the bordereau are, by their code.
    """
    front = (Part(COUVERTURE, "Couverture", 1), Part(SOMMAIRE, "Sommaire", pages[SOMMAIRE]))
    return plan((*front, *parts, Part(BORDEREAU, "Bordereau", pages[BORDEREAU])))


def list_parts(sources: BundleSource) -> tuple[Part, ...]:
    """Return the numbered parts in the order of the bundle, those added by the porteur last."""
    campagne, given = sources.campagne, sources.dossier.pieces
    forme = campagne.code_of("formes", sources.dossier.porteur.forme)
    rows = {(row.code, row.action): row for row in given}
    parts = []
    for piece in sources.pieces:
        action = sources.action.numero if piece.par_action else 0
        row = rows.get((piece.code, action), PieceFournie(piece.code, "", action=action))
        if piece.genere and row.key not in sources.verification.intakes:
            parts.append(Part(piece.code, piece.libelle, USUAL_PAGES[piece.code]))
        elif piece.genere:
            parts.append(annex_part(row, f"{piece.libelle}{SIGNED}", sources))
        elif row.fichier or piece.due_par(forme):
            parts.append(annex_part(row, piece.libelle, sources))
    known = {piece.code for piece in campagne.pieces}
    parts += [
        annex_part(row, row.titre or row.fichier, sources)
        for row in given
        if row.fichier and row.code not in known
    ]
    return tuple(replace(part, numero=numero) for numero, part in enumerate(parts, start=1))


def annex_part(row: PieceFournie, titre: str, sources: BundleSource) -> Part:
    """Return the part of one annex: its pages, or the page that explains its absence."""
    verification = sources.verification
    if intake := verification.intakes.get(row.key):
        state = State.RESERVE if intake.reservations else State.INTEGREE
        notes = (*intake.reservations, *intake.changes)
        return Part(row.code, titre, intake.pages, 0, state, row.fichier, notes, row.key)
    if refusal := verification.refusals.get(row.key):
        state = State.ABSENTE if isinstance(refusal, AnnexMissing) else State.REFUSEE
        return Part(row.code, titre, 1, 0, state, row.fichier, (str(refusal),), row.key)
    reason = row.motif or "aucun fichier n’est indiqué dans le classeur"
    return Part(row.code, titre, 1, 0, State.ABSENTE, "", (reason,), row.key)
