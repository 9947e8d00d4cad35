"""Draw, assemble and prove one bundle, in a process that packetgen.system.worker starts for it."""

from __future__ import annotations

import json
import pickle
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from packetgen.bundle.assemble.assemble import assemble
from packetgen.bundle.assemble.page_source import Extract
from packetgen.bundle.pages import bordereau, sommaire
from packetgen.bundle.pages.absence import draw_absence
from packetgen.bundle.pages.bordereau import draw_bordereau
from packetgen.bundle.pages.cover import draw_cover
from packetgen.bundle.pages.drawing import Draw, carlito, draw
from packetgen.bundle.pages.sommaire import draw_sommaire
from packetgen.bundle.process.client import AssemblyRequest
from packetgen.bundle.proof.prove import prove
from packetgen.errors import PacketgenError
from packetgen.model.bundle import BORDEREAU, COUVERTURE, SOMMAIRE, Part
from packetgen.system import bug_report
from packetgen.system.files import disk_full
from packetgen.text import number

# The typeface, the words of figures: long to load, like all above; before the first request
carlito()
number(1)


def answer(request: str) -> str:
    """Do what the client asks; return as JSON what came of it, or the error."""
    asked, *given = pickle.loads(b64decode(request))  # noqa: S301 - our parent wrote it
    try:
        return json.dumps({"done": DONE_HERE[asked](*given)})
    except PacketgenError as error:
        said = error
    except Exception as error:  # noqa: BLE001 - told to the parent, which tells the user
        full = disk_full(error)
        if full is None:
            return json.dumps({"bug": bug_report.places(error)})
        said = full
    return json.dumps({"error": type(said).__name__, "message": str(said)})


def lengths(parts: Sequence[Part], others: int) -> dict[str, int]:
    """Return the pages of the sommaire and of the bordereau, by their code."""
    return {
        SOMMAIRE: sommaire.page_count(parts),
        BORDEREAU: bordereau.page_count(parts, others),
    }


def make_bundle(binding: AssemblyRequest, destination: Path, ledger: Path) -> None:
    """Draw the pages of our own, assemble the bundle, prove it, then write its ledger."""
    pages = pages_of(binding)
    written = assemble(
        binding.ledger,
        [binding.lighter.get(place, each) for place, each in enumerate(pages)],
        destination,
        title=binding.title,
        author=binding.author,
        subject=binding.subject,
        today=binding.today,
        attachments=binding.attachments,
        once=binding.once,
    )
    prove(destination, binding.ledger, pages, binding.resampled)
    ledger.write_bytes(written)


def pages_of(binding: AssemblyRequest) -> list[Path | Extract]:
    """Return the pages of each part, given or drawn here."""
    sources = [source_of(place, binding) for place in range(len(binding.ledger.plan.parts))]
    drawn = iter(draw(each for each in sources if not isinstance(each, Path)))
    return [each if isinstance(each, Path) else next(drawn) for each in sources]


def source_of(place: int, binding: AssemblyRequest) -> Path | Draw:
    """Return the PDF of a part as given, or what draws its pages."""
    part = binding.ledger.plan.parts[place].part
    if part.code == COUVERTURE:
        return lambda canvas: draw_cover(canvas, binding.cover)
    if part.code == SOMMAIRE:
        return lambda canvas: draw_sommaire(canvas, binding.ledger.plan)
    if part.code == BORDEREAU:
        return lambda canvas: draw_bordereau(canvas, binding.ledger)
    if part.numero in binding.absences:
        return lambda canvas: draw_absence(canvas, part, *binding.absences[part.numero])
    return binding.pdfs[place]


DONE_HERE: Mapping[str, Callable[..., object]] = {"lengths": lengths, "bind": make_bundle}
