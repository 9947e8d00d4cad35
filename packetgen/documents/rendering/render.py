"""A Word template and its fields made into a Word file: the only door to docxtpl."""

import marshal
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from types import CodeType
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, UndefinedError
from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import text_of
from packetgen.convert.word.package import Package
from packetgen.documents.lint.blocks import NOT_UNDERSTOOD
from packetgen.documents.lint.essentials import Essential, unsaid
from packetgen.documents.lint.problem import TOLD, TemplateProblem, around
from packetgen.documents.rendering import template_file as templates
from packetgen.documents.rendering.environment import ENVIRONMENT, check_nodes
from packetgen.errors import PacketgenError, TemplateInvalid
from packetgen.system.disk_cache import get_or_compute
from packetgen.system.files import cannot_write
from packetgen.system.zip_package import parse_part, write_package
from packetgen.text import clean, french_typography

MAX_RENDERED = 10 << 20  # characters; the longest document of 2026 has a fortieth of them
SIGNATURE = "Signature"  # read aloud in place of its picture
NEW_PARAGRAPH = "\a"  # docxtpl: another paragraph of the same style
FILE_NAMES = ("pieces.fichier", "fichiers.nom")  # left as they are on the disk
PARAGRAPH, END = re.compile(r"<w:p[ />]"), "</w:p>"
TEXTS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
BREAKS = re.compile("[\t\n\a\f]")
FILLED = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.FOOTNOTES)


def render(
    template: Path,
    context: Mapping[str, object],
    destination: Path,
    *,
    images: Mapping[str, Path] | None = None,
    inspected: bool = False,
    required: Sequence[Essential] = (),
) -> Package:
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
    document = _Template(template, has_images=bool(images))
    if images:
        # Pillow is loaded for the few dossiers that give an image
        from packetgen.documents.rendering.image import inline_image

        fields |= {name: inline_image(document, file) for name, file in images.items()}
    parts, trees = document.filled(fields)
    try:
        destination.write_bytes(write_package(parts))
    except OSError as error:
        raise cannot_write(destination, error) from error
    package = Package(destination, (parts, trees))
    for problem in unsaid(package, required, fields):
        raise _invalid(template, problem)
    return package


def _plain(name: str, value: object) -> object:
    """Return a value fit for a document, its typography French; TypeError unless plain data."""
    if isinstance(value, str):
        return _text(value, is_file_name=name in FILE_NAMES)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(f"{name}.{key}", part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, part) for part in value]
    raise TypeError(f"{name}: {type(value).__name__} is not plain data")


@lru_cache(maxsize=4096)  # what one document says, the others of a dossier say as well
def _text(value: str, *, is_file_name: bool) -> str:
    typed = clean(value)[0]
    text = typed if is_file_name else french_typography(typed)
    return text.replace("\n", NEW_PARAGRAPH)


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl's template: each part is checked before rendering, and proved whole after."""

    def __init__(self, path: Path, *, has_images: bool) -> None:
        super().__init__(path)
        self.path, self.docx_ids_index = path, 1000
        self._parts, self._sources, self._programs = _prepared(path, templates.content_of(path))
        # Pictures are added to a document of its own
        self.docx = _opened(path) if has_images else None

    def filled(self, fields: dict[str, Any]) -> tuple[dict[str, bytes], dict[str, _Element]]:
        """Return the parts of the template filled with `fields`, and the trees of those filled."""
        roots = {name: self._filled(name, fields) for name in self._sources}
        body, *_ = roots.values()
        pictures = list(body.iter(qn("wp:docPr")))
        if pictures:
            self.fix_docpr_ids(body)
        for picture in pictures if self.docx else ():
            picture.set("descr", picture.get("descr") or SIGNATURE)
            # Set in its place again, it declares no namespace that is declared above
            placed, holder, *_ = picture.iterancestors()
            holder.append(placed)
        filled = {
            name: etree.tostring(root, encoding="UTF-8", standalone=True)
            for name, root in roots.items()
        }
        return (_parts(self.docx) if self.docx else self._parts) | filled, roots

    def _filled(self, name: str, fields: dict[str, Any]) -> _Element:
        """Return a part rendered: well formed, and with every paragraph that Jinja wrote."""
        source = self._sources[name]
        if self.docx:
            parts = self.docx.part.package.parts
            self.current_rendering_part = next(p for p in parts if p.partname.membername == name)
        try:
            rendered = self._within_bounds(self._programs[name].generate(fields))
        except (TemplateError, RecursionError) as error:
            raise _misunderstood(self.path, source, error) from error
        xml = self.resolve_listing(re.sub(r"\n(?=<w:p[ />])", "", rendered))
        root: _Element = self.fix_tables(xml.encode())
        # docxtpl reads what is damaged as far as it goes
        errors = root.getroottree().parser.error_log.filter_from_errors()
        if errors or not _is_whole(root, xml):
            raise PacketgenError(TOLD["lost"].format(self.path.name))
        return root

    def resolve_listing(self, xml: str) -> str:
        """Write the breaks of lines and paragraphs that values hold; few paragraphs have some."""
        pieces = xml.split(END)
        for place, piece in enumerate(pieces):
            if BREAKS.search(piece):
                pieces[place] = super().resolve_listing(f"{piece}{END}").removesuffix(END)
        return END.join(pieces)

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


