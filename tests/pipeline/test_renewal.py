"""A renewed action: what is carried over and must be confirmed, the bilan that is joined."""

from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from packetgen import service
from packetgen.model.campagne import Campagne
from packetgen.workbook.read.dossier import Reading, read_dossier
from tests.bundles import text_of
from tests.conftest import EXAMPLE
from tests.folders import build, type_in


def unconfirmed(reading: Reading, *codes: str) -> set[str]:
    """The sheets where something of the call before is left."""
    left = codes or ("LECTURE-46", "LECTURE-47")
    return {e.origin.sheet for e in reading.findings if e.code in left and e.origin}


def test_what_was_done_goes_and_the_rest_is_to_confirm(tmp_path: Path, campagne: Campagne) -> None:
    place = tmp_path / "n.xlsx"
    renewed = service.new_workbook(place, annee=None, actions=1, depuis=EXAMPLE, renews=True).path
    first, _ = read_dossier(renewed, campagne).dossier.actions
    assert (first.premiere_demande, first.numero_dauphin, first.date_dauphin) == (False, "", None)
    assert first.communes[0].date_contact is None
    assert first.bilan_accorde == Decimal(17_500)
    assert "Ville de Lens : 1\u00a0500\u00a0€" in first.bilan_financeurs
    assert first.bilan_periode == "du 2\u00a0février au 30\u00a0novembre 2026"
    # no answer of last year passes unseen
    sheets = {f"{sheet}{n}" for sheet in ("Action", "Budget", "Bilan") for n in ("", " 2")}
    assert unconfirmed(read_dossier(renewed, campagne)) == {*sheets, "Agents", "Agents 2"}
    carried = [name for name in load_workbook(renewed).defined_names if name.startswith("repris.")]
    type_in(
        renewed, **{name.replace(".", "__", 1): "Oui" for name in carried if "date" not in name}
    )
    assert unconfirmed(read_dossier(renewed, campagne)) == {"Action", "Action 2"}
    assert unconfirmed(read_dossier(renewed, campagne), "LECTURE-47") == set()
    dates = {
        f"action{n}__date_{end}": f"0{day}/03/2027"
        for n in ("", 2)
        for day, end in ((1, "debut"), (2, "fin"))
    }
    type_in(renewed, **dates)
    assert unconfirmed(read_dossier(renewed, campagne)) == set()


def test_a_renewed_action_joins_its_bilan(tmp_path: Path) -> None:
    made = build(EXAMPLE, tmp_path, numero=2)
    for said in ("6 500 €", "52, dont 47 des quartiers prioritaires", "8 encore actifs"):
        assert said in text_of(made, "bilan")
        assert said in text_of(made, "fiche_action")
    assert "La note de cadrage n’en dit rien" in text_of(made, "bilan")


def test_a_workbook_made_before_the_bilan_is_read_as_it_was(
    tmp_path: Path, campagne: Campagne
) -> None:
    book, old = load_workbook(EXAMPLE), tmp_path / "ancien.xlsx"
    for name in [*book.defined_names]:
        if ".bilan" in name or "compte_rendu" in name:
            del book.defined_names[name]
    for title in ("Bilan", "Bilan 2"):
        del book[title]
    for row in book["Pièces"]:
        if "15059" in str(row[1].value):
            row[1].value = None
    book.save(old)
    reading = read_dossier(old, campagne)
    assert reading.findings == ()
    assert [action.bilan for action in reading.dossier.actions] == ["", ""]
