"""What ties a file to its content: the seal, printed on the bordereau, and the identifier.

The identifier is a digest of the other bytes of the file: no longer theirs after any new save.
"""

import re
from hashlib import blake2b

from pikepdf import Name, Pdf

from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pdf_page import inherited, streams_of, under_stamp
from packetgen.bundle.proof.coding import decoded
from packetgen.model.bundle import BORDEREAU, Plan

# The last one of the bordereau; those before are of files
SEAL = re.compile(rb"(.*)\([0-9a-f]{64}\) Tj", re.DOTALL)
IDS = re.compile(rb"/ID \[<([0-9a-f]{32})><\1>\]")
START = re.compile(rb"startxref\s(\d+)\s%%EOF\s*\Z")


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


def identify(content: memoryview) -> None:
    """Write the identifier of a file, in place of that which it has."""
    start, end, name = _drawn(content)
    content[start:end] = name


def is_as_written(content: memoryview) -> bool:
    """Whether a file has the identifier of its bytes."""
    start, end, name = _drawn(content)
    return start > 0 and content[start:end] == name


def _drawn(content: memoryview) -> tuple[int, int, bytes]:
    """Return where the identifier of a file starts and ends (0: none), and what it should be."""
    table = START.search(content[-64:])
    found = IDS.search(content, int(table[1])) if table else None
    start, end = found.span() if found else (0, 0)
    digest = blake2b(content[:start], digest_size=16)
    digest.update(content[end:])
    name = digest.hexdigest().encode()
    return start, end, b"/ID [<%b><%b>]" % (name, name)
