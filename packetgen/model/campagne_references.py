"""What the values of a campagne are: codes of another of its lists, or texts of a kind."""

from packetgen.model.fields import FieldKind

# By class and attribute, the list whose codes it holds
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
# By attribute or path
KINDS = {
    "code_postal": FieldKind.POSTAL_CODE,
    "telephones": FieldKind.PHONE,
    "courriel": FieldKind.EMAIL,
    **dict.fromkeys(("insee", "heure", "code", "source.lignes"), FieldKind.TEXT),
}
# Parts of the call itself, and one item of a list, as a sentence names them
OWNERS = {"territoire": "du territoire", "destinataire": "du destinataire"}
OWNERS |= {"plateforme": "de la plateforme"}
ITEMS = {"adresse": "la ligne d’adresse"}
