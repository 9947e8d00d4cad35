"""The first sheet: what the workbook is, how to fill it, the calendar, whom to call."""

from collections.abc import Iterable, Iterator

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from packetgen import __version__
from packetgen.campagne.words import filled
from packetgen.campagne.words import words as words_of
from packetgen.model.campagne import Campagne, Referent
from packetgen.model.campagne_parts import VACANT
from packetgen.model.fields import Field, Required
from packetgen.model.financeur import Contact
from packetgen.model.finding import Statut
from packetgen.text import enumerate_words, period, upper_first
from packetgen.workbook import layout, styles
from packetgen.workbook.styles import CELL, CELL_BOLD, HEAD, CellStyle
from packetgen.workbook.write.sheet import TEXTS, Book, BookSheet

# The columns to which texts go
ONE, TWO, THREE, LAST = range(2, 6)

Run = tuple[int, str | int, CellStyle]
"""A text, after another in its row: the last column that it goes to, its words, its look."""


def readme_sheet(book: Book) -> None:
    """Draw the sheet that opens first."""
    campagne, said = book.campagne, words_of(book.campagne)
    sheet = BookSheet(book, layout.LISEZ_MOI, layout.README_WIDTHS, tab=styles.YELLOW)
    subtitle = f"Classeur du porteur de projet – {campagne.territoire.nom}"
    sheet.heading(campagne.intitule, "", subtitle)
    for row in (1, 2):
        sheet.worksheet.merge_cells(start_row=row, start_column=ONE, end_row=row, end_column=LAST)
    if campagne.projet:
        sheet.paragraph(3, ONE, LAST, filled(TEXTS["pas_pret"], said), styles.ALERT)
    sheet.paragraph(4, ONE, LAST, filled(TEXTS["but"], said), styles.PLAIN)
    row = 5
    for title, lines in _parts(campagne):
        row = draw_part(sheet, row, title, lines)
    for above, key in enumerate(("packetgen.version", "packetgen.annee"), start=1):
        sheet.name(key, sheet.cell(row - above, TWO).coordinate)
    sheet.page(landscape=False, repeat="")
    sheet.worksheet.sheet_view.tabSelected = True


def draw_part(sheet: BookSheet, row: int, title: str, lines: Iterable[Iterable[Run]]) -> int:
    """Draw a section and its lines of texts, where links lead; return the row after."""
    row = sheet.section(row, title)
    for runs in lines:
        first = 2
        for last, text, look in runs:
            sheet.paragraph(row, first, last, text, look)
            if look is styles.LINK:
                cell = sheet.cell(row, first)
                target, location = f"mailto:{text}", f"{quote_sheetname(str(text))}!A1"
                to = {"target": target} if "@" in str(text) else {"location": location}
                cell.hyperlink = Hyperlink(ref=cell.coordinate, **to)
            first = last + 1
        row += 1
    return row


def _parts(campagne: Campagne) -> Iterator[tuple[str, Iterable[Iterable[Run]]]]:
    """Yield each part: its title, its lines; the last one tells the call and the version."""
    steps = enumerate(TEXTS["etapes"], start=1)
    commands = [
        [(TWO, command, styles.COMMAND), (LAST, effect, styles.PLAIN_MIDDLE)]
        for command, effect in TEXTS["commandes"]
    ]
    told = [[(LAST, f"{number}.  {text}", styles.PLAIN)] for number, text in steps]
    yield "Remplir le classeur en cinq étapes", [*told, *commands]
    requirements = (Required.ALWAYS, Required.ASSOCIATION, Required.OPTIONAL)
    answers = (styles.answer_style(Field("", "", "", required=each)) for each in requirements)
    looks = zip((styles.EMPTY_ANSWER, *answers, styles.ACCOUNT), TEXTS["couleurs"], strict=True)
    yield "Ce que disent les couleurs", [[(ONE, "", look), (LAST, it, CELL)] for look, it in looks]
    yield "Le calendrier de l’appel", list(_calendar(campagne))
    for title, entries in campagne.explanations():
        yield title, [[(ONE, name, CELL_BOLD), (LAST, words, CELL)] for name, words in entries]
    yield "Qui appeler", list(_contacts(campagne))
    yield "Les référents politique de la ville des communes", list(_referents(campagne))
    points = [point for point in campagne.points_ouverts if point.porteur]
    if points:
        heads = [(TWO, "Le constat", HEAD), (LAST, "Ce que fait packetgen", HEAD)]
        lines = [[(TWO, point.constat, CELL), (LAST, point.effet, CELL)] for point in points]
        yield f"Ce que la {campagne.note.court} ne dit pas", [heads, *lines]
    of_call: list[Run] = [(ONE, "Année de l’appel", CELL), (TWO, campagne.annee, CELL_BOLD)]
    made_by: list[Run] = [(ONE, "Version de packetgen", CELL), (TWO, __version__, CELL_BOLD)]
    yield "Ce classeur", [of_call, made_by]


def _calendar(campagne: Campagne) -> Iterator[list[Run]]:
    bounding = {financeur.etape for financeur in campagne.financeurs}
    for etape in campagne.calendrier:
        look = CELL_BOLD if etape.code in bounding else CELL
        days = period(etape.debut, etape.fin or etape.debut, etape.heure)
        yield [(TWO, etape.libelle, look), (LAST, days, look)]


def _contacts(campagne: Campagne) -> Iterator[list[Run]]:
    names = {financeur.code: financeur.nom for financeur in campagne.financeurs}
    themes = {theme.code: theme.libelle for theme in campagne.themes}
    heads = ("Organisme", "Personne", "Thématiques suivies", "Courriel")
    yield [(last, head, HEAD) for last, head in enumerate(heads, start=ONE)]
    for contact in campagne.contacts:
        name = contact.nom or upper_first(VACANT)
        person = filter(None, (name, contact.fonction, " · ".join(contact.telephones)))
        followed = enumerate_words(themes[code] for code in contact.themes) or "Toutes"
        texts = (names[contact.financeur], "\n".join(person), followed)
        yield [*((n, text, CELL) for n, text in enumerate(texts, ONE)), _mail(contact, campagne)]


def _referents(campagne: Campagne) -> Iterator[list[Run]]:
    words = "Une association les contacte avant de déposer son dossier sur Dauphin."
    yield [(LAST, words, styles.PLAIN)]
    yield [(ONE, "Commune", HEAD), (TWO, "Référent", HEAD), (LAST, "Courriel", HEAD)]
    communes = {commune.insee: commune.nom for commune in campagne.communes}
    for referent in campagne.referents:
        name = referent.nom or upper_first(VACANT)
        town = communes[referent.insee]
        yield [(ONE, town, CELL), (TWO, name, CELL), _mail(referent, campagne)]


def _mail(person: Contact | Referent, campagne: Campagne) -> Run:
    """Return where a click opens a message. A call still a project may lack it."""
    unknown = Statut.A_CONFIRMER.value if campagne.projet else ""
    return (LAST, person.courriel, styles.LINK) if person.courriel else (LAST, unknown, CELL)
