"""One dossier, from its workbook to its published bundle."""
