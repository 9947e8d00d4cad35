"""Answer requests with one module until the end of stdin; run as a script, in its own process.

Arguments: the module, the most memory in bytes, the seconds of processor time of a request, then
the folders to import from. The first line of stdin is the folder to work in, as JSON. The module's
`handle` receives the fields of each request, a line of JSON on stdin; what it returns, or raises,
is written as a line of JSON. The first line written is empty: the module is loaded. A crash, a hang
or a want of memory ends this process alone.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module

TYPE_CHECKING = False  # typing is long to load
if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_FILES = 512
GARBAGE = 50_000  # objects more than were freed before it is looked for: one dossier makes few
FILE_BYTES = 2 * 1024**3


def limit_resources(memory: int) -> None:
    """Cap memory and files, and leave no core file, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for limit, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # macOS refuses some
            continue


def respond(handle: Callable[..., object], request: str) -> str:
    """Return, as a line of JSON, the result of a request or its error."""
    try:
        return json.dumps({"result": handle(**json.loads(request))})
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - reported by the parent
        return json.dumps(_described(error))


def _described(error: Exception) -> dict[str, str]:
    from packetgen.errors import PacketgenError
    from packetgen.system import bug_report
    from packetgen.system.files import disk_full

    known = error if isinstance(error, PacketgenError) else disk_full(error)
    if known is None:
        return {"bug": bug_report.places(error)}
    return {"error": type(known).__name__, "message": str(known)}


def main(module: str, memory: str, seconds: str, *folders: str) -> None:
    """Answer each line of stdin."""
    sys.path[:] = folders
    limit_resources(int(memory))
    # What a library prints must not be taken for an answer
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # What loads now and for the first request is no garbage: it is looked for after, elsewhere
    gc.disable()
    handle = import_module(module).handle
    from packetgen.system import processor_time

    os.write(out, b"\n")
    if folder := sys.stdin.buffer.readline():
        os.chdir(json.loads(folder))
    with os.fdopen(out, "wb") as answers:
        for line in sys.stdin.buffer:
            processor_time.limit(float(seconds))
            answers.write(f"{respond(handle, line.decode())}\n".encode())
            answers.flush()
            if not gc.isenabled():
                gc.freeze()
                gc.set_threshold(GARBAGE)
                gc.enable()


if __name__ == "__main__":
    main(*sys.argv[1:])
