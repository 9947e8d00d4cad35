"""The text of a Word file, paragraph by paragraph, wherever it stands in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.documents.rendering import template_file

PARTS = {
    "document": "",
    "header": "en-tête",
    "footer": "pied de page",
    "footnotes": "notes de bas de page",
    "endnotes": "notes de fin",
}
PART = re.compile(rf"/word/({'|'.join(PARTS)})\d*\.xml")
PROPERTIES = ("title", "subject", "keywords", "category", "comments")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a Word file: where it stands, in French (`paragraphe 3`), and its text."""

    place: str
    text: str


def paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs that have text: body, headers, footers, notes, boxes, properties.

    Raises TemplateInvalid when the file is not a Word file that can be read.
    """
    document = template_file.open_document(path)
    for part in document.part.package.iter_parts():
        if found := PART.fullmatch(str(part.partname)):
            root = parse_xml(part.blob)
            for number, paragraph in enumerate(root.iter(qn("w:p")), start=1):
                if text := _own_text(paragraph).strip():
                    place = (PARTS[found[1]], f"paragraphe {number}")
                    yield Paragraph(", ".join(filter(None, place)), text)
    for name in PROPERTIES:
        if text := getattr(document.core_properties, name):
            yield Paragraph("propriétés du fichier", text)


def _own_text(paragraph: _Element) -> str:
    """Return the text of a paragraph, without that of the boxes anchored in it."""
    return "".join(
        run.text or ""
        for run in paragraph.iter(qn("w:t"))
        if next(run.iterancestors(qn("w:p"))) is paragraph
    )
