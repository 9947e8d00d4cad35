"""From one project workbook to one proved PDF bundle, for the AAP Contrat de ville."""

__version__ = "2026.1"
