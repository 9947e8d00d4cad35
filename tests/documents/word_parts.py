"""Parts that python-docx does not write: notes, text boxes, fields, as Word writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'{W} xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
INSIDE = "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
VML_BOX = (
    '<w:pict><v:shape style="position:absolute;width:200pt;height:50pt"><v:textbox>'
    f"{INSIDE}</v:textbox></v:shape></w:pict>"
)
TEXT_BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
    '<wp:extent cx="2000000" cy="500000"/><wp:docPr id="1" name="z"/><a:graphic><a:graphicData'
    ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr/><wps:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>'
    f"{INSIDE}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    f"</w:drawing></mc:Choice><mc:Fallback>{VML_BOX}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


@contextmanager
def opened(path: Path, saved: Path | None = None) -> Iterator[WordDocument]:
    """A Word file to change, saved at the end, in another place if asked."""
    document = Document(str(path))
    yield document
    document.save(str(saved or path))


def insert(path: Path, block: str) -> Path:
    """Add a block of WordprocessingML after the first paragraph of a Word file."""
    opening, bracket, rest = block.partition(">")
    slash = "/" if opening.endswith("/") else ""
    xml = f"{opening.removesuffix('/')} {NAMESPACES}{slash}{bracket}{rest}"
    with opened(path) as document:
        document.element.body.insert(1, parse_xml(xml))
    return path


def add_notes(path: Path, kind: str, *texts: str) -> Path:
    """Add a part of notes, `footnotes` or `endnotes`, numbered from 2."""
    note = kind.removesuffix("s")
    mark = f"<w:p><w:r><w:{note}Ref/></w:r><w:r><w:t>"
    notes = (
        f'<w:{note} w:id="{number}">{mark}{text}</w:t></w:r></w:p></w:{note}>'
        for number, text in enumerate(texts, 2)
    )
    xml = f"<w:{kind} {W}>{''.join(notes)}</w:{kind}>"
    uri, content = PackURI(f"/word/{kind}.xml"), KIND.format(kind=kind)
    with opened(path) as document:
        part = Part(uri, content, xml.encode(), document.part.package)
        document.part.relate_to(part, f"{OFFICE}/{kind}")
    return path
