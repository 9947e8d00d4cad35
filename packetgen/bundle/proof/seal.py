"""The seal, printed on the bordereau once the fingerprints that it binds are known."""

import re

from pikepdf import Name, Pdf

from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pdf_page import inherited, streams_of, under_stamp
from packetgen.bundle.proof.coding import decoded
from packetgen.model.bundle import BORDEREAU, Plan

# The last one of the bordereau; those before are of files
SEAL = re.compile(rb"(.*)\([0-9a-f]{64}\) Tj", re.DOTALL)


def print_seal(pdf: Pdf, plan: Plan, seal: str = UNSEALED) -> None:
    """Write a seal, or what keeps its place, at the end of the bordereau.

    With the seal taken away again, the page has the fingerprint that the seal binds. A stream that
    readers may not decode alike stays as it is.
    """
    last = next(placed.last for placed in plan.parts if placed.part.code == BORDEREAU)
    # It moves with the pages that one removes or adds
    for page in list(pdf.pages)[min(last, len(pdf.pages)) - 1 :]:
        stamped = under_stamp(inherited(page.obj, Name.Resources))
        for stream in [*streams_of(page.obj), *([] if stamped is None else [stamped])]:
            operators = decoded(stream, stream.read_raw_bytes())
            if operators is not None and SEAL.match(operators):
                stream.write(SEAL.sub(rb"\1(%b) Tj" % seal.encode(), operators, count=1))
