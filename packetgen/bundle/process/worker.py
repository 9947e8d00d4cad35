"""Draw, assemble and prove one bundle, in the process that the client starts for it."""

import pickle
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from packetgen.bundle.assemble.assemble import assemble
from packetgen.bundle.assemble.part import PageSource
from packetgen.bundle.pages import bordereau, changes, drawing, one_page, sommaire
from packetgen.bundle.process.client import AssemblyRequest
from packetgen.bundle.proof.prove import prove
from packetgen.convert.tagging.drawn import extracted
from packetgen.model.bundle import BORDEREAU, CHANGEMENTS, COUVERTURE, SOMMAIRE, Part
from packetgen.model.comparison import Amendment
from packetgen.text import number

# The typeface, the words of figures: long to load, like all above; before the first request
drawing.carlito()
number(1)


def handle(function: str, arguments: str) -> object:
    """Call one of the functions below, with the arguments that the client pickled."""
    return FUNCTIONS[function](*pickle.loads(b64decode(arguments)))  # noqa: S301 - by our parent


def lengths(parts: Sequence[Part], others: int, amendment: Amendment | None) -> dict[str, int]:
    """Return the pages of the sommaire, of the bordereau and of what changes, by their code."""
    return {
        SOMMAIRE: sommaire.page_count(parts),
        BORDEREAU: bordereau.page_count(parts, others + bool(amendment)),
        **({CHANGEMENTS: changes.page_count(amendment)} if amendment else {}),
    }


def make_bundle(request: AssemblyRequest, destination: Path, ledger: Path) -> None:
    """Draw the pages of our own, assemble the bundle, prove it, then write its ledger."""
    pages = pages_of(request)
    origins = [request.lighter.get(place, each) for place, each in enumerate(pages)]
    written = assemble(request, origins, destination)
    prove(destination, request.ledger, pages, request.resampled)
    ledger.write_bytes(written)


def pages_of(request: AssemblyRequest) -> list[PageSource]:
    """Return the pages of each part, given or drawn here."""
    plan = request.ledger.plan
    own: dict[str, drawing.Draw] = {
        COUVERTURE: partial(one_page.draw_cover, content=request.cover),
        SOMMAIRE: partial(sommaire.draw_sommaire, plan=plan),
        BORDEREAU: partial(bordereau.draw_bordereau, ledger=request.ledger),
    }
    if request.amendment:
        own[CHANGEMENTS] = partial(changes.draw_changes, plan=plan, amendment=request.amendment)
    draws: dict[int, drawing.Draw] = {}
    for place, placed in enumerate(plan.parts):
        part = placed.part
        if part.code in own:
            draws[place] = own[part.code]
        elif part.numero in request.absences:
            raison, remede = request.absences[part.numero]
            draws[place] = partial(one_page.draw_absence, part=part, raison=raison, remede=remede)
    pages: dict[int, PageSource] = {**request.pdfs}
    for place, outline in request.outlines.items():
        pages[place] = extracted(request.pdfs[place], outline)
    pages |= zip(draws, drawing.draw_pages(draws.values()), strict=True)
    return [pages[place] for place in range(len(plan.parts))]


FUNCTIONS: Mapping[str, Callable[..., object]] = {"lengths": lengths, "make_bundle": make_bundle}
