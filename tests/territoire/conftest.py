"""The call of an invented agglomeration, made of data and Word templates alone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from packetgen import resources
from tests.conftest import CHECKOUT
from tests.packages import parts_of, repack

ANNEE = 2028


@pytest.fixture(scope="module", autouse=True)
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the call: its data, the budget of Dauphin, templates that ask no Région."""
    root = tmp_path_factory.mktemp("val-d-orme")
    data, templates = root / "data" / str(ANNEE), root / "templates" / str(ANNEE)
    shutil.copytree(Path(__file__).parent / "data" / str(ANNEE), data)
    shutil.copy(CHECKOUT / "data" / "2026" / "budget.toml", data)
    own = shutil.ignore_patterns("bilan.docx", "fiche_region.docx", "lettre_departement.docx")
    shutil.copytree(CHECKOUT / "templates" / "2026", templates, ignore=own)
    fiche = templates / "fiche_action.docx"
    asked = rb"region\.(fil_rouge|temps_forts|participation|ecoresponsable)"
    parts = parts_of(fiche).items()
    repack(fiche, {name: re.sub(asked, b"region.dispositif", part) for name, part in parts})
    with resources.campagnes_in(root):
        yield root
