"""No engine fetches or reads anything outside the document."""

import socket
from pathlib import Path

import pikepdf

from packetgen.convert.engines import convert_documents
from packetgen.convert.normalise.accept_revisions import settle
from packetgen.convert.word.package import Package
from tests.convert import samples
from tests.convert.samples import DOCUMENT, PIXEL, Listener, field, relate, run
from tests.packages import parts_of

PICTURE = samples.anchored(samples.PICTURE.replace('r:embed="image"', 'r:link="lien"'), "pic")


def linked(folder: Path, url: str) -> Path:
    """Write a document that calls `url` in every way known: picture, template, field, VML, link."""
    vml = (
        f'<w:r><w:pict><v:shape style="width:9pt;height:9pt"><v:imagedata src="{url}" '
        f'o:href="{url}"/></v:shape></w:pict></w:r>'
    )
    styled = run("Site", '<w:rStyle w:val="Hyperlink"/>')  # without it LibreOffice drops the link
    link = f'<w:hyperlink r:id="site">{styled}</w:hyperlink>'
    included = field(f'INCLUDEPICTURE "{url}" \\d', "image absente")
    body = samples.paragraph(PICTURE, included, vml, link, run(" Bonjour"))
    names = "lien modele cadre objet site".split()
    kinds = "image attachedTemplate frame oleObject hyperlink".split()
    relations = zip(names, kinds, [url] * len(kinds), strict=True)
    source = samples.write_docx(
        folder / "lettre.docx", body, lambda document: document.styles.add_style("Hyperlink", 2)
    )
    return relate(source, *relations, mode="External")


@samples.BOTH_ENGINES
def test_nothing_is_fetched_and_no_local_file_is_read(engine: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(PIXEL)
    (tmp_path / "local").mkdir()
    with Listener() as listener:
        url = listener.url
        local = linked(tmp_path / "local", secret.as_uri()).rename(tmp_path / "locale.docx")
        sources = [linked(tmp_path, url), local]
        fetched, read = convert_documents(sources, tmp_path, engine)
        assert listener.calls == 0
        # it would have noticed
        with socket.create_connection(listener.server.getsockname()) as client:
            client.recv(1)
        assert listener.calls == 1
    assert fetched.missing_words == ()
    assert "image absente" in samples.text_of(fetched.pdf)
    with pikepdf.open(fetched.pdf) as pdf:
        links = [annotation.A.URI for annotation in pdf.pages[0].Annots.as_list()]
    assert [str(link) for link in links] == [url]  # the hyperlink stays
    with pikepdf.open(read.pdf) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources


def test_only_hyperlinks_lead_outside_the_copy(tmp_path: Path) -> None:
    package = Package(linked(tmp_path, "http://exemple.invalid/"))
    settle(package)
    package.write(copy := tmp_path / "copy.docx")
    parts = parts_of(copy)
    assert parts[samples.RELATIONSHIPS].count(b"External") == 1
    assert not any(each in parts[DOCUMENT] for each in (b"INCLUDEPICTURE", b"exemple.invalid"))
