"""The texts of a Word or Excel file, seen or hidden, wherever they stand in it."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from lxml.etree import _Element
from msgspec import Struct

from packetgen.documents.rendering import template_file
from packetgen.resources import table
from packetgen.system import zip_package

PLACES = table(__file__, "hidden_texts.toml")
UNREAD, MACHINE = set(PLACES["unread"].split()), set(PLACES["machine"].split())
# What an attribute says that is of no known kind: a name of a style, most often
SETTING = "réglage"


class Paragraph(Struct, frozen=True):
    """A text of a file: where it stands, in French (`paragraphe 3`), and what it says."""

    place: str
    text: str


def paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the texts of a Word or Excel file, those that its pages do not show included.

    Raises TemplateInvalid when the file is not one that can be read.
    """
    _, parts = template_file.read_template(path)
    try:
        yield from texts(parts)
    except (zip_package.PackageDamaged, zip_package.PackageForbidden) as error:
        raise template_file.refused("unreadable", name=path.name) from error


def texts(parts: Mapping[str, bytes]) -> Iterator[Paragraph]:
    """Yield the texts of the parts of a package, by their names."""
    in_order = sorted(parts.items(), key=lambda part: ("/document." not in part[0], part))
    for name, content in in_order:
        if "/media/" in name:
            yield Paragraph("nom d’une image", posixpath.basename(name))
        elif zip_package.is_xml(name) and not re.search(PLACES["skipped"], name):
            kind = re.sub(r"\d*\.xml.*$", "", posixpath.basename(name))
            root = zip_package.parse_part(content, comments=False)
            place = PLACES["parts"].get(kind, "texte caché")
            for inside, text in chain(_of_blocks(root), _of_attributes(root)):
                if text.strip():
                    yield Paragraph(", ".join(filter(None, (place, *inside))), text.strip())


def _of_blocks(root: _Element) -> Iterator[tuple[tuple[str, ...], str]]:
    numbers = {block: f"paragraphe {n}" for n, block in enumerate(root.iter("{*}p"), start=1)}
    found: dict[tuple[_Element, str], str] = {}
    for element in root.iter("{*}*"):
        name = _local(element)
        above = (element, *element.iterancestors())
        block = next((each for each in above if _local(each) in PLACES["blocks"]), element)
        said = PLACES["spaces"].get(name, "" if name in UNREAD else element.text or "")
        apart = PLACES["apart"].get(name, "")
        for key, text in (((block, apart), said), ((block, ""), element.tail)):
            found[key] = found.get(key, "") + (text or "")
    for (block, apart), text in found.items():
        yield (numbers.get(block, ""), apart), text


def _of_attributes(root: _Element) -> Iterator[tuple[tuple[str, ...], str]]:
    known = PLACES["attributes"]
    for element in root.iter("{*}*"):
        name = _local(element)
        for key, value in element.attrib.items():
            local = str(key).rpartition("}")[2]
            kind = known.get(local) or known.get(name, "")
            coded = name.startswith("rsid") or re.fullmatch(PLACES["coded"], str(value))
            if local not in MACHINE and (kind or not coded):
                yield (kind or SETTING,), str(value)


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
