"""The Word documents: templates of the year, filled behind one hardened door."""
