"""Annexes: a file named in the workbook becomes clean A4 pages, or a clear refusal."""

from packetgen.annexes.intakes import Intakes
from packetgen.annexes.lightening import Lightened, lightened
from packetgen.annexes.locate import AnnexMissing, locate
from packetgen.annexes.result import Intake

__all__ = ["AnnexMissing", "Intake", "Intakes", "Lightened", "lightened", "locate"]
