"""The plan of a bundle, and its Word documents."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.engines import convert_documents
from packetgen.convert.protocol import Conversion
from packetgen.convert.word.package import Package
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.contexts.letter import lettre, own_document
from packetgen.documents.contexts.liste import liste
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import path_of
from packetgen.errors import ConversionFailed
from packetgen.model.bundle import (
    BORDEREAU,
    CHANGEMENTS,
    COUVERTURE,
    SOMMAIRE,
    Part,
    Plan,
    State,
    plan,
)
from packetgen.model.campagne_parts import FICHE, LETTRE, LISTE
from packetgen.model.comparison import Amendment
from packetgen.model.dossier import PieceFournie
from packetgen.pipeline.outcome import outcome_of
from packetgen.pipeline.record import record
from packetgen.pipeline.sources import BundleSource, Draft, RunContext
from packetgen.pipeline.verify import Verification
from packetgen.system.files import digest_of
from packetgen.text import count, fold

# What a normal dossier gives; the liste is drawn again when the guess was wrong
USUAL_PAGES = {LETTRE: 1, FICHE: 3, LISTE: 1, CHANGEMENTS: 1, SOMMAIRE: 1, BORDEREAU: 1}
SIGNED = " (scan signé)"
MOST_DRAWS, MOST_WORDS = 4, 12


def draft_bundles(verified: Verification, run: RunContext) -> list[Draft]:
    """Plan the bundle of each action; their documents are not written yet."""
    drafts = []
    for action in verified.dossier.actions:
        former = run.formers.get(action.numero)
        # what it changes is known once its parts are
        amendment = former.amendment(former.record, verified.campagne) if former else None
        outcome = outcome_of(verified, action, run.today)
        sources = BundleSource(verified, action, outcome, former)
        documents = [run.work / f"{sources.document(code)}.docx" for code in documents_of(sources)]
        planned = plan_bundle(list_parts(sources), amendment=amendment)
        drafts.append(Draft(sources, planned, tuple(documents), amendment))
    return drafts


def documents_of(sources: BundleSource) -> list[str]:
    """Return the codes of the documents that packetgen writes for a bundle."""
    return [piece.code for piece in sources.pieces if piece.genere]


def fields_of(code: str, sources: BundleSource, planned: Plan, today: date) -> Fields:
    """Return the values for the template of one document."""
    dossier, action, campagne = sources.dossier, sources.action, sources.campagne
    if code == FICHE:
        return fiche_action(dossier, action, campagne, today=today)
    if code == LISTE:
        placed = planned.pieces
        return liste(dossier, action, campagne, today=today, asked=sources.pieces, placed=placed)
    # the letter names a document alike before and after its signed scan is given
    parts = (placed.part for placed in planned.pieces)
    pieces = [replace(part, titre=part.titre.removesuffix(SIGNED)) for part in parts]
    if code == LETTRE:
        return lettre(dossier, action, campagne, today=today, pieces=pieces)
    paquet = sources.paquet
    return own_document(code, paquet, dossier, action, campagne, today=today, pieces=pieces)


def write_document(draft: Draft, code: str, run: RunContext) -> Package:
    """Fill one template of the year for a draft; return the Word file."""
    sources = draft.sources
    fields = fields_of(code, sources, draft.plan, run.today)
    document = run.work / f"{sources.document(code)}.docx"
    signature = sources.verification.signature
    images = {"image_signature": signature.source} if code == LETTRE and signature else {}
    # the templates of a year that is ready were inspected when it was declared so
    inspected = not sources.campagne.projet
    template = path_of(sources.campagne.annee, code)
    required = essentials(code, sources.campagne)
    return render(template, fields, document, images=images, inspected=inspected, required=required)


def convert_drafts(drafts: Iterable[Draft], run: RunContext) -> None:
    """Write all documents of a run and convert them, each while the next is being written."""
    written = (write_document(it, code, run) for it in drafts for code in documents_of(it.sources))
    convert(written, run)


def convert(documents: Iterable[Package], run: RunContext) -> None:
    """Convert Word documents to PDF, into the conversions of the run."""
    made = convert_documents(documents, run.work, run.engine, in_process=run.in_process)
    run.conversions.update((each.source.stem, each) for each in made)


def paginate(guess: Draft, run: RunContext) -> Draft:
    """Plan with the real page counts, drawing the liste again until its page numbers are right.

    Raises ConversionFailed when the liste's own length keeps changing what it tells.
    """
    for _ in range(MOST_DRAWS):
        parts = [with_real_pages(placed.part, guess, run) for placed in guess.plan.pieces]
        draft = replan(guess, parts, run)
        if draft.plan == guess.plan:
            return draft
        draw_liste(draft, run)
        guess = draft
    raise ConversionFailed.said("endless_liste")


def draw_liste(draft: Draft, run: RunContext) -> None:
    """Draw the liste of a draft again, where it has one."""
    if LISTE in draft.sources.paquet.pieces:
        convert([write_document(draft, LISTE, run)], run)


def replan(draft: Draft, parts: Sequence[Part], run: RunContext) -> Draft:
    """Return the draft with other parts, what they change, and the pages drawn of them."""
    sources, amendment = draft.sources, draft.amendment
    others = len(sources.others)
    if sources.former:
        guess = plan_bundle(parts, run.client.lengths(parts, others, amendment), amendment)
        said = json.loads(record(sources, guess, run))
        amendment = sources.former.amendment(said, sources.campagne)
    pages = run.client.lengths(parts, others, amendment)
    return replace(draft, plan=plan_bundle(parts, pages, amendment), amendment=amendment)


def is_unchanged(draft: Draft, run: RunContext, limit: int | None) -> bool:
    """Whether a bundle would only repeat the one that it replaces, no heavier than `limit`.

    Its documents are written again with the date of that one, to be compared.
    """
    former, amendment = draft.sources.former, draft.amendment
    if former is None or amendment is None or amendment.sections:
        return False
    if limit is not None and former.path.stat().st_size > limit:
        return False
    then = replace(run, today=former.replaced.day, work=run.work / "avant")
    then.work.mkdir(exist_ok=True)
    made = {placed.part.code: placed.part.numero for placed in former.ledger.plan.pieces}
    codes = [code for code in documents_of(draft.sources) if code != LISTE and code in made]
    again = [(former.ledger.sources.get(made[it]), write_document(draft, it, then)) for it in codes]
    return all(file is None or file.sha256 == digest_of(made.source) for file, made in again)


def with_real_pages(part: Part, draft: Draft, run: RunContext) -> Part:
    """Return the part with the pages of its document; an annex stays as it is.

    A signed scan keeps its pages, and is told what differs from the document it replaces.
    """
    conversion = run.conversions.get(draft.sources.document(part.code))
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


def plan_bundle(
    parts: Sequence[Part],
    pages: Mapping[str, int] = USUAL_PAGES,
    amendment: Amendment | None = None,
) -> Plan:
    """Plan the cover, what changes, the sommaire, the pieces, and the bordereau at the end.

    `pages` tells how long those drawn are, by their code.
    """
    front = [Part(COUVERTURE, "Couverture", 1), Part(SOMMAIRE, "Sommaire", pages[SOMMAIRE])]
    if amendment:
        front.insert(1, Part(CHANGEMENTS, amendment.title, pages[CHANGEMENTS]))
    return plan((*front, *parts, Part(BORDEREAU, "Bordereau", pages[BORDEREAU])))


def list_parts(sources: BundleSource) -> tuple[Part, ...]:
    """Return the parts in the order of the bundle, those added by the porteur last.

    The number of a piece is its place among all that the year's bundle has room for, and that of
    one added its row below them: it stays, whatever else is given.
    """
    campagne, given = sources.campagne, sources.dossier.pieces
    forme = campagne.code_of("formes", sources.dossier.porteur.forme)
    rows = {(row.code, row.action): row for row in given}
    places = campagne.pieces_du(sources.paquet)
    parts = []
    for piece in sources.pieces:
        action = sources.action.numero if piece.par_action else 0
        row = rows.get((piece.code, action), PieceFournie(piece.code, "", action=action))
        numero = places.index(piece) + 1
        if piece.genere and row.key not in sources.verification.intakes:
            parts.append(Part(piece.code, piece.libelle, USUAL_PAGES.get(piece.code, 1), numero))
        elif piece.genere:
            parts.append(annex_part(row, f"{piece.libelle}{SIGNED}", numero, sources))
        elif row.fichier or sources.action.owes(piece, forme, campagne):
            parts.append(annex_part(row, piece.libelle, numero, sources))
    known, numero = {piece.code for piece in campagne.pieces}, len(places)
    for row in given:
        if row.fichier and row.code not in known:
            numero = max(numero + 1, len(places) + row.place)
            parts.append(annex_part(row, row.titre or row.fichier, numero, sources))
    return tuple(parts)


def annex_part(row: PieceFournie, titre: str, numero: int, sources: BundleSource) -> Part:
    """Return the part of one annex: its pages, or the page that explains its absence."""
    verification = sources.verification
    if intake := verification.intakes.get(row.key):
        state = State.RESERVE if intake.reservations else State.INTEGREE
        notes = (*intake.reservations, *intake.changes)
        return Part(row.code, titre, intake.pages, numero, state, row.fichier, notes, row.key)
    refusal = verification.refusals.get(row.key)
    file, state = row.fichier if refusal else "", verification.state_without_pages(row.key)
    reason = str(refusal or row.motif or "aucun fichier n’est indiqué dans le classeur")
    return Part(row.code, titre, 1, numero, state, file, (reason,), row.key)
