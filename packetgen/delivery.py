"""What was made and proved, put into the folder where its user looks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from packetgen import publication
from packetgen.binding import Bound, is_complete
from packetgen.documents.projet import marked
from packetgen.errors import CannotWrite
from packetgen.model.action import Action
from packetgen.model.packet import Plan
from packetgen.packing import Draft

INCOMPLETE = "-INCOMPLET"


@dataclass(frozen=True)
class Packet:
    """What became of one action; `path` is None when strictness kept the bundle unpublished.

    `documents` are the Word files if they were asked, `beside` what goes with the bundle: its
    ledger, signed originals.
    """

    action: Action
    plan: Plan
    path: Path | None
    documents: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()


def deliver(settled: Draft, bound: Bound, output: Path, *, keep_docx: bool, strict: bool) -> Packet:
    """Publish the bundle and what is kept beside it; with `strict`, not an incomplete one.

    A complete bundle replaces the incomplete one of the same action.
    """
    complete = is_complete(settled.plan)
    if strict and not complete:
        return Packet(settled.sources.action, settled.plan, None)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise publication.cannot_write(output, error) from error
    stem = bound.pdf.stem.removesuffix(INCOMPLETE)
    beside = [publication.publish(bound.ledger, output / f"{stem}_bordereau.json")]
    beside += [
        publication.publish(taken.source, output / f"{stem}_original_{taken.source.name}")
        for key, taken in settled.sources.verification.intakes.items()
        if taken.signed and any(placed.part.key == key for placed in settled.plan.pieces)
    ]
    projet = settled.sources.campagne.projet
    documents = [
        publication.publish(
            marked(document) if projet else document,
            output / f"{stem}_{document.stem.rpartition('-')[0]}.docx",
        )
        for document in (settled.documents if keep_docx else ())
    ]
    # the bundle last: where it stands, all that goes with it does
    path = publication.publish(bound.pdf, output / bound.pdf.name)
    if complete:
        remove(path.with_stem(f"{stem}{INCOMPLETE}"))
    return Packet(settled.sources.action, settled.plan, path, tuple(documents), tuple(beside))


def remove(stale: Path) -> None:
    """Remove the incomplete bundle that a complete one replaces."""
    try:
        stale.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"Le dossier complet est écrit, mais « {stale} » ne peut pas être supprimé : fermez ce"
            " fichier s’il est ouvert, puis supprimez-le."
        ) from error
