"""The bundle and the files beside it, written to the folder that the user chose."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

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


class BundleResult(Struct, frozen=True):
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
    draft: Draft, sized: SizedBundle | None, output: Path, *, keep_docx: bool, strict: bool
) -> BundleResult:
    """Write the bundle and the files beside it; with `strict`, not an incomplete one.

    It replaces the drafts of its version, which nobody was sent. Without one, the former stays.
    """
    sources, former = draft.sources, draft.sources.former
    outcome, intakes = sources.outcome, sources.verification.intakes
    complete = outcome is Outcome.COMPLET
    result = BundleResult(sources.action, draft.plan, None, complete)
    if sized:
        draft, result = sized.draft, replace(result, plan=sized.draft.plan, weight=sized.weight)
    if strict and not complete:
        return result
    files.make_folder(output)
    beside: dict[Path, Path | bytes] = {}
    if sized:
        stem = sized.pdf.stem
        beside[output / f"{stem}_bordereau.json"] = sized.pdf.with_suffix(".json")
        bound = {placed.part.key for placed in draft.plan.pieces}
        signed = (it for key, it in intakes.items() if it.signed and key in bound)
        beside |= {output / f"{stem}_original_{it.name}": it.source for it in signed}
    elif former:
        stem = former.path.stem.removesuffix(f"-{Outcome.INCOMPLET}")
    mark = mark_of(projet=sources.campagne.projet, brouillon=outcome is Outcome.BROUILLON)
    documents: dict[Path, Path | bytes] = {}
    for word in draft.documents if keep_docx else ():
        place = output / f"{stem}_{word.stem.rpartition('-')[0]}.docx"
        documents[place] = with_watermark(word, mark) if mark else word
    paths = {each: output / f"{'-'.join(filter(None, (stem, each)))}.pdf" for each in Outcome}
    refuse_overwriting((*paths.values(), *beside, *documents), intakes.values())
    for destination, content in (beside | documents).items():
        files.write_atomically(content, destination)
    result = replace(result, documents=tuple(documents), beside=tuple(beside))
    if sized:
        # the bundle last: where it stands, all that goes with it does
        files.write_atomically(sized.pdf, paths[outcome])
        for earlier in SUCCESSION[: SUCCESSION.index(outcome)]:
            remove(paths[earlier])
        return replace(result, path=paths[outcome], amendment=draft.amendment)
    if former:
        plan, day = former.ledger.plan, former.replaced.day
        result = replace(result, path=former.path, plan=plan, kept_since=day)
    return result


def refuse_overwriting(destinations: Iterable[Path], intakes: Iterable[Intake]) -> None:
    """Raise UsageError when a user's piece would be overwritten by a bundle."""
    sources = [each.source for each in intakes]
    for destination in destinations:
        if destination.exists() and any(destination.samefile(source) for source in sources):
            raise UsageError.said("piece_overwritten", destination.name)


def remove(stale: Path) -> None:
    """Remove the bundle that another replaces."""
    try:
        stale.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite.said("stale_bundle", stale) from error
