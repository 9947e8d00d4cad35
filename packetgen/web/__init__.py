"""The page for people without a terminal: the only importer of flask, served to this machine."""
