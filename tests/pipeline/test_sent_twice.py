"""Which received bundles are one dossier sent again, and which are two that share a number."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from packetgen.model.reception.recu import DossierRecu
from packetgen.model.registre import registre
from packetgen.text import fold
from tests.bundles import pdf_of, received_of
from tests.conftest import EXAMPLE
from tests.folders import build
from tests.tables import table

OTHER = {"siret": "732 829 320 00074", "denomination": "Sport pour tous"}
CASES = table(__file__)
Change = dict[str, Any]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> DossierRecu:
    """The bundle of the example's first action, read again."""
    made = build(EXAMPLE, tmp_path_factory.mktemp("recu"), numero=1)
    return received_of(pdf_of(made))


def changed(one: DossierRecu, porteur: Change, action: Change) -> DossierRecu:
    """The same bundle of another porteur, or of another action."""
    people, project = replace(one.porteur, **porteur), replace(one.action, **action)
    return replace(one, fichier="autre.pdf", porteur=people, action=project)


def test_two_versions_of_one_day_are_for_people_to_choose(one: DossierRecu) -> None:
    other = replace(one, fichier="b.pdf", sceau="b", a_demander=("statuts",))
    found = registre([other, one], [], [], str.casefold)
    [versions] = found.a_choisir.values()
    assert ({each.sceau for each in versions}, found.comptes) == ({"b", one.sceau}, ())
    [asked] = found.demandes()
    assert "dites laquelle compte" in asked.points[0][2]
    chosen = registre([other, one], [], [], str.casefold, {"b"})
    assert (chosen.dossiers, chosen.a_choisir) == ((other,), {})
    newer = replace(one, fichier="c.pdf", sceau="c", etabli=one.etabli + timedelta(1))
    assert registre([newer, other, one], [], [], str.casefold).comptes == (newer,)
    second = replace(other, version=2)
    assert registre([second, one], [], [], str.casefold).comptes == (second,)
    final = replace(other, brouillon=True)
    assert registre([one, final], [], [], str.casefold).comptes == (one,), "it was a draft"


@pytest.mark.parametrize(("porteur", "action"), CASES["again"])
def test_what_is_sent_again_counts_once(porteur: Change, action: Change, one: DossierRecu) -> None:
    for pair in ([one, changed(one, porteur, action)], [changed(one, porteur, action), one]):
        found = registre(pair, [], [], fold)
        assert (len(found.dossiers), len(found.remplaces), found.doutes) == (1, 1, ())


@pytest.mark.parametrize(("porteur", "action", "doubt"), CASES["two"])
def test_two_share_a_number(porteur: Change, action: Change, doubt: str, one: DossierRecu) -> None:
    found = registre([one, changed(one, porteur, action)], [], [], fold)
    assert (len(found.dossiers), found.remplaces) == (2, ())
    assert [each.constat for each in found.doutes] == ([doubt] if doubt else [])


def test_a_dossier_keeps_its_place_once_it_has_its_number(one: DossierRecu) -> None:
    before = replace(changed(one, {}, {"numero_dauphin": ""}), a_demander=("le numéro",))
    assert registre([before, one], [], [], fold).dossiers == (one,)
