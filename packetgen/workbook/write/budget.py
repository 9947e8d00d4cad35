"""The budget sheet: Dauphin's accounts, charges beside produits, 86 and 87 apart, the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.campagne_parts import Compte, LigneBudget
from packetgen.model.fields import Field, FieldKind, Required, key_of_action
from packetgen.text import fold, number
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.write.cells import (
    Book,
    answer_cell,
    band,
    calculate,
    grow_from,
    heading,
    merge,
    name,
    new_sheet,
    page,
    put,
)
from packetgen.workbook.write.validation import show_empty, show_when, watch_amount

FIRST_ROW = 8
EUROS = styles.NUMBER_FORMATS[FieldKind.EUROS]


@dataclass(frozen=True)
class Side:
    """The columns of one side of the budget; `precision` is 0 where lines specify nothing."""

    cote: str
    title: str
    code: int
    label: int
    amount: int
    precision: int = 0


CHARGES = Side("charges", "Charges", code=2, label=3, amount=4)
PRODUITS = Side("produits", "Produits", code=6, label=7, precision=8, amount=9)
SIDES = (CHARGES, PRODUITS)


@dataclass
class Budget:
    """The sheet being drawn, and for each side the cells of its account totals."""

    book: Book
    sheet: Worksheet
    numero: int
    asked: str

    def key(self, code: str) -> str:
        """Key of a line of this action's budget."""
        return key_of_action(f"budget.{code}", self.numero)

    def sum(self, codes: Sequence[str]) -> Decimal:
        """What the dossier has for these lines, in euros."""
        return sum((self.book.decimal(self.key(code)) for code in codes), Decimal(0))

    def total(self, side: Side, *, volontaires: bool) -> Decimal:
        """Total of one side in euros, without accounts 86 and 87 unless `volontaires`."""
        return self.sum(self.book.campagne.codes_budget(side.cote, volontaires=volontaires))


def budget_sheet(book: Book, numero: int) -> Worksheet:
    """Draw the budget of one action."""
    title = layout.sheet_name(layout.BUDGET_SHEET, numero)
    sheet = new_sheet(book.workbook, title, layout.BUDGET_WIDTHS, tab=styles.PALE)
    headline = "Le budget de l’action" if numero == 1 else f"Le budget de l’action n° {numero}"
    way = "En euros entiers, autant de charges que de produits. Les totaux se calculent seuls."
    heading(sheet, headline, book.campagne.intitule, way)
    asked = next(each.ligne_budget for each in book.campagne.financeurs if each.code == "call")
    budget = Budget(book, sheet, numero, asked)
    row, totals = _main(budget)
    _contributions(budget, row + 1, totals)
    _overview(budget, totals)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 1).coordinate
    page(book, sheet, landscape=True, repeat=f"{FIRST_ROW - 1}:{FIRST_ROW - 1}")
    return sheet


def _main(budget: Budget) -> tuple[int, dict[str, str]]:
    """Draw the accounts and the totals without 86 and 87; return the row after and the totals."""
    ends, cells = [], {}
    for side in SIDES:
        _heads(budget.sheet, side)
        row, accounts = _accounts(budget, side, FIRST_ROW, volontaires=False)
        ends.append(row)
        cells[side.cote] = accounts
    row = max(ends) + 1
    totals = {}
    for side in SIDES:
        label = printed.total_of(side.cote)
        amount = budget.total(side, volontaires=False)
        totals[side.cote] = _total(budget, side, row, label, cells[side.cote], amount)
    return row + 1, totals


def _heads(sheet: Worksheet, side: Side) -> None:
    row = FIRST_ROW - 1
    put(sheet, row, side.code, "Compte", styles.HEAD)
    put(sheet, row, side.label, side.title, styles.HEAD)
    if side.precision:
        put(sheet, row, side.precision, "Précision", styles.HEAD)
    put(sheet, row, side.amount, "Montant", styles.HEAD_FIGURE)
    grow_from(sheet, row, 24)


