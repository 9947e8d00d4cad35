"""The blank kit of a year: what an association downloads to fill its dossier by hand."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from packetgen.bundle.assemble.preview import mark_preview as projet_in_pdf
from packetgen.convert.engines import convert_documents
from packetgen.convert.pdf_metadata import write_metadata
from packetgen.documents.blanks.write import write_blank
from packetgen.documents.contexts.kit import file_names, kit_pages
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import KIT_NAMES, NAMES, path_of
from packetgen.documents.rendering.watermark import with_watermark as projet_in_word
from packetgen.errors import ConversionFailed
from packetgen.kit.ics import to_ics
from packetgen.model.campagne import Campagne
from packetgen.system.files import make_folder, write_atomically, write_folder_atomically
from packetgen.system.work_folder import work_folder
from packetgen.system.zip_package import write_package
from packetgen.workbook.write.create import create


class Kit(Struct, frozen=True):
    """A published kit: its folder, zip and files; `projet` where its call is not ready."""

    folder: Path
    archive: Path
    files: tuple[str, ...]
    projet: bool


def make_kit(campagne: Campagne, output: Path, engine: str, report: Callable[[str], None]) -> Kit:
    """Publish the blank kit in `output`, as a folder and as a zip: same data, same bytes.

    Raises TemplateInvalid, ConversionFailed, CannotWrite.
    """
    name = f"AAP{campagne.annee}_kit_vierge"
    with work_folder() as temporary:
        made, printed = temporary / name, temporary / "printed"
        made.mkdir()
        printed.mkdir()
        report("Écriture des documents vierges")
        to_print = list(_write(campagne, made, printed))
        report("Mise en PDF")
        _convert(campagne, to_print, made, engine)
        files = sorted(made.iterdir())
        packed = {f"{name}/{file.name}": file.read_bytes() for file in files}
        archive = write_package(packed, permissions=0o644)
        make_folder(output)
        folder = write_folder_atomically(made, output / name)
        names = tuple(file.name for file in files)
        published = write_atomically(archive, output / f"{name}.zip")
        return Kit(folder, published, names, campagne.projet)


def _write(campagne: Campagne, made: Path, printed: Path) -> Iterator[Path]:
    """Write the kit's files in `made`, the forms for a pen in `printed`; yield those to draw."""
    titles, fields = file_names(campagne), kit_pages(campagne)
    create(made / titles["classeur"], campagne)
    write_atomically(to_ics(campagne), made / f"{titles['calendrier']}.ics")
    for name in (*NAMES, *KIT_NAMES):
        page = made / f"{titles[name]}.docx"
        if name in NAMES:
            write_blank(name, campagne, page)
            write_blank(name, campagne, printed / page.name, pen=True)
        else:
            asked = essentials(name, campagne)
            render(path_of(campagne.annee, name), fields, page, required=asked)
        _mark(campagne, page)
        yield printed / page.name if name in NAMES else page


def _mark(campagne: Campagne, document: Path) -> None:
    """Write PROJET on each page of a Word file or a PDF whose call is not declared ready."""
    if campagne.projet:
        marked = projet_in_pdf if document.suffix == ".pdf" else projet_in_word
        document.write_bytes(marked(document))


def _convert(campagne: Campagne, documents: Sequence[Path], destination: Path, engine: str) -> None:
    for conversion in convert_documents(documents, destination, engine):
        if conversion.missing_words:
            missing = ", ".join(conversion.missing_words)
            raise ConversionFailed.said("kit_undrawn", conversion.pdf.name, missing)
        write_metadata(conversion)
        _mark(campagne, conversion.pdf)
