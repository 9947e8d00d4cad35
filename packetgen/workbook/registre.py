"""The register of received bundles as a workbook: a row a dossier, totals, what is set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import __version__
from packetgen.model.fields import Kind
from packetgen.model.registre import DossierRecu, Ecarte, Registre, cumuls, heures
from packetgen.text import count
from packetgen.workbook import styles
from packetgen.workbook.registre_charts import draw_bars
from packetgen.workbook.styles import Look
from packetgen.workbook.write_cells import grow_from, heading, keep, lay_page, new_sheet, put
from packetgen.workbook.write_file import Result, to_bytes
from packetgen.workbook.write_values import Value

FIRST_ROW = 5
HEAD_ROW = FIRST_ROW - 1
MARGIN = 2.0
A3 = 8
REGISTRE = "Registre des dossiers reçus"
TEXT = Look(styles.font(10), border=styles.LABEL.border, alignment=styles.align())
LOOKS = {
    Kind.TEXT: TEXT,
    Kind.DATE: styles.formatted(TEXT, styles.NUMBER_FORMATS[Kind.DATE]),
    Kind.EUROS: styles.figure(TEXT, styles.NUMBER_FORMATS[Kind.EUROS]),
    Kind.INTEGER: styles.figure(TEXT, styles.NUMBER_FORMATS[Kind.INTEGER]),
    Kind.HOURS: styles.figure(TEXT, "#,##0.0#"),
}
SHARE = styles.figure(TEXT, styles.PERCENT_FORMAT)
COUNTED_ONCE = "Chaque dossier compte une fois."
COUNTED_WHOLE = "Un dossier qui en vise plusieurs compte entier dans chacun."


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in characters, what it shows, and how."""

    head: str
    width: float
    kind: Kind = Kind.TEXT
    look: Look | None = None
    summed: bool = False


Table = tuple[Sequence[Column], Sequence[Sequence[Value]]]


