"""No engine fetches or reads anything outside the document."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

from packetgen.convert import libreoffice
from packetgen.convert.engines import convert_documents
from tests.convert.samples import PIXEL, paragraph, part_of, repack, run, text_of, write_docx

RELATIONSHIPS = "word/_rels/document.xml.rels"
ENGINES = [
    "integre",
    pytest.param(
        "libreoffice",
        marks=pytest.mark.skipif(
            libreoffice._program() is None, reason="LibreOffice n’est pas installé"
        ),
    ),
]


class Listener:
    """A web server that answers nothing and counts who came."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.calls = 0
        threading.Thread(target=self._count, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/logo.png"

    def _count(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            self.calls += 1
            client.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.server.shutdown(socket.SHUT_RDWR)
    listener.server.close()


def picture(attribute: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="i"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="i"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip {attribute}="lien"/><a:stretch/></pic:blipFill><pic:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def link_style(document: Document) -> None:
    document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)


def linked(folder: Path, url: str) -> Path:
    """Write a document that calls `url` in every way known: picture, template, field, VML, link."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    field = (
        mark("begin")
        + f'<w:r><w:instrText>INCLUDEPICTURE "{url}" \\d</w:instrText></w:r>'
        + mark("separate")
        + run("image absente")
        + mark("end")
    )
    vml = (
        f'<w:r><w:pict><v:shape style="width:9pt;height:9pt"><v:imagedata src="{url}" '
        f'o:href="{url}"/></v:shape></w:pict></w:r>'
    )
    styled = run("Site", '<w:rStyle w:val="Hyperlink"/>')  # without it LibreOffice drops the link
    link = f'<w:hyperlink r:id="site">{styled}</w:hyperlink>'
    body = paragraph(picture("r:link"), field, vml, link, run(" Bonjour"))
    source = write_docx(folder / "lettre.docx", body, link_style)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = "".join(
        f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{url}" TargetMode="External"/>'
        for name, kind in (
            ("lien", "image"),
            ("modele", "attachedTemplate"),
            ("cadre", "frame"),
            ("objet", "oleObject"),
            ("site", "hyperlink"),
        )
    )
    listing = part_of(source, RELATIONSHIPS).decode()
    listing = listing.replace("</Relationships>", f"{related}</Relationships>")
    return repack(source, {RELATIONSHIPS: listing.encode()})


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_fetched(engine: str, tmp_path: Path, listener: Listener) -> None:
    [done] = convert_documents([linked(tmp_path, listener.url)], tmp_path, engine)
    assert listener.calls == 0
    assert done.missing_words == ()
    assert "image absente" in text_of(done.pdf)
    with pikepdf.open(done.pdf) as pdf:
        links = [annotation.A.URI for annotation in pdf.pages[0].Annots.as_list()]
    assert [str(link) for link in links] == [listener.url]  # the hyperlink stays


@pytest.mark.parametrize("engine", ENGINES)
def test_no_local_file_is_read(engine: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(PIXEL)
    [done] = convert_documents([linked(tmp_path, secret.as_uri())], tmp_path, engine)
    with pikepdf.open(done.pdf) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources


def test_the_listener_would_have_noticed(listener: Listener) -> None:
    host, port = listener.server.getsockname()
    with socket.create_connection((host, port)) as client:
        client.recv(1)
    assert listener.calls == 1
