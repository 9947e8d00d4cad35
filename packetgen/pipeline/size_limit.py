"""A bundle reduced step by step to a weight limit, no further than needed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from packetgen.annexes.lighten.client import Lightened, lighten_annexes
from packetgen.errors import BundleUnproved
from packetgen.pipeline.assembly import assemble_bundle
from packetgen.pipeline.draft import draw_liste, is_unchanged, paginate, replan
from packetgen.pipeline.sources import Draft, RunContext
from packetgen.text import NBSP, megabytes

ONCE = "objets identiques écrits une seule fois"
PACKED = "flux recomprimés sans perte"
RESAMPLED = "photos réduites à 200 points par pouce"
MOST_NAMED = 3

Steps = tuple[tuple[str, int], ...]


class Weight(Struct, frozen=True):
    """Bytes of a bundle against a `limit`: at first, after each step, and now.

    `heaviest` are the titles and weights of the annexes that weigh most, as they are bound.
    """

    limit: int
    before: int
    steps: Steps
    heaviest: Steps

    @property
    def now(self) -> int:
        """Bytes of the lightest bundle."""
        return min((self.before, *(size for _, size in self.steps)))

    @property
    def is_within(self) -> bool:
        """Whether the lightest bundle respects the limit."""
        return self.now <= self.limit

    @property
    def balance(self) -> str:
        """The weight before and after, against the limit, in French."""
        weight = megabytes(self.now)
        if self.steps:
            weight = f"{megabytes(self.before)} avant, {weight} après"
        side = "sous" if self.is_within else "au-delà de"
        return f"{weight}, {side} la limite de {megabytes(self.limit)}"

    @property
    def remedy(self) -> str:
        """French remedy for a bundle still too heavy; empty otherwise."""
        if self.is_within:
            return ""
        named = ", ".join(f"{title} ({megabytes(size)})" for title, size in self.heaviest)
        return (
            f"Le plus lourd{NBSP}: {named}. Donnez ces pièces plus légères, ou n’en joignez"
            " que les pages utiles, puis relancez."
        )


class SizedBundle(Struct, frozen=True):
    """The PDF of a draft, its ledger beside, and its weight where there is a limit."""

    draft: Draft
    pdf: Path
    weight: Weight | None = None
    light: Mapping[str, Lightened] | None = None

    @property
    def size(self) -> int:
        """Bytes of the bundle."""
        return self.pdf.stat().st_size


def shrink_to(draft: Draft, run: RunContext, limit: int | None) -> SizedBundle | None:
    """Assemble the bundle of a draft, reduced until it weighs at most `limit` bytes.

    The lightest is kept, whether it then respects the limit or not; none is made that would only
    repeat a former one. Raises BundleUnproved for a bundle that cannot be made.
    """
    if is_unchanged(draft, run, limit):
        return None
    lightest = SizedBundle(draft, assemble_bundle(draft, run))
    if limit is None:
        return lightest
    before, steps = lightest.size, []
    if before > limit:
        # What cannot be proved once lightened stays as it was
        with suppress(BundleUnproved):
            for step, bundle in reduction_steps(lightest, run):
                steps.append((step, bundle.size))
                if bundle.size < lightest.size:
                    lightest = bundle
                if lightest.size <= limit:
                    break
    return replace(lightest, weight=Weight(limit, before, tuple(steps), heaviest_pieces(lightest)))


def reduction_steps(first: SizedBundle, run: RunContext) -> Iterator[tuple[str, SizedBundle]]:
    """Yield a lighter bundle at each step, with the French name of the step."""
    draft = first.draft
    yield ONCE, assemble_lighter(draft, run, "1", {})
    intakes = draft.sources.verification.intakes
    keys = [placed.part.key for placed in draft.plan.pieces if placed.part.key in intakes]
    pdfs = {key: intakes[key].pdf for key in keys}
    packed = lighten_annexes(pdfs, run.work, photos=False)
    if packed:
        yield PACKED, assemble_lighter(draft, run, "2", packed)
    reduced = packed | lighten_annexes(pdfs, run.work, photos=True)
    if any(each.photos for each in reduced.values()):
        draft = note_reductions(draft, reduced, run)
        yield RESAMPLED, assemble_lighter(draft, run, "3", reduced)


def assemble_lighter(
    draft: Draft, run: RunContext, step: str, light: Mapping[str, Lightened]
) -> SizedBundle:
    """Assemble the bundle again in a folder of its own, with these lighter annexes."""
    folder = run.work / f"{draft.sources.action.numero}.{step}"
    folder.mkdir(exist_ok=True)
    pdf = assemble_bundle(draft, replace(run, work=folder), once=True, light=light)
    return SizedBundle(draft, pdf, light=light)


def note_reductions(draft: Draft, light: Mapping[str, Lightened], run: RunContext) -> Draft:
    """Return the draft with a note on each piece whose photos were resampled, its liste redrawn."""
    reduced = {key for key, each in light.items() if each.photos}
    own = (placed.part for placed in draft.plan.pieces)
    parts = [replace(it, notes=(*it.notes, RESAMPLED)) if it.key in reduced else it for it in own]
    noted = replan(draft, parts, run)
    draw_liste(noted, run)
    return paginate(noted, run)


def heaviest_pieces(sized: SizedBundle) -> Steps:
    """Return the titles and bytes of the heaviest annexes."""
    light = sized.light or {}
    intakes = sized.draft.sources.verification.intakes
    parts = (it.part for it in sized.draft.plan.pieces if it.part.key in intakes)
    pdfs = ((part.titre, (light.get(part.key) or intakes[part.key]).pdf) for part in parts)
    sizes = [(titre, pdf.stat().st_size) for titre, pdf in pdfs]
    return tuple(sorted(sizes, key=lambda each: -each[1])[:MOST_NAMED])
