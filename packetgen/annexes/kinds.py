"""The kinds of files that are accepted as annexes, and what to do with the others."""

from packetgen.annexes.notes import PRINT, SAVE
from packetgen.resources import table
from packetgen.system.file_kind import FileKind

SAVE_IMAGE = (
    "ouvrez-la sur un ordinateur (Paint, Aperçu), puis Fichier › Enregistrer sous › JPEG ou PNG"
)
IMAGES = frozenset(map(FileKind, ("JPEG", "PNG", "TIFF", "HEIC", "WEBP", "BMP", "GIF", "AVIF")))
SHEETS = frozenset((FileKind.XLSX, FileKind.XLS, FileKind.ODS))
OFFICE = SHEETS | set(map(FileKind, ("DOCX", "DOC", "ODT", "RTF", "PPTX", "ODP")))
TAKEN = IMAGES | OFFICE | {FileKind.PDF}
# What to do with all the other kinds
REMEDIES = {
    FileKind[name]: remedy.format(save=SAVE, print=PRINT, save_image=SAVE_IMAGE)
    for name, remedy in table(__file__, "remedies.toml").items()
}
