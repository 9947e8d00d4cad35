"""The totals of the register as bars, in SVG that needs nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from threading import Lock

import leather
from leather import theme as look

from packetgen.model.registre import TOTAUX, Registre, cumuls, heures_par_metier
from packetgen.text import number

# Those of the page: words, rules, bars
INKS = {"clair": ("#555c68", "#d3d9e2", "#1c4e8a"), "sombre": ("#a9b1bd", "#3a414d", "#8fbcf5")}
FONT = "system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
WIDTH, FRAME, BAR = 900, 110, 34
LONGEST_LABEL = 48
HOURS = "heures"
CODES = (*TOTAUX, HOURS)
_DRAWING = Lock()


def bars_of(register: Registre, code: str) -> list[tuple[str, Decimal]]:
    """Return the amount, or the hours, of each label of a total of the register, of CODES."""
    if code == HOURS:
        by_service = heures_par_metier(register.comptes).items()
        return [(service, sum(hours.values(), Decimal(0))) for service, hours in by_service]
    rows = cumuls(register.comptes, TOTAUX[code].labels)
    return [(row.libelle, row.montant_call) for row in rows]


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
