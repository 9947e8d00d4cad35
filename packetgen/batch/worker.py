"""One dossier of a batch, made as `generer` makes it, and summed up in a few figures."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import convert, to_builtins
from msgspec.structs import asdict, replace

from packetgen import service
from packetgen.annexes.find_file import AnnexMissing
from packetgen.batch.job import NOTHING_ASKED, DossierOutcome, Order, described, failed, named
from packetgen.errors import CannotWrite, NothingAsked, PacketgenError
from packetgen.model.finding import Severity
from packetgen.pipeline.publish import BundleResult
from packetgen.pipeline.verify import Verification
from packetgen.system.files import digest_of


def make_dossier(order: Order, *, in_process: bool) -> DossierOutcome:
    """Make the bundles of a workbook in the order's folder, where those made before stay.

    With `in_process`, this process may die of the dossier: what it holds is read and drawn here.
    What is wrong with the dossier is told, not raised. Raises CannotWrite when the disk refuses.
    """
    start = time.monotonic()
    try:
        options = asdict(order.options)
        made = service.build_packets(order.workbook, order.output, **options, in_process=in_process)
    except CannotWrite:
        raise
    except NothingAsked as error:
        return replace(failed(error.exit_code, str(error)), kind=NOTHING_ASKED)
    except PacketgenError as error:
        return failed(error.exit_code, str(error), time.monotonic() - start)
    verified = made.verification
    levels = [finding.severity for finding in verified.findings]
    problem, kind = first_problem(verified, made.packets)
    written = [packet.path for packet in made.packets if packet.path]
    return DossierOutcome(
        code=int(made.exit_code),
        **described(verified.dossier, verified.campagne),
        counts={level.value: levels.count(level) for level in Severity},
        problem=problem,
        kind=kind,
        pages=sum(packet.plan.pages for packet in made.packets),
        size=sum(path.stat().st_size for path in written),
        seconds=time.monotonic() - start,
        inputs=dict(inputs(order.workbook.parent, verified)),
        files={path.name: digest_of(path) for path in sorted(order.output.glob("*"))},
    )


def first_problem(verified: Verification, packets: tuple[BundleResult, ...]) -> tuple[str, str]:
    """Return the first obstacle to a complete dossier and its kind, empty when there is none."""
    for finding in verified.findings:
        if finding.severity is Severity.BLOQUANT:
            place = f"{finding.origin.sheet} › {finding.origin.cell} : " if finding.origin else ""
            return f"{place}{finding.message}", f"{place}{finding.code}"
    for packet in (each for each in packets if not each.complete):
        for placed in packet.plan.pieces:
            if not placed.part.state.is_included:
                said = f" : pièce {placed.part.state}"
                return f"{placed.part.titre}{said}", f"{placed.part.code}{said}"
    return "", ""


def inputs(folder: Path, verified: Verification) -> Iterator[tuple[str, str]]:
    """Yield the files that a dossier is made of, and their digests.

    One that was not found, or that could not be read, has none: the dossier is made again.
    """
    yield verified.dossier.file, verified.workbook.sha256
    for taken in verified.taken:
        yield named(taken.source, folder), taken.sha256
    refused = {key for key, why in verified.refusals.items() if not isinstance(why, AnnexMissing)}
    for piece in verified.dossier.pieces:
        if piece.key in verified.refusals:
            yield piece.fichier, digest_of(folder / piece.fichier) if piece.key in refused else ""


def handle(order: dict[str, Any], *, in_process: bool) -> Any:  # noqa: ANN401
    """Make the dossier of an order; return its outcome, both as data."""
    read = convert(order, Order, dec_hook=lambda kind, path: kind(path))
    return to_builtins(make_dossier(read, in_process=in_process))
