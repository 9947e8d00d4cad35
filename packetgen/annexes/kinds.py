"""The kinds of files that are accepted as annexes, and what to do with the others."""

from packetgen.annexes.notes import WAYS
from packetgen.errors import AnnexRefused
from packetgen.resources import table
from packetgen.system.file_kind import FileKind

IMAGES = frozenset(map(FileKind, ("JPEG", "PNG", "TIFF", "HEIC", "WEBP", "BMP", "GIF", "AVIF")))
SHEETS = frozenset((FileKind.XLSX, FileKind.XLS, FileKind.ODS))
OFFICE = SHEETS | set(map(FileKind, ("DOCX", "DOC", "ODT", "RTF", "PPTX", "ODP")))
TAKEN = IMAGES | OFFICE | {FileKind.PDF}
# What to do with all the other kinds
REMEDIES = {
    FileKind[name]: remedy.format(**WAYS)
    for name, remedy in table(__file__, "remedies.toml").items()
}


def not_taken(kind: FileKind) -> AnnexRefused:
    """Return why a file of this kind is refused."""
    return AnnexRefused(f"c’est {kind} ; {REMEDIES[kind]}")
