"""The plan of a bundle, and its Word documents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.process.client import AssemblyClient
from packetgen.convert.engines import Conversion, convert_documents
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.contexts.letter import lettre
from packetgen.documents.contexts.liste import liste
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import path_of
from packetgen.errors import ConversionFailed
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
from packetgen.pipeline.outcome import Outcome, outcome_of, pieces_of
from packetgen.pipeline.verify import Verification
from packetgen.text import count, fold, readable

# What a normal dossier gives; the liste is drawn again when the guess was wrong
USUAL_PAGES = {LETTRE: 1, FICHE: 3, LISTE: 1, SOMMAIRE: 1, BORDEREAU: 1}
SIGNED = " (scan signé)"
MOST_DRAWS, MOST_WORDS = 4, 12


@dataclass(frozen=True)
class RunContext:
    """What the bundles of one run share: the date that they bear, the folder where they are made,
    the engine that draws their documents, the process that assembles them. With `in_process`, this
    process may die of a document, and draws it itself.
    """

    today: date
    work: Path
    engine: str
    client: AssemblyClient
    in_process: bool = False


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


@dataclass(frozen=True)
class Draft:
    """A planned bundle and the paths of its Word documents; page counts may still be guesses."""

    sources: BundleSource
    plan: Plan
    documents: tuple[Path, ...]


def draft_bundles(verified: Verification, run: RunContext) -> list[Draft]:
    """Plan the bundle of each action; their documents are not written yet."""
    drafts = []
    for action in verified.dossier.actions:
        sources = BundleSource(verified, action, outcome_of(verified, action, run.today))
        documents = [document_path(sources, code, run) for code in documents_of(sources)]
        drafts.append(Draft(sources, plan_bundle(list_parts(sources)), tuple(documents)))
    return drafts


def documents_of(sources: BundleSource) -> list[str]:
    """Return the codes of the documents that packetgen writes for a bundle."""
    return [piece.code for piece in sources.pieces if piece.genere]


def document_path(sources: BundleSource, code: str, run: RunContext) -> Path:
    """Return the path of a Word document."""
    return run.work / f"{sources.document(code)}.docx"


def fields_of(code: str, sources: BundleSource, planned: Plan, today: date) -> Fields:
    """Return the values for the template of one document."""
    dossier, action, campagne = sources.dossier, sources.action, sources.campagne
    if code == FICHE:
        return fiche_action(dossier, action, campagne, today=today)
    if code == LISTE:
        return liste(
            dossier, action, campagne, today=today, asked=sources.pieces, placed=planned.pieces
        )
    # the letter names a document alike before and after its signed scan is given
    pieces = [
        replace(placed.part, titre=placed.part.titre.removesuffix(SIGNED))
        for placed in planned.pieces
    ]
    return lettre(dossier, action, campagne, today=today, pieces=pieces)


def write_document(draft: Draft, code: str, run: RunContext) -> Path:
    """Fill one template of the year for a draft; return the path of the Word file."""
    sources = draft.sources
    fields = fields_of(code, sources, draft.plan, run.today)
    document = document_path(sources, code, run)
    signature = sources.verification.signature
    images = {"image_signature": signature.source} if code == LETTRE and signature else {}
    # the templates of a year that is ready were inspected when it was declared so
    inspected = not sources.campagne.projet
    template = path_of(sources.campagne.annee, code)
    required = essentials(code, sources.campagne)
    render(template, fields, document, images=images, inspected=inspected, required=required)
    return document


def convert_drafts(drafts: Iterable[Draft], run: RunContext) -> dict[str, Conversion]:
    """Write all documents of a run and convert them to PDF; return the results by file stem.

    Each is drawn by the engine while the next is being written.
    """
    documents = (
        write_document(each, code, run) for each in drafts for code in documents_of(each.sources)
    )
    return by_stem(convert_documents(documents, run.work, run.engine, in_process=run.in_process))


def paginate(guess: Draft, conversions: dict[str, Conversion], run: RunContext) -> Draft:
    """Plan with the real page counts, drawing the liste again until its page numbers are right.

    Raises ConversionFailed when the liste's own length keeps changing what it tells.
    """
    for _ in range(MOST_DRAWS):
        draft = replan(guess, conversions, run.client)
        if draft.plan == guess.plan:
            return draft
        if LISTE in draft.sources.paquet.pieces:
            draw_liste(draft, conversions, run)
        guess = draft
    raise ConversionFailed(
        "La liste des pièces ne trouve pas sa longueur : essayez avec « --moteur libreoffice »."
    )


def draw_liste(draft: Draft, conversions: dict[str, Conversion], run: RunContext) -> None:
    """Draw the liste of a draft again, into `conversions`."""
    again = write_document(draft, LISTE, run)
    conversions |= by_stem(
        convert_documents([again], run.work, run.engine, in_process=run.in_process)
    )


def replan(draft: Draft, conversions: Mapping[str, Conversion], client: AssemblyClient) -> Draft:
    """Return the draft with the real page counts of its documents and drawn pages."""
    parts = [
        with_real_pages(
            placed.part, conversions.get(draft.sources.document(placed.part.code)), draft
        )
        for placed in draft.plan.pieces
    ]
    pages = client.lengths(parts, len(draft.sources.others))
    return replace(draft, plan=plan_bundle(parts, pages))


def by_stem(conversions: Iterable[Conversion]) -> dict[str, Conversion]:
    """Index conversions by the stem of their source."""
    return {conversion.source.stem: conversion for conversion in conversions}


def with_real_pages(part: Part, conversion: Conversion | None, draft: Draft) -> Part:
    """Return the part with the pages of its document; an annex stays as it is.

    A signed scan keeps its pages, and is told what differs from the document it replaces.
    """
    if conversion is None:
        return part
    if part.key:
        notes = differences(part, conversion, draft.sources.verification.texts[part.key])
        state = State.RESERVE if notes else part.state
        return replace(part, state=state, notes=tuple(dict.fromkeys((*notes, *part.notes))))
    missing = ", ".join(conversion.missing_words)
    notes = (f"texte ou image du document Word non retrouvés : {missing}",) if missing else ()
    state = State.RESERVE if missing else State.INTEGREE
    return replace(part, pages=conversion.pages, state=state, notes=notes)


def differences(scan: Part, document: Conversion, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return in French how a signed scan differs from the document made of the workbook."""
    notes = []
    if scan.pages != document.pages:
        found, expected = count(scan.pages, "page"), count(document.pages, "page")
        notes.append(f"le scan a {found}, le document produit {expected}")
    read = words_of(texts)
    unread = words_of(page_texts(document.pdf)) - read
    if read and unread:
        more = "…" if len(unread) > MOST_WORDS else ""
        shown = ", ".join(sorted(unread)[:MOST_WORDS]) + more
        notes.append(f"mots du document produit que le scan ne porte pas : {shown}")
    return tuple(notes)


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the folded words and figures of texts, for comparison."""
    return {fold(word) for text in texts for word in re.findall(r"\w{3,}", text)} - {""}


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
        elif row.fichier or sources.action.owes(piece, forme, campagne):
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
    refusal = verification.refusals.get(row.key)
    reason = (
        str(refusal) if refusal else row.motif or "aucun fichier n’est indiqué dans le classeur"
    )
    file, state = row.fichier if refusal else "", verification.state_without_pages(row.key)
    return Part(row.code, titre, 1, 0, state, file, (reason,), row.key)
