"""Fields of the workbook, each described once, in `champs.toml`, by the attribute of its value."""

from enum import Enum, StrEnum

from msgspec import Struct, convert

from packetgen.resources import table

_FIELDS = table(__file__, "champs.toml")
# First words of the keys of an action's fields and tables
OF_ACTION = ("action", "budget", "agents", "communes", "indicateurs")
# The boxes of a yes or no, after the key; before a name, what packetgen computes or never asks
YES, NO, COMPUTED = ".oui", ".non", "calcul."


class FieldKind(Enum):
    """Kind of value in a cell: decides its format, width, reading and printing."""

    TEXT = "texte"
    LONG_TEXT = "texte long"
    INTEGER = "nombre entier"
    EUROS = "montant en euros"
    HOURS = "heures"
    DATE = "date"
    YES_NO = "oui ou non"
    SIRET = "SIRET"
    RNA = "RNA"
    IBAN = "IBAN"
    BIC = "BIC"
    POSTAL_CODE = "code postal"
    DAUPHIN = "numéro Dauphin"
    EMAIL = "courriel"
    PHONE = "téléphone"
    FILE = "nom de fichier"


FIGURES = frozenset({FieldKind.EUROS, FieldKind.INTEGER, FieldKind.HOURS})
_NOT_TEXTS = FIGURES | {FieldKind.DATE, FieldKind.YES_NO}


class Required(StrEnum):
    """When a field must be filled, in the words printed beside its cell."""

    ALWAYS = "Obligatoire"
    ASSOCIATION = "Obligatoire pour une association"
    AGENTS = "Obligatoire si un agent du Département participe"
    DEPARTEMENT = "Demandé si le Département est sollicité"
    REGION = "Demandé si la Région est sollicitée"
    DISPOSITIF = "Demandé pour {}"
    RENOUVELLEMENT = "Proposé pour un renouvellement"
    OPTIONAL = "Facultatif"


class Field(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """One field of the catalogue.

    `key` is also the defined name of its cell; `choices` names a list of the campagne
    (`Campagne.choices`), of which `example` is then a place; an open list suggests without
    refusing; `rows` > 1 makes a list of that many cells, one under the other, named `key.1`,
    `key.2`… `dispositif` is the label of the one that asks for it. `words.asked` puts words of the
    call in its texts (`{a_agglo}`).
    """

    key: str
    label: str
    help: str
    kind: FieldKind = FieldKind.TEXT
    required: Required = Required.OPTIONAL
    example: str = ""
    section: str = ""
    choices: str = ""
    open_list: bool = False
    rows: int = 1
    sheet: str = ""
    dispositif: str = ""

    @property
    def requirement(self) -> str:
        """When it must be filled, in the words printed beside its cell."""
        return self.required.value.format(self.dispositif.partition(" (")[0])

    @property
    def blank(self) -> str | None:
        """What its cell is worth when empty: no text, or nothing."""
        return None if self.kind in _NOT_TEXTS else ""

    @property
    def attribute(self) -> str:
        """Name of the attribute that holds the value."""
        return self.key.rpartition(".")[2]


def catalogue(prefix: str, *, sheet: str) -> tuple[Field, ...]:
    """Return the fields whose values are in one class, in order, keyed `prefix.attribute`."""
    fields = _FIELDS[prefix].items()
    keyed = [{"key": f"{prefix}.{name}", "sheet": sheet, **described} for name, described in fields]
    return convert(keyed, tuple[Field, ...])


def key_of_action(key: str, numero: int) -> str:
    """Return the key of a field for action `numero` (1, 2…): `action.x`, then `action2.x`."""
    if numero == 1:
        return key
    prefix, _, attribute = key.partition(".")
    return f"{prefix}{numero}.{attribute}"


def action_of(key: str) -> int:
    """Return the number of the action that a key is of, 0 for what the actions share."""
    prefix, _, rest = key.partition(".")
    if prefix == "pieces":
        return next((int(part) for part in rest.split(".") if part.isdigit()), 0)
    number = prefix.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(number) if number else int(prefix in OF_ACTION)


class Answer(Struct, frozen=True):
    """A blank of a form, filled; `tag` is a field's key, without the number of its row.

    A ticked box answers « Oui ». An empty
    answer keeps its place: it tells where a row of a table begins.
    """

    tag: str
    label: str
    text: str


class FilledForm(Struct, frozen=True):
    """A filled form; `gone` are labels of removed blanks, `stray` texts typed outside."""

    file: str
    answers: tuple[Answer, ...]
    gone: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
