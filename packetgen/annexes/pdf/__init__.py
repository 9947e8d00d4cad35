"""PDF files: damages found, forms drawn, hidden content and scripts removed, pages set on A4."""
