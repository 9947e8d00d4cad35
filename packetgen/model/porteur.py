"""The structure that carries the project; each attribute made with `champ` is a workbook field."""

from dataclasses import dataclass

from packetgen.model.fields import Field, FieldKind, Required, catalogue, champ

IDENTITE, SIEGE = "Identité", "Siège social"
REPRESENTANT, CONTACT, BANQUE = "Représentant légal", "Personne à contacter", "Compte bancaire"


@dataclass(frozen=True)
class Porteur:
    """The structure: identity, siège, representative, contact, bank account."""

    denomination: str = champ(
        "Nom de la structure",
        "Le nom exact, le même que dans les statuts et au répertoire SIRENE.",
        required=Required.ALWAYS,
        section=IDENTITE,
        example="Les Jardins du 12-14",
    )
    sigle: str = champ("Sigle", "S’il y en a un.", section=IDENTITE, example="JD1214")
    forme: str = champ(
        "Forme juridique",
        "Les pièces à joindre en dépendent.",
        required=Required.ALWAYS,
        section=IDENTITE,
        choices="formes",
        example="1",
    )
    siret: str = champ(
        "Numéro SIRET",
        "14 chiffres, celui du siège. Il figure sur l’avis de situation SIRENE.",
        kind=FieldKind.SIRET,
        required=Required.ALWAYS,
        section=IDENTITE,
        example="912 345 006 00015",
    )
    rna: str = champ(
        "Numéro RNA",
        "W et 9 chiffres. Il figure sur le récépissé de la préfecture.",
        kind=FieldKind.RNA,
        required=Required.ASSOCIATION,
        section=IDENTITE,
        example="W623004512",
    )
    adresse: str = champ(
        "Adresse du siège",
        "Numéro et voie.",
        required=Required.ALWAYS,
        section=SIEGE,
        example="14 rue des Cordiers",
    )
    complement_adresse: str = champ(
        "Complément d’adresse",
        "Bâtiment, étage, boîte postale, « chez… ».",
        section=SIEGE,
        example="Maison de quartier",
    )
    code_postal: str = champ(
        "Code postal",
        "5 chiffres.",
        kind=FieldKind.POSTAL_CODE,
        required=Required.ALWAYS,
        section=SIEGE,
        example="{code_postal}",
    )
    commune: str = champ(
        "Commune",
        "La commune du siège ; elle date aussi la lettre (« {siege}, le… »).",
        required=Required.ALWAYS,
        section=SIEGE,
        choices="communes",
        open_list=True,
        example="{siege}",
    )
    telephone: str = champ(
        "Téléphone",
        "10 chiffres.",
        kind=FieldKind.PHONE,
        required=Required.ALWAYS,
        section=SIEGE,
        example="03 53 01 12 14",
    )
    courriel: str = champ(
        "Courriel",
        "Une adresse lue souvent : {agglo} y répondra.",
        kind=FieldKind.EMAIL,
        required=Required.ALWAYS,
        section=SIEGE,
        example="contact@jardins1214.example",
    )
    civilite_representant: str = champ(
        "Civilité",
        "Madame ou Monsieur.",
        required=Required.ALWAYS,
        section=REPRESENTANT,
        choices="civilites",
        example="1",
    )
    prenom_representant: str = champ(
        "Prénom",
        "Le prénom de la personne qui représente la structure.",
        required=Required.ALWAYS,
        section=REPRESENTANT,
        example="Nadia",
    )
    nom_representant: str = champ(
        "Nom",
        "Le même que sur la liste des dirigeants.",
        required=Required.ALWAYS,
        section=REPRESENTANT,
        example="Wattrelos",
    )
    fonction_representant: str = champ(
        "Fonction",
        "Telle qu’elle sera écrite sous la signature.",
        required=Required.ALWAYS,
        section=REPRESENTANT,
        example="Présidente",
    )
    nom_signataire: str = champ(
        "Signataire, si c’est une autre personne",
        "Prénom et nom ; la délégation de signature est alors à joindre.",
        section=REPRESENTANT,
        example="Karim Delattre",
    )
    fonction_signataire: str = champ(
        "Fonction du signataire",
        "Seulement si le signataire n’est pas le représentant légal.",
        section=REPRESENTANT,
        example="Directeur",
    )
    image_signature: str = champ(
        "Image de la signature",
        "Facultatif : le fichier PNG ou JPEG d’une signature, posé au bas de la lettre.",
        kind=FieldKind.FILE,
        section=REPRESENTANT,
        example="signature.png",
    )
    nom_contact: str = champ(
        "Prénom et nom",
        "La personne qui suit le dossier, si ce n’est pas le représentant légal.",
        section=CONTACT,
        example="Karim Delattre",
    )
    fonction_contact: str = champ("Fonction", "Son rôle.", section=CONTACT, example="Directeur")
    telephone_contact: str = champ(
        "Téléphone",
        "Son numéro direct.",
        kind=FieldKind.PHONE,
        section=CONTACT,
        example="06 39 98 12 14",
    )
    courriel_contact: str = champ(
        "Courriel",
        "Son adresse.",
        kind=FieldKind.EMAIL,
        section=CONTACT,
        example="karim@jardins1214.example",
    )
    iban: str = champ(
        "IBAN",
        "Recopié du RIB ; packetgen vérifie sa clé et ne l’affiche jamais en entier.",
        kind=FieldKind.IBAN,
        required=Required.ALWAYS,
        section=BANQUE,
        example="FR14 2004 1010 0505 0001 3M02 606",
    )
    bic: str = champ(
        "BIC",
        "8 ou 11 caractères, sur le RIB.",
        kind=FieldKind.BIC,
        section=BANQUE,
        example="PSSTFRPPLIL",
    )
    titulaire_compte: str = champ(
        "Titulaire du compte",
        "Comme sur le RIB : le nom de la structure ; pour une collectivité, le comptable public.",
        required=Required.ALWAYS,
        section=BANQUE,
        example="Les Jardins du 12-14",
    )


PORTEUR: tuple[Field, ...] = catalogue("porteur", Porteur, sheet="Porteur")
