"""What is copied to the platform: as the note wants it, as the workbook says it."""

from dataclasses import replace

import pytest

from packetgen.checks.annex_text import begins_with_pilier
from packetgen.deposit.blocks import Block, blocks_of, texts_of
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL, TOUS_LES_QUARTIERS, WRITTEN
from packetgen.model.dossier import Dossier
from tests.changes import Change, action, budget, sound

NOBODY = action(public_nombre=None, public_femmes=None, public_quartiers=None)
BARE = action(pilier="Agir.", contexte="", deroule="", droit_commun="", comite_suivi="")
ROWS = [
    ("quarters by code", sound, "quartiers", "QP062024, QP062027"),
    ("an unknown quarter as typed", action(quartiers=("Cité 9",)), "quartiers", "Cité 9"),
    ("no spaces in a SIRET", sound, "siret", "91234500600015"),
    ("what a date field takes", sound, "periode", "du 02/02/2026 au 30/11/2026"),
    ("a renewal", action(premiere_demande=False), "frequence", "Renouvellement (ou poursuite)"),
    ("nothing for no answer", action(premiere_demande=None), "frequence", ""),
    ("whole euros", budget(l604="2400.50"), "budget.604", "2401"),
    ("only what is said", NOBODY, "beneficiaires", "Enfants de 0 à 6 ans et leurs parents"),
    ("no full stop twice", lambda it: action(description="Un jardin.")(BARE(it)), "description",
     "Pilier : Agir.\nUn jardin."),
]  # fmt: skip


def blocks(dossier: Dossier, campagne: Campagne, change: Change = sound) -> dict[str, Block]:
    changed = change(dossier)
    return {each.code: each for each in blocks_of(changed, changed.actions[0], campagne)}


@pytest.mark.parametrize(("name", "change", "code", "text"), ROWS)
def test_an_answer_is_copied_as_it_is_typed_there(
    name: str, change: Change, code: str, text: str, dossier: Dossier, campagne: Campagne
) -> None:
    assert blocks(dossier, campagne, change)[code].text == text, name


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
    everywhere = action(quartiers=(TOUS_LES_QUARTIERS,))
    found = blocks(dossier, campagne, everywhere)
    assert found["quartiers"].text == ", ".join(each.code for each in campagne.quartiers)
    lines = blocks(dossier, replace(campagne, blocs=()))
    montants = dossier.actions[0].budget.montants
    assert lines.keys() == {f"budget.{code}" for code in montants}
    assert sum(int(each.text) for each in lines.values() if each.side == "charges") == 22_000
