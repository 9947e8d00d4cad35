"""The folder of a dossier whose bundle may have been sent."""

from pathlib import Path

import pytest

from packetgen.model.dossier import Dossier
from tests.folders import build, with_actions, write_folder


@pytest.fixture(scope="session")
def sent(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's first action, its bundle in `output`."""
    folder = tmp_path_factory.mktemp("envoye")
    build(write_folder(folder, with_actions(dossier, 1)), folder / "output")
    return folder
