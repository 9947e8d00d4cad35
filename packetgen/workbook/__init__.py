"""The Excel workbook of a project: written blank or filled, and read back. Owns openpyxl."""
