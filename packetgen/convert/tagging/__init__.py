"""The structure of a Word document, put in the PDF that the embedded engine drew of it."""
