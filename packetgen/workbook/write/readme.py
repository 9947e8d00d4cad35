"""The first sheet: what the workbook is, how to fill it, the calendar, whom to call."""

from collections.abc import Sequence

from openpyxl.worksheet.hyperlink import Hyperlink

from packetgen import __version__
from packetgen.campagne.words import filled
from packetgen.campagne.words import words as words_of
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import VACANT
from packetgen.model.fields import Field, Required
from packetgen.model.finding import Statut
from packetgen.resources import table
from packetgen.text import enumerate_words, period, upper_first
from packetgen.workbook import layout, styles
from packetgen.workbook.write.sheet import Book, BookSheet

FIRST, LAST = 2, 5

TEXTS = table(__file__, "lisez-moi.toml")


def readme_sheet(book: Book) -> None:
    """Draw the sheet that opens first."""
    campagne, said = book.campagne, words_of(book.campagne)
    sheet = BookSheet(book, layout.LISEZ_MOI, layout.README_WIDTHS, tab=styles.YELLOW)
    subtitle = f"Classeur du porteur de projet – {campagne.territoire.nom}"
    sheet.heading(campagne.intitule, "", subtitle)
    for row in (1, 2):
        sheet.worksheet.merge_cells(start_row=row, start_column=FIRST, end_row=row, end_column=LAST)
    if campagne.projet:
        sheet.paragraph(3, FIRST, LAST, filled(TEXTS["pas_pret"], said), styles.ALERT)
    sheet.paragraph(4, FIRST, LAST, filled(TEXTS["but"], said), styles.PLAIN)
    row = _legend(sheet, _steps(sheet, 5))
    for draw in (_calendar, _explanations, _contacts, _referents, _open_points):
        row = draw(sheet, row, campagne)
    _identity(sheet, row)
    sheet.page(landscape=False, repeat="")
    sheet.worksheet.sheet_view.tabSelected = True


def _steps(sheet: BookSheet, row: int) -> int:
    row = sheet.section(row, "Remplir le classeur en cinq étapes")
    for number, text in enumerate(TEXTS["etapes"], start=1):
        sheet.paragraph(row, FIRST, LAST, f"{number}.  {text}", styles.PLAIN)
        row += 1
    for command, effect in TEXTS["commandes"]:
        sheet.merge(row, FIRST, FIRST + 1, styles.COMMAND)
        sheet.put(row, FIRST, command, styles.COMMAND)
        sheet.paragraph(row, FIRST + 2, LAST, effect, styles.PLAIN_MIDDLE)
        sheet.height(row, 22)
        row += 1
    return row


def _legend(sheet: BookSheet, row: int) -> int:
    row = sheet.section(row, "Ce que disent les couleurs")
    always, sometimes, optional = (
        styles.answer_style(Field("", "", "", required=required))
        for required in (Required.ALWAYS, Required.ASSOCIATION, Required.OPTIONAL)
    )
    looks = (styles.EMPTY_ANSWER, always, sometimes, optional, styles.ACCOUNT)
    for look, words in zip(looks, TEXTS["couleurs"], strict=True):
        sheet.put(row, FIRST, "", look)
        sheet.paragraph(row, FIRST + 1, LAST, words, styles.CELL)
        row += 1
    return row


def _calendar(sheet: BookSheet, row: int, campagne: Campagne) -> int:
    row = sheet.section(row, "Le calendrier de l’appel")
    bounding = {financeur.etape for financeur in campagne.financeurs}
    for etape in campagne.calendrier:
        look = styles.CELL_BOLD if etape.code in bounding else styles.CELL
        sheet.paragraph(row, FIRST, FIRST + 1, etape.libelle, look)
        sheet.paragraph(
            row, FIRST + 2, LAST, period(etape.debut, etape.fin or etape.debut, etape.heure), look
        )
        row += 1
    return row


