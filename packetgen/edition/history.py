"""Files of a year written step by step: all or none, and what they were kept, to be undone."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from packetgen.errors import InputChanged, UsageError
from packetgen.system import zip_package
from packetgen.system.files import write_atomically

# Bytes of each file before and after, None where there is none
Files = Mapping[Path, tuple[bytes | None, bytes | None]]
STEP, KEPT = "etape.json", "avant"
LIMITS = zip_package.Limits(1_000, 1 << 30, 1 << 28)


def apply(files: Files, title: str) -> tuple[Path, ...]:
    """Write the files of a step, all or none, and keep what they were; return those that changed.

    Raises InputChanged when one was modified since it was read, CannotWrite.
    """
    for path, (before, _) in files.items():
        if (path.read_bytes() if path.exists() else None) != before:
            raise InputChanged.said("changed_before_step", path)
    keep(files, title)
    written: list[Path] = []
    try:
        for path, (_, after) in files.items():
            _put(path, after)
            written.append(path)
    except BaseException:
        # not the one that cannot be written
        for path in written:
            _put(path, files[path][0])
        _steps(next(iter(files)))[-1].unlink()
        raise
    return tuple(files)


def keep(files: Files, title: str) -> None:
    """Keep what the files of a step were, beside the data of the years."""
    for path in list(files)[:1]:
        root, steps = path.parents[2], _steps(path)
        names = {each.relative_to(root).as_posix(): states for each, states in files.items()}
        after = {name: made and sha256(made).hexdigest() for name, (_, made) in names.items()}
        parts = {STEP: json.dumps([title, after]).encode()}
        parts |= {name: before for name, (before, _) in names.items() if before is not None}
        kept = root / KEPT / path.parent.name / f"{int(steps[-1].stem if steps else 0) + 1:04}.zip"
        _put(kept, zip_package.write_package(parts))


def last_step(root: Path, annee: int) -> str:
    """Return the title of the step that `undo` would undo, empty where none is left."""
    kept = _steps(root / "data" / str(annee) / STEP)
    return str(json.loads(zip_package.read_package(kept[-1], LIMITS)[STEP])[0]) if kept else ""


def undo(root: Path, annee: int) -> str:
    """Give back what the files were before the last step of a year; return its title.

    Raises UsageError where no step is left, InputChanged when a file was modified since.
    """
    steps = _steps(root / "data" / str(annee) / STEP)
    if not steps:
        raise UsageError(f"L’appel {annee} n’a aucune étape à annuler.")
    parts = zip_package.read_package(steps[-1], LIMITS)
    title, after = json.loads(parts[STEP])
    for name, digest in after.items():
        path = root / name
        if (sha256(path.read_bytes()).hexdigest() if path.exists() else None) != digest:
            raise InputChanged.said("changed_since_step", path, title)
    for name in after:
        _put(root / name, parts.get(name))
    steps[-1].unlink()
    return str(title)


def _steps(path: Path) -> list[Path]:
    return sorted((path.parents[2] / KEPT / path.parent.name).glob("*.zip"))


def _put(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(content, path)
    else:
        path.unlink(missing_ok=True)
        if path.parent.exists() and not any(path.parent.iterdir()):
            path.parent.rmdir()
