"""The register of received bundles: real bundles, some sent twice, altered, or of another hand."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import service
from packetgen.cli.boundary import run
from packetgen.cli.registre import show_registre
from packetgen.errors import ExitCode, UsageError
from packetgen.model.registre import Registre, registre
from packetgen.text import NBSP, fold
from packetgen.workbook.reports.registre import to_workbook
from packetgen.workbook.reports.table import FIRST_ROW, HEAD_ROW
from tests.pipeline.conftest import FORMULA, TODAY
from tests.pipeline.test_sent_twice import OTHER, changed


@pytest.fixture(scope="module")
def book(written: tuple[Registre, Path]) -> Workbook:
    return load_workbook(written[1])


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a table by the head of their column, until the first empty one."""
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    found: list[dict[str, object]] = []
    for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True):
        if row[1] is None:
            break
        found.append({str(head): value for head, value in zip(heads, row, strict=True) if head})
    return found


def chart_of(sheet: Worksheet) -> Any:  # noqa: ANN401
    [chart] = sheet._charts  # type: ignore[attr-defined] # openpyxl has no public name for it
    return chart


def test_each_dossier_has_its_own_figures(book: Workbook, written: tuple[Registre, Path]) -> None:
    sheet = book["Dossiers"]
    jardin, voisins, sport = rows(sheet)
    assert str(voisins["Action"]).startswith("Voisins connectés : ")
    assert sport["Action"] == "Sport pour tous"
    assert jardin["Montant demandé"] == 6500
    assert jardin["Total des produits"] == 18000
    assert jardin["Part demandée"] == pytest.approx(6500 / 18000)
    assert jardin["Département du Pas-de-Calais"] == 2500
    assert jardin["Personnes"] == 44, "the newest copy counts"
    assert jardin["Heures du Département"] == 40
    assert str(jardin["Quartiers"]).split("\n")[0] == "QP062024 – Cité 12 – 14"
    # the sums follow the filter and are right when opened
    last = FIRST_ROW + 3 + 1
    assert sheet[f"J{last}"].value == f"=SUBTOTAL(109,J{FIRST_ROW}:J{last - 2})"
    shown = load_workbook(written[1], data_only=True)["Dossiers"][f"J{last}"].value
    assert shown == sum(each.montant_call for each in written[0].dossiers) == 17000
    # a text that looks like a formula stays a text
    cell = next(c for c in sheet["B"] if str(c.value).startswith("=HYPERLINK"))
    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, FORMULA)


def test_what_is_to_be_asked_is_said_by_dossier(book: Workbook) -> None:
    [asked] = rows(book["À demander"])
    assert asked["Action"] == "Sport pour tous"
    assert "Statuts" in str(asked["À demander"])
    assert "Attendus de la préfecture" in str(asked["À demander"])
    assert asked["Contact"] == "karim.delattre@jardins1214.example"


@pytest.mark.parametrize(
    ("sheet", "label", "amount", "dossiers"),
    [
        ("Par pilier", "Prévenir, repérer", 13000, 2),
        ("Par thématique", "Santé", 13000, 2),
        ("Par quartier", "QP062024 – Cité 12 – 14", 13000, 2),
        ("Par commune", "Lens", 17000, 3),
    ],
)
def test_totals_have_their_native_chart(
    book: Workbook, sheet: str, label: str, amount: int, dossiers: int
) -> None:
    row = next(row for row in rows(book[sheet]) if label in row.values())
    assert (row["Montant demandé"], row["Dossiers"]) == (amount, dossiers)
    [series] = chart_of(book[sheet]).series
    last = HEAD_ROW + len(rows(book[sheet]))
    assert series.val.numRef.f.endswith(f"$C${FIRST_ROW}:$C${last}")


def test_hours_by_service_and_quartier_and_by_metier(book: Workbook) -> None:
    by_quartier = {row["Service"]: row for row in rows(book["Heures par quartier"])}
    assert by_quartier["PMI de Lens"]["QP062024 – Cité 12 – 14"] == 48
    by_metier = {row["Service"]: row for row in rows(book["Heures par métier"])}
    assert by_metier["MDS de Lens"]["Conseillère en économie sociale et familiale"] == 32
    assert by_metier["PMI de Lens"]["Conseillère en économie sociale et familiale"] is None
    assert len(chart_of(book["Heures par métier"]).series) == 2


def test_copies_altered_and_other_files_are_set_apart(book: Workbook) -> None:
    twice = rows(book["Envoyés deux fois"])
    assert [row["Remarque"] for row in twice] == [
        "Dossier «\u00a0departement\u00a0»",
        "Contenu différent, autre sceau",
        "Même fichier",
    ]
    seals = {row["Sceau"] for row in rows(book["Dossiers"])}
    assert [row["Sceau"] in seals for row in twice] == [False, False, True]
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
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert code == ExitCode.DOSSIER_NOT_CONFORM, "one bundle was altered"
    assert "3 dossiers comptés, dont 2 complets" in said
    assert "page-retiree.pdf" in said
    assert said.count("; autre sceau)") == 1
    assert "registre.xlsx" in said
    assert target.with_suffix(".xlsx").is_file()


def test_a_register_is_never_overwritten_and_needs_a_bundle(tmp_path: Path) -> None:
    kept = tmp_path / "registre.xlsx"
    kept.write_bytes(b"annotated")
    with pytest.raises(UsageError, match="existe déjà"):
        service.register([tmp_path], kept, today=TODAY, report=print)
    assert kept.read_bytes() == b"annotated"
    with pytest.raises(UsageError, match="aucun fichier PDF"):
        service.register([tmp_path], tmp_path / "autre.xlsx", today=TODAY, report=print)
    kept.write_bytes(to_workbook(Registre((), (), (), ()), TODAY))
    assert load_workbook(kept)["Dossiers"].cell(FIRST_ROW, 2).value == "Aucun."


def test_a_number_given_by_two_associations_is_said(
    written: tuple[Registre, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = written[0].dossiers[0]
    found = registre([one, changed(one, OTHER, {"intitule": "Sport pour tous"})], [], [], fold)
    target = tmp_path / "registre.xlsx"
    target.write_bytes(to_workbook(found, TODAY))
    show_registre(found, target)
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "2 dossiers comptés" in said
    assert "même numéro Dauphin pour deux structures (DA26000417)" in said
    assert "Envoyé deux fois" not in said
    book = load_workbook(target)
    for row in rows(book["À demander"]):
        assert "même numéro Dauphin pour deux structures" in str(row["À demander"])
