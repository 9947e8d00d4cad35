"""What Excel checks while a person types: drop-downs, dates, figures, empty cells."""

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from packetgen.model.action import montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind, Required, key_of_action
from packetgen.model.financeur import DEPARTEMENT, REGION
from packetgen.resources import table
from packetgen.text import french_typography
from packetgen.workbook import layout, styles
from packetgen.workbook.layout import list_of
from packetgen.workbook.write.sheet import AnswerSheet, Book, BookSheet, SheetWriter

# Excel cuts titles there
_LONGEST_TITLE = 32
_PACKED = 'SUBSTITUTE(SUBSTITUTE({cell}," ",""),CHAR(160),"")'
_PROMPTED = frozenset({FieldKind.DATE, FieldKind.INTEGER, FieldKind.EUROS, FieldKind.HOURS})
# The defined name of a list of the hidden sheet
LIST = "listes.{}"
_WATCHES = table(__file__, "validation.toml")


def ask(
    sheet: BookSheet, row: int, column: int, key: str, field: Field, *, in_table: bool = False
) -> str:
    """Draw the named cell of a field, with its check; return its reference."""
    look = styles.answer_style(field, in_table=in_table)
    cell = sheet.keep(row, column, sheet.book.take(key), look).coordinate
    sheet.name(key, cell)
    watch(sheet, field, cell)
    return cell


def watch(sheet: BookSheet, field: Field, cells: str, listed: str = "") -> None:
    """Add to `cells` (`C5` or `C5:C9`) the drop-down or the check of a field's kind.

    `listed` are other values than those of its list: words, or cells.
    """
    first, annee = cells.partition(":")[0], sheet.book.campagne.annee
    validation = DataValidation(allow_blank=True, errorStyle="stop")
    kind = field.kind.value
    if listed or list_of(field):
        validation.formula1 = listed or LIST.format(list_of(field))
        kind = "liste ouverte" if field.open_list else "liste"
    elif kind not in _WATCHES:
        return
    years = {"{first}": str(annee - 2), "{last}": str(annee + 2)}
    for name, text in _WATCHES[kind].items():
        for place, word in {"{packed}": _PACKED, "{cell}": first, **years}.items():
            text = text.replace(place, word)
        setattr(validation, name, text)
    title = field.label
    if len(title) > _LONGEST_TITLE:
        title = title[: _LONGEST_TITLE - 1].rpartition(" ")[0] + "…"
    validation.promptTitle = title
    if field.kind in _PROMPTED and field.example:
        way = "Jour/mois/année, par" if field.kind is FieldKind.DATE else "Par"
        validation.prompt = french_typography(f"{way} exemple : {field.example}")
    validation.showInputMessage = bool(validation.prompt)
    validation.error = french_typography(validation.error or "")
    validation.errorTitle, validation.showErrorMessage = title, True
    sheet.worksheet.add_data_validation(validation)
    validation.add(cells)


def conditions(campagne: Campagne, numero: int = 1) -> dict[Required, str]:
    """When each requirement holds, as a formula; what can never hold has none."""
    agents = f'{key_of_action("action.agents_departement", numero)}="Oui"'
    renewed = f'{key_of_action("action.premiere_demande", numero)}="Non"'
    found = {Required.ALWAYS: "TRUE", Required.AGENTS: agents, Required.RENOUVELLEMENT: renewed}
    for forme in campagne.formes:
        if forme.code == "association":
            found[Required.ASSOCIATION] = f'porteur.forme="{forme.libelle}"'
    roles = {DEPARTEMENT: Required.DEPARTEMENT, REGION: Required.REGION}
    for funder in campagne.financeurs:
        if required := roles.get(funder.role):
            asked = f"N({key_of_action(montant_key(funder), numero)})>0"
            found[required] = f"OR({asked},{agents})" if funder.role == DEPARTEMENT else asked
    return found


def show_required(sheet: AnswerSheet, cells: str, field: Field, where: str = "") -> None:
    """Make `cells` pale yellow while they are empty and the field must be filled.

    `where` is a formula that says of which rows.
    """
    condition = conditions(sheet.book.campagne, sheet.numero).get(field.required)
    if field.dispositif:
        condition = f'{sheet.key("action.dispositif_region")}="{field.dispositif}"'
    if condition:
        show_empty(sheet, cells, ",".join(filter(None, (condition, where))))


def show_empty(sheet: SheetWriter, cells: str, condition: str) -> None:
    """Make `cells` pale yellow while they are empty and `condition` holds."""
    show_when(sheet, cells, f"AND(LEN(TRIM({cells.partition(':')[0]}))=0,{condition})")


def show_when(sheet: SheetWriter, cells: str, formula: str) -> None:
    """Make `cells` pale yellow where `formula`, written for the first one, holds."""
    look = DifferentialStyle(fill=styles.fill(styles.YELLOW))
    rule = Rule(type="expression", dxf=look, formula=[formula])
    sheet.worksheet.conditional_formatting.add(cells, rule)


def lists_sheet(book: Book) -> None:
    """Write one column per list, each with its defined name."""
    lists = {each: book.campagne.choices(each) for each in layout.list_names()}
    lists[layout.OUI_NON] = layout.OUI_OU_NON
    sheet = BookSheet(book, layout.LISTES, [40] * len(lists), tab=styles.PALE)
    for column, (list_name, labels) in enumerate(lists.items(), start=1):
        sheet.put(1, column, list_name, styles.CELL_BOLD)
        for row, label in enumerate(labels, start=2):
            # As it is: the drop-down writes these very characters in the porteur's cell
            sheet.cell(row, column).value = label
        letter = get_column_letter(column)
        last = max(len(labels) + 1, 2)
        sheet.name(LIST.format(list_name), f"{letter}2:{letter}{last}")
    sheet.worksheet.sheet_state = "hidden"
