"""From planned parts to one proved bundle, put in its place in one step."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packetgen.bundle.absence import absence
from packetgen.bundle.assemble import assemble
from packetgen.bundle.cover import Cover, cover
from packetgen.bundle.plan import COUVERTURE, SOMMAIRE
from packetgen.bundle.prove import prove
from packetgen.bundle.sommaire import sommaire
from packetgen.convert.engines import Conversion
from packetgen.errors import CannotWrite
from packetgen.model.action import Action
from packetgen.model.packet import Part, Plan, State
from packetgen.packing import Draft
from packetgen.record import NAME, record
from packetgen.text import NBSP, count, euros, french_typography, long_date, slug
from packetgen.verification import Sources

REASONS = {
    errno.ENOSPC: "le disque est plein, libérez de la place",
    errno.EACCES: "le fichier est ouvert dans un autre programme, ou le dossier est protégé",
    errno.EPERM: "le dossier est protégé, choisissez-en un autre avec --sortie",
    errno.EROFS: "le dossier est en lecture seule, choisissez-en un autre avec --sortie",
}


@dataclass(frozen=True)
class Packet:
    """What became of one action; `path` is None when strictness kept the bundle unpublished."""

    action: Action
    plan: Plan
    path: Path | None
    documents: tuple[Path, ...] = ()


def bind(settled: Draft, conversions: Mapping[str, Conversion], today: date, work: Path) -> Path:
    """Draw the pages of our own, assemble the bundle in `work`, prove it; return its path."""
    sources, packet = settled.sources, settled.plan
    campagne, porteur = sources.campagne, sources.dossier.porteur
    bundle = work / bundle_name(settled)
    data = record(sources, packet, conversions, today)
    assemble(
        packet,
        [pages_of(placed.part, settled, conversions, today) for placed in packet.parts],
        bundle,
        title=f"{campagne.intitule} – {porteur.denomination} – {sources.action.intitule}",
        author=porteur.denomination,
        subject=f"Demande de subvention – {campagne.destinataire.organisme}",
        today=today,
        attachment=data,
        attachment_name=NAME,
    )
    prove(bundle, packet, data)
    return bundle


def pages_of(
    part: Part, settled: Draft, conversions: Mapping[str, Conversion], today: date
) -> Path | bytes:
    """Return the PDF of a part: drawn here, converted, or taken in."""
    sources = settled.sources
    if part.code == COUVERTURE:
        return cover(cover_content(sources, settled.plan, today))
    if part.code == SOMMAIRE:
        return sommaire(settled.plan)
    if not part.state.is_included:
        return absence(part, part.notes[0], remedy(part))
    if part.key:
        return sources.verification.intakes[part.key].pdf
    return conversions[sources.document(part.code)].pdf


def is_complete(packet: Plan) -> bool:
    """Whether every piece of the bundle is there."""
    return all(placed.part.state.is_included for placed in packet.pieces)


def remedy(part: Part) -> str:
    """Return what to do so that the piece takes its place."""
    if part.state is State.REFUSEE:
        return "Remplacez le fichier, puis refaites le dossier."
    return (
        "Placez le fichier à côté du classeur, écrivez son nom dans la feuille « Pièces », puis"
        " refaites le dossier."
    )


def cover_content(sources: Sources, packet: Plan, today: date) -> Cover:
    """Return what the cover says."""
    action, campagne = sources.action, sources.campagne
    dates = [long_date(day) for day in (action.date_debut, action.date_fin) if day]
    return Cover(
        appel=campagne.intitule,
        destinataire=campagne.destinataire.organisme,
        association=sources.dossier.porteur.denomination,
        intitule=french_typography(action.intitule),
        montant=euros(action.montant_call) if action.montant_call else "",
        dauphin=action.numero_dauphin,
        pilier=action.pilier,
        theme=action.theme,
        quartiers=action.quartiers,
        dates=f"du {' au '.join(dates)}" if dates else "",
        contenu=f"{count(len(packet.pieces), 'pièce')}, {count(packet.pages, 'page')}",
        date=f"Établi le {long_date(today)}",
        manquants=tuple(
            f"{placed.part.titre}{NBSP}: pièce {placed.part.state}"
            for placed in packet.pieces
            if not placed.part.state.is_included
        ),
    )


def bundle_name(settled: Draft) -> str:
    """Return the file name: `AAP2026_CALL_les-jardins-du-12-14_grandir-au-jardin.pdf`."""
    sources = settled.sources
    name = "_".join(
        (
            f"AAP{sources.campagne.annee}",
            "CALL",
            slug(sources.dossier.porteur.denomination, 40) or "porteur",
            slug(sources.action.intitule, 50) or f"action-{sources.action.numero}",
        )
    )
    return f"{name}.pdf" if is_complete(settled.plan) else f"{name}-INCOMPLET.pdf"


def publish(settled: Draft, bundle: Path, output: Path, *, keep_docx: bool, strict: bool) -> Packet:
    """Put the bundle, and the Word files if asked, into the folder `output`.

    With `strict` an incomplete bundle is not published. A complete one replaces the incomplete
    bundle of the same action.
    """
    complete = is_complete(settled.plan)
    if strict and not complete:
        return Packet(settled.sources.action, settled.plan, None)
    path = put(bundle, output / bundle.name)
    if complete:
        path.with_stem(f"{path.stem}-INCOMPLET").unlink(missing_ok=True)
    stem = path.stem.removesuffix("-INCOMPLET")
    documents = tuple(
        put(document, output / f"{stem}_{document.stem.rpartition('-')[0]}.docx")
        for document in (settled.documents if keep_docx else ())
    )
    return Packet(settled.sources.action, settled.plan, path, documents)


def put(made: Path, destination: Path) -> Path:
    """Put a finished file in its place in one step; a failure leaves what was there."""
    partial = destination.with_name(f".{destination.name}.partiel")
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(destination)
    except OSError as error:
        reason = REASONS.get(error.errno or 0, "vérifiez le dossier de sortie, ou changez-en")
        raise CannotWrite(f"{destination} ne peut pas être écrit : {reason}.") from error
    finally:
        # an interruption leaves no half of it either; where nothing is, there may be no folder
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return destination
