"""Files and folders written whole or not at all, for their owner, with a French reason if not."""

import errno
import os
import shutil
import stat
import sys
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryFile, gettempdir

from packetgen.errors import CannotWrite, UsageError

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
REMEDIES = {
    errno.ENOSPC: "le disque est plein ; libérez de la place, puis relancez",
    errno.EDQUOT: "le disque est plein ; libérez de la place, puis relancez",
    errno.EROFS: "le dossier est en lecture seule ; choisissez-en un autre",
    errno.EISDIR: "c’est un dossier ; donnez un nom de fichier",
    errno.ENOENT: "son dossier n’existe pas ; créez-le, puis relancez",
    errno.ENOTDIR: "son dossier n’en est pas un ; choisissez-en un autre",
    errno.ENAMETOOLONG: "son nom est trop long ; choisissez un dossier plus près de la racine",
}
OPEN_OR_PROTECTED = (
    "fermez le fichier s’il est ouvert dans un autre programme, vérifiez que vous avez le droit"
    " d’écrire dans ce dossier, puis relancez"
)


def write_atomically(content: Path | bytes, destination: Path) -> Path:
    """Write `destination` whole, from a file or from bytes; a failure leaves what was there.

    A new file is for its owner alone; another keeps its permissions. Raises CannotWrite with the
    remedy.
    """
    partial = destination.with_name(f".{destination.name[:100]}.partiel")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(PRIVATE, exist_ok=False)
        if isinstance(content, bytes):
            partial.write_bytes(content)
        else:
            shutil.copyfile(content, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        keep_permissions(destination, partial)
        partial.replace(destination)
    except OSError as error:
        raise cannot_write(destination, error) from error
    finally:
        # an interruption leaves no half of it either; where nothing is, there may be no folder
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return destination


def free_xlsx(destination: Path) -> Path:
    """Return the path, in .xlsx, of a workbook to be written; raise UsageError when it exists."""
    destination = with_xlsx(destination)
    if destination.exists():
        raise UsageError(f"{destination} existe déjà : choisissez un autre nom, ou déplacez-le.")
    return destination


def with_xlsx(destination: Path) -> Path:
    """Return a path with the extension .xlsx."""
    if destination.suffix.lower() == ".xlsx":
        return destination
    return destination.with_name(f"{destination.name}.xlsx")


def refuse_open(workbook: Path) -> None:
    """Raise CannotWrite when Excel or LibreOffice says that it has a workbook open."""
    name = workbook.name
    for trace in (f"~${name}", f".~lock.{name}#"):
        if workbook.with_name(trace).exists():
            raise CannotWrite.said("workbook_open", workbook, trace)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner alone. Raises CannotWrite."""
    try:
        for place in reversed((folder, *folder.parents)):
            if not place.is_dir():
                place.mkdir(PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error


def keep_permissions(former: Path, following: Path) -> None:
    """Give what takes the place of a file, or of a folder and its files, the same permissions."""
    if former.exists() and sys.platform != "win32":
        following.chmod(stat.S_IMODE(former.stat().st_mode))
        for file in following.iterdir() if following.is_dir() else ():
            keep_permissions(former / file.name, file)


def write_folder_atomically(source: Path, destination: Path) -> Path:
    """Replace a folder by a folder of files, whole; the former stays on failure.

    Raises CannotWrite, also when `destination` holds a file that the new folder does not.
    """
    names = {file.name for file in source.iterdir()}
    partial = destination.with_name(f".{destination.name}.partiel")
    earlier = destination.with_name(f".{destination.name}.ancien")
    try:
        strangers = {file.name for file in destination.iterdir()} if destination.exists() else set()
        if unknown := sorted(strangers - names):
            raise CannotWrite.said("file_lost", destination, unknown[0])
        for former in (partial, earlier):
            shutil.rmtree(former, ignore_errors=True)
        partial.mkdir(PRIVATE_FOLDER)
        for name in sorted(names):
            write_atomically(source / name, partial / name)
        replace_folder(partial, destination, earlier)
    except OSError as error:
        raise cannot_write(destination, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return destination


def replace_folder(following: Path, place: Path, former: Path) -> None:
    """Put a folder in the place of another, which is `former` meanwhile; raises CannotWrite."""
    try:
        keep_permissions(place, following)
        if place.exists():
            place.rename(former)
        following.rename(place)
    except OSError as error:
        if former.exists() and not place.exists():
            former.rename(place)
        raise cannot_write(place, error) from error
    shutil.rmtree(former, ignore_errors=True)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, empty when it cannot be read."""
    try:
        with file.open("rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""


def refuse_unwritable(folder: Path) -> None:
    """Raise CannotWrite when no file can be made in a folder, or in the one it will be made in."""
    place = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with TemporaryFile(dir=place):
            return
    except OSError as error:
        raise cannot_write(folder, error) from error


def cannot_write(destination: Path, error: OSError) -> CannotWrite:
    """Return the error with the reason why a file was not written, and the remedy."""
    remedy = REMEDIES.get(error.errno or 0, OPEN_OR_PROTECTED)
    return CannotWrite(f"« {destination} » ne peut pas être écrit : {remedy}.")


def disk_full(error: Exception) -> CannotWrite | None:
    """Return the error for the user if the temporary disk is full, else None."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return cannot_write(Path(gettempdir()), error)
    return None
