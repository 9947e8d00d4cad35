"""Exit codes, and the exceptions that end a run: each message says in French what to do."""

from enum import IntEnum
from functools import cache
from typing import Self


class ExitCode(IntEnum):
    """What the shell receives; the table of docs/architecture.md is tested against it."""

    DONE = 0
    BUG = 1
    USAGE = 2
    DOSSIER_NOT_CONFORM = 3
    WORKBOOK_UNREADABLE = 4
    CAMPAGNE_INVALID = 5
    TEMPLATE_INVALID = 6
    TOOL_MISSING = 7
    CONVERSION_FAILED = 8
    ANNEX_REFUSED = 9
    CANNOT_WRITE = 10
    BATCH_UNFINISHED = 11
    INTERRUPTED = 130


class PacketgenError(Exception):
    """Base of all; str() is one French sentence: what, where (file, sheet, cell, page), remedy."""

    exit_code = ExitCode.BUG

    @classmethod
    def said(cls, key: str, *words: object) -> Self:
        """Return the error that says of `words` a long sentence, that of `errors.toml`."""
        return cls(_sentences()[key].format(*words))


@cache
def _sentences() -> dict[str, str]:
    from packetgen.resources import table  # nothing is read of it as long as all goes well

    return table(__file__, "errors.toml")


class UsageError(PacketgenError):
    exit_code = ExitCode.USAGE


class NothingAsked(UsageError):
    """The dossier asks nothing of the funder whose bundle is wanted."""


class WorkbookUnreadable(PacketgenError):
    exit_code = ExitCode.WORKBOOK_UNREADABLE


class CampagneInvalid(PacketgenError):
    """`problems` are the same as in the message, each with the path of its key in the data."""

    exit_code = ExitCode.CAMPAGNE_INVALID

    def __init__(
        self, message: str, problems: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.problems = problems


class TemplateInvalid(PacketgenError):
    exit_code = ExitCode.TEMPLATE_INVALID


class ToolMissing(PacketgenError):
    exit_code = ExitCode.TOOL_MISSING


class ConversionFailed(PacketgenError):
    exit_code = ExitCode.CONVERSION_FAILED


class AnnexRefused(PacketgenError):
    exit_code = ExitCode.ANNEX_REFUSED


class BundleUnproved(PacketgenError):
    """The finished file does not hold what the plan promised: never published."""

    exit_code = ExitCode.BUG


class InputChanged(PacketgenError):
    """A file was modified while the bundle was made of it: nothing is published."""

    exit_code = ExitCode.DOSSIER_NOT_CONFORM


class BundleAltered(PacketgenError):
    """A bundle is no more as it was made: it is never compared as if it were."""

    exit_code = ExitCode.DOSSIER_NOT_CONFORM


class CannotWrite(PacketgenError):
    exit_code = ExitCode.CANNOT_WRITE
