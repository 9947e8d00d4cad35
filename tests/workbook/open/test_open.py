"""Files that are no workbook, hide what they are, or are damaged: each refused in one sentence."""

import re
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.open import open_workbook
from tests.workbook.open.packages import MAIN, SHEET, small
from tests.workbook.read.cases import with_parts

OLD_XLS = Path(__file__).parent / "ancien.xls"
Change = Callable[[bytes], bytes | None]


def zipped(parts: dict[str, str]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


def saved(document: Any) -> bytes:  # noqa: ANN401
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def encrypted() -> bytes:
    closed = BytesIO()
    OOXMLFile(BytesIO(WORKBOOK)).encrypt("secret", closed)
    return closed.getvalue()


WORKBOOK = saved(Workbook())


def opendocument(kind: str) -> bytes:
    declared = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": declared, "META-INF/manifest.xml": ""})


XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OTHER_KINDS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "est vide"),
    "xls": (OLD_XLS.read_bytes(), r"d’avant 2007 \(\.xls\).*Enregistrer sous.*\.xlsx"),
    "password": (encrypted(), "protégé par mot de passe.*effacez le mot de passe"),
    "ods": (opendocument("spreadsheet"), r"OpenDocument \(\.ods\).*Enregistrer sous"),
    "odt": (opendocument("text"), "document OpenDocument"),
    "xlsb": (zipped({"xl/workbook.bin": ""}), r"\(\.xlsb\)"),
    "docx": (saved(Document()), "document Word"),
    "csv": ("Nom;Siret\nJardins;732\n".encode("cp1252"), r"texte \(CSV\)"),
    "text": (b"Bonjour", "n’est pas un classeur Excel"),
    "html": (b"\n<HTML><table><tr><td>1</td></tr></table></HTML>", "page web"),
    "table": (b"\xef\xbb\xbf\n<table><tr><td>1</td></tr></table>", "page web"),
    "xml 2003": (XML_2003, "XML 2003"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "est un PDF"),
    "bytes": (bytes(range(256)) * 40, "n’est pas un classeur Excel"),
    "other zip": (zipped({"photo": "1"}), "n’est pas un classeur Excel"),
    "numbers": (zipped({"Index/Document.iwa": ""}), "Exporter"),
    "half": (WORKBOOK[: len(WORKBOOK) // 2], "est incomplet ou abîmé"),
    "cut short": (WORKBOOK[:-40], "est incomplet ou abîmé"),
    "cut ole": (OLD_XLS.read_bytes()[:600], "incomplet ou abîmé"),
}


@pytest.mark.parametrize(("content", "words"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_a_file_of_another_kind_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    source = tmp_path / "demande.xlsx"
    source.write_bytes(content)
    with pytest.raises(WorkbookUnreadable, match=f"« demande.xlsx ».*{words}"):
        open_workbook(source)


RELATIONS = "xl/_rels/workbook.xml.rels"


def declaring(declaration: str, encoding: str = "utf-8") -> Change:
    """Put a declaration in front of a part."""

    def change(xml: bytes) -> bytes:
        body = re.sub(r"^<\?xml[^>]*\?>\s*", "", xml.decode())
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'.encode(encoding)

    return change


def strict(xml: bytes) -> bytes:
    return xml.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")


ENTITIES = declaring('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')
DAMAGED = "incomplet ou abîmé"
FORBIDDEN = "contenu XML interdit"
SPOILT: dict[str, tuple[str, Change, str]] = {
    "no content types": ("[Content_Types].xml", lambda _: None, DAMAGED),
    "broken styles": ("xl/styles.xml", lambda xml: xml[:200], DAMAGED),
    "styles that lie": ("xl/styles.xml", lambda xml: xml.replace(b'Id="0', b'Id="x'), DAMAGED),
    "no workbook": ("xl/workbook.xml", lambda _: None, DAMAGED),
    "no relations": (RELATIONS, lambda _: None, DAMAGED),
    # they would be read whole, and only known kinds have been measured
    "other relations": (RELATIONS, lambda xml: xml.replace(b"Relationships", b"x"), DAMAGED),
    "broken sheet": (SHEET, lambda xml: xml[:-30], DAMAGED),
    "a text that is not there": (SHEET, lambda xml: xml.replace(b't="n"', b't="s"'), DAMAGED),
    "entities in a sheet": (SHEET, ENTITIES, FORBIDDEN),
    "entities in relations": (RELATIONS, ENTITIES, FORBIDDEN),
    "entities in a part not read": ("docProps/app.xml", ENTITIES, FORBIDDEN),
    "a DTD without entities": ("_rels/.rels", declaring("<!DOCTYPE x>"), FORBIDDEN),
    "a DTD in UTF-16": ("docProps/core.xml", declaring("<!DOCTYPE x>", "utf-16"), FORBIDDEN),
    "strict": ("xl/workbook.xml", strict, r"Open XML strict.*Enregistrer sous"),
}


@pytest.mark.parametrize(("part", "change", "words"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_part_is_refused(part: str, change: Change, words: str, tmp_path: Path) -> None:
    source = with_parts(small(tmp_path), {part: change})
    started = time.process_time()
    with pytest.raises(WorkbookUnreadable, match=words):
        open_workbook(source)
    assert time.process_time() - started < 2


def test_macros_are_told_and_left_out(tmp_path: Path) -> None:
    source = small(tmp_path).rename(tmp_path / "classeur.xlsm")
    assert not open_workbook(source).has_macros
    with ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    read = open_workbook(source)
    assert read.has_macros
    assert read.workbook.vba_archive is None


def test_the_trace_of_an_open_workbook_is_named(tmp_path: Path) -> None:
    source = tmp_path / "~$classeur.xlsx"
    source.write_bytes(b"\x05Nadia")
    with pytest.raises(WorkbookUnreadable, match=r"donnez « classeur\.xlsx »"):
        open_workbook(source)


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WorkbookUnreadable, match=r"absent\.xlsx » n’existe pas"):
        open_workbook(tmp_path / "absent.xlsx")
    with pytest.raises(WorkbookUnreadable, match="ne peut pas être lu"):
        open_workbook(tmp_path)

    def locked(_: Path) -> bytes:
        raise PermissionError(13, "used by another process")

    source = small(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(WorkbookUnreadable, match="fermez-le s’il est ouvert"):
        open_workbook(source)
