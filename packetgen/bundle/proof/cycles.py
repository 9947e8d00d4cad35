"""Digests of PDF objects that refer to each other in circles."""

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from packetgen.bundle.pdf_page import ObjectId

REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
# Of objects written again to tell them apart: a hostile ring may be long
MOST_WRITTEN = 50_000


def substitute(text: bytes, written: Callable[[ObjectId], bytes]) -> bytes:
    """Return a text, each of its references as `written` has it."""
    return REFERENCE.sub(lambda match: written((int(match[1]), int(match[2]))), text)


def members(key: ObjectId, held: Callable[[ObjectId], Iterable[ObjectId]]) -> set[ObjectId]:
    """Return the objects that lead to `key`, of those that it leads to; `held` is asked once."""
    holders: dict[ObjectId, list[ObjectId]] = {}
    met, left = {key}, [key]
    while left:
        holder = left.pop()
        for each in held(holder):
            holders.setdefault(each, []).append(holder)
            if each not in met:
                met.add(each)
                left.append(each)
    ring, left = {key}, [key]
    while left:
        new = {*holders.get(left.pop(), ())} - ring
        ring |= new
        left += new
    return ring


def digests(texts: Mapping[ObjectId, bytes]) -> dict[ObjectId, bytes]:
    """Return a digest of each object, from their texts, where they refer to each other alone.

    Each is told by its text, then by those of what it holds too, until no two more differ; and by
    all the others. From whichever one comes, and however often each is repeated, its digest is the
    same. Raises ValueError for a ring too long.
    """
    found, told, written = dict.fromkeys(texts, b""), 0, 0
    while (distinct := len({*found.values()})) > told:
        told, written = distinct, written + len(texts)
        if written > MOST_WRITTEN:
            raise ValueError("objects that hold each other without end")
        found = {key: _digest(substitute(text, found.__getitem__)) for key, text in texts.items()}
    every = b"".join(sorted({*found.values()}))
    return {key: _digest(digest + every) for key, digest in found.items()}


def _digest(text: bytes) -> bytes:
    return sha256(text).hexdigest().encode()