def to_workbook(found: Registre, created: date) -> bytes:
    """Return the register as .xlsx bytes, the same for the same register and day."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    results: dict[str, dict[str, Result]] = {}
    widest = _sheet(workbook, results, "Dossiers", _balance(found), _dossiers(found))
    widest.page_setup.paperSize, widest.page_setup.fitToWidth = A3, 2
    widest.print_title_cols = "A:B"
    _sheet(workbook, results, "À demander", "Une ligne par demande.", _requests(found))
    by_label: tuple[tuple[str, Callable[[DossierRecu], Iterable[str]], str], ...] = (
        ("Par pilier", lambda each: [each.action.pilier], COUNTED_ONCE),
        ("Par thématique", lambda each: [each.action.theme], COUNTED_ONCE),
        ("Par quartier", lambda each: each.action.quartiers, COUNTED_WHOLE),
        ("Par commune", lambda each: each.communes, COUNTED_WHOLE),
    )
    for title, labels, told in by_label:
        table = _totals(found, title, labels)
        sheet = _sheet(workbook, results, title, told, table)
        draw_bars(sheet, rows=len(table[1]), figures=1)
    for title, columns, told in (
        ("Heures par quartier", lambda each, _: each.action.quartiers, COUNTED_WHOLE),
        ("Heures par métier", lambda _, metier: [metier], "Agents du Département."),
    ):
        table = _hours(found, columns)
        sheet = _sheet(workbook, results, title, told, table)
        draw_bars(sheet, rows=len(table[1]), figures=len(table[0]) - 1)
    _sheet(workbook, results, "Envoyés deux fois", "Seul le plus récent compte.", _replaced(found))
    _sheet(workbook, results, "Modifiés", "Non comptés : demandez le fichier d’origine.",
           _apart(found.modifies, "Ce qui a changé depuis que le dossier a été fait"))  # fmt: skip
    _sheet(workbook, results, "Autres fichiers", "Non comptés : packetgen ne les a pas faits.",
           _apart(found.etrangers, "Raison"))  # fmt: skip
    workbook.properties.title = REGISTRE
    workbook.properties.creator = f"packetgen {__version__}"
    return to_bytes(workbook, results, datetime(created.year, created.month, created.day))  # noqa: DTZ001


def _balance(found: Registre) -> str:
    complete = sum(each.est_complet for each in found.dossiers)
    return ", ".join(
        (
            count(len(found.dossiers), "dossier"),
            count(complete, "complet"),
            count(len(found.remplaces), "envoyé deux fois", "envoyés deux fois"),
            count(len(found.modifies), "modifié"),
            count(len(found.etrangers), "autre fichier", "autres fichiers"),
        )
    )


def _dossiers(found: Registre) -> Table:
    """A row per dossier; a column for each funder that somebody asks."""
    funders = list(dict.fromkeys(name for each in found.dossiers for name in each.financements))
    columns = [
        Column("Association", 30), Column("SIRET", 20), Column("Action", 42),
        Column("N° Dauphin", 14), Column("Pilier", 18), Column("Thématique", 24),
        Column("Quartiers", 30), Column("Communes", 20),
        Column("Demandé à la CALL", 14, Kind.EUROS, summed=True),
        Column("Part demandée", 11, look=SHARE),
        Column("Total des produits", 14, Kind.EUROS, summed=True),
        *(Column(name, 16, Kind.EUROS, summed=True) for name in funders),
        Column("Personnes", 11, Kind.INTEGER, summed=True),
        Column("dont quartiers", 11, Kind.INTEGER, summed=True),
        Column("Heures du Département", 13, Kind.HOURS, summed=True),
        Column("État", 12), Column("Ce qui est à demander", 50),
        Column("Établi le", 11, Kind.DATE), Column("Pages", 7, Kind.INTEGER),
        Column("Contact", 30), Column("Fichier", 50),
    ]  # fmt: skip
    rows = [
        (
            each.porteur.denomination, each.porteur.siret, each.action.intitule,
            each.action.numero_dauphin, each.action.pilier, each.action.theme,
            "\n".join(each.action.quartiers), "\n".join(each.communes),
            each.montant_call, each.montant_call / each.produits if each.produits else None,
            each.produits,
            *(each.financements.get(name) for name in funders),
            each.action.public_nombre, each.action.public_quartiers,
            each.action.heures_departement,
            "Complet" if each.est_complet else "À compléter", "\n".join(each.a_demander),
            each.etabli, each.pages,
            each.porteur.courriel_contact or each.porteur.courriel, each.fichier,
        )
        for each in found.dossiers
    ]  # fmt: skip
    return columns, rows


def _requests(found: Registre) -> Table:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("À demander", 70),
        Column("Contact", 34), Column("Téléphone", 18),
    )  # fmt: skip
    rows = [
        (
            each.porteur.denomination, each.action.intitule, request,
            each.porteur.courriel_contact or each.porteur.courriel,
            each.porteur.telephone_contact or each.porteur.telephone,
        )
        for each in found.dossiers
        for request in each.a_demander
    ]  # fmt: skip
    return columns, rows


def _totals(found: Registre, title: str, labels: Callable[[DossierRecu], Iterable[str]]) -> Table:
    columns = (
        Column(title.removeprefix("Par ").capitalize(), 46),
        Column("Demandé à la CALL", 18, Kind.EUROS),
        Column("Dossiers", 12, Kind.INTEGER),
        Column("Personnes", 12, Kind.INTEGER),
    )
    return columns, [
        (row.libelle, row.montant_call, row.dossiers, row.personnes)
        for row in cumuls(found.dossiers, labels)
    ]


def _hours(found: Registre, columns: Callable[[DossierRecu, str], Iterable[str]]) -> Table:
    table = heures(found.dossiers, columns)
    heads = sorted({head for row in table.values() for head in row})
    return (
        (Column("Service", 40), *(Column(head, 18, Kind.HOURS) for head in heads)),
        [(service, *(row.get(head) for head in heads)) for service, row in table.items()],
    )


def _replaced(found: Registre) -> Table:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("Fichier compté", 60),
        Column("Établi le", 12, Kind.DATE), Column("Autre envoi", 60),
        Column("Établi le", 12, Kind.DATE), Column("Remarque", 30),
    )  # fmt: skip
    rows = [
        (
            kept.porteur.denomination, kept.action.intitule, kept.fichier, kept.etabli,
            other.fichier, other.etabli,
            "Même fichier" if other.sha256 == kept.sha256 else "Contenu différent",
        )
        for other, kept in found.remplaces
    ]  # fmt: skip
    return columns, rows


def _apart(files: Sequence[Ecarte], reason: str) -> Table:
    columns = (Column("Fichier", 70), Column(reason, 90))
    return columns, [(each.fichier, "\n".join(each.raisons)) for each in files]


def _sheet(
    workbook: Workbook,
    results: dict[str, dict[str, Result]],
    title: str,
    told: str,
    table: Table,
) -> Worksheet:
    """Draw a table: bands, heads that stay and filter, rows, and the sums that follow the filter.

    The first and last columns of the sheet are margins.
    """
    columns, rows = table
    widths = [MARGIN, *(column.width for column in columns), MARGIN]
    sheet = new_sheet(workbook, title, widths, tab=styles.DARK)
    heading(sheet, f"{REGISTRE} – {title}", "", told)
    for place, column in enumerate(columns, start=2):
        is_figure = column.kind in styles.FIGURES or column.look is SHARE
        put(sheet, HEAD_ROW, place, column.head, styles.HEAD_FIGURE if is_figure else styles.HEAD)
    grow_from(sheet, HEAD_ROW, 18)
    for number, row in enumerate(rows, start=FIRST_ROW):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), start=2):
            keep(sheet, number, place, value, column.look or LOOKS[column.kind])
        grow_from(sheet, number, 18)
    last = FIRST_ROW + len(rows) - 1
    if not rows:
        put(sheet, FIRST_ROW, 2, "Aucun.", TEXT)
    else:
        sheet.auto_filter.ref = f"B{HEAD_ROW}:{get_column_letter(len(columns) + 1)}{last}"
        results[title] = dict(_sums(sheet, columns, rows, last))
    sheet.freeze_panes = f"C{FIRST_ROW}"
    lay_page(
        sheet,
        f"{REGISTRE} – {title}",
        "packetgen",
        landscape=True,
        repeat=f"{HEAD_ROW}:{HEAD_ROW}",
    )
    return sheet


def _sums(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Value]], last: int
) -> Iterable[tuple[str, Decimal]]:
    """Write below its rows the sum of each column that has one; yield its cell and its value."""
    for place, column in enumerate(columns):
        if not column.summed:
            continue
        letter = get_column_letter(place + 2)
        cell = f"{letter}{last + 2}"
        sheet[cell] = f"=SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})"
        styles.dress(sheet[cell], styles.figure(styles.TOTAL, LOOKS[column.kind].number_format))
        total = sum((Decimal(row[place] or 0) for row in rows), Decimal(0))  # type: ignore[arg-type]
        yield cell, total
