"""Annexes: a file named in the workbook becomes clean A4 pages, or a clear refusal."""

from packetgen.annexes.intake import Intake, intake
from packetgen.annexes.locate import AnnexMissing, locate

__all__ = ["AnnexMissing", "Intake", "intake", "locate"]
