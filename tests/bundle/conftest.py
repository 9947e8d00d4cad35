"""The bundle that the tests share."""

import pytest

from tests.bundle.samples import Bundle, make


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 2 sommaire, 3 letter, 4-6 statuts, 7 absent RIB, 8-9 comptes, 10 bordereau."""
    return make(tmp_path_factory.mktemp("plain") / "bundle.pdf")