def _is_whole(root: _Element, xml: str) -> bool:
    """Whether a part holds every paragraph and all the text that were rendered."""
    paragraphs = sum(1 for _ in root.iter(qn("w:p")))
    same_text = text_of(root) == unescape("".join(TEXTS.findall(xml)))
    return paragraphs == len(PARAGRAPH.findall(xml)) and same_text


def _opened(path: Path, content: bytes = b"") -> Document:
    """Return the template without who edited it, and without Word's link to its own template."""
    document = templates.open_document(path, content)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "packetgen"
    properties.comments = ""
    settings = document.settings.element
    for link in settings.findall(qn("w:attachedTemplate")):
        settings.remove(link)
    relationships = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for rid, relationship in list(relationships.items()):
        if relationship.is_external:
            del relationships[rid]
    return document


# A template is the same from one dossier of a batch to the next
@lru_cache(maxsize=32)
def _prepared(
    path: Path, content: bytes
) -> tuple[dict[str, bytes], dict[str, str], dict[str, Template]]:
    """Return the parts of a template; of those filled what Jinja reads, and what it runs, by name.

    It is known by its `content`, on the disk too: what is found there was looked into.
    """
    kept = get_or_compute("modeles", content, lambda: marshal.dumps(_prepare(path, content)))
    parts, sources, codes = marshal.loads(kept)  # noqa: S302 - written by this user, and whole
    programs = {name: Template.from_code(ENVIRONMENT, code, {}) for name, code in codes.items()}
    return parts, sources, programs


def _prepare(
    path: Path, content: bytes
) -> tuple[dict[str, bytes], dict[str, str], dict[str, CodeType]]:
    document = _opened(path, content)
    document.element.body.tail = None
    filled = [document.part]
    for kind in FILLED:
        related = document.part.rels.values()
        filled += [each.target_part for each in related if each.reltype == kind]
    sources = {part.partname.membername: _patched(part.blob) for part in filled}
    codes = {name: _compiled(path, source) for name, source in sources.items()}
    return _parts(document), sources, codes


def _compiled(path: Path, source: str) -> CodeType:
    """Return what runs to fill a part: nothing but what was looked into."""
    try:
        tree = ENVIRONMENT.parse(source)
        for message, line in check_nodes(tree):
            raise _invalid(path, _problem(message, source, line))
        return ENVIRONMENT.compile(tree)
    except (TemplateError, RecursionError) as error:
        raise _misunderstood(path, source, error) from error


def _patched(part: bytes) -> str:
    """Return a part with its tags whole, as Jinja reads them, and one line per paragraph."""
    xml = etree.tostring(parse_part(part, comments=False), encoding="unicode")
    patched = re.sub(r"\s*\n\s*", " ", DocxTemplate.patch_xml(None, xml))
    # A mistake's line number then tells its paragraph
    return PARAGRAPH.sub(lambda opening: f"\n{opening[0]}", patched)


def _invalid(path: Path, problem: TemplateProblem) -> TemplateInvalid:
    place = f", {problem.place}" if problem.place else ""
    return TemplateInvalid(f"Modèle {path.name}{place} : {problem.sentence}")


def _misunderstood(path: Path, source: str, error: Exception) -> TemplateInvalid:
    message = f"une balise {NOT_UNDERSTOOD}"
    if isinstance(error, UndefinedError):
        message = "un champ y manque pour ce dossier"
    return _invalid(path, _problem(message, source, getattr(error, "lineno", None) or 1))


def _problem(message: str, source: str, line: int) -> TemplateProblem:
    lines = source.split("\n")
    words = re.sub(r"<[^>]*>", "", lines[min(line, len(lines)) - 1])
    return TemplateProblem(message, words=around(unescape(words)))


def to_bytes(document: Document) -> bytes:
    """Return a Word file with no trace of when and where it was written."""
    return write_package(_parts(document))


def _parts(document: Document) -> dict[str, bytes]:
    written = BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as package:
        return {name: package.read(name) for name in package.namelist()}