def _explanations(sheet: BookSheet, row: int, campagne: Campagne) -> int:
    for title, lines in campagne.explanations():
        row = sheet.section(row, title)
        for name, words in lines:
            sheet.put(row, FIRST, name, styles.CELL_BOLD)
            sheet.paragraph(row, FIRST + 1, LAST, words, styles.CELL)
            row += 1
    return row


def _contacts(sheet: BookSheet, row: int, campagne: Campagne) -> int:
    row = sheet.section(row, "Qui appeler")
    names = {financeur.code: financeur.nom for financeur in campagne.financeurs}
    themes = {theme.code: theme.libelle for theme in campagne.themes}
    row = _heads(sheet, row, ("Organisme", "Personne", "Thématiques suivies", "Courriel"))
    for contact in campagne.contacts:
        followed = enumerate_words(themes[code] for code in contact.themes) or "Toutes"
        sheet.put(row, FIRST, names[contact.financeur], styles.CELL)
        person = (
            contact.nom or upper_first(VACANT),
            contact.fonction,
            " · ".join(contact.telephones),
        )
        sheet.put(row, FIRST + 1, "\n".join(filter(None, person)), styles.CELL)
        sheet.put(row, FIRST + 2, followed, styles.CELL)
        _reach(sheet, row, LAST, contact.courriel)
        sheet.grow_from(row, 32)
        row += 1
    return row


def _referents(sheet: BookSheet, row: int, campagne: Campagne) -> int:
    row = sheet.section(row, "Les référents politique de la ville des communes")
    words = "Une association les contacte avant de déposer son dossier sur Dauphin."
    sheet.paragraph(row, FIRST, LAST, words, styles.PLAIN)
    row = _heads(sheet, row + 1, ("Commune", "Référent", "Courriel"))
    communes = {commune.insee: commune.nom for commune in campagne.communes}
    for referent in campagne.referents:
        sheet.put(row, FIRST, communes[referent.insee], styles.CELL)
        sheet.put(row, FIRST + 1, referent.nom or upper_first(VACANT), styles.CELL)
        sheet.merge(row, FIRST + 2, LAST, styles.CELL)
        _reach(sheet, row, FIRST + 2, referent.courriel)
        sheet.height(row, 18)
        row += 1
    return row


def _open_points(sheet: BookSheet, row: int, campagne: Campagne) -> int:
    points = [point for point in campagne.points_ouverts if point.porteur]
    if not points:
        return row
    row = sheet.section(row, f"Ce que la {campagne.note.court} ne dit pas")
    row = _heads(sheet, row, ("Le constat", "", "Ce que fait packetgen"))
    for point in points:
        sheet.paragraph(row, FIRST, FIRST + 1, point.constat, styles.CELL)
        sheet.paragraph(row, FIRST + 2, LAST, point.effet, styles.CELL)
        row += 1
    return row


def _heads(sheet: BookSheet, row: int, heads: Sequence[str]) -> int:
    sheet.band(row, styles.HEAD, first=FIRST, last=LAST)
    for column, head in enumerate(heads, start=FIRST):
        sheet.put(row, column, head, styles.HEAD)
    sheet.height(row, 20)
    return row + 1


def _reach(sheet: BookSheet, row: int, column: int, address: str) -> None:
    """Write an address; a click opens a message. A call still a project may lack it."""
    if not address:
        unknown = Statut.A_CONFIRMER.value if sheet.book.campagne.projet else ""
        sheet.put(row, column, unknown, styles.CELL)
        return
    cell = sheet.put(row, column, address, styles.LINK)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=f"mailto:{address}")


def _identity(sheet: BookSheet, row: int) -> None:
    row = sheet.section(row, "Ce classeur")
    for key, label, value in (
        ("packetgen.annee", "Année de l’appel", sheet.book.campagne.annee),
        ("packetgen.version", "Version de packetgen", __version__),
    ):
        sheet.put(row, FIRST, label, styles.CELL)
        cell = sheet.put(row, FIRST + 1, value, styles.CELL_BOLD)
        sheet.name(key, cell.coordinate)
        row += 1
