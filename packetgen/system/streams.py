"""Standard streams that never stop the work: absent, closed by their reader, or on a full disk."""

import errno
import os
import stat
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TextIO

from packetgen.errors import CannotWrite

STDOUT, STDERR = 1, 2


def secure_streams() -> None:
    """Give the program three streams, and an output that outlives its reader."""
    for number in (0, STDOUT, STDERR):
        try:
            os.fstat(number)
        except OSError:  # else the next file opened would be taken for it, and printed to
            _discard(number)
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = _secured(sys.stdout, STDOUT)
    sys.stderr = _secured(sys.stderr, STDERR)


def _secured(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:  # a service, pythonw
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    if sys.platform == "win32" and stream.isatty():
        stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
        return stream
    # one that lacks a character prints « ? » rather than stopping the run
    return TextIOWrapper(
        BufferedWriter(_Output(number, "w", closefd=False)),  # type: ignore[type-var]
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.isatty() or number == STDERR,
    )


class _Output(FileIO):
    """Output that nobody needs to read."""

    def write(self, data: bytes) -> int | None:  # type: ignore[override]
        """Write what is read; a file that cannot hold it stops the run, as its output is lost."""
        number = self.fileno()
        try:
            return super().write(data)
        except OSError as error:
            is_file = stat.S_ISREG(os.fstat(number).st_mode) or error.errno == errno.ENOSPC
            _discard(number)
            if is_file and number == STDOUT:
                raise CannotWrite.said("output_lost") from error
            return len(data)


def _discard(number: int) -> None:
    """Send what is written to a descriptor nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
