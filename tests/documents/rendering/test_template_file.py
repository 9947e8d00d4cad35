"""What is refused before a template is opened: macros, objects, outside content, other files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

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


def as_docm(path: Path) -> Path:
    """Declare a Word file as one with macros."""
    with zipfile.ZipFile(path) as package:
        types = package.read("[Content_Types].xml")
    macro = types.replace(b"wordprocessingml.document.main", b"document.macroEnabled.main")
    return repack(path, {"[Content_Types].xml": macro})


def swollen(path: Path) -> Path:
    """Add a part that unpacks to more than is allowed."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/vide.bin", bytes(templates.MAX_UNPACKED + 1))
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: repack(path, {"word/vbaProject.bin": b"x"}), "une macro"),
        (lambda path: repack(path, {"word/embeddings/ole1.bin": b"x"}), "un objet incorporé"),
        (lambda path: repack(path, {"word/activeX/activeX1.xml": b"x"}), "un contrôle actif"),
        (lambda path: repack(path, {"word/afchunk1.htm": b"x"}), "un document incorporé"),
        (as_docm, "sans macro"),
        (lambda path: relate(path, "image", "http://a.example/b.png"), r"http://a\.example/b\.png"),
        (lambda path: relate(path, "aFChunk", "a.htm", external=False), "un document incorporé"),
        (swollen, "démesuré"),
    ],
)
def test_what_a_template_may_not_hold_is_refused(
    write: Write, change: Callable[[Path], Path], message: str
) -> None:
    with pytest.raises(TemplateInvalid, match=message):
        templates.load(change(write("Texte")))


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
    "content", [b"", b"bonjour", b"\xd0\xcf\x11\xe0 ancien .doc", b"PK\x05\x06" + bytes(18)]
)
def test_another_file_is_refused_in_french(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lettre.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateInvalid, match=r"lettre\.docx"):
        render(path, {}, tmp_path / "sortie.docx")


def test_a_missing_template_is_named_with_its_year() -> None:
    with pytest.raises(TemplateInvalid, match=r"« lettre\.docx » de l’année 1999"):
        templates.path_of(1999, "lettre")
