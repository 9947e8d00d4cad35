"""Malformed and hostile files end in one French refusal that names them, or in a PDF."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from packetgen.convert.engines import convert_documents
from packetgen.convert.word.package import LIMITS, read_parts
from packetgen.errors import ConversionFailed
from tests.convert import samples
from tests.convert.samples import DOCUMENT, paragraph, relate, run, write_docx
from tests.packages import parts_of, repack

Spoil = Callable[[Path], object]
HEAD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
DEEP_TABLES = b'<w:tbl xmlns:w="w"><w:tr><w:tc>' * 3_000 + b"</w:tc></w:tr></w:tbl>" * 3_000
USUAL = samples.NAMESPACES["w"].encode()
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
UNREADABLE = "n’est pas un document Word lisible"
TOO_LARGE = "dépasse la taille admise"


def replaced(part: str, old: bytes, new: bytes) -> Spoil:
    return lambda path: repack(path, {part: parts_of(path)[part].replace(old, new)})


def with_entity(path: Path) -> None:
    root = parts_of(path)[DOCUMENT].partition(b"?>")[2]
    repack(path, {DOCUMENT: HEAD + root.replace(b"Association", b"&x;")})


def filled(parts: int) -> Spoil:
    return lambda path: repack(path, {f"word/media/{n}.png": b"" for n in range(parts)})


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    start = data.index(b"word/document.xml")
    data[start + 60 : start + 90] = bytes(30)
    path.write_bytes(data)


def inserted_document(path: Path) -> None:
    relate(repack(path, {"word/autre.html": b"<p>Autre</p>"}), ("c", "aFChunk", "autre.html"))


nested_tables = replaced(DOCUMENT, b"<w:body>", b"<w:body>" + DEEP_TABLES)

REFUSED: dict[str, tuple[Spoil, str]] = {
    "empty": (lambda path: path.write_bytes(b""), UNREADABLE),
    "damaged": (damaged, UNREADABLE),
    "no document": (lambda path: repack(path, {DOCUMENT: None}), UNREADABLE),
    "cut XML": (lambda path: repack(path, {DOCUMENT: parts_of(path)[DOCUMENT][:-40]}), UNREADABLE),
    "external entity": (with_entity, UNREADABLE),
    "nested tables": (nested_tables, UNREADABLE),
    "old Word": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096)),
        "protégé par un mot de passe ou enregistré à l’ancien format",
    ),
    "workbook": (lambda path: openpyxl.Workbook().save(path), "n’est pas au format Word usuel"),
    "strict": (replaced(DOCUMENT, USUAL, STRICT), "n’est pas au format Word usuel"),
    "inserted document": (inserted_document, "contient un autre document inséré"),
    "too many parts": (filled(LIMITS.parts), TOO_LARGE),
    "huge text": (lambda path: repack(path, {"word/comments.xml": bytes(41 << 20)}), TOO_LARGE),
    "huge picture": (lambda path: repack(path, {"word/media/a.png": bytes(201 << 20)}), TOO_LARGE),
}


@pytest.mark.parametrize(("spoil", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_french_sentence(tmp_path: Path, spoil: Spoil, reason: str) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    with pytest.raises(ConversionFailed, match=re.escape(reason)) as refusal:
        convert_documents([source], tmp_path)
    assert str(refusal.value).startswith("« lettre.docx » ")
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.docx"]


def page_of_no_size(path: Path) -> None:
    root = parts_of(path)[DOCUMENT]
    repack(path, {DOCUMENT: re.sub(rb"<w:pgSz [^>]*>", b'<w:pgSz w:w="0" w:h="0"/>', root)})


def missing_parts(path: Path) -> None:
    relate(path, ("h", "header", "header9.xml"), ("i", "image", "media/9.png"))


outside = replaced(samples.RELATIONSHIPS, b"theme/theme1.xml", b"../../../../etc/passwd")


@pytest.mark.parametrize("spoil", [page_of_no_size, missing_parts, outside])
def test_drawn_or_refused(tmp_path: Path, spoil: Spoil) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    try:
        [done] = convert_documents([source], tmp_path)
    except ConversionFailed as refusal:
        assert "« lettre.docx »" in str(refusal)
    else:
        assert (done.pages > 0, done.missing_words) == (True, ())


def test_the_largest_admitted_is_read(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "lettre.docx", samples.table(paragraph(run("Association"))))
    filled(LIMITS.parts - len(parts_of(source)))(source)
    assert len(read_parts(source)) == LIMITS.parts
