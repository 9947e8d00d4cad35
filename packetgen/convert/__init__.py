"""DOCX to PDF: the engines behind one Protocol, and what makes their work sure."""
