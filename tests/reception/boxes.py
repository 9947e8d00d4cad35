"""Folders of what a call receives: bundles really made, and what people do to files."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from filelock import FileLock
from msgspec.structs import replace
from openpyxl import Workbook
from stdnum import luhn

from packetgen import resources
from packetgen.model.dossier import Dossier
from tests import changes, tables
from tests.bundles import pdf_of
from tests.edition.calls import edit
from tests.folders import build, filled_forms, own_calls, with_actions, write_folder
from tests.packages import write_parts

SENT = tables.table(__file__)["recu"]


def siret_of(porteur: int) -> str:
    """A SIRET of its own for each invented association."""
    siren = f"7{porteur:07}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"


def dossier_of(example: Dossier, porteur: int, montant: int, numero: int = 0) -> Dossier:
    """The example's first action as another association asks for it, in one or two quartiers."""
    one = with_actions(example, 1)
    places = [each for each in one.actions[0].quartiers if each][: 1 + porteur % 2]
    name, mail = f"Association {porteur:02}", f"a{porteur:02}@exemple.example"
    return changes.both(
        changes.porteur(denomination=name, titulaire_compte=name, courriel_contact=mail),
        changes.porteur(siret=siret_of(porteur)),
        changes.action(intitule=f"Action {porteur:02}", montant_call=Decimal(montant)),
        changes.action(numero_dauphin=f"DA260009{numero or porteur:02}", quartiers=tuple(places)),
        changes.budget(l74epci=montant, l641=montant + 2700),
    )(one)


def arrivals(example: Dossier, folders: pytest.TempPathFactory) -> Path:
    """A copy of the box of the four arrivals, which all the processes of a run make once."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, making = shared / "recus", shared / "recus en cours"
    with FileLock(shared / "recus.lock"):
        if not made.exists():
            receive(example, shared / "fabrication", making, SENT)
            making.rename(made)
    return Path(shutil.copytree(made, folders.mktemp("recus") / "recus"))


def receive(example: Dossier, work: Path, box: Path, sent: list[dict[str, Any]]) -> None:
    """Put in `box` each file that is described."""
    with ProcessPoolExecutor(2) as processes:
        sources = {}
        for each in (each for each in sent if "porteur" in each):
            name, of = each["fichier"], (each["porteur"], each["montant"], each.get("numero", 0))
            given = work / Path(name).stem, each.get("fait", ""), each.get("jour")
            sources[name] = processes.submit(made, dossier_of(example, *of), *given)
    for each in sent:
        path, fait = box / each["fichier"], each.get("fait", "")
        path.parent.mkdir(parents=True, exist_ok=True)
        found = sources.get(each["fichier"])
        DONE.get(fait, shutil.copy)(found.result() if found else box / each.get("de", ""), path)


def made(dossier: Dossier, work: Path, fait: str, jour: date | None) -> Path:
    if fait == "incomplet":
        dossier = changes.piece("statuts", fichier="perdus.pdf")(dossier)
    if fait == "brouillon":
        dossier = changes.action(date_dauphin=None)(dossier)
    if fait in ("lettre", "fiche_action"):
        work.mkdir(parents=True)
        return filled_forms(work, dossier, [fait])[0]
    annee = 2025 if fait == "2025" else 2026
    workbook = write_folder(work, dossier)
    if fait == "classeur":
        return workbook
    home = call_of(work / "appels", annee) if fait in ("2025", "projet") else None
    with resources.campagnes_in(home):
        workbook = write_folder(work, replace(dossier, annee=annee))
        built = build(workbook, work / "pdf", today=jour or date(2025, 11, 5), in_process=True)
        return pdf_of(built)


def call_of(home: Path, annee: int) -> Path:
    """The call of 2026 not declared, or under another year."""
    own_calls(home)
    (home / "data" / "2026" / "etat.toml").unlink()
    for kind in ("data", "templates"):
        (home / kind / "2026").rename(home / kind / str(annee))
    edit(home / "data" / str(annee) / "campagne.toml", "annee = 2026", f"annee = {annee}")
    return home


def altered(source: Path, path: Path) -> None:
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        del pdf.pages[4]
        pdf.save(path)


def cut(source: Path, path: Path) -> None:
    content = source.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def printed(source: Path, path: Path) -> None:
    with pikepdf.open(source) as pdf, pikepdf.new() as other:
        other.pages.extend(pdf.pages)
        other.save(path)


def scanned(source: Path, path: Path) -> None:
    with pypdfium2.PdfDocument(source) as pdf:
        pages = [pdf[number].render(scale=1).to_pil().convert("L") for number in range(2)]
    pages[0].save(path, save_all=True, append_images=pages[1:])


def foreign(_: Path, path: Path) -> None:
    with pikepdf.new() as other:
        other.add_blank_page()
        other.save(path)


def protected(source: Path, path: Path) -> None:
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="jardin", user="jardin"))


DONE: dict[str, Callable[[Path, Path], object]] = {
    "retouché": altered, "coupé": cut, "imprimé": printed,
    "numérisé": scanned, "étranger": foreign,
    "chiffré": protected,
    "archive": lambda _, path: write_parts(path, {"statuts.pdf": b"%PDF-"}),
    "tableau": lambda _, path: Workbook().save(path),
    "texte": lambda _, path: path.write_text("À rappeler lundi."),
}  # fmt: skip
