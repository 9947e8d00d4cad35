"""The bundle of each action of a dossier; a piece that cannot be bound costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from packetgen.annexes.notes import UNBOUND, refusal
from packetgen.convert.engines import Conversion
from packetgen.errors import AnnexRefused, BundleUnproved
from packetgen.pipeline.assembly import assemble
from packetgen.pipeline.draft import Draft, RunContext, convert, draft_bundle, paginate, plan_bundle
from packetgen.pipeline.size_limit import SizedBundle, shrink_to
from packetgen.pipeline.verify import BundleSource, PendingVerification, Verification, conclude


def make_bundles(
    verified: Verification,
    begun: PendingVerification,
    run: RunContext,
    limit: int | None,
    report: Callable[[str], None],
) -> tuple[Verification, list[SizedBundle]]:
    """Make the bundle of each action, if it can be under `limit` bytes; none if a value is wrong.

    Returns with them the dossier as they say it: without the pieces that cannot be bound. Raises
    BundleUnproved when a bundle cannot be made even so.
    """
    while not verified.blocking:
        report("Écriture des documents Word")
        drafts = [
            draft_bundle(BundleSource(verified, action), run) for action in verified.dossier.actions
        ]
        conversions = convert(drafts, run)
        report("Assemblage et contrôle du dossier")
        settled = [paginate(each, conversions, run) for each in drafts]
        try:
            return verified, [shrink_to(each, conversions, run, limit) for each in settled]
        except BundleUnproved:
            refusals = dict(pair for each in settled for pair in unbound(each, conversions, run))
            if not refusals:
                raise
            intakes = {key: each for key, each in verified.intakes.items() if key not in refusals}
            files = intakes, {**verified.refusals, **refusals}
            verified = conclude(begun, files, verified.signature, run.today)
    return verified, []


def unbound(
    settled: Draft, conversions: Mapping[str, Conversion], run: RunContext
) -> Iterator[tuple[str, AnnexRefused]]:
    """Yield the key and the refusal of each annex that no bundle can be made of, even alone.

    Whatever ends the process that binds, or what it makes, is so found in the file it comes from.
    """
    sources = settled.sources
    apart = replace(run, work=run.work / "apart")
    apart.work.mkdir(exist_ok=True)
    for placed in settled.plan.pieces:
        taken = sources.verification.intakes.get(placed.part.key)
        if taken is None:
            continue
        parts = [replace(placed.part, numero=1)]
        alone = plan_bundle(parts, run.binder.lengths(parts, len(sources.others)))
        try:
            assemble(replace(settled, plan=alone), conversions, apart)
        except BundleUnproved:
            yield placed.part.key, refusal(taken.name, UNBOUND)
