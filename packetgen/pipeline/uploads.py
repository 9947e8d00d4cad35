"""Files uploaded on the page: each read and proposed for the piece that it is, or tied to one."""

import shutil
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path, PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.annexes.client import Intakes
from packetgen.annexes.find_file import AnnexMissing, answers_to, find_file
from packetgen.annexes.notes import quote
from packetgen.annexes.ocr.client import read_images
from packetgen.annexes.outcome import Intake
from packetgen.checks.file_sorting import Clue, Proposal, propose
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import SIGNATURE, Dossier, PieceFournie
from packetgen.system.work_folder import work_folder


class UploadedFile(Struct, frozen=True, array_like=True):
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
        every = [(row, self._named(key, row.fichier)) for key, row in (rows | added).items()]
        pieces = tuple(replace(row, fichier=file) for row, file in every)
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
    pairs = product(written.items(), files.items())
    return {piece: key for (piece, name), (key, it) in pairs if name and answers_to(name, it.name)}


def _free(key: str, file: UploadedFile) -> PieceFournie:
    """Return a row for a piece that the workbook does not list: its title is the file's."""
    return PieceFournie(key.removeprefix("pieces."), PurePath(file.name).stem)


class FileReading(Struct, frozen=True):
    """What a file says, by page, or why it cannot be bound."""

    texts: tuple[str, ...] = ()
    refusal: str = ""


def sort_files(
    dossier: Dossier,
    campagne: Campagne,
    files: Mapping[str, UploadedFile],
    known: Mapping[str, FileReading],
    *,
    previews: Path,
    report: Callable[[str], None],
) -> tuple[dict[str, Proposal], dict[str, FileReading]]:
    """Propose the piece of a dossier that each file is.

    Return what was read too, and write the clean pages in `previews`: what is `known`, and the
    files that the workbook names, are not read here.
    """
    named = named_files(dossier, files)
    unread = {key: file for key, file in files.items() if key not in {*known, *named.values()}}
    readings = dict(known)
    if unread:
        readings |= read_files(unread, previews, report)
    none = FileReading()
    clues = {key: Clue(it.name, readings.get(key, none).texts) for key, it in files.items()}
    return propose(clues, named, dossier, campagne), readings


def read_files(
    files: Mapping[str, UploadedFile], previews: Path, report: Callable[[str], None]
) -> dict[str, FileReading]:
    """Read files by key, and write their clean pages in `previews`."""
    with work_folder() as folder, Intakes(folder) as client:
        for key, file in files.items():
            client.ask(key, file.path, name=file.name)
        intakes, refusals = client.results(lambda name: report(f"Lecture de {name}"))
        images = read_images(intakes, lambda name: report(f"Lecture de {name}")).texts
        keep_previews({key: each.pdf for key, each in intakes.items()}, previews)
        refused = {key: FileReading(refusal=str(each)) for key, each in refusals.items()}
        texts = {key: (*each.texts, *images.get(key, ())) for key, each in intakes.items()}
        return refused | {key: FileReading(each) for key, each in texts.items()}


def keep_previews(pages: Mapping[str, Path], previews: Path) -> None:
    """Copy the clean pages of files where the page shows them, each once."""
    previews.mkdir(mode=0o700, exist_ok=True)
    for key, pdf in pages.items():
        if not (destination := previews / f"{key}.pdf").exists():
            shutil.copyfile(pdf, destination)
