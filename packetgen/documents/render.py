"""A Word template and its fields made into a Word file: the only door to docxtpl."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, UndefinedError

from packetgen.documents import template as templates
from packetgen.documents.environment import Problem, TemplateEnvironment, check_nodes
from packetgen.documents.lint import Mistake, check_tags, text_of
from packetgen.documents.names import check_names
from packetgen.errors import PacketgenError, TemplateInvalid
from packetgen.publication import cannot_write
from packetgen.text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from docx.opc.part import Part
    from jinja2 import Environment
    from lxml.etree import _Element

NEW_PARAGRAPH = "\a"  # docxtpl: another paragraph of the same style
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
PARAGRAPH = re.compile(r"<w:p[ />]")


def render(
    template: Path,
    context: Mapping[str, object],
    destination: Path,
    *,
    images: Mapping[str, Path] | None = None,
) -> None:
    """Write to `destination` the Word template filled with `context`: same input, same bytes.

    Values are text, numbers, flags, lists and dictionaries of these; a line break begins a new
    paragraph of the same style. `images` puts a PNG or JPEG file in place of a field.
    Raises TemplateInvalid (file, mistake, paragraph), AnnexRefused for an unusable image.
    """
    document = _Template(template)
    fields: dict[str, Any] = {name: _plain(name, value) for name, value in context.items()}
    document.check_tags()
    if images:
        # Pillow is loaded for the few dossiers that give an image
        from packetgen.documents.image import inline_image

        fields |= {name: inline_image(document, file) for name, file in images.items()}
    document.render(fields, jinja_env=TemplateEnvironment(), autoescape=True)
    document.check_whole()
    document.anonymise()
    written = BytesIO()
    document.save(written)
    try:
        destination.write_bytes(without_clock(written))
    except OSError as error:
        raise cannot_write(destination, error) from error


def _plain(name: str, value: object) -> object:
    """Return a value fit for a document; TypeError when it is more than plain data."""
    if isinstance(value, str):
        return clean(value)[0].replace("\n", NEW_PARAGRAPH)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(f"{name}.{key}", part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, part) for part in value]
    raise TypeError(f"{name}: {type(value).__name__} is not plain data")


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl's template: each part is checked before rendering, and proved whole after."""

    def __init__(self, path: Path) -> None:
        super().__init__(templates.load(path))
        self.path = path
        self.body: list[str] = []
        try:
            self.init_docx()
        except (KeyError, ValueError, SyntaxError) as error:
            raise TemplateInvalid(
                f"Le modèle {path.name} n’est pas un document Word (.docx) lisible :"
                " ouvrez-le dans Word et enregistrez-le de nouveau."
            ) from error

    def check_tags(self) -> None:
        """Raise TemplateInvalid at the first badly written tag of the body, headers, footers."""
        parts = [self.docx.element.body]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            parts += [part.element for _, part in self.get_headers_footers(uri)]
        for root in parts:
            try:
                check_tags(root)
            except Mistake as mistake:
                raise self._invalid(str(mistake), mistake.paragraph) from mistake

    def render_init(self) -> None:
        """Keep the document that was read and checked: docxtpl would read it again."""
        self.pic_map: dict[str, Any] = {}
        self.current_rendering_part: Part | None = None
        self.docx_ids_index = 1000
        self.is_saved = False

    def render_xml_part(
        self, src_xml: str, part: Part, context: dict[str, Any], jinja_env: Environment
    ) -> str:
        """Return a part rendered: well formed, and with every paragraph that Jinja wrote."""
        self.current_rendering_part = part
        # One line per paragraph: a mistake's line number then tells its paragraph
        source = re.sub(r"\s*\n\s*", " ", src_xml)
        source = PARAGRAPH.sub(lambda opening: "\n" + opening[0], source)
        try:
            tree = jinja_env.parse(source)
            check_nodes(tree)
            check_names(tree, context)
            rendered = jinja_env.from_string(tree).render(context)
        except (Problem, TemplateError) as problem:
            lines = source.split("\n")
            line = min(getattr(problem, "lineno", None) or 1, len(lines))
            raise self._invalid(_explained(problem), _text(lines[line - 1])) from problem
        xml: str = self.resolve_listing(re.sub(r"\n(?=<w:p[ />])", "", rendered))
        try:
            root = parse_xml(xml.encode())
        except SyntaxError as error:  # lxml's own is one; docxtpl would go on and lose text
            raise self._incomplete() from error
        if part is self.docx.part:
            self.body = _paragraphs(root)
        return xml

    def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
        """Leave title and subject as they are: they hold no field."""

    def check_whole(self) -> None:
        """Raise PacketgenError unless the document holds every paragraph that was rendered."""
        if _paragraphs(self.docx.element.body) != self.body:
            raise self._incomplete()

    def _incomplete(self) -> PacketgenError:
        return PacketgenError(
            f"Le document fait avec {self.path.name} a perdu du texte : c’est une erreur de"
            " packetgen, à signaler avec le classeur."
        )

    def _invalid(self, message: str, paragraph: str) -> TemplateInvalid:
        shown = " ".join(paragraph.split())
        shown = shown if len(shown) <= 160 else f"{shown[:159]}…"
        place = f", paragraphe « {shown} »" if shown else ""
        return TemplateInvalid(f"Modèle {self.path.name}{place} : {message}.")

    def anonymise(self) -> None:
        """Drop who edited the template, and Word's link to its own template."""
        properties = self.docx.core_properties
        properties.author = properties.last_modified_by = "packetgen"
        properties.comments = ""
        settings = self.docx.settings.element
        for link in settings.findall(qn("w:attachedTemplate")):
            settings.remove(link)
        relationships = self.docx.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
        for rid, relationship in list(relationships.items()):
            if relationship.is_external:
                del relationships[rid]


def _explained(problem: Exception) -> str:
    if isinstance(problem, Problem):
        return str(problem)
    if isinstance(problem, UndefinedError):
        return "un champ y manque pour ce dossier"
    return (
        "une balise n’y est pas comprise : un nom de champ n’a pas d’espace, et ses parties sont"
        " séparées par des points"
    )


def _paragraphs(root: _Element) -> list[str]:
    """Return the text of each paragraph, in order."""
    return [text_of(paragraph) for paragraph in root.iter(qn("w:p"))]


def _text(xml: str) -> str:
    """Return the text of a piece of XML."""
    return unescape(re.sub(r"<[^>]*>", "", xml))


def without_clock(docx: BytesIO) -> bytes:
    """Return the same Word file with no trace of when and where it was written."""
    rewritten = BytesIO()
    with zipfile.ZipFile(docx) as source, zipfile.ZipFile(rewritten, "w") as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return rewritten.getvalue()
