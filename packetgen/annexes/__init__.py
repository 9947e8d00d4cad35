"""Annexes: a file named in the workbook becomes clean A4 pages, or a clear refusal."""
