"""A budget adjusted to what was voted: it balances, and nothing else of the workbook changes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from packetgen import service
from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.pipeline.adjust import proposed_cuts
from packetgen.workbook.read.dossier import read_dossier
from packetgen.workbook.write.values import values_of
from tests.changes import budget
from tests.conftest import EXAMPLE
from tests.folders import write_folder
from tests.tables import table

CODES = st.text("abcdef", min_size=1, max_size=2)
AMOUNTS = st.dictionaries(CODES, st.decimals(0, 100_000, places=2), min_size=1)


@given(AMOUNTS, st.decimals(0, 1, places=4))
def test_what_is_cut_is_all_that_lacks_and_no_line_goes_below_nothing(
    charges: dict[str, Decimal], share: Decimal
) -> None:
    gap = (sum(charges.values(), Decimal(0)) * share).quantize(Decimal("0.01"))
    cuts = proposed_cuts(charges, gap)
    assert sum(cuts.values()) == gap
    assert all(0 < cut <= charges[code] for code, cut in cuts.items())
    if all(amount == int(amount) for amount in (*charges.values(), gap)):
        assert all(cut == int(cut) for cut in cuts.values())


def test_the_copy_balances_and_keeps_all_else(tmp_path: Path, campagne: Campagne) -> None:
    unchanged = service.adjust(EXAMPLE, {1: {"call": "6500"}}, tmp_path / "nouveau.xlsx")
    assert "le budget ne change pas" in unchanged.told
    assert not any(tmp_path.iterdir())
    granted = {1: {"CALL": "4 000 €", "74COM": "1000"}, 2: {"État": "0"}}
    made = service.adjust(EXAMPLE, granted, tmp_path / "nouveau.xlsx", "classeur.xlsx")
    assert made.workbook and made.page
    before, after = (read_dossier(each, campagne) for each in (EXAMPLE, made.workbook))
    old, new = (values_of(each.dossier, frozenset()) for each in (before, after))
    changed = {key for key in {**old, **new} if old.get(key) != new.get(key)}
    amounts = {"action.montant_call", "budget.74epci", "budget.74com", "budget2.74etat"}
    assert amounts <= changed
    assert new["budget.74com"] == 1000
    lines = changed - amounts
    assert all(key.startswith("budget") and ".86" not in key and ".87" not in key for key in lines)
    for one in after.dossier.actions:
        sides = (campagne.codes_budget(side, volontaires=True) for side in ("charges", "produits"))
        assert len({one.budget.total(codes) for codes in sides}) == 1
    shown = "\n".join(page.extract_text() for page in PdfReader(made.page).pages)
    for said in (
        "Action 1 – Budget",
        "Commune(s) : 1 500 € devient 1 000 €",
        "Assurance : 300 € devient 250 €, à décider",
        "Total des produits : 9 000 € devient 6 000 €",
    ):
        assert said in shown.replace("\u00a0", " ")
    with pytest.raises(UsageError, match="existe déjà"):
        service.adjust(EXAMPLE, granted, made.workbook)


@pytest.mark.parametrize(("said", "case"), table(__file__).items())
def test_what_cannot_be_adjusted_is_said(
    said: str, case: dict[str, Any], tmp_path: Path, dossier: Dossier
) -> None:
    source = write_folder(tmp_path, dossier, budget(**case.pop("budget", {})))
    granted = {int(numero): amounts for numero, amounts in case.items()}
    with pytest.raises(UsageError) as raised:
        service.adjust(source, granted, tmp_path / "nouveau.xlsx")
    assert said in str(raised.value).replace("\u00a0", " ")
    assert not (tmp_path / "nouveau.xlsx").exists()
