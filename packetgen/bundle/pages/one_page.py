"""The pages that stay one whatever the lengths.

They are the cover, what the chargée de mission sees first, and the page of a piece not there.
"""

from reportlab.lib.colors import white
from reportlab.platypus import Flowable, HRFlowable, Spacer

from packetgen.bundle.pages import drawing
from packetgen.bundle.pages.drawing import HEIGHT, MARGIN, TEXT, WIDTH, markup, paragraph, write
from packetgen.model.bundle import Cover, Part
from packetgen.text import NBSP, count

# In points: of the cover, its band, its banner, its foot and its labels; of an absence, its top
BAND, BANNER, FOOT, LABELS = 96.0, 40.0, 118.0, 128.0
ABSENCE_TOP = 110.0
MOST_WANTING = 8


def draw_cover(canvas: drawing.Canvas, content: Cover) -> None:
    """Draw the cover, of one A4 page."""
    _band(canvas, content)
    top = HEIGHT - BAND
    if content.manquants:
        top -= BANNER
        _banner(canvas, top, content)
    top -= 30 if content.manquants else 44
    bottom = FOOT + 8
    drawing.fit(canvas, lambda: _facts(content), (MARGIN, bottom, TEXT, top - bottom))
    _foot(canvas, content)
    canvas.showPage()


def _band(canvas: drawing.Canvas, content: Cover) -> None:
    """Name the call and who receives the dossier, in a navy band across the top."""
    canvas.setFillColor(drawing.NAVY)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    title = paragraph(markup(content.appel), 22, color=white, bold=True, after=3, role="H1")
    to = paragraph(markup(content.destinataire), 12, color=white)
    drawing.fit(canvas, lambda: [title, to], (MARGIN, HEIGHT - BAND + 16, TEXT, BAND - 40))


def _state(content: Cover) -> str:
    if not content.manquants:
        return content.complet
    return "Brouillon avant le dépôt" if content.brouillon else "Dossier incomplet"


def _banner(canvas: drawing.Canvas, bottom: float, content: Cover) -> None:
    """Announce at first sight that the dossier is incomplete, or a draft."""
    canvas.setFillColor(drawing.RED)
    canvas.rect(0, bottom, WIDTH, BANNER, stroke=0, fill=1)
    with canvas.marked("P"):
        drawing.spaced(canvas, MARGIN, bottom + 14, _state(content), 15, white)
    points = count(len(content.manquants), "point à compléter", "points à compléter")
    write(canvas, WIDTH - MARGIN, bottom + 15, points, 11.5, white, right=True, role="P")


def _facts(content: Cover) -> list[Flowable]:
    letters = len(content.intitule)
    size = 28 if letters <= 60 else 24 if letters <= 120 else 20
    return [
        *([_wanting(content.manquants), Spacer(0, 24)] if content.manquants else ()),
        _label("Porteur du projet"),
        paragraph(markup(content.association), 16, color=drawing.NAVY, bold=True, after=20),
        _label("Action"),
        paragraph(markup(content.intitule), size, bold=True, after=22, role="H2"),
        HRFlowable(width="100%", thickness=0.8, color=drawing.RULE, spaceAfter=20),
        *_figures(content),
        _rows(content),
    ]


def _label(text: str) -> Flowable:
    return paragraph(text, 10.5, color=drawing.GREY, after=2)


def _wanting(manquants: tuple[str, ...]) -> Flowable:
    """List what is wanting, on a pale ground under the banner."""
    shown = manquants[:MOST_WANTING]
    rest = len(manquants) - len(shown)
    if rest:
        others = count(rest, "autre point", "autres points")
        shown = (*shown, f"et {others} : à voir avec le porteur")
    lines = [
        [paragraph("•", 11, color=drawing.RED, role=""), paragraph(markup(text), 11, role="LBody")]
        for text in shown
    ]
    listed = drawing.table(lines, [14, "*"], ("BOTTOMPADDING", (0, 0), (-1, -1), 3))
    return drawing.panel([listed], padding=10)


def _figures(content: Cover) -> list[Flowable]:
    """Set the amount asked, the cost and the Dauphin number side by side, large."""
    share = f"dont {content.part} demandés" if content.part else ""
    figures = (
        (content.demande, content.montant, ""),
        ("Coût total de l’action", content.cout, share),
        ("Dossier Dauphin", content.dauphin, ""),
    )
    cells = [
        [_label(label), paragraph(markup(text), 24, color=drawing.NAVY, bold=True), _label(below)]
        for label, text, below in figures
        if text
    ]
    if not cells:
        return []
    return [drawing.table([cells], ["*"] * len(cells)), Spacer(0, 24)]


def _rows(content: Cover) -> Flowable:
    """Set the other facts as lines of a label and its text."""
    label = "Quartiers prioritaires" if content.several else "Quartier prioritaire"
    facts = (
        ("Version", content.version),
        ("Demande", content.nature),
        ("Pilier", content.pilier),
        ("Thématique", content.theme),
        (label, "\n".join(content.quartiers)),
        ("Axe du Département", content.axe),
        ("Agents du Département", content.heures),
        ("Dates de l’action", content.dates),
        ("Aussi sollicités", content.autres),
        ("Personne à joindre", content.contact),
    )
    lines = [[_label(name), paragraph(markup(text), 12.5)] for name, text in facts if text]
    return drawing.table(
        lines,
        [LABELS, "*"],
        ("LINEABOVE", (0, 0), (-1, -1), 0.5, drawing.RULE, 0),
        ("TOPPADDING", (0, 0), (-1, -1), 9),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
        # the label is smaller than its text: same baseline
        ("TOPPADDING", (0, 0), (0, -1), 11),
    )


def _foot(canvas: drawing.Canvas, content: Cover) -> None:
    """State whether the dossier is complete, what it holds and when it was made."""
    colour = drawing.RED if content.manquants else drawing.GREEN
    drawing.ground(canvas, colour, FOOT - 64, 52)
    write(canvas, MARGIN + 18, FOOT - 44, _state(content), 15, colour, font=drawing.BOLD, role="P")
    right = WIDTH - MARGIN - 16
    write(canvas, right, FOOT - 36, content.contenu, 11, right=True, role="P")
    write(canvas, right, FOOT - 51, content.date, 11, drawing.GREY, right=True, role="P")


def draw_absence(canvas: drawing.Canvas, part: Part, raison: str, remede: str) -> None:
    """Draw the page of an absent or refused piece: why, and what to do (`""`: left out)."""
    frame = (MARGIN, MARGIN, TEXT, HEIGHT - MARGIN - ABSENCE_TOP)
    drawing.fit(canvas, lambda: [drawing.panel(_absence(part, raison, remede), padding=28)], frame)
    canvas.showPage()


def _absence(part: Part, raison: str, remede: str) -> list[Flowable]:
    heading = f"{markup(part.titre)}{NBSP}: {part.state}"
    flowables: list[Flowable] = [
        paragraph(f"Pièce{NBSP}{part.numero}", 13, color=drawing.RED, bold=True, after=4),
        paragraph(heading, 24, bold=True, after=18, role="H1"),
        HRFlowable(width="100%", thickness=0.8, color=drawing.RULE, spaceAfter=18),
    ]
    for label, text in (("Fichier", part.fichier), ("Raison", raison), ("À faire", remede)):
        if text:
            flowables += [_label(label), paragraph(markup(text), 13, after=16)]
    return flowables
