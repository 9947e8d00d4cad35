"""Annexes: a file named in the workbook becomes clean A4 pages, or a clear refusal."""

from packetgen.annexes.client import Intakes
from packetgen.annexes.find_file import AnnexMissing, locate
from packetgen.annexes.lighten.client import Lightened, lightened
from packetgen.annexes.outcome import Intake

__all__ = ["AnnexMissing", "Intake", "Intakes", "Lightened", "lightened", "locate"]
