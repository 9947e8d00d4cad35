"""What is copied to the platform: as the note wants it, as the workbook says it."""

from dataclasses import replace

import pytest

from packetgen.checks.annex_text import begins_with_pilier
from packetgen.deposit.blocks import Block, blocks_of, texts_of
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import CELL, TOUS_LES_QUARTIERS, WRITTEN
from packetgen.model.dossier import Dossier
from tests.changes import Change, action, budget, sound


def blocks(dossier: Dossier, campagne: Campagne, change: Change = sound) -> dict[str, Block]:
    changed = change(dossier)
    found = blocks_of(changed, changed.actions[0], campagne)
    assert len({each.code for each in found}) == len(found)
    return {each.code: each for each in found}


ROWS = [
    ("quarters by code", sound, "quartiers", "QP062024, QP062027"),
    ("an unknown quarter as typed", action(quartiers=("Cité 9",)), "quartiers", "Cité 9"),
    ("no spaces in a SIRET", sound, "siret", "91234500600015"),
    ("what a date field takes", sound, "periode", "du 02/02/2026 au 30/11/2026"),
    ("a renewal", action(premiere_demande=False), "frequence", "Renouvellement (ou poursuite)"),
    ("nothing for no answer", action(premiere_demande=None), "frequence", ""),
    ("whole euros", budget(l604="2400.50"), "budget.604", "2401"),
    ("only what is said", action(public_nombre=None, public_femmes=None, public_quartiers=None),
     "beneficiaires", "Enfants de 0 à 6 ans et leurs parents"),
    ("no full stop twice", action(pilier="Agir.", contexte="", deroule="", droit_commun="",
                                  comite_suivi="", description="Un jardin."),
     "description", "Pilier : Agir.\nUn jardin."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "code", "text"), ROWS)
def test_an_answer_is_copied_as_it_is_typed_there(
    name: str, change: Change, code: str, text: str, dossier: Dossier, campagne: Campagne
) -> None:
    assert blocks(dossier, campagne, change)[code].text == text, name


def test_the_description_begins_with_the_pilier(dossier: Dossier, campagne: Campagne) -> None:
    for pilier in campagne.piliers:
        text = blocks(dossier, campagne, action(pilier=pilier.libelle))["description"].text
        words = f"Description\n{text}"
        assert begins_with_pilier(pilier.libelle, dossier.actions[0].description, (words,))


def test_each_cell_that_a_block_names_is_one(dossier: Dossier, campagne: Campagne) -> None:
    texts = texts_of(dossier, dossier.actions[0], campagne)
    named = {name for bloc in campagne.blocs for name in CELL.findall(" ".join(bloc.contenu))}
    assert named <= texts.keys()
    assert [name for name in texts if "." not in name] == [*WRITTEN]
    # an empty one is not written, and is named where nothing else is
    assert blocks(dossier, campagne, action(intitule=""))["intitule"].missing == (
        "Intitulé de l’action",
    )


def test_the_budget_is_by_the_platforms_own_keys(dossier: Dossier, campagne: Campagne) -> None:
    lines = [each for each in blocks(dossier, campagne).values() if each.line]
    montants = dossier.actions[0].budget.montants
    assert {each.code.removeprefix("budget.") for each in lines} == {*montants}
    sides = [sum(int(each.text) for each in lines if each.line == side) for side in
             ("charges", "produits")]  # fmt: skip
    assert sides == [22_000, 22_000]


def test_all_quarters_are_those_of_the_note(dossier: Dossier, campagne: Campagne) -> None:
    everywhere = action(quartiers=(TOUS_LES_QUARTIERS,))
    said = blocks(dossier, campagne, everywhere)["quartiers"].text
    assert said.split(", ") == [each.code for each in campagne.quartiers]
    assert blocks(dossier, replace(campagne, blocs=())).keys() == {
        code for code in blocks(dossier, campagne) if code.startswith("budget.")
    }
