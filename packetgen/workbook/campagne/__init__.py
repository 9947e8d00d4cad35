"""The lists of a call as a workbook, written and read back."""
