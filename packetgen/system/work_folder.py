"""Working folders, for their owner alone; one whose process was killed goes at the next start."""

import atexit
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

# No name that a person would give: what bears it, and no living process holds, is removed
PREFIX = "packetgen-travail-"
LOCK = "verrou"


@contextmanager
def work_folder(parent: Path | None = None, prefix: str = PREFIX) -> Iterator[Path]:
    """Yield a folder in `parent`, by default where temporary files go; nothing stays of it."""
    home = parent or Path(gettempdir())
    if parent:  # those of the temporary folder go when a command starts
        remove_abandoned(parent, prefix)
    while True:
        with TemporaryDirectory(prefix=prefix, dir=home, ignore_cleanup_errors=True) as name:
            with ExitStack() as held:
                try:
                    held.callback(os.close, _hold(Path(name)))
                except (BlockingIOError, FileNotFoundError):
                    continue  # another start took it for abandoned, before it was held
                except OSError:  # a disk without locks: no start removes anything there
                    pass
                yield Path(name)
            return


def process_folder() -> Path:
    """Return a working folder that goes with this process."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(work_folder())


def remove_abandoned(parent: Path, prefix: str = PREFIX) -> None:
    """Remove the working folders of `parent` that no living process holds."""
    for folder in parent.glob(f"{prefix}*"):
        with suppress(OSError), ExitStack() as held:
            held.callback(os.close, _hold(folder))
            if sys.platform == "win32":  # where no open file can be removed
                held.close()
            shutil.rmtree(folder, ignore_errors=True)


def _hold(folder: Path) -> int:
    """Hold a folder until this descriptor is closed, or its process ends in any way.

    Raises OSError when another process does, when it is gone or somebody else's.
    """
    if sys.platform == "win32":
        (folder / LOCK).unlink(missing_ok=True)  # refused while it is open
        return os.open(folder / LOCK, os.O_CREAT | os.O_EXCL | os.O_RDWR)
    import fcntl

    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError(folder)
    except OSError:
        os.close(held)
        raise
    return held
