"""The page that stands in place of a piece that is absent or refused."""

from reportlab.platypus import Flowable, HRFlowable

from packetgen.bundle.pages import drawing
from packetgen.bundle.pages.drawing import HEIGHT, MARGIN, TEXT, fit, markup, panel, paragraph
from packetgen.bundle.pages.tagged import TaggedCanvas
from packetgen.model.bundle import Part
from packetgen.text import NBSP

TOP = 110.0


def draw_absence(canvas: TaggedCanvas, part: Part, raison: str, remede: str) -> None:
    """Draw the page of an absent or refused piece: why, and what to do (`""`: left out)."""
    frame = (MARGIN, MARGIN, TEXT, HEIGHT - MARGIN - TOP)
    fit(canvas, lambda: [panel(_words(part, raison, remede), padding=28)], frame)
    canvas.showPage()


def _words(part: Part, raison: str, remede: str) -> list[Flowable]:
    heading = f"{markup(part.titre)}{NBSP}: {part.state}"
    flowables: list[Flowable] = [
        paragraph(f"Pièce{NBSP}{part.numero}", 13, color=drawing.RED, bold=True, after=4),
        paragraph(heading, 24, bold=True, after=18, role="H1"),
        HRFlowable(width="100%", thickness=0.8, color=drawing.RULE, spaceAfter=18),
    ]
    facts = (("Fichier", part.fichier), ("Raison", raison), ("À faire", remede))
    for label, text in facts:
        if text:
            flowables.append(paragraph(label, 10.5, color=drawing.GREY, after=2))
            flowables.append(paragraph(markup(text), 13, after=16))
    return flowables
