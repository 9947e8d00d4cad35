"""The cells of a filled workbook, made a dossier and findings."""
