"""Fonts: every family of the copy replaced by one of packetgen/fonts, which can travel with it.

An engine prefers the fonts of the document to those of the machine, so that each machine draws
the same page; dxpdf takes no folder of fonts, and on Windows and macOS no configuration either.
Elsewhere a private fontconfig file has the engines see the fonts of packetgen and no others.
"""

import posixpath
import sys
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from packetgen import resources
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN_FONTS, RUN_PROPERTIES, A, R, W, child_value, head_of
from packetgen.convert.word.package import RELATIONSHIP, Package
from packetgen.system.work_folder import process_folder

TABLE = resources.table(__file__, "fonts.toml")
CARLITO, SIGNS, MORE_SIGNS = "Carlito", "DejaVu Sans", "Packetgen Signs"
DRAWN_BY = {
    name.lower(): family for family, names in TABLE["draws"].items() for name in (family, *names)
}
BY_SHAPE: dict[str, str] = TABLE["by_shape"]
SAME_WIDTHS = {*TABLE["same_widths"], *(family.lower() for family in TABLE["draws"])}
FACES: dict[str, list[str]] = TABLE["faces"]
LATIN_SLOTS = {f"{W}ascii": f"{W}asciiTheme", f"{W}hAnsi": f"{W}hAnsiTheme"}
OTHER_SLOTS = (f"{W}eastAsia", f"{W}cs")
THEME_SLOTS = (*LATIN_SLOTS.values(), f"{W}eastAsiaTheme", f"{W}cstheme")
FONT, NAME = f"{W}font", f"{W}name"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
NO_RELATIONSHIP = f'<Relationships xmlns="{RELATIONSHIP[1:].partition("}")[0]}"/>'
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
# A font file is obfuscated by XOR with this key (§17.8.1): with zeros it stays as it is.
NO_KEY = "{00000000-0000-0000-0000-000000000000}"
# From this root only the folder of the configuration is seen, by the same path: the fontconfig of
# dxpdf reads the system's fifty sample files for each document, to list them to nobody.
ROOT = "root"


def embed_fonts(package: Package) -> None:
    """Name only bundled families, or those the document brings, and add their files to the copy."""
    faces = _used_faces(package)
    for family in sorted(name_bundled_families(package)):
        _add_family(package, family, faces)


def name_bundled_families(package: Package) -> set[str]:
    """Replace every family by a bundled one, but for those the document brings; return them."""
    chosen = _replace_families(package)
    fonts = package.tree(_table(package)).iter(FONT)
    ooxml.remove(*(font for font in fonts if not _is_brought(font)))
    return set(chosen.values())


def strangers(package: Package) -> dict[str, str]:
    """Return the families that only a look-alike draws, and the name of this one.

    The families of the package are replaced: it is a copy.
    """
    return {
        family: bundled
        for family, bundled in sorted(_replace_families(package).items())
        if family != bundled and family.lower() not in SAME_WIDTHS
    }


def _replace_families(package: Package) -> dict[str, str]:
    """Replace every family but those the document brings; return the bundled one for each."""
    known = {font.get(NAME, "").lower(): font for font in package.tree(_table(package)).iter(FONT)}
    chosen: dict[str, str] = {}

    def stand_in(family: str) -> str:
        font = known.get(family.lower())
        if font is not None and _is_brought(font):
            return family
        shape = child_value(font, "family") or ""
        chosen[family] = DRAWN_BY.get(family.lower()) or BY_SHAPE.get(shape, BY_SHAPE["swiss"])
        return chosen[family]

    theme = _theme_families(package)
    _say_default_family(package.of_kind("styles"))
    for root in _formatted(package):
        for fonts in root.iter(RUN_FONTS):
            _rename(fonts, theme, stand_in)
    return chosen


def _is_brought(font: _Element) -> bool:
    return any(f"{R}id" in face.attrib for face in font)


def _formatted(package: Package) -> list[_Element]:
    return [*package.stories(), package.of_kind("styles"), package.of_kind("numbering")]


def _rename(fonts: _Element, theme: dict[str, str], stand_in: Callable[[str], str]) -> None:
    """Name the family of each slot; scripts that no bundled font draws follow the Latin one."""
    families = []
    for slot, theme_slot in LATIN_SLOTS.items():
        family = theme.get(fonts.get(theme_slot, "")[:5]) or fonts.get(slot)
        if family:
            families.append(stand_in(family))
            fonts.set(slot, families[-1])
    for slot in OTHER_SLOTS:
        fonts.attrib.pop(slot, "")
        if families:
            fonts.set(slot, families[0])
    for theme_slot in THEME_SLOTS:
        fonts.attrib.pop(theme_slot, "")


