"""Processor time that one request may take: past it this process ends, and its client tells."""

import math
import os
import sys
import time

# Status of a process that ended past its time, where no signal says it; that of the signal
EXHAUSTED = 24
# Processor time of this process when it must end, where the system does not count it
_end = [math.inf]


def limit(seconds: float) -> None:
    """Let the request that comes compute for so long."""
    if sys.platform == "win32":
        if _end[0] == math.inf:
            watch()
        _end[0] = time.process_time() + seconds
    else:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        most = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def extend(seconds: float) -> None:
    """Let the request that is served, if it is limited, compute for so much longer."""
    if sys.platform == "win32":
        _end[0] += seconds
    else:
        import resource

        most, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if most != resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_CPU, (most + math.ceil(seconds), hard))


def watch() -> None:
    """End this process past its time, from a thread: late if C code keeps the interpreter."""
    from threading import Thread

    def end_late() -> None:
        while time.process_time() < _end[0]:
            time.sleep(0.2)
        os._exit(EXHAUSTED)

    Thread(target=end_late, daemon=True).start()
