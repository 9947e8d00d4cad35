"""Files uploaded on the web page, each tied to a piece."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.annexes.find_file import AnnexMissing, answers_to, find_file
from packetgen.annexes.notes import quote
from packetgen.annexes.outcome import Intake
from packetgen.model.dossier import SIGNATURE, Dossier, PieceFournie


class UploadedFile(Struct, frozen=True):
    """A file, and its name as its owner knows it."""

    path: Path
    name: str


# Given the key of a piece and the name that the workbook writes for it
Find = Callable[[str, str], UploadedFile]


class UploadedFiles(Struct, frozen=True):
    """The name of the workbook, and the file for each piece, by key of the piece.

    The signature's key counts as one. What the workbook names is not looked for elsewhere. Those
    of `intakes`, by path, were taken in before, and are not read again.
    """

    workbook: str
    files: Mapping[str, UploadedFile]
    intakes: Mapping[Path, Intake] = field(default_factory=dict)

    def find(self, key: str, name: str) -> UploadedFile:
        """Return the file for a piece; raises AnnexMissing when there is none."""
        if key in self.files:
            return self.files[key]
        raise AnnexMissing.said("piece_not_given", quote(name))

    def attribute(self, dossier: Dossier) -> Dossier:
        """Return the dossier with each file as its piece's, whatever its workbook says.

        A name that the file answers to is kept as the workbook writes it.
        """
        rows = {piece.key: piece for piece in dossier.pieces}
        added = {key: _free(key, file) for key, file in self.files.items() if key not in rows}
        added.pop(SIGNATURE, None)
        pieces = tuple(
            replace(piece, fichier=self._named(key, piece.fichier))
            for key, piece in {**rows, **added}.items()
        )
        signature = self._named(SIGNATURE, dossier.porteur.image_signature)
        porteur = replace(dossier.porteur, image_signature=signature)
        return replace(dossier, porteur=porteur, pieces=pieces)

    def _named(self, key: str, written: str) -> str:
        file = self.files.get(key)
        return written if file is None or answers_to(written, file.name) else file.name


def files_beside(source: Path) -> Find:
    """Return the function that finds the files in the folder of a workbook."""

    def find(_key: str, name: str) -> UploadedFile:
        file = find_file(name, source.parent)
        return UploadedFile(file, file.name)

    return find


def named_files(dossier: Dossier, files: Mapping[str, UploadedFile]) -> dict[str, str]:
    """Return, by key of a piece, the key in `files` of the file that the workbook names."""
    written = {piece.key: piece.fichier for piece in dossier.pieces}
    written[SIGNATURE] = dossier.porteur.image_signature
    return {
        piece: key
        for piece, name in written.items()
        for key, file in files.items()
        if name and answers_to(name, file.name)
    }


def _free(key: str, file: UploadedFile) -> PieceFournie:
    """Return a row for a piece that the workbook does not list: its title is the file's."""
    return PieceFournie(key.removeprefix("pieces."), PurePath(file.name).stem)
