"""Files uploaded on the page, read and proposed for the piece that each is."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from packetgen.annexes.client import Intakes
from packetgen.annexes.ocr.client import read_images
from packetgen.checks.file_sorting import Clue, Proposal, propose
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.pipeline.uploads import UploadedFile, named_files
from packetgen.system.work_folder import work_folder


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
    clues = {
        key: Clue(file.name, readings[key].texts if key in readings else ())
        for key, file in files.items()
    }
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
        return refused | {
            key: FileReading((*each.texts, *images.get(key, ()))) for key, each in intakes.items()
        }


def keep_previews(pages: Mapping[str, Path], previews: Path) -> None:
    """Copy the clean pages of files where the page shows them, each once."""
    previews.mkdir(mode=0o700, exist_ok=True)
    for key, pdf in pages.items():
        if not (destination := previews / f"{key}.pdf").exists():
            shutil.copyfile(pdf, destination)
