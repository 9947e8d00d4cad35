"""Word documents of one feature, the text of their PDFs, and a server that counts its callers."""

import base64
import threading
from collections.abc import Callable
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from docx.document import Document
from lxml import etree

from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.engines import convert_documents
from packetgen.convert.protocol import Conversion
from tests.conftest import needs_soffice
from tests.packages import parts_of, repack
from tests.tables import table as read_table

XML = read_table(__file__)
NAMESPACES: dict[str, str] = XML["namespaces"]
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SIZE, RED, BLIP, PICTURE = (XML[name] for name in ("size", "red", "blip", "picture"))
Edit = Callable[[Document], object]
DOCUMENT, TYPES = "word/document.xml", "[Content_Types].xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"
OFFICE = pytest.param("libreoffice", marks=needs_soffice)
BOTH_ENGINES = pytest.mark.parametrize("engine", ["integre", OFFICE])


def write_docx(path: Path, body: str = "", edit: Edit | None = None) -> Path:
    """Write a document whose body ends with the XML `body`; `edit` has it first."""
    document = docx.Document()
    if edit is not None:
        edit(document)
    section = document.element.body[-1]
    for element in list(etree.fromstring(f"<w:body {DECLARED}>{body}</w:body>")):
        section.addprevious(element)
    document.save(str(path))
    return path


def converted(folder: Path, *bodies: str, engine: str = "integre") -> list[Conversion]:
    """Convert a document of each body, of XML, named by its place."""
    sources = [write_docx(folder / f"{n}.docx", body) for n, body in enumerate(bodies)]
    return convert_documents(sources, folder, engine)


def insert(path: Path, part: str, before: str, text: str) -> Path:
    content = parts_of(path)[part].decode()
    assert before in content
    return repack(path, {part: content.replace(before, text + before).encode()})


def relate(path: Path, *relations: tuple[str, str, str], mode: str = "Internal") -> Path:
    added = "".join(
        f'<Relationship Id="{name}" Type="{NAMESPACES["r"]}/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
        for name, kind, target in relations
    )
    return insert(path, RELATIONSHIPS, "</Relationships>", added)


def add_picture(path: Path, picture: bytes) -> Path:
    """Give a .docx the picture that its body calls « image »."""
    insert(path, TYPES, "</Types>", '<Default Extension="png" ContentType="image/png"/>')
    relate(path, ("image", "image", "media/i.png"))
    return repack(path, {"word/media/i.png": picture})


def field(*codes: str, result: str = "") -> str:
    """A field whose code is in so many runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    text = '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'.format
    return mark("begin") + "".join(map(text, codes)) + mark("separate") + run(result) + mark("end")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"


def table(*cells: str, row: str = "", properties: str = "") -> str:
    """Return a one-row table of XML; `row` goes to w:trPr, `properties` to each w:tcPr."""
    columns = "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr>{cell}</w:tc>" for cell in cells)
    grid = '<w:gridCol w:w="4000"/>' * len(cells)
    return (
        f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr>{row}</w:trPr>{columns}</w:tr></w:tbl>"
    )


def anchored(inner: str, kind: str, behind: int = 0, wrap: str = "TopAndBottom") -> str:
    wrap = f"<wp:wrap{wrap}/>" if wrap != "Square" else '<wp:wrapSquare wrapText="bothSides"/>'
    uri = NAMESPACES.get(kind, kind)
    return str(XML["anchor"]).format(inner=inner, uri=uri, behind=behind, wrap=wrap)


def text_of(pdf: Path) -> str:
    return " ".join(" ".join(page_texts(pdf)).split())


def boxes(pdf: Path, *words: str) -> list[float]:
    """Return the boxes of the first and the last letter of each word of page 1, in points."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = []
        for word in words:
            place, length = text.search(word).get_next()
            found += [*text.get_charbox(place), *text.get_charbox(place + length - 1)]
        return found


def fake_soffice(folder: Path, script: str) -> Path:
    """Write a soffice made of a script, in which $out is its --outdir; return its path."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    last = '#!/bin/sh\nfor word; do [ "$last" = --outdir ] && out=$word; last=$word; done\n'
    program.write_text(last + script, encoding="utf-8")
    program.chmod(0o755)
    return program


class Listener(TCPServer):
    """A web server that answers nothing and counts who came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), BaseRequestHandler)
        self.calls = 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def process_request(self, request: Any, _client: object) -> None:  # noqa: ANN401
        self.calls += 1
        self.shutdown_request(request)

    def server_close(self) -> None:
        self.shutdown()
        super().server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/logo.png"