def _accounts(budget: Budget, side: Side, row: int, *, volontaires: bool) -> tuple[int, list[str]]:
    """Draw the accounts of one side; return the row after and the cells of their totals."""
    totals = []
    for compte in budget.book.campagne.comptes:
        if compte.cote != side.cote or compte.volontaire is not volontaires:
            continue
        if _is_its_only_line(compte):
            totals.append(_line(budget, side, row, compte.lignes[0], alone=True))
            row += 1
            continue
        head = row
        for ligne in compte.lignes:
            row += 1
            _line(budget, side, row, ligne)
        totals.append(_account(budget, side, head, row, compte))
        row += 1
    return row, totals


def _is_its_only_line(compte: Compte) -> bool:
    """Whether the account would only repeat its line (65, 66, 70…)."""
    return len(compte.lignes) == 1 and fold(compte.lignes[0].libelle) == fold(compte.libelle)


def _account(budget: Budget, side: Side, row: int, last: int, compte: Compte) -> str:
    """Draw the head of an account with the sum of the lines beneath; return its cell."""
    sheet = budget.sheet
    band(sheet, row, styles.ACCOUNT, first=side.code, last=side.amount)
    put(sheet, row, side.code, compte.numero, styles.ACCOUNT)
    put(sheet, row, side.label, compte.libelle, styles.ACCOUNT)
    letter = get_column_letter(side.amount)
    cell = calculate(
        budget.book,
        sheet,
        row,
        side.amount,
        f"SUM({letter}{row + 1}:{letter}{last})",
        budget.sum(compte.codes),
        styles.figure(styles.ACCOUNT, EUROS),
    )
    grow_from(sheet, row, 19)
    return cell.coordinate


def _line(budget: Budget, side: Side, row: int, ligne: LigneBudget, *, alone: bool = False) -> str:
    """Draw a line and its input cells; return the cell of its amount."""
    sheet, key = budget.sheet, budget.key(ligne.code)
    look = styles.CELL_BOLD if alone else styles.CELL
    put(sheet, row, side.code, ligne.numero, styles.CELL_BOLD if alone else styles.CODE)
    put(sheet, row, side.label, ligne.libelle, look)
    required = Required.OPTIONAL
    if ligne.code == budget.asked:
        required = Required.ALWAYS
        put(sheet, row, side.code - 1, printed.ASKED_MARK, styles.MARK)
    amount = Field(key, ligne.libelle, "", FieldKind.EUROS, required)
    cell = answer_cell(
        budget.book, sheet, row, side.amount, key, styles.answer_style(amount, in_table=True)
    )
    name(budget.book, key, sheet, cell.coordinate)
    watch_amount(sheet, cell.coordinate)
    if required is Required.ALWAYS:
        show_empty(sheet, cell.coordinate, "TRUE")
    if side.precision:
        key = f"{key}.precision"
        precision = answer_cell(
            budget.book, sheet, row, side.precision, key, styles.answer_style(Field(key, "", ""))
        )
        name(budget.book, key, sheet, precision.coordinate)
    grow_from(sheet, row, 17)
    return cell.coordinate


def _total(
    budget: Budget, side: Side, row: int, label: str, cells: list[str], amount: Decimal
) -> str:
    """Draw a total in the dark band; return its cell."""
    band(budget.sheet, row, styles.TOTAL, first=side.code, last=side.amount)
    put(budget.sheet, row, side.label, label, styles.TOTAL)
    look = styles.figure(styles.TOTAL, EUROS)
    formula = f"SUM({','.join(cells)})"
    cell = calculate(budget.book, budget.sheet, row, side.amount, formula, amount, look)
    grow_from(budget.sheet, row, 24)
    return cell.coordinate


