"""A workbook of anyone, opened with limits, into cells."""
