"""The budget sheet: Dauphin's accounts, charges beside produits, 86 and 87 apart, the checks."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from packetgen.grammar import a
from packetgen.model.campagne_parts import Compte, LigneBudget
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.text import fold, number
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.write.sheet import AnswerSheet, Book
from packetgen.workbook.write.validation import ask, show_required, show_when

FIRST_ROW = 8
EUROS, PERCENT = styles.NUMBER_FORMATS[FieldKind.EUROS], styles.PERCENT_FORMAT


class Side(Struct, frozen=True):
    """The columns of one side of the budget; `precision` is 0 where lines specify nothing."""

    cote: str
    code: int
    label: int
    amount: int
    precision: int = 0


CHARGES = Side("charges", code=2, label=3, amount=4)
PRODUITS = Side("produits", code=6, label=7, precision=8, amount=9)
SIDES = (CHARGES, PRODUITS)


def budget_sheet(book: Book, numero: int) -> None:
    """Draw the budget of one action."""
    base, widths = layout.BUDGET_SHEET, layout.BUDGET_WIDTHS
    sheet = AnswerSheet(book, base, widths, tab=styles.PALE, numero=numero)
    for side in SIDES:
        sheet.put(FIRST_ROW - 1, side.code, "Compte", styles.HEAD)
        sheet.put(FIRST_ROW - 1, side.label, side.cote.capitalize(), styles.HEAD)
        sheet.put(FIRST_ROW - 1, side.amount, "Montant", styles.HEAD_FIGURE)
    sheet.put(FIRST_ROW - 1, PRODUITS.precision, "Précision", styles.HEAD)
    sheet.grow_from(FIRST_ROW - 1, 24)
    row, accounts = _accounts_of_both(sheet, FIRST_ROW, volontaires=False)
    totals = [_total(sheet, *each, row) for each in zip(SIDES, accounts, strict=True)]
    _contributions(sheet, row + 2, totals)
    _overview(sheet, *totals)
    sheet.worksheet.freeze_panes = sheet.cell(FIRST_ROW, 1).coordinate
    sheet.page(landscape=True, repeat=f"{FIRST_ROW - 1}:{FIRST_ROW - 1}")


def _accounts_of_both(
    sheet: AnswerSheet, row: int, *, volontaires: bool
) -> tuple[int, list[list[str]]]:
    """Draw the accounts side by side; return the row of their totals, and what these add up."""
    drawn = [_accounts(sheet, side, row, volontaires=volontaires) for side in SIDES]
    return max(end for end, _ in drawn) + 1, [cells for _, cells in drawn]


def _accounts(
    sheet: AnswerSheet, side: Side, row: int, *, volontaires: bool
) -> tuple[int, list[str]]:
    """Draw the accounts of one side; return the row after and the cells of their totals."""
    totals = []
    for compte in sheet.book.campagne.comptes:
        if compte.cote != side.cote or compte.volontaire is not volontaires:
            continue
        # an account that would only repeat its line (65, 66, 70…)
        alone = [fold(compte.libelle)] == [fold(ligne.libelle) for ligne in compte.lignes]
        cells = [
            _line(sheet, side, line, ligne, alone=alone)
            for line, ligne in enumerate(compte.lignes, start=row + (not alone))
        ]
        totals += cells if alone else [_account(sheet, side, row, compte, cells)]
        row += len(cells) + (not alone)
    return row, totals


def _account(sheet: AnswerSheet, side: Side, row: int, compte: Compte, cells: Sequence[str]) -> str:
    sheet.band(row, styles.ACCOUNT, first=side.code, last=side.amount)
    sheet.put(row, side.code, compte.numero, styles.ACCOUNT)
    sheet.put(row, side.label, compte.libelle, styles.ACCOUNT)
    formula, look = f"SUM({cells[0]}:{cells[-1]})", styles.figure(styles.ACCOUNT, EUROS)
    cell = sheet.calculate(row, side.amount, formula, sheet.sum_of(cells), look)
    sheet.grow_from(row, 19)
    return cell.coordinate


def _line(sheet: AnswerSheet, side: Side, row: int, ligne: LigneBudget, *, alone: bool) -> str:
    key, required = sheet.key(f"budget.{ligne.code}"), Required.OPTIONAL
    sheet.put(row, side.code, ligne.numero, styles.CELL_BOLD if alone else styles.CODE)
    sheet.put(row, side.label, ligne.libelle, styles.CELL_BOLD if alone else styles.CELL)
    if ligne.code == sheet.book.campagne.chef_de_file.ligne_budget:
        required = Required.ALWAYS
        sheet.put(row, side.code - 1, printed.asked_mark(sheet.book.campagne), styles.MARK)
    amount = Field(key, "Montant", "", FieldKind.EUROS, required)
    cell = ask(sheet, row, side.amount, key, amount, in_table=True)
    show_required(sheet, cell, amount)
    if side.precision:
        ask(sheet, row, side.precision, f"{key}.precision", Field("", "", ""))
    sheet.grow_from(row, 17)
    return cell


def _total(
    sheet: AnswerSheet, side: Side, cells: list[str], row: int, *, volontaires: bool = False
) -> str:
    sheet.band(row, styles.TOTAL, first=side.code, last=side.amount)
    label = printed.total_of(side.cote, volontaires=volontaires)
    sheet.put(row, side.label, label, styles.TOTAL)
    look = styles.figure(styles.TOTAL, EUROS)
    formula = f"SUM({','.join(cells)})"
    cell = sheet.calculate(row, side.amount, formula, sheet.sum_of(cells), look)
    sheet.grow_from(row, 24)
    return cell.coordinate


def _contributions(sheet: AnswerSheet, row: int, totals: list[str]) -> None:
    row = sheet.section(row - 1, printed.CONTRIBUTIONS)
    row, cells = _accounts_of_both(sheet, row, volontaires=True)
    for side, total, own in zip(SIDES, totals, cells, strict=True):
        _total(sheet, side, [total, *own], row, volontaires=True)
    sheet.put(row + 1, CHARGES.label, printed.CONTRIBUTIONS_BALANCE, styles.CELL_BOLD)
    sums = [f"SUM({','.join(own)})" for own in cells]
    amounts = [*map(sheet.sum_of, cells)]
    _check(sheet, row + 1, CHARGES.amount, sums, amounts, styles.CELL_BOLD, blank="Aucune")


def _overview(sheet: AnswerSheet, of_charges: str, of_produits: str) -> None:
    """Draw above the table, always in sight: totals, balance, share asked."""
    charges, produits = sheet.sum_of([of_charges]), sheet.sum_of([of_produits])
    campagne = sheet.book.campagne
    key = sheet.key(f"budget.{campagne.chef_de_file.ligne_budget}")
    to_agglo = a(campagne.territoire.agglo)
    asked = sheet.book.decimal(key)
    share = f'IF({of_produits}=0,"",N({key})/{of_produits})'
    rate = asked / produits if produits else ""
    label = "Charges et produits, hors contributions volontaires"
    sheet.put(4, CHARGES.code, label, styles.BOX_LABEL, CHARGES.label)
    sheet.merge(5, CHARGES.code, CHARGES.label, styles.BOX)
    sums, amounts = (of_charges, of_produits), (charges, produits)
    _check(sheet, 5, CHARGES.code, sums, amounts, styles.BOX)
    for column, last, label, formula, result, shown in (
        (CHARGES.amount, 0, printed.total_of("charges"), of_charges, charges, EUROS),
        (PRODUITS.code, PRODUITS.label, f"Part demandée {to_agglo}", share, rate, PERCENT),
        (PRODUITS.precision, 0, f"Montant demandé {to_agglo}", f"N({key})", asked, EUROS),
        (PRODUITS.amount, 0, printed.total_of("produits"), of_produits, produits, EUROS),
    ):
        sheet.put(4, column, label, styles.BOX_LABEL, last)
        sheet.merge(5, column, last or column, styles.BOX)
        sheet.calculate(5, column, formula, result, styles.formatted(styles.BOX, shown))
    for row, height in ((4, 18), (5, 26), (6, 8)):
        sheet.height(row, height)


def _check(
    sheet: AnswerSheet,
    row: int,
    column: int,
    sums: Sequence[str],
    amounts: Sequence[Decimal],
    look: styles.CellStyle,
    blank: str = "À remplir",
) -> None:
    """Draw whether two sums are equal, or both nothing; yellow when they are not."""
    left, right = sums
    gap = f"ROUND({left}-{right},2)"
    shown = f"FIXED(ABS({gap}),IF({gap}=INT({gap}),0,2))"
    formula = f'IF({gap}<>0,"Écart de "&{shown}&" €",IF({left}=0,"{blank}","Équilibré"))'
    result = "Équilibré" if amounts[0] else blank
    if difference := amounts[0] - amounts[1]:
        result = f"Écart de {number(abs(difference))} €"
    cell = sheet.calculate(row, column, formula, result, look)
    show_when(sheet, cell.coordinate, f"{gap}<>0")
