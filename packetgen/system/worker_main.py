"""Answer requests with one module until the end of stdin; run as a script, in its own process.

Arguments: the module, the most memory in bytes, then the folders to import from. The module's
`answer` receives each line of stdin and returns the line to write. The first line written is empty:
the module is loaded. A crash, a hang or a want of memory ends this process alone.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

# Of processor time for one request: ends what would go on after its parent was killed
CPU_SECONDS = 600
OPEN_FILES = 512
GARBAGE = 50_000  # objects more than were freed before it is looked for: one dossier makes few
FILE_BYTES = 2 * 1024**3


def limit_resources(memory: int) -> None:
    """Cap memory, processor time and files, and leave no core file, where the system can."""
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


def limit_time() -> None:
    """Cap the processor time of the request that comes, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def main(module: str, memory: str, *folders: str) -> None:
    """Answer each line of stdin."""
    sys.path[:] = folders
    limit_resources(int(memory))
    # What a library prints must not be taken for an answer
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # What loads now and for the first request is no garbage: it is looked for after, elsewhere
    gc.disable()
    answer = import_module(module).answer
    os.write(out, b"\n")
    with os.fdopen(out, "wb") as answers:
        for line in sys.stdin.buffer:
            limit_time()
            answers.write(f"{answer(line.decode().rstrip())}\n".encode())
            answers.flush()
            if not gc.isenabled():
                gc.freeze()
                gc.set_threshold(GARBAGE)
                gc.enable()


if __name__ == "__main__":
    main(*sys.argv[1:])
