"""The lists of a campagne, described once: the sheets, their reading, the sentences come from here.

The columns are those of the classes of `packetgen.model.campagne`; only words are added.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from packetgen.model import campagne_parts as parts
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import LigneBudget
from packetgen.model.fields import FieldKind
from packetgen.resources import table

ListValue = str | int | bool | date | tuple[str, ...] | None
Values = Mapping[str, ListValue]
"""The values of an entry, by the path of their column."""

ALL, ALL_WORD = "*", "toutes"

_TABLE = table(__file__, "lists.toml")
WORDS: Mapping[str, str] = _TABLE["words"]
# packetgen's own: what words were in the year before, where they stand, who publishes web pages
_NO_COLUMN = (".reprise", ".statut_repris", "note.places", "note.titres", "editeurs", "projet")


class Column(Struct, frozen=True):
    """An attribute of an entry; `path` is its dotted key in the TOML file (`source.texte`).

    `options` are the only values it may have; `reference` names the list whose codes it holds;
    `several` makes it a list of texts; `default` is what stands for an absent key.
    """

    path: str
    kind: FieldKind
    options: tuple[str, ...] = ()
    reference: str = ""
    several: bool = False
    default: ListValue = None
    optional: bool = False

    @property
    def label(self) -> str:
        """What heads the column."""
        if self.reference == "communes":
            return WORDS["communes"]
        owner, _, path = self.path.partition(".")
        is_of = path and owner in _TABLE["owners"]
        name = path if is_of else self.path
        word = WORDS.get(name) or WORDS[name.rpartition(".")[2]]
        return f"{word} ({owner})" if is_of else word

    @property
    def is_source(self) -> bool:
        """Whether it says where the entry comes from."""
        return self.path.startswith("source.") or ".source." in self.path


class Liste(Struct, frozen=True, dict=True):
    """A list of the campagne: its key, its sheet, what one entry is called and known by.

    `key` is the column that two years share; `named` are the columns that name an entry to people.
    A `single` list is the campagne itself: one entry, no row to add. `exported` lists have a sheet.
    """

    name: str
    title: str
    noun: str
    cls: type
    named: tuple[str, ...]
    key: str = "code"
    feminine: bool = False
    single: bool = False
    exported: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of an entry, in the order of its class, its source last."""
        return tuple(sorted(_columns(self.cls), key=_rank))

    def entries(self, campagne: Campagne) -> tuple[Values, ...]:
        """The values of each entry of `campagne`, in order."""
        if self.single:
            return (self.values_of(campagne),)
        if self.cls is LigneBudget:
            return tuple(self.values_of(li) for compte in campagne.comptes for li in compte.lignes)
        return tuple(self.values_of(entry) for entry in getattr(campagne, self.name))

    def values_of(self, entry: object) -> Values:
        """The values of one entry."""
        paths = [column.path for column in self.columns]
        return MappingProxyType({path: plain(attrgetter(path)(entry)) for path in paths})


def plain(value: Any) -> ListValue:  # noqa: ANN401
    """An attribute as a plain value: a status is its text."""
    return str(value) if isinstance(value, StrEnum) else value


def _rank(column: Column) -> int:
    """Where a column stands: what the entry says, then how sure it is, where, in which words."""
    order = ("statut", "lignes", "texte", "adresse")
    return 1 + order.index(column.path.rpartition(".")[2]) if column.is_source else 0


def _columns(cls: type, prefix: str = "") -> tuple[Column, ...]:
    """The columns of a Struct, those of its source and of its parts included."""
    found: list[Column] = []
    for field in fields(cls):
        hint, path = field.type, f"{prefix}{field.name}"
        if _is_struct(hint):
            found += _columns(hint, f"{path}.")
        elif not (path.endswith(_NO_COLUMN) or _is_struct(_item(hint))):
            found.append(_column(cls, path, hint, field))
    return tuple(found)


def _is_struct(hint: Any) -> bool:  # noqa: ANN401
    return isinstance(hint, type) and issubclass(hint, Struct)


def _item(hint: Any) -> Any:  # noqa: ANN401
    """What a tuple holds, the type itself when it is none."""
    return get_args(hint)[0] if get_origin(hint) is tuple else hint


def _column(cls: type, path: str, hint: Any, field: FieldInfo) -> Column:  # noqa: ANN401
    name = path.rpartition(".")[2]
    options: tuple[str, ...] = get_args(hint) if get_origin(hint) is Literal else ()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        options = tuple(hint)
    types = (hint, *get_args(hint))
    known = {bool: FieldKind.YES_NO, int: FieldKind.INTEGER, date: FieldKind.DATE}
    kind = next((known[each] for each in types if each in known), None)
    written = _TABLE["kinds"].get(path if path.startswith("source.") else name, "texte long")
    reference = _TABLE["references"].get(cls.__name__, {}).get(name, "")
    default = None if field.required else plain(field.default)
    rest = get_origin(hint) is tuple, default, type(None) in types or not field.required
    return Column(path, kind or FieldKind(written), tuple(map(str, options)), reference, *rest)


def _list(name: str, described: Mapping[str, Any]) -> Liste:
    cls = _BESIDE.get(name) or _item(get_type_hints(Campagne)[name])
    named = tuple(described.get("named", ["libelle"]))
    return Liste(name, cls=cls, **{**described, "named": named})


# The lists that are no attribute of a campagne, and the campagne itself
_BESIDE = {"": Campagne, "lignes": LigneBudget, "decisions": parts.Decision}
*_LISTS, DECISIONS = (_list(name, described) for name, described in _TABLE["lists"].items())
LISTS = tuple(_LISTS)
EXPORTED = tuple(liste for liste in LISTS if liste.exported)
