"""Make one dossier of a batch, in a process that packetgen.system.worker starts and replaces."""

from __future__ import annotations

import json

from packetgen.batch.making import make
from packetgen.batch.order import dump, from_line
from packetgen.errors import CannotWrite
from packetgen.system.files import disk_full
from packetgen.system.worker import InPlace


def answer(request: str) -> str:
    """Make the dossier of an order; return its outcome, or why nothing can be written.

    This process may die of it: unless the order says otherwise, what the dossier holds is read and
    drawn right here.
    """
    order, apart = from_line(request)
    InPlace.allowed = not apart
    try:
        return json.dumps({"outcome": dump(make(order))})
    except CannotWrite as error:
        return json.dumps({"cannot_write": str(error)})
    except Exception as error:  # noqa: BLE001 - a bug of ours costs this dossier, not the batch
        if full := disk_full(error):
            return json.dumps({"cannot_write": str(full)})
        return json.dumps({"bug": type(error).__name__})
