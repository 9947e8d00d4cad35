"""What several tests of the road share: bundles received, blank forms."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml.etree import _Element

from packetgen import service
from packetgen.documents.blanks.write import CONTEXTS, write_blank
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.registre import Registre
from tests import changes
from tests.documents.blanks.filling import change, fill
from tests.folders import build, with_actions, write_folder
from tests.reception.boxes import altered, foreign

TODAY = date(2025, 11, 10)
FORMULA = '=HYPERLINK("http://exemple.test";"clic")'
Write = Callable[[str, dict[str, list[str]]], Path]
Alter = Callable[[str, Callable[[_Element], None]], Path]


@pytest.fixture(scope="session")
def received(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier) -> Path:
    """What a chargée de mission has in her folder: six PDFs."""
    box = tmp_path_factory.mktemp("recus")
    work = tmp_path_factory.mktemp("fabrication")
    one = with_actions(dossier, 1)
    sent = {
        "deux-actions": dossier,
        "incomplet": changes.both(
            changes.porteur(denomination=FORMULA, siret="732 829 320 00074"),
            changes.action(intitule="Sport pour tous", numero_dauphin="DA26000999"),
            changes.piece("statuts", fichier="", motif="Attendus de la préfecture"),
        )(one),
        "corrige": changes.action(public_nombre=44)(one),
    }
    for name, each in sent.items():
        today = date(2025, 11, 7) if name == "corrige" else date(2025, 11, 5)
        build(write_folder(work / name, each), box / name, today=today)
    build(work / "corrige" / "classeur.xlsx", box / "departement", pour="departement")
    whole = next((box / "deux-actions").glob("*voisins*.pdf"))
    altered(whole, box / "page-retiree.pdf")
    foreign(whole, box / "lettre libre.PDF")
    shutil.copy(whole, box / "meme-fichier.pdf")
    return box


@pytest.fixture(scope="session")
def written(received: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Registre, Path]:
    """The register of that folder and its workbook."""
    path = tmp_path_factory.mktemp("registre") / "registre.xlsx"
    return service.register([received], path, today=TODAY, report=print)


@pytest.fixture(scope="session")
def blank(campagne: Campagne, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The forms of the year, for Word."""
    folder = tmp_path_factory.mktemp("vierges")
    forms = {name: folder / f"{name}.docx" for name in CONTEXTS}
    for name, path in forms.items():
        write_blank(name, campagne, path)
    return forms


@pytest.fixture
def write(blank: dict[str, Path], tmp_path: Path) -> Write:
    """Write one of the forms with some answers, by tag."""
    return lambda name, answers: fill(blank[name], tmp_path / f"{name}.docx", answers)


@pytest.fixture
def alter(blank: dict[str, Path], tmp_path: Path) -> Alter:
    """Write one of the forms with its body changed."""
    return lambda name, act: change(blank[name], tmp_path / f"{name}.docx", act)
