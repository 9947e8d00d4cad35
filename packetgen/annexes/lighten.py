"""The clean pages of an annex, lighter: in a process of its own, as all that reads annexes."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf

from packetgen.annexes.packed import pack
from packetgen.annexes.photos import reduce_photos
from packetgen.annexes.streams import limit_decoding


def answer(request: str) -> str:
    """Do what packetgen.annexes.lightening asks of one file; return what became of it."""
    asked = json.loads(request)
    try:
        reduced = lighten(Path(asked["path"]), Path(asked["destination"]), photos=asked["photos"])
    except Exception:  # noqa: BLE001 - whatever the libraries raise: the file stays as it is
        return json.dumps(None)
    return json.dumps(reduced)


def lighten(source: Path, destination: Path, *, photos: bool) -> int:
    """Write `source` in fewer bytes to `destination`; with `photos`, these resampled.

    Returns the number of photos that were. The same source gives the same bytes.
    """
    limit_decoding()
    with pikepdf.open(source) as pdf:
        reduced = reduce_photos(pdf) if photos else 0
        pack(pdf)
        pdf.save(
            destination,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return reduced
