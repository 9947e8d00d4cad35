"""A run of its own on some files: what became of them, the time and memory of its child."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

# Nothing may take more (reliability, A10); of processor time, for the tests share theirs
SECONDS, MEGABYTES = 20, 512
RUN = """
import json, resource, sys
from pathlib import Path
from packetgen.annexes.client import Intakes
work = Path(sys.argv[1])
with Intakes(work) as asked:
    for name in sys.argv[2:]:
        asked.ask(name, work / name)
    taken, refused = asked.results()
said = {name: each.pages for name, each in taken.items()}
said |= {name: str(why) for name, why in refused.items()}
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : mémoire non mesurée")


def run(folder: Path, files: Mapping[str, bytes]) -> dict[str, int | str]:
    """Return by name the pages of each file or its refusal, the limits being held."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-c", RUN, str(folder), *files]
    done = subprocess.run(command, check=True, capture_output=True)
    said, seconds, megabytes = json.loads(done.stdout)
    assert seconds < SECONDS and megabytes < MEGABYTES
    assert set(said) == set(files)
    return dict(said)
