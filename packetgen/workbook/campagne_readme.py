"""The first sheet of a campagne's workbook: how to edit it, and where each list is."""

from __future__ import annotations

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.campagne_lists import EXPORTED
from packetgen.model.finding import Statut
from packetgen.text import count
from packetgen.workbook import styles
from packetgen.workbook.layout import LISEZ_MOI
from packetgen.workbook.styles import Look
from packetgen.workbook.write_cells import (
    Book,
    band,
    heading,
    merge,
    new_sheet,
    page,
    put,
    wrapped_lines,
)

WIDTHS = (2, 30, 90, 2)
FIRST, LAST = 2, 3
RULES = (
    "Modifiez les cellules blanches. Les listes déroulantes proposent ce qui existe ; une commune "
    "ajoutée à sa feuille est aussitôt proposée dans les autres.",
    "Les cellules grises sont des codes dont packetgen se sert d’une année à l’autre : changez "
    "plutôt le libellé.",
    "Pour ajouter une entrée, écrivez sous la dernière, ou insérez une ligne à sa place : l’ordre "
    "des lignes est celui que verront les associations. Pour en retirer une, supprimez sa ligne.",
    "Dites d’où vient chaque donnée dans les colonnes « source ». Une ligne ajoutée sans source "
    "est prise, mais reste « à confirmer » tant que vous ne l’avez pas dite.",
    "Ne renommez ni les feuilles ni les titres des colonnes. Une feuille ou une colonne retirée "
    "n’efface rien : ses données restent ce qu’elles sont.",
    "Les comptes du budget n’ont pas de feuille : ce sont ceux de Dauphin.",
)
STATUTS = {
    Statut.NOTE: "Écrit dans la note : donnez les lignes, et leurs mots tels quels.",
    Statut.PUBLIC: "Lu dans une source publique : donnez la page web et ce qu’elle dit.",
    Statut.CALCUL: "Déduit de la note par un calcul.",
    Statut.NON_VERIFIE: "D’usage courant, mais lu nulle part.",
    Statut.OUVERT: "La note ne le dit pas, ou se contredit.",
    Statut.A_CONFIRMER: "Repris de l’année d’avant, ou ajouté sans source : à confirmer.",
}


def readme_sheet(book: Book) -> None:
    """Draw the sheet that opens first."""
    campagne = book.campagne
    sheet = new_sheet(book.workbook, LISEZ_MOI, WIDTHS, tab=styles.YELLOW)
    heading(sheet, f"Les listes de l’appel {campagne.annee}", "", campagne.intitule)
    row = _title(sheet, 4, "Modifier les listes")
    for number, text in enumerate(RULES, start=1):
        merge(sheet, row, FIRST, LAST, styles.PLAIN)
        _paragraph(sheet, row, FIRST, f"{number}.  {text}", styles.PLAIN, sum(WIDTHS[1:3]))
        row += 1
    row = _title(sheet, row, "Rendre vos modifications à packetgen")
    merge(sheet, row, FIRST, LAST, styles.COMMAND)
    put(
        sheet,
        row,
        FIRST,
        f"packetgen campagne importer {campagne.annee} campagne.xlsx",
        styles.COMMAND,
    )
    merge(sheet, row + 1, FIRST, LAST, styles.PLAIN)
    _paragraph(
        sheet,
        row + 1,
        FIRST,
        "Enregistrez et fermez d’abord ce classeur. La commande dit tout ce qui va changer, et "
        "n’écrit rien sans votre accord.",
        styles.PLAIN,
        sum(WIDTHS[1:3]),
    )
    row = _title(sheet, row + 2, "Le statut d’une source")
    for statut, meaning in STATUTS.items():
        put(sheet, row, FIRST, statut.value, styles.CELL_BOLD)
        _paragraph(sheet, row, LAST, meaning, styles.CELL, WIDTHS[2])
        row += 1
    row = _title(sheet, row, "Les feuilles")
    for liste in EXPORTED:
        cell = put(sheet, row, FIRST, liste.title, styles.LINK)
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate, location=f"{quote_sheetname(liste.title)}!A1"
        )
        size = len(liste.entries(campagne))
        put(sheet, row, LAST, "" if liste.single else count(size, "ligne"), styles.CELL)
        row += 1
    page(book, sheet, landscape=False, repeat="")


def _title(sheet: Worksheet, row: int, text: str) -> int:
    """Draw a section's band after a blank row; return the row after."""
    sheet.row_dimensions[row].height = 10
    band(sheet, row + 1, styles.SECTION, first=FIRST, last=LAST)
    put(sheet, row + 1, FIRST, text, styles.SECTION)
    sheet.row_dimensions[row + 1].height = 24
    return row + 2


def _paragraph(
    sheet: Worksheet, row: int, column: int, text: str, look: Look, width: float
) -> None:
    """Write a text in a row made high enough: merged cells do not grow by themselves."""
    put(sheet, row, column, text, look)
    size = look.font.size
    sheet.row_dimensions[row].height = wrapped_lines(text, width, size) * size * 1.35 + 6
