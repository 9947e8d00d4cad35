"""The kinds of files that are accepted as annexes, and what to do with the others."""

from packetgen.annexes.notes import PRINT, SAVE
from packetgen.system.file_kind import FileKind

SAVE_IMAGE = (
    "ouvrez-la sur un ordinateur (Paint, Aperçu), puis Fichier › Enregistrer sous › JPEG ou PNG"
)
_COPY = "sa copie ou son téléchargement n’est pas terminé ; copiez-le de nouveau"
_SAVE = f"puis {SAVE}"
_PRINT = f"ouvrez-le, puis {PRINT}"
IMAGES = frozenset(map(FileKind, ("JPEG", "PNG", "TIFF", "HEIC", "WEBP", "BMP", "GIF", "AVIF")))
SHEETS = frozenset((FileKind.XLSX, FileKind.XLS, FileKind.ODS))
OFFICE = SHEETS | set(map(FileKind, ("DOCX", "DOC", "ODT", "RTF", "PPTX", "ODP")))
TAKEN = IMAGES | OFFICE | {FileKind.PDF}
# What to do with all the other kinds
REMEDIES: dict[FileKind, str] = {
    FileKind.EMPTY: _COPY,
    FileKind.INCOMPLETE: _COPY,
    FileKind.WORD: f"ouvrez-le dans Word, {_SAVE}",
    FileKind.EXCEL: f"ouvrez-le dans Excel, {_SAVE}",
    FileKind.POWERPOINT: f"ouvrez-la dans PowerPoint, {_SAVE}",
    FileKind.OFFICE_PROTECTED: f"ouvrez-le avec son mot de passe, {_SAVE}",
    FileKind.OFFICE_OLD: f"ouvrez-le dans le logiciel d’origine, {_SAVE}",
    FileKind.OPENDOCUMENT: "ouvrez-le dans LibreOffice, puis Fichier › Exporter vers › PDF",
    FileKind.APPLE: "ouvrez-le sur le Mac, puis Fichier › Exporter vers › PDF",
    FileKind.ONLINE: "le document n’est pas dans ce fichier ; ouvrez-le dans le navigateur, "
    "puis Fichier › Télécharger › PDF",
    FileKind.SHORTCUT: "copiez à côté du classeur le fichier lui-même",
    FileKind.OTHER_IMAGE: SAVE_IMAGE,
    FileKind.DRAWING: "ouvrez-le dans le logiciel de dessin, puis Exporter › PDF",
    FileKind.ARCHIVE: "décompressez-la et indiquez chaque fichier sur sa ligne",
    FileKind.HTML: f"ouvrez-la dans le navigateur, puis {PRINT}",
    FileKind.EMAIL: _PRINT,
    FileKind.MEDIA: "joignez plutôt un document PDF, ou une photo",
    FileKind.PROGRAM: "joignez plutôt un document PDF, ou une photo",
    FileKind.TEXT: _PRINT,
    FileKind.UNKNOWN: "ouvrez-le dans le logiciel qui l’a fait et enregistrez-le en PDF, "
    "ou demandez-en une autre copie",
}
