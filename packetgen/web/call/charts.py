"""The totals of the register: as tables, and as bars in SVG that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

import leather
from leather import theme as look

from packetgen.model.registre import TOTAUX, Registre, cumuls, heures_par_metier
from packetgen.text import NBSP, euros, number

# Those of the page: words, rules, bars
INKS = {"clair": ("#555c68", "#d3d9e2", "#1c4e8a"), "sombre": ("#a9b1bd", "#3a414d", "#8fbcf5")}
FONT = "system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
WIDTH, FRAME, BAR = 900, 110, 34
LONGEST_LABEL = 48
HOURS = "heures"
CODES = (*TOTAUX, HOURS)
_DRAWING = Lock()


@dataclass(frozen=True)
class Chart:
    """Amounts by label: `bars` are drawn, `rows` say the same and more in a table.

    The columns of the table are figures, except the last one where `in_words` is its head.
    """

    titre: str
    mesure: str
    compte: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[str, Decimal], ...]
    in_words: str = ""


def chart_of(register: Registre, code: str) -> Chart:
    """Return a total of the register, as the workbook of `packetgen registre`; a code of CODES."""
    if code == HOURS:
        return chart_of_hours(register)
    total = TOTAUX[code]
    rows = cumuls(register.comptes, total.labels)
    return Chart(
        total.titre,
        "Montants demandés, en euros",
        total.compte,
        ("Montant demandé", "Dossiers", "Personnes"),
        tuple(
            (row.libelle, euros(row.montant_call), number(row.dossiers), number(row.personnes))
            for row in rows
        ),
        tuple((row.libelle, row.montant_call) for row in rows),
    )


def chart_of_hours(register: Registre) -> Chart:
    """Return the hours of the Département's agents by service, and by métier in each."""
    rows, totals = [], []
    for service, hours in heures_par_metier(register.comptes).items():
        total = sum(hours.values(), Decimal(0))
        by_metier = (f"{metier}{NBSP}: {in_hours(each)}" for metier, each in hours.items())
        rows.append((service, in_hours(total), ", ".join(by_metier)))
        totals.append((service, total))
    return Chart(
        "Heures par service",
        "Heures prévues des agents du Département",
        "Chaque intervention compte une fois.",
        ("Heures",),
        tuple(rows),
        tuple(totals),
        in_words="Par métier",
    )


def in_hours(hours: Decimal) -> str:
    """Return hours as shown: `1,5 h`."""
    return f"{number(hours)}{NBSP}h"


def bars(rows: Sequence[tuple[str, Decimal]], theme: str) -> str:
    """Return the amount of each label as an SVG drawing of bars.

    `theme` is a key of INKS; the ground is that of the page.
    """
    ink, rule, colour = INKS[theme]
    chart = leather.Chart()
    chart.add_bars([(amount, short(label)) for label, amount in rows], fill_color=colour)
    chart.add_x_scale(0, max(1, *(amount for _, amount in rows)))
    chart.add_x_axis(tick_formatter=lambda value, _place, _many: number(Decimal(value)))
    # leather keeps its look in its module
    with _DRAWING:
        look.background_color, look.margin = "none", 0.04
        look.label_color = look.zero_color = ink
        look.tick_color, look.tick_font_family = rule, FONT
        drawn: str = chart.to_svg(width=WIDTH, height=FRAME + BAR * len(rows))
    return drawn


def short(label: str) -> str:
    """Return a label that leaves room for its bar."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
