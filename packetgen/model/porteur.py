"""The structure that carries the project."""

from msgspec import Struct

from packetgen.model.fields import Field, catalogue


class Porteur(Struct, frozen=True):
    """The structure: identity, siège, representative, contact, bank account."""

    denomination: str = ""
    sigle: str = ""
    forme: str = ""
    siret: str = ""
    rna: str = ""
    adresse: str = ""
    complement_adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    courriel: str = ""
    civilite_representant: str = ""
    prenom_representant: str = ""
    nom_representant: str = ""
    fonction_representant: str = ""
    nom_signataire: str = ""
    fonction_signataire: str = ""
    image_signature: str = ""
    nom_contact: str = ""
    fonction_contact: str = ""
    telephone_contact: str = ""
    courriel_contact: str = ""
    iban: str = ""
    bic: str = ""
    titulaire_compte: str = ""


PORTEUR: tuple[Field, ...] = catalogue("porteur", sheet="Porteur")
