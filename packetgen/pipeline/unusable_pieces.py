"""Pieces that were taken in and yet cannot be assembled: found one by one, then refused."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from packetgen.annexes.notes import UNBOUND, refusal
from packetgen.errors import AnnexRefused, BundleUnproved
from packetgen.pipeline.assembly import assemble_bundle
from packetgen.pipeline.draft import plan_bundle
from packetgen.pipeline.sources import Draft, RunContext
from packetgen.pipeline.verify import PendingVerification, Verification, check_files


def without_unusable_pieces(
    error: BundleUnproved, pending: PendingVerification, drafts: Sequence[Draft], run: RunContext
) -> Verification:
    """Refuse the pieces that no bundle can be made of; raises `error` when there is none."""
    refusals = dict(pair for each in drafts for pair in find_unusable(each, run))
    if not refusals:
        raise error
    verified = drafts[0].sources.verification
    intakes = {key: each for key, each in verified.intakes.items() if key not in refusals}
    files = intakes, {**verified.refusals, **refusals}, verified.image_reading
    return check_files(pending, files, verified.signature, run.today)


def find_unusable(draft: Draft, run: RunContext) -> Iterator[tuple[str, AnnexRefused]]:
    """Yield the key and the refusal of each annex that no bundle can be made of, even alone.

    Each is assembled alone: whatever ends the process is then known by its file.
    """
    sources = draft.sources
    apart = replace(run, work=run.work / "apart")
    apart.work.mkdir(exist_ok=True)
    for placed in draft.plan.pieces:
        intake = sources.verification.intakes.get(placed.part.key)
        if intake is None:
            continue
        parts = [replace(placed.part, numero=1)]
        alone = plan_bundle(parts, run.client.lengths(parts, len(sources.others)))
        try:
            assemble_bundle(replace(draft, plan=alone), apart)
        except BundleUnproved:
            yield placed.part.key, refusal(intake.name, UNBOUND)
