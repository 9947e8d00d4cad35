"""A .docx in memory: its parts, their relationships, and the copy that an engine receives."""

import posixpath
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import W
from packetgen.errors import ConversionFailed
from packetgen.system import zip_package

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LIMITS = zip_package.Limits(parts=4_000, unpacked=200 * 1024 * 1024, xml_part=40 * 1024 * 1024)
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STORIES = ("header", "footer", "footnotes", "endnotes")
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read_parts(source: Path) -> dict[str, bytes]:
    """Return the parts of a .docx by name; ConversionFailed says why it cannot be read."""
    with source.open("rb") as file:
        if file.read(len(OLE_MAGIC)) == OLE_MAGIC:
            raise ConversionFailed.said("word_locked", source.name)
    try:
        return zip_package.read_package(source, LIMITS)
    except zip_package.PackageOversized as error:
        raise ConversionFailed.said("word_oversized", source.name) from error
    except zip_package.PackageDamaged as error:
        raise ConversionFailed.said("word_unreadable", source.name) from error


def kind_of(relationship: _Element) -> str:
    """Return the last word of a relationship's type: styles, header, hyperlink…"""
    return relationship.get("Type", "").rpartition("/")[2]


class Package:
    """The parts of one Word document; trees that were read are written back by `write`.

    `known` are the parts of `source` and some of their trees, where it was just written.
    """

    def __init__(
        self, source: Path, known: tuple[dict[str, bytes], dict[str, _Element]] | None = None
    ) -> None:
        self.source, self.name = source, source.name
        self.parts, self._trees = known or (read_parts(source), {})
        documents = self.related("", "officeDocument")
        if not documents:
            raise ConversionFailed.said("word_unreadable", self.name)
        self.main = documents[0]
        if self.tree(self.main).tag != f"{W}document":
            raise ConversionFailed.said("word_other", self.name)

    def tree(self, part: str) -> _Element:
        """Return the root of an XML part; changes to it are kept."""
        if part not in self._trees:
            try:
                self._trees[part] = zip_package.parse_part(self.parts[part], comments=False)
            except (zip_package.PackageDamaged, zip_package.PackageForbidden) as error:
                raise ConversionFailed.said("word_unreadable", self.name) from error
        return self._trees[part]

    def set_tree(self, part: str, root: _Element) -> None:
        """Add or replace an XML part."""
        self.parts[part] = b""
        self._trees[part] = root

    def relationships(self, part: str) -> str:
        """Return the name of the part that lists the relationships of `part` ("" = the package)."""
        folder, file = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{file}.rels")

    def related(self, part: str, kind: str) -> list[str]:
        """Return the existing parts that `part` is related to, by kind (last word of the type)."""
        found = (self._target(part, tie) for tie in self._ties(part) if kind_of(tie) == kind)
        return [name for name in found if name is not None]

    def target(self, part: str, identifier: str | None) -> str | None:
        """Return the existing part that `part` calls by this relationship id."""
        ties = [tie for tie in self._ties(part) if tie.get("Id") == identifier]
        return next(filter(None, (self._target(part, tie) for tie in ties)), None)

    def _ties(self, part: str) -> list[_Element]:
        listing = self.relationships(part)
        return list(self.tree(listing).iter(RELATIONSHIP)) if listing in self.parts else []

    def _target(self, part: str, tie: _Element) -> str | None:
        target = posixpath.join("/", posixpath.dirname(part), tie.get("Target", ""))
        name = posixpath.normpath(target).lstrip("/")
        return name if tie.get("TargetMode") != "External" and name in self.parts else None

    def of_kind(self, kind: str) -> _Element:
        """Return the tree of the only part of this kind (styles, numbering…), or an empty one."""
        parts = self.related(self.main, kind)
        return self.tree(parts[0]) if parts else etree.Element(kind)

    def story_parts(self) -> list[str]:
        """Return the parts of the body, then of the headers, footers and notes."""
        return [self.main, *(part for kind in STORIES for part in self.related(self.main, kind))]

    def stories(self) -> list[_Element]:
        """Return the trees of `story_parts`."""
        return [self.tree(part) for part in self.story_parts()]

    def title(self) -> str:
        """Return the title of the document properties, the file's name where they have none."""
        for part in self.related("", "core-properties"):
            title = self.tree(part).findtext(DC_TITLE)
            if title and title.strip():
                return title.strip()
        return posixpath.splitext(self.name)[0]

    def to_bytes(self) -> bytes:
        """Return the package, as changed; stored, since it is read once and deleted."""
        written = {
            name: etree.tostring(tree, encoding="UTF-8", standalone=True)
            for name, tree in self._trees.items()
        }
        return zip_package.write_package(self.parts | written, compressed=False)
