"""The blank or carried-over workbook, sheet by sheet."""
