"""Objects of a PDF that are the same, written once: a font, a photo that several pieces share."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

ObjectDigest = tuple[int, int]

# Dictionaries that may serve at several places; a page or an annotation is of one place alone
SHARED = (Name.Font, Name.FontDescriptor, Name.Encoding, Name.ExtGState)


def merge_equal_objects(pdf: Pdf) -> None:
    """Have one object stand for all those that hold the same, in place.

    What holds merged objects may then be the same too: until there are none left.
    """
    digests: dict[ObjectDigest, bytes] = {}
    gone: set[ObjectDigest] = set()
    while twins := _twins(pdf, digests, gone):
        for item in pdf.objects:
            _redirect(pdf, item, twins)
        gone |= twins.keys()


def _twins(
    pdf: Pdf, digests: dict[ObjectDigest, bytes], gone: Collection[ObjectDigest]
) -> dict[ObjectDigest, ObjectDigest]:
    """Return the objects to replace, each with the first that holds the same.

    `digests` are those of the streams' data, kept from one call to the next; objects `gone` are
    those replaced already.
    """
    first: dict[bytes, ObjectDigest] = {}
    twins = {}
    for item in pdf.objects:
        is_typed = isinstance(item, Dictionary) and item.get(Name.Type) in SHARED
        if not (is_typed or isinstance(item, Stream | Array)) or item.objgen in gone:
            continue
        if isinstance(item, Stream):
            if item.objgen not in digests:
                digests[item.objgen] = sha256(item.read_raw_bytes()).digest()
            text = item.stream_dict.unparse(resolved=True) + digests[item.objgen]
        else:
            text = item.unparse(resolved=True)
        key = first.setdefault(text, item.objgen)
        if key != item.objgen:
            twins[item.objgen] = key
    return twins


def _redirect(pdf: Pdf, holder: Any, twins: dict[ObjectDigest, ObjectDigest]) -> None:  # noqa: ANN401
    """Have what an object refers to, directly or within it, be the one of its twins that stays."""
    places: Iterable[Any] = range(len(holder)) if isinstance(holder, Array) else ()
    if isinstance(holder, Stream | Dictionary):
        places = holder.keys()
    for place in places:
        thing = holder[place]
        if not isinstance(thing, Object):
            continue
        if thing.objgen in twins:
            holder[place] = pdf.get_object(twins[thing.objgen])
        elif not thing.is_indirect:
            _redirect(pdf, thing, twins)
