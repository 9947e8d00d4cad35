"""The sheets that a committee reads, and the letters that follow, from a register people fill."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from packetgen.campagne.load import load_campagne
from packetgen.documents.contexts import instruction as contexts
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import path_of, read_template
from packetgen.documents.rendering.watermark import with_watermark
from packetgen.errors import TemplateInvalid, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.reception import DossierRecu, Suivi
from packetgen.model.registre import Registre
from packetgen.modeles.check import TITLES
from packetgen.pipeline.receive import read_facts
from packetgen.system.files import make_folder, refuse_open, write_atomically
from packetgen.system.work_folder import work_folder
from packetgen.system.zip_package import write_package
from packetgen.text import NBSP, lower_first, number, slug
from packetgen.workbook.reports.former import is_register
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.registre import chosen, open_register
from packetgen.workbook.reports.suivi import read_suivis

SHEET = "instruction"


class Instruction(Struct, frozen=True):
    """What was written in `folder`, a folder for each template, and what was not.

    `gardes` were there and say something else, edited or sent; `manques` are letters that lack a
    fact: of which dossier, which one, the cell to fill.
    """

    folder: Path
    ecrits: tuple[Path, ...]
    gardes: tuple[Path, ...]
    manques: tuple[str, ...]


def instruction(register: Path, output: Path, *, report: Callable[[str], None]) -> Instruction:
    """Write the sheet of each dossier of a register, and the letters that what is typed decides.

    Those not made are told. Raises UsageError for another workbook, TemplateInvalid, CannotWrite.
    """
    if not is_register(register):
        asked = "donnez celui que « packetgen registre » a écrit"
        raise UsageError(f"« {register} » n’est pas un registre : {asked}.")
    refuse_open(register)
    tables = open_register(register)
    found = read_facts(tables.kept, chosen(tables))
    if not found.dossiers:
        raise UsageError(f"Le registre « {register} » n’a aucun dossier : donnez-lui-en d’abord.")
    campagne = load_campagne(found.dossiers[0].annee)
    suivis = read_suivis(tables, found)
    written, kept, wanting = list[Path](), list[Path](), list[str]()
    with work_folder() as work:
        for done, each in enumerate(found.dossiers, start=1):
            report(f"Dossier {done} sur {number(len(found.dossiers))}")
            for name, why in _due(tables, found, each, suivis[each.sceau]):
                if why:
                    of = f"{each.porteur.denomination}, «{NBSP}{each.action.intitule}{NBSP}»"
                    wanting.append(f"{of}, {lower_first(TITLES[name])}{NBSP}: {why}")
                    continue
                content = _made(name, each, suivis[each.sceau], campagne, work)
                place = output / name / f"{_stem(each)}.docx"
                if place.exists() and place.read_bytes() == content:
                    continue
                # a sheet is for oneself; a letter may have been sent as it is
                if place.exists() and not (name == SHEET and _is_unedited(place)):
                    kept.append(place)
                    continue
                make_folder(place.parent)
                written.append(write_atomically(content, place))
    return Instruction(output, tuple(written), tuple(kept), tuple(wanting))


def _due(
    tables: LiveTables, found: Registre, each: DossierRecu, suivi: Suivi
) -> Iterator[tuple[str, str]]:
    """Yield the name of each document of a dossier, and what it lacks."""
    if versions := found.a_choisir.get(each.sceau):
        cells = (tables.cell("Versions", one.sceau, "À retenir") for one in versions)
        places = " ou ".join(filter(None, cells))
        yield SHEET, f"deux versions du même jour{NBSP}: écrivez «{NBSP}oui{NBSP}» en {places}."
        return
    yield SHEET, ""
    yield from suivi.courriers()


def _made(name: str, each: DossierRecu, suivi: Suivi, campagne: Campagne, work: Path) -> bytes:
    fill = contexts.instruction if name == SHEET else contexts.courrier
    fields, made = fill(each.porteur, each.action, campagne, suivi), work / f"{name}.docx"
    required = essentials(name, campagne)
    render(path_of(campagne.annee, name), fields, made, required=required)
    if campagne.projet:
        made.write_bytes(with_watermark(made))
    return made.read_bytes()


def _is_unedited(path: Path) -> bool:
    """Whether a Word file is packed as we do: no program that saves it does."""
    with suppress(TemplateInvalid):
        content, parts = read_template(path)
        return write_package(parts) == content
    return False


def _stem(each: DossierRecu) -> str:
    """Return a file name without suffix, the same for each version that bears a number."""
    porteur, action = each.porteur, each.action
    names = slug(porteur.denomination, 40), slug(action.intitule, 50)
    number = slug(action.numero_dauphin) or each.sceau[:8]
    return "_".join(filter(None, (f"AAP{each.annee}", *names, number)))
