"""The register of received bundles: some sent twice, altered, of another hand or number."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import service
from packetgen.cli.boundary import run
from packetgen.cli.registre import apart
from packetgen.errors import CannotWrite, ExitCode, UsageError
from packetgen.model.reception import DossierRecu
from packetgen.model.registre import Registre, registre
from packetgen.text import NBSP, fold
from packetgen.workbook.reports.registre import open_register, write_register
from packetgen.workbook.reports.table import FIRST_ROW, HEAD_ROW, SUM_ROW
from tests.bundles import pdf_of, received_of
from tests.conftest import EXAMPLE
from tests.folders import build
from tests.pipeline.conftest import FORMULA, TODAY
from tests.tables import table

CASES = table(__file__)
CALL = "Communauté d’Agglomération de Lens-Liévin (CALL)"


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a table by the head of their column, until the first empty one."""
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    found: list[dict[str, object]] = []
    for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True):
        if row[1] is None:
            break
        found.append({str(head): value for head, value in zip(heads, row, strict=True) if head})
    return found


def test_each_dossier_has_its_figures_and_what_to_ask(written: tuple[Registre, Path]) -> None:
    book = load_workbook(written[1])
    sheet = book["Dossiers"]
    jardin, voisins, sport = rows(sheet)
    assert str(voisins["Action"]).startswith("Voisins connectés : ")
    assert sport["Action"] == "Sport pour tous"
    assert jardin[f"Demandé{NBSP}: {CALL}"] == 6500
    assert jardin["Total des produits"] == 18000
    assert jardin["Part demandée"] == pytest.approx(6500 / 18000)
    assert jardin[f"Demandé{NBSP}: Département du Pas-de-Calais"] == 2500
    assert jardin["Personnes"] == 44, "the newest copy counts"
    assert jardin["Heures du Département"] == 40
    assert str(jardin["Quartiers"]).split("\n")[0] == "QP062024 – Cité 12 – 14"
    # the sums follow the filter and are right when opened
    letter = next(get_column_letter(c.column or 0) for c in sheet[HEAD_ROW] if CALL in str(c.value))
    place = f"{letter}{SUM_ROW}"
    assert sheet[place].value == f"=SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}2000)"
    shown = load_workbook(written[1], data_only=True)["Dossiers"][place].value
    assert shown == sum(each.montant_call for each in written[0].dossiers) == 17000
    # a text that looks like a formula stays a text
    cell = next(c for c in sheet["B"] if str(c.value).startswith("=HYPERLINK"))
    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, FORMULA)
    [asked] = rows(book["À demander"])
    assert asked["Action"] == "Sport pour tous"
    assert "Statuts" in str(asked["À demander"])
    assert "Attendus de la préfecture" in str(asked["À demander"])
    assert asked["Contact"] == "karim.delattre@jardins1214.example"


@pytest.mark.parametrize(("sheet", "label", "asked"), CASES["totals"])
def test_totals_have_their_native_chart(
    written: tuple[Registre, Path], sheet: str, label: str, asked: int
) -> None:
    drawn = load_workbook(written[1], data_only=True)[sheet]
    row = next(row for row in rows(drawn) if label in row.values())
    assert asked in (row.get("Demandé"), row.get("Heures"))
    [chart] = drawn._charts  # type: ignore[attr-defined] # openpyxl has no public name for it
    last = HEAD_ROW + len(rows(drawn))
    assert chart.series[0].val.numRef.f.endswith(f"$C${FIRST_ROW}:$C${last}")
    # what is stacked, or under a long legend, counts twice or cannot be read
    assert chart.grouping == "clustered"
    assert len(chart.series) in (1, 3)


def test_copies_altered_and_other_files_are_set_apart(written: tuple[Registre, Path]) -> None:
    book = load_workbook(written[1])
    jardin = [row for row in rows(book["Versions"]) if "Grandir" in str(row["Action"])]
    assert [row["Situation"] for row in jardin] == ["Remplacé", "Remplacé", "Compté"]
    assert jardin[-1]["Ce qui change"] == "Nombre de personnes\u00a0: 40 devient 44"
    assert any("departement" in str(row["Ce qui change"]) for row in jardin)
    assert any(row["Copie"] == 2 for row in rows(book["Versions"]))
    (altered,) = rows(book["Modifiés"])
    assert str(altered["Fichier"]).endswith("page-retiree.pdf")
    (other,) = rows(book["Autres fichiers"])
    assert str(other["Fichier"]).endswith("lettre libre.PDF")
    assert "n’est pas un dossier fait par packetgen" in str(other["Raison"])


