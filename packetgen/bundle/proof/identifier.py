"""The identifier of a file, a digest of its other bytes: no longer theirs after any new save."""

import re
from hashlib import blake2b

IDS = re.compile(rb"/ID \[<([0-9a-f]{32})><\1>\]")
START = re.compile(rb"startxref\s(\d+)\s%%EOF\s*\Z")


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
