"""The pages of the associations: four steps from the workbook to the bundle."""
