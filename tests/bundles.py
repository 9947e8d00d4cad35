"""What the bundles of a run hold and say; `numero` names an action where a run has several."""

from datetime import date
from pathlib import Path

from packetgen.annexes.pdf.text import page_texts
from packetgen.model.bundle import PlacedPart
from packetgen.model.reception import DossierRecu
from packetgen.pipeline.publish import BundleResult
from packetgen.pipeline.receive import prove_received, read_facts
from packetgen.service import ServiceResult


def packet_of(outcome: ServiceResult | None, numero: int = 0) -> BundleResult:
    assert outcome is not None
    [packet] = (each for each in outcome.packets if numero in (0, each.action.numero))
    return packet


def pdf_of(outcome: ServiceResult | None, numero: int = 0) -> Path:
    path = packet_of(outcome, numero).path
    assert path is not None
    return path


def placed_of(outcome: ServiceResult, code: str, numero: int = 0) -> PlacedPart:
    """A part of a bundle, where it stands."""
    [placed] = (p for p in packet_of(outcome, numero).plan.parts if p.part.code == code)
    return placed


def pages_of(outcome: ServiceResult, numero: int = 0) -> tuple[str, ...]:
    """What each page of a bundle says, any run of spaces and lines as one space."""
    return tuple(" ".join(text.split()) for text in page_texts(pdf_of(outcome, numero)))


def text_of(outcome: ServiceResult, code: str, numero: int = 0) -> str:
    """What a part of a bundle says."""
    placed = placed_of(outcome, code, numero)
    return " ".join(pages_of(outcome, numero)[placed.first - 1 : placed.last])


def received_of(pdf: Path) -> DossierRecu:
    """A bundle as who receives it reads it."""
    [dossier] = read_facts(prove_received([pdf], print, date(2025, 11, 5)), ()).dossiers
    return dossier
