"""Parts that python-docx does not write: notes, text boxes, fields, as Word writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from packetgen.documents.rendering.template_file import path_of
from tests.convert.samples import DECLARED, XML

NAMESPACES, OFFICE = DECLARED, XML["namespaces"]["r"]
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
TEXT_BOX = str(XML["text_box"])


@contextmanager
def opened(path: Path, saved: Path | None = None) -> Iterator[WordDocument]:
    """A Word file to change, saved at the end, in another place if asked."""
    document = Document(str(path))
    yield document
    document.save(str(saved or path))


def edited(folder: Path, name: str, *olds: str, new: str = "…") -> Path:
    """Copy a template of 2026 with words changed in its paragraphs, as one does in Word."""
    path = folder / f"{name}.docx"
    with opened(path_of(2026, name), path) as document:
        for old in olds:
            texts = [each for each in document.element.body.iter(qn("w:t")) if old in each.text]
            assert texts
            for text in texts:
                text.text = text.text.replace(old, new)
    return path


def insert(path: Path, block: str) -> Path:
    """Add a block of WordprocessingML after the first paragraph of a Word file."""
    with opened(path) as document:
        document.element.body.insert(1, parse_xml(f"<w:body {NAMESPACES}>{block}</w:body>")[0])
    return path


def add_notes(path: Path, kind: str, *texts: str) -> Path:
    """Add a part of notes, `footnotes` or `endnotes`, numbered from 2."""
    note = kind.removesuffix("s")
    mark = f"<w:p><w:r><w:{note}Ref/></w:r><w:r><w:t>"
    notes = (
        f'<w:{note} w:id="{number}">{mark}{text}</w:t></w:r></w:p></w:{note}>'
        for number, text in enumerate(texts, 2)
    )
    xml = f"<w:{kind} {NAMESPACES}>{''.join(notes)}</w:{kind}>"
    uri, content = PackURI(f"/word/{kind}.xml"), KIND.format(kind=kind)
    with opened(path) as document:
        part = Part(uri, content, xml.encode(), document.part.package)
        document.part.relate_to(part, f"{OFFICE}/{kind}")
    return path
