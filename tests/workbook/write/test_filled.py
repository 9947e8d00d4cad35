"""A workbook written with a dossier: each value in its cell, each formula with its result."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from packetgen.errors import CannotWrite
from packetgen.model.action import Action, Budget, Intervention
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie, Porteur
from packetgen.workbook.write.create import create
from tests.tables import table
from tests.workbook.read.cases import cell, cells

CASES = table(__file__)
HELD = CASES["held"] | dict.fromkeys(CASES["empty"])
POTAGERS = Action(
    intitule="Potagers en pied d’immeuble", pilier="Agir", description="=1+1",
    objectifs="- Créer du lien\n- Cultiver", premiere_demande=True, date_debut=date(2026, 2, 2),
    quartiers=("QP062024 – Cité 12 – 14", "QP062026 – Cité 2"),
    montants={"call": Decimal(6500)}, agents_departement=True,
    interventions=(
        Intervention("Puéricultrice", "PMI", "Atelier", 2, 8, Decimal("1.5"), Decimal(24)),
        Intervention("Médecin", "PMI", "Bilan", 1, 2, Decimal(3), Decimal(7)),
        Intervention("Sage-femme", "PMI", "Visite", agents=1),
    ),
    budget=Budget({k: Decimal(v) for k, v in CASES["amounts"].items()}, {"74etat": "@ANCT"}),
)  # fmt: skip
DOSSIER = Dossier(
    2026,
    "ancien.xlsx",
    Porteur(denomination="+33 Assoc", forme="Association", code_postal="01200", siret="07328293"),
    (POTAGERS, Action(intitule="Atelier vélo", agents_departement=False, numero=2)),
    (
        PieceFournie("statuts", "Statuts", "statuts.pdf"),
        PieceFournie("cerfa", "Cerfa", "cerfa.pdf", action=2),
        PieceFournie("rib", "RIB", motif="Attendu le 12/11"),
        PieceFournie("autre1", "Bail", "bail.pdf"),
        PieceFournie("disparue", "Pièce d’une autre année", "ancienne.pdf"),
        PieceFournie("oubliee", "Rien n’en est dit"),
    ),
)


def run(workbook: Workbook, key: str) -> list[object]:
    return [each.value for each in cells(workbook, key)]


def beside(workbook: Workbook, sheet: str, label: str) -> list[object]:
    row = next(row for row in workbook[sheet].iter_rows(values_only=True) if label in row)
    return [value for value in row[row.index(label) + 1 :] if value not in (None, "")]


def test_each_value_is_in_its_cell_and_each_formula_has_its_result(
    tmp_path: Path, campagne: Campagne
) -> None:
    create(path := tmp_path / "classeur.xlsx", campagne, dossier=DOSSIER)
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    assert {key: run(formulas, key) for key in HELD} == {key: [held] for key, held in HELD.items()}
    assert run(formulas, "agents.metier")[:4] == ["Puéricultrice", "Médecin", "Sage-femme", None]
    for key in ("action.description", "porteur.denomination"):
        written = cell(formulas, key)
        assert (written.data_type, written.quotePrefix) == ("s", True), "no text is a formula"
    everywhere = (each for sheet in formulas for row in sheet for each in row)
    computed = [str(each.value) for each in everywhere if each.data_type == "f"]
    assert not [text for text in computed if text.startswith(("=1+1", "=33"))]
    # hours stay a formula unless typed
    hours = run(formulas, "agents.heures")
    assert str(hours[0]).startswith("=IF(COUNT(")
    assert hours[1] == 7
    assert run(values, "agents.heures")[:4] == [24, 7, None, None]
    assert beside(values, "Agents", "Total des heures prévues") == [31]
    # totals are known before Excel opens the file
    assert beside(values, "Budget", "Achats")[0] == 4200
    rows = list(values["Budget"].iter_rows(values_only=True))
    overview = [value for value in rows[4] if value is not None]
    assert overview == ["Écart de 500 €", 22000, pytest.approx(6500 / 21500), 6500, 21500]
    both = "Total des charges, contributions volontaires comprises"
    assert beside(values, "Budget", both)[0] == 23500
    assert beside(values, "Budget", "Équilibre des contributions volontaires") == ["Équilibré"]
    assert beside(values, "Budget 2", "Équilibre des contributions volontaires") == ["Aucune"]
    blank = [value for value in list(values["Budget 2"].iter_rows(values_only=True))[4] if value]
    assert blank == ["À remplir"]


def test_a_value_without_a_cell_is_never_dropped(tmp_path: Path, campagne: Campagne) -> None:
    lost = replace(POTAGERS, budget=Budget({"99z": Decimal(1)}))
    with pytest.raises(CannotWrite, match=r"pas de cellule pour budget\.99z"):
        create(tmp_path / "x.xlsx", campagne, dossier=replace(DOSSIER, actions=(lost,)))
    assert not list(tmp_path.iterdir())
