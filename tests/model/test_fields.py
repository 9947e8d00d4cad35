"""Keys of the catalogue: numbered for an action, and told back."""

from dataclasses import fields

import pytest

from packetgen.model.action import ACTION, Action
from packetgen.model.action_tables import (
    AGENTS,
    COMMUNES,
    INDICATEURS,
    CommuneConcernee,
    Indicateur,
    Intervention,
)
from packetgen.model.dossier import PIECES, PieceFournie
from packetgen.model.fields import Field, action_of, key_of_action
from packetgen.model.porteur import PORTEUR, Porteur
from tests.tables import table


@pytest.mark.parametrize(("key", "numero"), table(__file__)["fields"])
def test_the_action_of_a_key(key: str, numero: int) -> None:
    assert action_of(key) == numero


def test_the_first_action_has_plain_keys() -> None:
    assert key_of_action("agents.3.metier", 1) == "agents.3.metier"
    assert key_of_action("agents.3.metier", 2) == "agents2.3.metier"


@pytest.mark.parametrize(
    ("catalogue", "kind"),
    [(PORTEUR, Porteur), (ACTION, Action), (COMMUNES, CommuneConcernee), (AGENTS, Intervention),
     (INDICATEURS, Indicateur), (PIECES, PieceFournie)],
)  # fmt: skip
def test_each_field_has_the_attribute_of_its_value(
    catalogue: tuple[Field, ...], kind: type
) -> None:
    assert {field.attribute for field in catalogue} <= {each.name for each in fields(kind)}
