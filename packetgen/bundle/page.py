"""What a page of a PDF holds, inherited entries included, as pikepdf reads it."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

# A page tree may be hostile: a chain of parents that never ends
MOST_PARENTS = 50


def inherited(page: Object, key: Name) -> Object | None:
    """Return an entry of `page`, its own or that of the nearest node of the tree above it."""
    node: Object | None = page
    for _ in range(MOST_PARENTS):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None


def streams_of(page: Object) -> list[Stream]:
    """Return the streams that hold the operators of `page`."""
    contents = page.get(Name.Contents)
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return [stream for stream in streams if isinstance(stream, Stream)]


def contents_of(page: Object) -> bytes:
    """Return the operators of `page`, decoded, its streams joined as one."""
    return b"\n".join(map(_decoded, streams_of(page)))


def _decoded(stream: Stream) -> bytes:
    """Return what a stream holds, as stored where that is damaged or of an unknown kind."""
    try:
        return stream.read_bytes()
    except PdfError:
        return stream.read_raw_bytes()


def box_of(rectangle: Object | None) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top, whichever corners the rectangle was given by."""
    x, y, other_x, other_y = map(float, list(rectangle) if rectangle is not None else [])
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
