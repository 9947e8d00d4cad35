"""Find the parts of a workbook's package as Excel does: by relationship, by type, each once."""

from collections.abc import Mapping
from contextlib import suppress
from posixpath import join, normpath, split
from typing import NoReturn
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile, ZipInfo

from defusedxml.common import DTDForbidden
from msgspec import Struct

from packetgen.errors import WorkbookUnreadable
from packetgen.resources import table
from packetgen.system.zip_package import is_xml, part_name

MEGABYTE = 1_000_000
MAX_FILE, MAX_UNZIPPED, MAX_PART = 20 * MEGABYTE, 200 * MEGABYTE, 10 * MEGABYTE
MAX_RATIO, MAX_ENTRIES = 100, 2_000
MAX_PART_ELEMENTS = 200_000

# Of the two editions of the format, transitional and strict
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = (MAIN, STRICT, f"{_PACKAGE}/relationships", f"{_PACKAGE}/content-types")
TYPES = "[content_types].xml"
_MAIN_PART = {"officeDocument": ".main"}


def unreadable(key: str, **words: object) -> WorkbookUnreadable:
    """Return a refusal, the sentence `key` of `refusals.toml`; that of the others by default."""
    said = table(__file__, "refusals.toml")
    return WorkbookUnreadable(said.get(key, said["other"]).format_map(said | words))


# The kind of a relationship in the standard (`worksheet`, `styles`…), or none, and its part
Relation = tuple[str, str]


class Parts(Struct, frozen=True):
    """The parts of a package, by their names in lower case."""

    package: ZipFile
    file: str
    entries: Mapping[str, ZipInfo]

    def damaged(self, what: str) -> WorkbookUnreadable:
        """The refusal of what Excel would not open, or would repair first."""
        return unreadable("damaged_part", file=self.file, what=what)

    def content(self, part: str) -> bytes:
        """Return a part; raise DTDForbidden for one that declares a DTD, before entities swell."""
        entry = self.entries.get(part)
        if entry is None:
            raise self.damaged(f"il y manque « {part} »")
        content = self.package.read(entry)
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler, parser.StartElementHandler = _forbid, _stop
        with suppress(_Seen):
            parser.Parse(content, True)
        return content

    def xml(self, part: str) -> bytes:
        """Return a part that is small enough to be parsed whole."""
        crowded = unreadable("crowded", file=self.file, part=part)
        if part in self.entries and self.entries[part].file_size > MAX_PART:
            raise crowded
        content = self.content(part)
        if content.count(b"<") - content.count(b"</") > MAX_PART_ELEMENTS:
            raise crowded
        return content

    def tree(self, part: str, root: str) -> tuple[Element, str]:
        """Return the root of a part, which must be `root` in one edition, and its namespace."""
        tree = fromstring(self.xml(part))  # noqa: S314 - its prolog has no DTD
        namespace, _, local = tree.tag.removeprefix("{").rpartition("}")
        if local != root or namespace not in _NAMESPACES:
            raise self.damaged(f"« {part} » n’est pas ce qu’il doit être")
        return tree, namespace

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return the relationships of a part, of the package by default, by identifier."""
        folder, name = split(part)
        source = join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}
        tree, namespace = self.tree(source, "Relationships")
        for each in tree.iterfind("Relationship", {"": namespace}):
            target = each.get("Target", "").replace("\\", "/")
            number, (base, _, kind) = each.get("Id", ""), each.get("Type", "").rpartition("/")
            if number in found:
                raise self.damaged(f"le lien {number} est écrit deux fois dans « {source} »")
            if each.get("TargetMode") != "External":
                place = normpath(join("/", folder, target)).lstrip("/").lower()
                # a link is an address, a name in a zip may be none
                place = place if place in self.entries else unquote(place)
                found[number] = (kind if base in RELATIONS else "", place)
        return found

    def only(self, relations: Mapping[str, Relation], kind: str) -> str:
        """Return the one part of a kind, empty when there is none."""
        found = [part for known, part in relations.values() if known == kind]
        if len(found) > 1:
            raise self.damaged(f"deux éléments y tiennent la même place ({', '.join(found)})")
        return found[0] if found else ""

    def check_types(self, needed: Mapping[str, str]) -> None:
        """Refuse parts, given with their kinds, whose declared type is another: Excel does."""
        tree, namespace = self.tree(TYPES, "Types")
        declared = {
            unquote(part_name(each.get("PartName") or each.get("Extension") or "")).lower(): each
            for each in (
                *tree.iterfind(f"{{{namespace}}}Default"),
                *tree.iter(f"{{{namespace}}}Override"),
            )
        }
        for part, kind in needed.items():
            each = declared.get(unquote(part), declared.get(part.rpartition(".")[2]))
            type_ = each.get("ContentType", "").lower() if each is not None else ""
            if not type_.endswith(f"{_MAIN_PART.get(kind, kind)}+xml".lower()):
                raise self.damaged(f"« {part} » n’est pas déclaré dans [Content_Types].xml")


def read_parts(package: ZipFile, size: int, file: str) -> Parts:
    """Return the parts of a package of `size` bytes; raise WorkbookUnreadable beyond the limits.

    None has a DTD, nor a name that another has.
    """
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    unzipped = sum(entry.file_size for entry in entries)
    # zipfile never inflates more than an entry declares
    if unzipped > MAX_UNZIPPED or unzipped > MAX_RATIO * size or len(entries) > MAX_ENTRIES:
        size = unzipped // MEGABYTE
        raise unreadable("oversized", file=file, size=size, parts=len(entries))
    found: dict[str, ZipInfo] = {}
    parts = Parts(package, file, found)
    for entry in entries:
        name = part_name(entry.filename).lower()
        if name in found:
            raise parts.damaged(f"« {name} » y est deux fois")
        found[name] = entry
        if is_xml(name):
            parts.content(name)
    return parts


class _Seen(Exception):
    """The prolog has been seen: it ends the parsing, it is no error."""


def _stop(_name: str, _attributes: dict[str, str]) -> NoReturn:
    raise _Seen


def _forbid(name: str, system: str | None, public: str | None, _internal: int) -> NoReturn:
    raise DTDForbidden(name, system, public)
