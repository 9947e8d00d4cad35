"""Values of a campagne that are codes of another of its lists: class and attribute → list."""

REFERENCES = {
    ("Quartier", "communes"): "communes",
    ("Referent", "insee"): "communes",
    ("Contact", "financeur"): "financeurs",
    ("Contact", "themes"): "themes",
    ("Financeur", "etape"): "calendrier",
    ("Piece", "formes"): "formes",
    ("Piece", "themes"): "themes",
    ("Piece", "financeurs"): "financeurs",
    ("Piece", "paquets"): "paquets",
    ("Paquet", "financeur"): "financeurs",
    ("Attente", "financeur"): "financeurs",
    ("Question", "dispositif"): "dispositifs",
    ("Regle", "financeur"): "financeurs",
    ("Regle", "themes"): "themes",
    ("Regle", "dispositifs"): "dispositifs",
    ("Regle", "formes"): "formes",
}
