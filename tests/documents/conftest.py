"""An invented association, its action, its bundle; and Word templates made in the test."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from packetgen.campagne.load import load_campagne
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.contexts.letter import lettre
from packetgen.documents.contexts.liste import liste
from packetgen.documents.contexts.wording import Fields
from packetgen.model.action import Action
from packetgen.model.action_tables import Budget, CommuneConcernee, Indicateur, Intervention
from packetgen.model.bundle import Part, PlacedPart, State, plan
from packetgen.model.campagne import Campagne, Referent
from packetgen.model.dossier import Dossier
from packetgen.model.financeur import Contact
from packetgen.model.finding import Source
from packetgen.model.porteur import Porteur
from packetgen.modeles.sample_dossiers import example
from packetgen.resources import table

PHONES = ("0300000001", "0600000001")
INVENTED = table(__file__, "invented.toml")
DESCRIPTION: str = INVENTED["action"]["description"]


@pytest.fixture(scope="session")
def campagne() -> Campagne:
    """The call of 2026 with invented contacts, so that no test names a real person."""
    source = Source("inventé")
    contacts = (
        Contact("call", "Anne MARTEL", "Mission", "a@call.example", (), ("sport",), source),
        Contact("call", "Paul DELVAL", "Mission", "p@c.example", PHONES, ("habitat",), source),
        Contact("etat", "Rose LEMAY", "Déléguée", "r@etat.example", (), (), source),
        Contact("region", "Luc CARDON", "Mission", "l@region.example", (), (), source),
        Contact("departement", "Zoé FLAMENT", "Référente", "z@dep.example", (), (), source),
    )
    referents = (Referent("62498", "Marc HOUSSIN", "m@ville.example", source),)
    return replace(load_campagne(2026), contacts=contacts, referents=referents)


@pytest.fixture
def porteur(campagne: Campagne) -> Porteur:
    """An association whose president signs."""
    return example(campagne).porteur


@pytest.fixture
def action() -> Action:
    """An action with agents of the Département, asking three funders."""
    own = INVENTED["action"]
    amounts = {code: Decimal(amount) for code, amount in INVENTED["amounts"].items()}
    return Action(
        **own | {"quartiers": tuple(own["quartiers"])},
        montants={"call": Decimal(6500)},
        communes=(CommuneConcernee("Lens", "Marc HOUSSIN", date(2025, 10, 2)),),
        indicateurs=(Indicateur("Habitants présents", "40 personnes", "Émargement"),),
        interventions=(
            Intervention("Puéricultrice", "PMI", "Atelier", 2, 8, Decimal("1.5"), None, "mars"),
            Intervention("Travailleur social", "MDS", "Visites", 1, 10, Decimal(2), None, "mai"),
        ),
        budget=Budget(amounts, {"74etat": "ANCT, politique de la ville"}),
    )


@pytest.fixture
def dossier(porteur: Porteur, action: Action) -> Dossier:
    """The dossier of that association and action."""
    return Dossier(2026, "classeur.xlsx", porteur, (action,), ())


@pytest.fixture
def today() -> date:
    """The day the documents are made: before the end of the deposit."""
    return date(2025, 11, 5)


@pytest.fixture
def placed() -> tuple[PlacedPart, ...]:
    """A bundle where the récépissé is absent and the list of dirigeants was repaired."""
    rows = ([*row[:4], *map(State, row[4:5]), *row[5:]] for row in INVENTED["bundle"]["parts"])
    return plan([Part(*row[:6], *map(tuple, row[6:])) for row in rows]).parts


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a Word template of the given paragraphs, and a table row for each list of cells."""

    def written(*contents: str | list[str], name: str = "modele.docx") -> Path:
        document = Document()
        for content in contents:
            if isinstance(content, str):
                document.add_paragraph(content)
                continue
            row = document.add_table(rows=1, cols=len(content)).rows[0]
            for cell, text in zip(row.cells, content, strict=True):
                cell.text = text
        path = tmp_path / name
        document.save(str(path))
        return path

    return written


def contexts_of(
    dossier: Dossier, campagne: Campagne, today: date, placed: Sequence[PlacedPart] = ()
) -> dict[str, Fields]:
    """What each template receives for the one action of a dossier."""
    action, pieces = dossier.actions[0], [each.part for each in placed]
    return {
        "lettre": lettre(dossier, action, campagne, today=today, pieces=pieces),
        "fiche_action": fiche_action(dossier, action, campagne, today=today),
        "liste": liste(
            dossier, action, campagne, today=today, asked=campagne.pieces, placed=placed
        ),
    }