def test_the_command_says_what_it_counted_and_sets_apart(
    received: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "registre"
    code = run(["registre", str(received), "-o", str(target), "--date", "2025-11-10"])
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert code == ExitCode.DOSSIER_NOT_CONFORM, "one bundle was altered"
    assert "3 dossiers comptés, dont 2 complets" in said
    assert "page-retiree.pdf" in said
    assert said.count("; autre sceau)") == 1
    assert "registre.xlsx" in said
    assert target.with_suffix(".xlsx").is_file()


def test_what_is_no_register_is_never_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "registre.xlsx"
    kept.write_bytes(b"annotated")
    with pytest.raises(UsageError, match="existe déjà"):
        service.register([tmp_path], kept, today=TODAY, report=print)
    assert kept.read_bytes() == b"annotated"
    (tmp_path / "vide").mkdir()
    with pytest.raises(UsageError, match="aucun fichier"):
        service.register([tmp_path / "vide"], tmp_path / "b.xlsx", today=TODAY, report=print)
    kept.write_bytes(
        write_register(open_register(None), Registre((), (), (), ()), lambda *_: [], {}, TODAY)
    )
    assert load_workbook(kept)["Dossiers"].cell(FIRST_ROW, 2).value == "Aucun."
    lock = tmp_path / ".~lock.registre.xlsx#"
    lock.touch()
    with pytest.raises(CannotWrite, match="ouvert dans un tableur"):
        service.register([tmp_path], kept, today=TODAY, report=print)


def test_what_people_wrote_stays(
    received: Path, written: tuple[Registre, Path], tmp_path: Path
) -> None:
    kept = tmp_path / "registre.xlsx"
    book = load_workbook(written[1])
    sheet = book["Dossiers"]
    sheet["D6"] = None
    mine = sheet.cell(HEAD_ROW, sheet.max_column + 1, "À moi").column_letter
    sheet[f"{mine}6"] = "garder"
    sheet["B6"].fill = PatternFill("solid", start_color="FFC7CE")
    sheet.auto_filter.add_filter_column(0, ["Sport"])
    book.create_sheet("Notes")["A1"] = "=1+1"
    book.save(kept)
    # renamed by people: Excel changes the names of heads with it
    before = rows(sheet)
    found, _ = service.register([received], kept, today=TODAY, report=print)
    after = load_workbook(kept)
    sheet = after["Dossiers"]
    assert len(found.dossiers) == 3
    assert sheet["D6"].value == found.dossiers[1].etat, "ours are written again"
    assert (sheet[f"{mine}6"].value, sheet["B6"].fill.start_color.rgb) == ("garder", "00FFC7CE")
    assert sheet.auto_filter.filterColumn[0].filters.filter == ["Sport"]
    assert [row["Sceau"] for row in rows(sheet)] == [row["Sceau"] for row in before]
    assert after["Notes"]["A1"].value == "=1+1"


Change = dict[str, Any]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> DossierRecu:
    """The bundle of the example's first action, read again."""
    return received_of(pdf_of(build(EXAMPLE, tmp_path_factory.mktemp("recu"), numero=1)))


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
    before = replace(changed(one, {}, {"numero_dauphin": ""}), a_demander=("le numéro",))
    assert registre([before, one], [], [], fold).dossiers == (one,), "it has its number"


@pytest.mark.parametrize(("porteur", "action"), CASES["again"])
def test_what_is_sent_again_counts_once(porteur: Change, action: Change, one: DossierRecu) -> None:
    for pair in ([one, changed(one, porteur, action)], [changed(one, porteur, action), one]):
        found = registre(pair, [], [], fold)
        assert (len(found.dossiers), len(found.remplaces), found.doutes) == (1, 1, ())


@pytest.mark.parametrize(("porteur", "action", "doubt"), CASES["two"])
def test_two_share_a_number(
    porteur: Change, action: Change, doubt: str, one: DossierRecu, tmp_path: Path
) -> None:
    found = registre([one, changed(one, porteur, action)], [], [], fold)
    assert (len(found.dossiers), found.remplaces) == (2, ())
    assert [each.constat for each in found.doutes] == ([doubt] if doubt else [])
    said = " ".join(each for _, each in apart(found)).replace(NBSP, " ")
    assert doubt in said
    assert "Envoyé deux fois" not in said
    target = tmp_path / "registre.xlsx"
    target.write_bytes(write_register(open_register(None), found, lambda *_: [], {}, TODAY))
    asked = rows(load_workbook(target)["À demander"])
    assert [row for row in asked if doubt not in str(row["À demander"]).replace(NBSP, " ")] == []
