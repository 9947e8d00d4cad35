"""The bundle of each action of a dossier, without the pieces that cannot be assembled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from packetgen.annexes.notes import UNBOUND, refusal
from packetgen.convert.engines import Conversion
from packetgen.errors import AnnexRefused, BundleUnproved
from packetgen.pipeline.assembly import assemble_bundle
from packetgen.pipeline.draft import (
    BundleSource,
    Draft,
    RunContext,
    convert_drafts,
    draft_bundle,
    paginate,
    plan_bundle,
)
from packetgen.pipeline.size_limit import SizedBundle, shrink_to
from packetgen.pipeline.verify import PendingVerification, Verification, check_files


def make_bundles(
    verified: Verification,
    pending: PendingVerification,
    run: RunContext,
    limit: int | None,
    report: Callable[[str], None],
) -> tuple[Verification, list[SizedBundle]]:
    """Make the bundle of each action, if it can be under `limit` bytes; none if a value is wrong.

    Returns with them the verification that they rest on, where pieces that cannot be assembled are
    refused. Raises BundleUnproved when a bundle cannot be made even so.
    """
    while not verified.blocking:
        report("Écriture des documents Word")
        sources = [BundleSource(verified, action) for action in verified.dossier.actions]
        drafts = [draft_bundle(each, run) for each in sources]
        conversions = convert_drafts(drafts, run)
        report("Assemblage et contrôle du dossier")
        drafts = [paginate(each, conversions, run) for each in drafts]
        try:
            return verified, [shrink_to(each, conversions, run, limit) for each in drafts]
        except BundleUnproved:
            refusals = dict(
                pair for each in drafts for pair in find_unusable(each, conversions, run)
            )
            if not refusals:
                raise
            intakes = {key: each for key, each in verified.intakes.items() if key not in refusals}
            files = intakes, {**verified.refusals, **refusals}
            verified = check_files(pending, files, verified.signature, run.today)
    return verified, []


def find_unusable(
    draft: Draft, conversions: Mapping[str, Conversion], run: RunContext
) -> Iterator[tuple[str, AnnexRefused]]:
    """Yield the key and the refusal of each annex that no bundle can be made of, even alone.

    Each is assembled alone: whatever ends the process is then known by its file.
    """
    sources = draft.sources
    apart = replace(run, work=run.work / "apart")
    apart.work.mkdir(exist_ok=True)
    for placed in draft.plan.pieces:
        taken = sources.verification.intakes.get(placed.part.key)
        if taken is None:
            continue
        parts = [replace(placed.part, numero=1)]
        alone = plan_bundle(parts, run.client.lengths(parts, len(sources.others)))
        try:
            assemble_bundle(replace(draft, plan=alone), conversions, apart)
        except BundleUnproved:
            yield placed.part.key, refusal(taken.name, UNBOUND)
