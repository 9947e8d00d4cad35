"""Malformed and hostile files end in one French refusal that names them, or in a PDF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from packetgen.convert.engines import convert_documents
from packetgen.convert.word.package import MAX_ENTRIES, read_parts
from packetgen.errors import ConversionFailed
from tests.convert.samples import paragraph, part_of, repack, run, table, write_docx

DOCUMENT, RELATIONSHIPS = "word/document.xml", "word/_rels/document.xml.rels"
HEAD = b'<?xml version="1.0"?><!DOCTYPE d ['
DEEP_TABLES = '<w:tbl xmlns:w="w"><w:tr><w:tc>' * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000


def inside(path: Path, before: bytes, body: bytes = b"") -> Path:
    """Put a document type before the root, and text in the first paragraph."""
    root = part_of(path, DOCUMENT).partition(b"?>")[2]
    return repack(path, {DOCUMENT: before + root.replace(b"Association", body)})


def empty(path: Path) -> None:
    path.write_bytes(b"")


def plain_text(path: Path) -> None:
    path.write_text("Bonjour", encoding="utf-8")


def pdf_renamed(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")


def old_word(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    start = data.index(b"word/document.xml")
    data[start + 60 : start + 90] = bytes(30)
    path.write_bytes(data)


def workbook(path: Path) -> None:
    openpyxl.Workbook().save(path)


def no_document(path: Path) -> None:
    repack(path, {DOCUMENT: None})


def no_relationships(path: Path) -> None:
    repack(path, {"_rels/.rels": None})


def cut_xml(path: Path) -> None:
    repack(path, {DOCUMENT: part_of(path, DOCUMENT)[:-40]})


def external_entity(path: Path) -> None:
    inside(path, HEAD + b'<!ENTITY x SYSTEM "file:///etc/hostname">]>', b"&x;")


def billion_laughs(path: Path) -> None:
    levels = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 12)
    )
    inside(path, HEAD + levels + b"]>", b"&a11;")


def nested_tables(path: Path) -> None:
    write_docx(path)
    root = part_of(path, DOCUMENT)
    repack(path, {DOCUMENT: root.replace(b"<w:body>", b"<w:body>" + DEEP_TABLES.encode())})


def strict(path: Path) -> None:
    root = part_of(path, DOCUMENT).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    repack(path, {DOCUMENT: root})


def inserted_document(path: Path) -> None:
    chunk = (
        b'<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/aFChunk" Target="autre.html"/></Relationships>'
    )
    listing = part_of(path, RELATIONSHIPS).replace(b"</Relationships>", chunk)
    repack(path, {RELATIONSHIPS: listing, "word/autre.html": b"<p>Autre</p>"})


def too_many_parts(path: Path) -> None:
    repack(path, {f"word/media/{number}.png": b"" for number in range(MAX_ENTRIES)})


def huge_text(path: Path) -> None:
    repack(path, {"word/comments.xml": bytes(41 * 1024 * 1024)})


def huge_picture(path: Path) -> None:
    repack(path, {"word/media/photo.png": bytes(201 * 1024 * 1024)})


REFUSED: dict[Callable[[Path], None], str] = {
    empty: "n’est pas un document Word lisible",
    plain_text: "n’est pas un document Word lisible",
    pdf_renamed: "n’est pas un document Word lisible",
    truncated: "n’est pas un document Word lisible",
    damaged: "n’est pas un document Word lisible",
    no_document: "n’est pas un document Word lisible",
    no_relationships: "n’est pas un document Word lisible",
    cut_xml: "n’est pas un document Word lisible",
    external_entity: "n’est pas un document Word lisible",
    billion_laughs: "n’est pas un document Word lisible",
    nested_tables: "n’est pas un document Word lisible",
    old_word: "protégé par un mot de passe ou enregistré à l’ancien format",
    workbook: "n’est pas au format Word usuel",
    strict: "n’est pas au format Word usuel",
    inserted_document: "contient un autre document inséré",
    too_many_parts: "dépasse la taille admise",
    huge_text: "dépasse la taille admise",
    huge_picture: "dépasse la taille admise",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_refused_in_one_french_sentence(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    with pytest.raises(ConversionFailed, match=re.escape(REFUSED[spoil])) as refusal:
        convert_documents([source], tmp_path)
    assert str(refusal.value).startswith("« lettre.docx » ")
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.docx"]


def page_of_no_size(path: Path) -> None:
    root = part_of(path, DOCUMENT)
    repack(path, {DOCUMENT: re.sub(rb"<w:pgSz [^>]*>", b'<w:pgSz w:w="0" w:h="0"/>', root)})


def missing_parts(path: Path) -> None:
    lost = (
        b'<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/%s" Target="%s"/>'
    )
    added = lost % (b"h", b"header", b"header9.xml") + lost % (b"i", b"image", b"media/9.png")
    listing = part_of(path, RELATIONSHIPS)
    repack(
        path,
        {RELATIONSHIPS: listing.replace(b"</Relationships>", added + b"</Relationships>")},
    )


def outside_the_package(path: Path) -> None:
    listing = part_of(path, RELATIONSHIPS)
    repack(path, {RELATIONSHIPS: listing.replace(b"theme/theme1.xml", b"../../../../etc/passwd")})


@pytest.mark.parametrize("spoil", [page_of_no_size, missing_parts, outside_the_package])
def test_drawn_or_refused(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    try:
        [done] = convert_documents([source], tmp_path)
    except ConversionFailed as refusal:
        assert "« lettre.docx »" in str(refusal)
    else:
        assert (done.pages > 0, done.missing_words) == (True, ())


def test_the_largest_admitted_is_read(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "lettre.docx", table(paragraph(run("Association"))))
    with zipfile.ZipFile(source) as archive:
        room = MAX_ENTRIES - len(archive.namelist())
    repack(source, {f"word/media/{number}.png": b"" for number in range(room)})
    assert len(read_parts(source)) == MAX_ENTRIES
