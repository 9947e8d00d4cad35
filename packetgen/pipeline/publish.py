"""The bundle and the files beside it, written to the folder that the user chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packetgen.annexes.outcome import Intake
from packetgen.documents.rendering.watermark import with_watermark
from packetgen.errors import CannotWrite, UsageError
from packetgen.model.action import Action
from packetgen.model.bundle import Plan, mark_of
from packetgen.model.comparison import Amendment
from packetgen.pipeline.outcome import Outcome
from packetgen.pipeline.size_limit import SizedBundle, Weight
from packetgen.pipeline.sources import Draft
from packetgen.system import files

SUCCESSION = (Outcome.BROUILLON, Outcome.INCOMPLET, Outcome.COMPLET)


@dataclass(frozen=True)
class BundleResult:
    """Result of one action; `path` is None when strictness kept the bundle unpublished.

    It is `complete` when nothing that is owed is missing, and a draft before the deposit is not.
    `documents` are the Word files if they were asked, `beside` what goes with the bundle: its
    ledger, originals kept; `weight` is there when a limit was set. `amendment` is what it changes
    from the one that it replaces; one that would change nothing is that one, `kept_since` its day.
    """

    action: Action
    plan: Plan
    path: Path | None
    complete: bool
    documents: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()
    weight: Weight | None = None
    amendment: Amendment | None = None
    kept_since: date | None = None


def publish_bundle(
    sized: SizedBundle, output: Path, *, keep_docx: bool, strict: bool
) -> BundleResult:
    """Write the bundle and the files beside it; with `strict`, not an incomplete one.

    It replaces the drafts of the same version, which nobody was sent; another version has another
    name.
    """
    draft, bundle, weight = sized.draft, sized.bundle, sized.weight
    outcome, intakes = draft.sources.outcome, draft.sources.verification.intakes
    complete = outcome is Outcome.COMPLET
    if strict and not complete:
        return BundleResult(draft.sources.action, draft.plan, None, complete, weight=weight)
    files.make_folder(output)
    stem = bundle.pdf.stem
    beside: dict[Path, Path | bytes] = {output / f"{stem}_bordereau.json": bundle.ledger}
    beside |= {
        output / f"{stem}_original_{intake.name}": intake.source
        for key, intake in intakes.items()
        if intake.signed and any(placed.part.key == key for placed in draft.plan.pieces)
    }
    documents = word_documents(draft, output, stem) if keep_docx else {}
    paths = {each: output / f"{'-'.join(filter(None, (stem, each)))}.pdf" for each in Outcome}
    path = paths[outcome]
    refuse_overwriting((*paths.values(), *beside, *documents), intakes.values())
    for destination, content in (beside | documents).items():
        files.write_atomically(content, destination)
    # the bundle last: where it stands, all that goes with it does
    files.write_atomically(bundle.pdf, path)
    for earlier in SUCCESSION[: SUCCESSION.index(outcome)]:
        remove(paths[earlier])
    published = (tuple(documents), tuple(beside))
    return BundleResult(
        draft.sources.action, draft.plan, path, complete, *published, weight, draft.amendment
    )


def keep_former(draft: Draft, output: Path, *, keep_docx: bool, strict: bool) -> BundleResult:
    """Return the bundle that stays as it is, its Word files written again if they are asked."""
    sources, former = draft.sources, draft.sources.former
    complete = sources.outcome is Outcome.COMPLET
    if former is None or (strict and not complete):
        return BundleResult(sources.action, draft.plan, None, complete)
    stem = former.path.stem.removesuffix(f"-{Outcome.INCOMPLET}")
    documents = word_documents(draft, output, stem) if keep_docx else {}
    refuse_overwriting(documents, sources.verification.intakes.values())
    for destination, content in documents.items():
        files.write_atomically(content, destination)
    plan, day = former.ledger.plan, former.replaced.day
    return BundleResult(
        sources.action, plan, former.path, complete, tuple(documents), kept_since=day
    )


def word_documents(draft: Draft, output: Path, stem: str) -> dict[Path, Path | bytes]:
    """Return the Word files of a bundle by where they go, marked as its pages are."""
    brouillon = draft.sources.outcome is Outcome.BROUILLON
    mark = mark_of(projet=draft.sources.campagne.projet, brouillon=brouillon)
    return {
        output / f"{stem}_{document.stem.rpartition('-')[0]}.docx": (
            with_watermark(document, mark) if mark else document
        )
        for document in draft.documents
    }


def refuse_overwriting(destinations: Iterable[Path], intakes: Iterable[Intake]) -> None:
    """Raise UsageError when a user's piece would be overwritten by a bundle."""
    sources = [each.source for each in intakes]
    for destination in destinations:
        if destination.exists() and any(destination.samefile(source) for source in sources):
            raise UsageError(
                f"La pièce « {destination.name} » est là où le dossier doit être écrit et serait "
                "perdue : renommez-la, ou choisissez un autre dossier avec « --sortie »."
            )


def remove(stale: Path) -> None:
    """Remove the bundle that another replaces."""
    try:
        stale.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"Le nouveau dossier est écrit, mais « {stale} » ne peut pas être supprimé : fermez ce"
            " fichier s’il est ouvert, puis supprimez-le."
        ) from error