def _contributions(budget: Budget, row: int, totals: dict[str, str]) -> None:
    """Draw accounts 86 and 87 apart, their check, and the totals that count them."""
    sheet = budget.sheet
    band(sheet, row, styles.SECTION, first=2, last=sheet.max_column - 1)
    put(sheet, row, 2, printed.CONTRIBUTIONS, styles.SECTION)
    sheet.row_dimensions[row].height = 24
    ends, cells = [], {}
    for side in SIDES:
        end, cells[side.cote] = _accounts(budget, side, row + 1, volontaires=True)
        ends.append(end)
    row = max(ends) + 1
    for side in SIDES:
        label = printed.total_of(side.cote, volontaires=True)
        amount = budget.total(side, volontaires=True)
        _total(budget, side, row, label, [totals[side.cote], *cells[side.cote]], amount)
    put(sheet, row + 1, CHARGES.label, printed.CONTRIBUTIONS_BALANCE, styles.CELL_BOLD)
    sums = [f"SUM({','.join(cells[side.cote])})" for side in SIDES]
    amounts = [
        budget.total(side, volontaires=True) - budget.total(side, volontaires=False)
        for side in SIDES
    ]
    _check(budget, row + 1, CHARGES.amount, sums, amounts, styles.CELL_BOLD, blank="Aucune")


def _overview(budget: Budget, totals: dict[str, str]) -> None:
    """Draw above the table, always in sight: totals, balance, share asked of the CALL."""
    sheet, book = budget.sheet, budget.book
    charges, produits = (budget.total(side, volontaires=False) for side in SIDES)
    asked = book.decimal(budget.key(budget.asked))
    boxes = (
        (CHARGES.code, CHARGES.label, "Charges et produits, hors contributions volontaires"),
        (CHARGES.amount, CHARGES.amount, printed.total_of("charges")),
        (PRODUITS.code, PRODUITS.label, "Part demandée à la CALL"),
        (PRODUITS.precision, PRODUITS.precision, "Montant demandé à la CALL"),
        (PRODUITS.amount, PRODUITS.amount, printed.total_of("produits")),
    )
    for first, last, label in boxes:
        for row, look in ((4, styles.BOX_LABEL), (5, styles.BOX)):
            merge(sheet, row, first, last, look)
        put(sheet, 4, first, label, styles.BOX_LABEL)
    for row, height in ((4, 18), (5, 26), (6, 8)):
        sheet.row_dimensions[row].height = height
    _check(budget, 5, CHARGES.code, list(totals.values()), [charges, produits], styles.BOX)
    euros = styles.formatted(styles.BOX, EUROS)
    share = styles.formatted(styles.BOX, styles.PERCENT_FORMAT)
    of_total = f"N({budget.key(budget.asked)})/{totals['produits']}"
    rate = asked / produits if produits else ""
    formulas = (
        (CHARGES.amount, totals["charges"], charges, euros),
        (PRODUITS.code, f'IF({totals["produits"]}=0,"",{of_total})', rate, share),
        (PRODUITS.precision, f"N({budget.key(budget.asked)})", asked, euros),
        (PRODUITS.amount, totals["produits"], produits, euros),
    )
    for column, formula, result, look in formulas:
        calculate(book, sheet, 5, column, formula, result, look)


def _check(
    budget: Budget,
    row: int,
    column: int,
    sums: Sequence[str],
    amounts: Sequence[Decimal],
    look: styles.Look,
    blank: str = "À remplir",
) -> None:
    """Say whether two sums are equal, or both nothing; yellow when they are not."""
    left, right = sums
    gap = f"ROUND({left}-{right},2)"
    shown = f"FIXED(ABS({gap}),IF({gap}=INT({gap}),0,2))"
    formula = f'IF({gap}<>0,"Écart de "&{shown}&" €",IF({left}=0,"{blank}","Équilibré"))'
    difference = amounts[0] - amounts[1]
    if difference:
        result = f"Écart de {number(abs(difference))} €"
    else:
        result = "Équilibré" if amounts[0] else blank
    cell = calculate(budget.book, budget.sheet, row, column, formula, result, look)
    show_when(budget.sheet, cell.coordinate, f"{gap}<>0")
