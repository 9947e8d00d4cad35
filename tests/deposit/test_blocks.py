"""What is copied to the platform: as the note wants it, as the workbook says it."""

from typing import Any

import pytest
from msgspec.structs import replace

from packetgen.checks.annex_text import begins_with_pilier
from packetgen.deposit.blocks import Block, blocks_of, texts_of
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL, TOUS_LES_QUARTIERS, WRITTEN
from packetgen.model.dossier import Dossier
from tests.changes import Change, action, budget, sound
from tests.tables import table


def blocks(dossier: Dossier, campagne: Campagne, change: Change = sound) -> dict[str, Block]:
    changed = change(dossier)
    return {each.code: each for each in blocks_of(changed, changed.actions[0], campagne)}


@pytest.mark.parametrize("case", table(__file__)["cas"], ids=lambda case: str(case["cas"]))
def test_an_answer_is_copied_as_it_is_typed_there(
    case: dict[str, Any], dossier: Dossier, campagne: Campagne
) -> None:
    said = action(**case.get("dit", {}), **dict.fromkeys(case.get("tu", [])))
    assert blocks(dossier, campagne, said)[case["code"]].text == case["texte"]


def test_the_description_begins_with_the_pilier(dossier: Dossier, campagne: Campagne) -> None:
    for pilier in campagne.piliers:
        text = blocks(dossier, campagne, action(pilier=pilier.libelle))["description"].text
        own = dossier.actions[0].description
        assert begins_with_pilier(pilier.libelle, own, (f"Description\n{text}",))


def test_each_cell_that_a_block_names_is_one(dossier: Dossier, campagne: Campagne) -> None:
    texts = texts_of(dossier, dossier.actions[0], campagne)
    assert {*CELL.findall(str([bloc.contenu for bloc in campagne.blocs]))} <= texts.keys()
    assert [name for name in texts if "." not in name] == [*WRITTEN]
    untitled = blocks(dossier, campagne, action(intitule=""))["intitule"]
    assert (untitled.text, untitled.missing) == ("", ("Intitulé de l’action",))


def test_the_budget_is_by_the_keys_of_the_platform(dossier: Dossier, campagne: Campagne) -> None:
    found = blocks(dossier, campagne, action(quartiers=(TOUS_LES_QUARTIERS,)))
    assert found["quartiers"].text == ", ".join(each.code for each in campagne.quartiers)
    lines = blocks(dossier, replace(campagne, blocs=()))
    montants = dossier.actions[0].budget.montants
    assert lines.keys() == {f"budget.{code}" for code in montants}
    assert sum(int(each.text) for each in lines.values() if each.side == "charges") == 22_000
    assert blocks(dossier, campagne, budget(l604="2400.50"))["budget.604"].text == "2401"