def _theme_families(package: Package) -> dict[str, str]:
    """Return the Latin families of the theme, by the first five letters of their slots."""
    found = package.of_kind("theme").iter(f"{A}majorFont", f"{A}minorFont")
    latins = [(etree.QName(slot).localname[:5], slot.find(f"{A}latin")) for slot in found]
    return {kind: latin.get("typeface", "") for kind, latin in latins if latin is not None}


def _used_faces(package: Package) -> list[str]:
    trees = _formatted(package)
    bold, italic = (
        any(next(root.iter(f"{W}{name}"), None) is not None for root in trees)
        for name in ("b", "i")
    )
    used = zip(FACES, (True, bold, italic, bold and italic), strict=True)
    # In the order of the schema, which rdocx asks
    return [face for face, is_used in used if is_used]


def _say_default_family(styles: _Element) -> None:
    """Say the family that Word takes when a document says none: Times New Roman."""
    parent = styles
    for tag in (f"{W}docDefaults", f"{W}rPrDefault", RUN_PROPERTIES, RUN_FONTS):
        parent = head_of(parent, tag)
    for slot, theme_slot in LATIN_SLOTS.items():
        if slot not in parent.attrib and theme_slot not in parent.attrib:
            parent.set(slot, "Times New Roman")


def _table(package: Package) -> str:
    """Return the part of the font table, made where the document has none."""
    parts = package.related(package.main, "fontTable")
    if parts:
        return parts[0]
    part = posixpath.join(posixpath.dirname(package.main), "packetgen-fonts.xml")
    package.set_tree(part, etree.Element(f"{W}fonts", nsmap={"w": W[1:-1], "r": R[1:-1]}))
    types = package.tree("[Content_Types].xml")
    etree.SubElement(types, f"{TYPES}Override", PartName=f"/{part}", ContentType=TABLE_TYPE)
    _relate(package, package.main, f"{R[1:-1]}/fontTable", part)
    return part


def _add_family(package: Package, family: str, faces: list[str]) -> None:
    table = _table(package)
    font = etree.SubElement(package.tree(table), FONT, {NAME: family})
    stem = family.replace(" ", "")
    for face in faces:
        part = posixpath.join(posixpath.dirname(table), "fonts", f"{stem}-{face}.odttf")
        suffix = "" if family == MORE_SIGNS else FACES[face][family == SIGNS]
        package.parts[part] = (resources.folder("fonts") / f"{stem}{suffix}.ttf").read_bytes()
        identifier = _relate(package, table, f"{R[1:-1]}/font", part)
        etree.SubElement(font, f"{W}{face}", {f"{R}id": identifier, f"{W}fontKey": NO_KEY})
    types = package.tree("[Content_Types].xml")
    if not any(default.get("Extension") == "odttf" for default in types):
        etree.SubElement(types, f"{TYPES}Default", Extension="odttf", ContentType=FONT_TYPE)


def _relate(package: Package, part: str, kind: str, target: str) -> str:
    listing = package.relationships(part)
    if listing not in package.parts:
        package.set_tree(listing, etree.fromstring(NO_RELATIONSHIP))
    relationships = package.tree(listing)
    identifier = f"packetgen{len(relationships) + 1}"
    etree.SubElement(relationships, RELATIONSHIP, Id=identifier, Type=kind, Target=f"/{target}")
    return identifier


def variables(configuration: Path) -> dict[str, str]:
    """Return the environment of a process that reads this configuration and nothing else."""
    root = configuration.parent / ROOT
    return {"FONTCONFIG_FILE": str(configuration), "FONTCONFIG_SYSROOT": str(root)}


@cache
def own_fontconfig() -> Path:
    """Return the configuration of this process, written once and gone with it."""
    return write_fontconfig(process_folder())


def write_fontconfig(folder: Path) -> Path:
    """Write the configuration and its cache under `folder`, and return it; harmless on Windows."""
    folder = folder.absolute()
    fonts = folder / "fonts"
    fonts.mkdir()
    if sys.platform != "win32":
        # Links, because fontconfig writes a file into each folder of fonts that it may write.
        for font in resources.folder("fonts").glob("*.ttf"):
            (fonts / font.name).symlink_to(font)
        seen_from_root = (folder / ROOT).joinpath(*folder.parts[1:])
        seen_from_root.parent.mkdir(parents=True)
        seen_from_root.symlink_to(folder)
    configuration = folder / "fonts.conf"
    text = Path(__file__).with_name("fontconfig.xml").read_text(encoding="utf-8")
    places = {"fonts": escape(str(fonts)), "cache": escape(str(folder / "fontcache"))}
    configuration.write_text(text.format_map(places), encoding="utf-8")
    return configuration
