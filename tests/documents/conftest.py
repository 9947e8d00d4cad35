"""An invented association, its action, its bundle; and Word templates made in the test."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from msgspec import convert
from msgspec.structs import replace

from packetgen.campagne.load import load_campagne
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.contexts.letter import lettre
from packetgen.documents.contexts.liste import liste
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.rendering.render import render
from packetgen.model.action import Intervention
from packetgen.model.bundle import Part, PlacedPart, State, plan
from packetgen.model.campagne import Campagne, Referent
from packetgen.model.dossier import Dossier
from packetgen.model.financeur import Contact
from packetgen.model.finding import Source
from packetgen.modeles.sample_dossiers import example
from tests.changes import action, both, budget
from tests.checks.situations import DEPOT_OPEN
from tests.tables import table

INVENTED = table(__file__)
DESCRIPTION: str = INVENTED["description"]
PARTS = [{"state": "intégrée"} | row for row in INVENTED["parts"]]
PLACED = plan([Part(**row | {"state": State(row["state"])}) for row in PARTS]).parts


@pytest.fixture(scope="session")
def campagne() -> Campagne:
    """The call of 2026 with invented contacts, so that no test names a real person."""
    said = {"telephones": (), "themes": (), "source": {"texte": "inventé"}}
    contacts = convert([said | row for row in INVENTED["contacts"]], tuple[Contact, ...])
    referents = (Referent("62498", "Marc HOUSSIN", "m@ville.example", Source("inventé")),)
    return replace(load_campagne(2026), contacts=contacts, referents=referents)


@pytest.fixture
def dossier(campagne: Campagne) -> Dossier:
    """The example, with more agents of the Département, and the money of three funders."""
    puericultrice = Intervention("Puéricultrice", "PMI", "Atelier", 2, 8, Decimal("1.5"), None, "")
    travailleur = Intervention("Travailleur social", "MDS", "Visites", 1, 10, Decimal(2), None, "")
    return both(
        action(description=DESCRIPTION, priorite_region=""),
        action(interventions=(puericultrice, travailleur)),
        budget(l864=6000, l74epci=6500, l74etat=10000, l74dep=4000),
    )(example(campagne))


Write = Callable[..., Path]
Fill = Callable[..., Path]


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


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Fill a Word template with fields, given by name; return the Word file."""

    def filled(template: Path, images: Mapping[str, Path] | None = None, **fields: object) -> Path:
        render(template, fields, tmp_path / "sortie.docx", images=images)
        return tmp_path / "sortie.docx"

    return filled


def contexts_of(
    dossier: Dossier,
    campagne: Campagne,
    placed: Sequence[PlacedPart] = PLACED,
    today: date = DEPOT_OPEN,
) -> dict[str, Fields]:
    """What each template receives for the one action of a dossier."""
    action, pieces = dossier.actions[0], [each.part for each in placed]
    asked = campagne.pieces
    return {
        "lettre": lettre(dossier, action, campagne, today=today, pieces=pieces),
        "fiche_action": fiche_action(dossier, action, campagne, today=today),
        "liste": liste(dossier, action, campagne, today=today, asked=asked, placed=placed),
    }
