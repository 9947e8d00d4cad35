"""Files received that are no PDF: what each is; those of the kit are read as dossiers."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from msgspec import to_builtins

from packetgen.campagne.load import load_campagne, years
from packetgen.errors import PacketgenError
from packetgen.model.dossier import Dossier
from packetgen.pipeline.new_workbook import read_filled_forms
from packetgen.pipeline.record import answers
from packetgen.system.file_kind import FileKind, recognise
from packetgen.text import NBSP, enumerate_words, fold, readable
from packetgen.workbook.project import read_workbook
from packetgen.workbook.reports.former import is_register

LARGEST = 100_000_000
NAMES = {FileKind.XLSX: "Classeur Excel", FileKind.DOCX: "Document Word"}
SHOWN_NAMES = 5
FOREIGN = "ce n’est pas un dossier PDF fait par packetgen"
FORM = {"nature": "Formulaire Word du kit", "probleme": "formulaire vierge"}
REGISTER = f"un registre n’est pas un dossier{NBSP}; ce qui y fut voté l’année d’avant est repris"
Facts = dict[str, Any]


def find_received(given: Iterable[Path], register: Path) -> tuple[list[Path], list[Path]]:
    """Return the PDFs, then the other files, of the files and folders given, each once, in order.

    What programs leave beside files (`~$…`, `.…`), bordereaux, messages and the register itself are
    no files received.
    """
    found: dict[Path, None] = {}
    for path in given:
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        found |= dict.fromkeys(inside if path.is_dir() else [path])
    shown = (path for path in found if not path.name.startswith((".", "~$")))
    sent = (path for path in shown if not path.name.endswith(("_bordereau.json", ".eml")))
    received = [path for path in sent if path.resolve() != register.resolve()]
    pdfs = [path for path in received if _is_pdf(path)]
    return pdfs, [path for path in received if path not in pdfs]


def _is_pdf(path: Path) -> bool:
    if path.suffix.lower() == ".pdf":
        return True
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


def read_others(files: Sequence[Path], today: date, names: Mapping[Path, str]) -> Iterator[Facts]:
    """Yield what is to be kept of each file: of the forms of one action, one dossier."""
    forms: dict[tuple[str, str], list[Path]] = {}
    for path in files:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        kind = recognise(content)
        facts = _facts([path], content, today, names)
        facts |= {"nature": NAMES.get(kind, str(kind)), "probleme": FOREIGN}
        if is_register(path):
            yield facts | {"nature": "Registre", "probleme": REGISTER}
            continue
        try:
            if kind is FileKind.XLSX:
                *_, reading = read_workbook(path, facts["fichier"])
                yield from _made_by_hand(facts, reading.dossier, today)
                continue
            if kind is FileKind.DOCX:
                read = read_filled_forms([path], load_campagne(max(years()))).dossier
                asked = fold(read.porteur.denomination), fold(read.actions[0].intitule)
                forms.setdefault(asked, []).append(path)
                continue
        except PacketgenError as error:
            facts["probleme"] += f"{NBSP}; {error}"
        if kind is FileKind.ARCHIVE:
            facts["probleme"] += f"{NBSP}; {_inside(path)}"
        yield facts
    for paths in forms.values():
        content = b"".join(path.read_bytes() for path in paths)
        read = read_filled_forms(paths, load_campagne(max(years()))).dossier
        yield from _made_by_hand(_facts(paths, content, today, names) | FORM, read, today)


def _facts(paths: list[Path], content: bytes, today: date, names: Mapping[Path, str]) -> Facts:
    """Return what is kept of any file, or of several that are one."""
    digest = sha256(content).hexdigest()
    file = enumerate_words(names.get(path) or readable(str(path)) for path in paths)
    said = {"fichier": file, "sha256": digest, "sceau": digest}
    return said | {"recu": today.isoformat(), "ecarts": []}


def _inside(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            held = [Path(name).name for name in archive.namelist() if not name.endswith("/")]
    except (BadZipFile, OSError):
        return "ouvrez cette archive, et donnez les fichiers qu’elle contient"
    shown = enumerate_words([*held[:SHOWN_NAMES], *["d’autres"] * (len(held) > SHOWN_NAMES)])
    return f"ouvrez cette archive et donnez ce qu’elle contient{NBSP}: {shown}"


def _made_by_hand(facts: Facts, dossier: Dossier, today: date) -> list[Facts]:
    """Return the dossier of each action that has a title, as a bundle's record says; or `facts`."""
    found = []
    for action in dossier.actions:
        if dossier.porteur.denomination and action.intitule:
            record = {"annee": dossier.annee, "date": today, "constats": [], "pieces": []}
            record |= answers(dossier, action, load_campagne(dossier.annee))
            seal = f"{facts['sha256'][:-2]}{action.numero:02}"
            read = {"sceau": seal, "remarques": [], "pages": 0, "projet": False}
            content = json.dumps(to_builtins(record), ensure_ascii=False)
            read |= {"a_la_main": True, "content": content, "probleme": ""}
            found.append(facts | read)
    return found or [facts]
