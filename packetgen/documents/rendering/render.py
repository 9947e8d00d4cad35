"""A Word template and its fields made into a Word file: the only door to docxtpl."""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, Template, TemplateError, UndefinedError, nodes
from lxml.etree import _Element

from packetgen.documents.lint.blocks import NOT_UNDERSTOOD
from packetgen.documents.lint.essentials import Essential, unsaid
from packetgen.documents.lint.problem import Mistake, TemplateProblem, around
from packetgen.documents.lint.tags import text_of
from packetgen.documents.rendering import template_file as templates
from packetgen.documents.rendering.environment import ENVIRONMENT, check_nodes
from packetgen.errors import PacketgenError, TemplateInvalid
from packetgen.system.files import cannot_write
from packetgen.system.zip_package import write_package
from packetgen.text import clean, french_typography

MAX_RENDERED = 10 << 20  # characters; the longest document of 2026 has a fortieth of them
SIGNATURE = "Signature"  # read aloud in place of its picture
NEW_PARAGRAPH = "\a"  # docxtpl: another paragraph of the same style
FILE_NAMES = ("pieces.fichier", "fichiers.nom")  # left as they are on the disk
PARAGRAPH = re.compile(r"<w:p[ />]")


def render(
    template: Path,
    context: Mapping[str, object],
    destination: Path,
    *,
    images: Mapping[str, Path] | None = None,
    inspected: bool = False,
    required: Sequence[Essential] = (),
) -> None:
    """Write to `destination` the Word template filled with `context`: same input, same bytes.

    Values are text, numbers, flags, lists and dictionaries of these; a line break begins a new
    paragraph of the same style. `images` puts a PNG or JPEG file in place of a field. A template
    that was `inspected` already is not looked into again: the first mistake that is met is told.
    `required` is looked for in the finished document.
    Raises TemplateInvalid (file, mistake, paragraph), AnnexRefused for an unusable image.
    """
    fields: dict[str, Any] = {name: _plain(name, value) for name, value in context.items()}
    if not inspected:
        from packetgen.documents.lint.inspect import inspect_template

        for problem in inspect_template(template, fields, must_print=bool(required)):
            if problem.is_blocking:
                raise _invalid(template, problem)
    document = _Template(template)
    if images:
        # Pillow is loaded for the few dossiers that give an image
        from packetgen.documents.rendering.image import inline_image

        fields |= {name: inline_image(document, file) for name, file in images.items()}
    document.render(fields, jinja_env=ENVIRONMENT, autoescape=True)
    document.check_whole()
    document.anonymise()
    for picture in document.docx.element.body.iter(qn("wp:docPr")) if images else ():
        picture.set("descr", picture.get("descr") or SIGNATURE)
    try:
        destination.write_bytes(to_bytes(document))
    except OSError as error:
        raise cannot_write(destination, error) from error
    for problem in unsaid(destination, required, fields):
        raise _invalid(template, problem)


def _plain(name: str, value: object) -> object:
    """Return a value fit for a document, its typography French; TypeError unless plain data."""
    if isinstance(value, str):
        typed = clean(value)[0]
        text = typed if name in FILE_NAMES else french_typography(typed)
        return text.replace("\n", NEW_PARAGRAPH)
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
        super().__init__(path)
        self.path = path
        self.body: list[str] = []
        self.docx = templates.open_document(path)

    def patch_xml(self, src_xml: str) -> str:
        """Return a part with its tags whole, as Jinja reads them, and one line per paragraph."""
        return _patched(src_xml)

    def render_xml_part(
        self, src_xml: str, part: Part, context: dict[str, Any], _jinja_env: Environment
    ) -> str:
        """Return a part rendered: well formed, and with every paragraph that Jinja wrote."""
        self.current_rendering_part = part
        try:
            for message, line in _parsed(src_xml)[1]:  # what runs is what was looked into
                raise _invalid(self.path, _problem(message, src_xml, line))
            rendered = self._within_bounds(_compiled(src_xml).generate(context))
        except (TemplateError, RecursionError) as error:
            message = f"une balise {NOT_UNDERSTOOD}"
            if isinstance(error, UndefinedError):
                message = "un champ y manque pour ce dossier"
            problem = _problem(message, src_xml, getattr(error, "lineno", None) or 1)
            raise _invalid(self.path, problem) from error
        xml: str = self.resolve_listing(re.sub(r"\n(?=<w:p[ />])", "", rendered))
        try:
            root = parse_xml(xml.encode())
        except SyntaxError as error:  # lxml's own is one; docxtpl would go on and lose text
            raise self._incomplete() from error
        if part is self.docx.part:
            self.body = _paragraphs(root)
        return xml

    def _within_bounds(self, pieces: Iterable[str]) -> str:
        """Join what Jinja writes; loops within loops could otherwise fill the memory."""
        kept, size = [], 0
        for piece in pieces:
            kept.append(piece)
            size += len(piece)
            if size > MAX_RENDERED:
                problem = TemplateProblem("ses « for » répètent trop : le document serait démesuré")
                raise _invalid(self.path, problem)
        return "".join(kept)

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


# A template is the same from one dossier of a batch to the next
@lru_cache(maxsize=32)
def _patched(src_xml: str) -> str:
    patched = re.sub(r"\s*\n\s*", " ", DocxTemplate.patch_xml(None, src_xml))
    # A mistake's line number then tells its paragraph
    return PARAGRAPH.sub(lambda opening: f"\n{opening[0]}", patched)


@lru_cache(maxsize=32)
def _parsed(source: str) -> tuple[nodes.Template, tuple[Mistake, ...]]:
    tree = ENVIRONMENT.parse(source)
    return tree, tuple(check_nodes(tree))


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    return ENVIRONMENT.from_string(_parsed(source)[0])


def _invalid(path: Path, problem: TemplateProblem) -> TemplateInvalid:
    place = f", {problem.place}" if problem.place else ""
    return TemplateInvalid(f"Modèle {path.name}{place} : {problem.sentence}")


def _paragraphs(root: _Element) -> list[str]:
    return [text_of(paragraph) for paragraph in root.iter(qn("w:p"))]


def _problem(message: str, source: str, line: int) -> TemplateProblem:
    lines = source.split("\n")
    words = re.sub(r"<[^>]*>", "", lines[min(line, len(lines)) - 1])
    return TemplateProblem(message, words=around(unescape(words)))


def to_bytes(document: Any) -> bytes:  # noqa: ANN401 - python-docx types its own as a function
    """Return a Word file with no trace of when and where it was written."""
    written = BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as package:
        return write_package({name: package.read(name) for name in package.namelist()})
