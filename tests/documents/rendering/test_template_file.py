"""What is refused before a template is opened: macros, objects, outside content, other files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from packetgen.documents.rendering import template_file as templates
from packetgen.documents.rendering.render import render
from packetgen.errors import TemplateInvalid
from tests.documents.conftest import Write

RELATIONSHIP = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"{mode}/></Relationships>'
)
DOCUMENT_RELS = "word/_rels/document.xml.rels"
SETTINGS_RELS = "word/_rels/settings.xml.rels"


def repack(path: Path, changes: dict[str, bytes]) -> Path:
    """Replace parts of a Word file, or add them."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (parts | changes).items():
            package.writestr(name, content)
    return path


def relate(path: Path, kind: str, target: str, *, external: bool = True) -> Path:
    """Add a relationship to the document of a Word file."""
    mode = ' TargetMode="External"' if external else ""
    with zipfile.ZipFile(path) as package:
        rels = package.read(DOCUMENT_RELS).decode()
    added = RELATIONSHIP.format(kind=kind, target=target, mode=mode)
    return repack(path, {DOCUMENT_RELS: rels.replace("</Relationships>", added).encode()})


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("word/vbaProject.bin", "une macro"),
        ("word/embeddings/oleObject1.bin", "un objet incorporé"),
        ("word/activeX/activeX1.xml", "un contrôle actif"),
        ("word/afchunk1.htm", "un document incorporé"),
    ],
)
def test_active_content_is_refused(write: Write, part: str, message: str) -> None:
    path = repack(write("Texte"), {part: b"x"})
    with pytest.raises(TemplateInvalid, match=message):
        templates.load(path)


def test_a_docm_is_refused_whatever_its_name(write: Write) -> None:
    path = write("Texte")
    with zipfile.ZipFile(path) as package:
        types = package.read("[Content_Types].xml")
    macro = types.replace(b"wordprocessingml.document.main", b"document.macroEnabled.main")
    assert macro != types
    with pytest.raises(TemplateInvalid, match="sans macro"):
        templates.load(repack(path, {"[Content_Types].xml": macro}))


def test_an_outside_image_is_refused_by_name(write: Write) -> None:
    path = relate(write("Texte"), "image", "http://images.example/logo.png")
    with pytest.raises(TemplateInvalid, match=r"http://images\.example/logo\.png"):
        templates.load(path)


def test_an_imported_chunk_is_refused(write: Write) -> None:
    path = relate(write("Texte"), "aFChunk", "autre.htm", external=False)
    with pytest.raises(TemplateInvalid, match="un document incorporé"):
        templates.load(path)


def test_a_hyperlink_is_kept(write: Write, tmp_path: Path) -> None:
    path = relate(write("Texte"), "hyperlink", "https://site.example/")
    render(path, {}, tmp_path / "sortie.docx")
    with zipfile.ZipFile(tmp_path / "sortie.docx") as package:
        assert b"https://site.example/" in package.read(DOCUMENT_RELS)


def test_the_attached_template_is_dropped(write: Write, tmp_path: Path) -> None:
    path = write("Texte")
    with zipfile.ZipFile(path) as package:
        settings = package.read("word/settings.xml").decode()
    link = settings.index(">", settings.index("<w:settings")) + 1
    attached = (
        '<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships" r:id="rId99"/>'
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    )
    rels = head + RELATIONSHIP.format(
        kind="attachedTemplate", target="file:///C:/modele.dotx", mode=' TargetMode="External"'
    )
    repack(
        path,
        {
            "word/settings.xml": (settings[:link] + attached + settings[link:]).encode(),
            SETTINGS_RELS: rels.encode(),
        },
    )
    render(path, {}, tmp_path / "sortie.docx")
    with zipfile.ZipFile(tmp_path / "sortie.docx") as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"attachedTemplate" not in everything
    assert b"modele.dotx" not in everything


@pytest.mark.parametrize(
    "content", [b"", b"bonjour", b"\xd0\xcf\x11\xe0 ancien .doc", b"PK\x03\x04 coup\xc3\xa9"]
)
def test_another_file_is_refused_in_french(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lettre.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateInvalid, match=r"lettre\.docx"):
        render(path, {}, tmp_path / "sortie.docx")


def test_a_zip_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lettre.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("bonjour.txt", "bonjour")
    with pytest.raises(TemplateInvalid, match="document Word"):
        render(path, {}, tmp_path / "sortie.docx")


def test_a_template_that_swells_is_refused(write: Write) -> None:
    path = write("Texte")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/vide.bin", bytes(templates.MAX_UNPACKED + 1))
    with pytest.raises(TemplateInvalid, match="démesuré"):
        templates.load(path)


def test_a_missing_template_is_named_with_its_year() -> None:
    with pytest.raises(TemplateInvalid, match=r"« lettre\.docx » de l’année 1999"):
        templates.path_of(1999, "lettre")


@pytest.mark.parametrize("name", (*templates.NAMES, *templates.KIT_NAMES))
def test_the_templates_of_2026_are_word_files(name: str) -> None:
    path = templates.path_of(2026, name)
    assert Document(str(path)).core_properties.author == "packetgen"
