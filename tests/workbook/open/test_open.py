"""Files that are no workbook, hide what they are, or are damaged: each refused in one sentence."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.open import open_workbook
from tests.annexes.office.office_files import docx, xlsx
from tests.packages import packed, parts_of, write_parts
from tests.processes import ends_soon
from tests.workbook.open import packages
from tests.workbook.open.packages import LINKS, MAIN, RELATION, SHEET, TYPES, Parts, opened, small

OLD_XLS = Path(__file__).parent / "ancien.xls"
WORKBOOK = xlsx()
Change = Callable[[bytes], bytes | None]


def encrypted() -> bytes:
    closed = BytesIO()
    OOXMLFile(BytesIO(WORKBOOK)).encrypt("secret", closed)
    return closed.getvalue()


def opendocument(kind: str) -> bytes:
    declared = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": declared, "META-INF/manifest.xml": ""})


XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OTHER_KINDS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "est vide"),
    "xls": (OLD_XLS.read_bytes(), r"d’avant 2007 \(\.xls\).*Enregistrer sous.*\.xlsx"),
    "password": (encrypted(), "protégé par mot de passe.*effacez le mot de passe"),
    "ods": (opendocument("spreadsheet"), r"OpenDocument \(\.ods\).*Enregistrer sous"),
    "odt": (opendocument("text"), "document OpenDocument"),
    "xlsb": (packed({"xl/workbook.bin": ""}), r"\(\.xlsb\)"),
    "docx": (docx("Bonjour"), "document Word"),
    "csv": ("Nom;Siret\nJardins;732\n".encode("cp1252"), r"texte \(CSV\)"),
    "text": (b"Bonjour", "n’est pas un classeur Excel"),
    "html": (b"\n<HTML><table><tr><td>1</td></tr></table></HTML>", "page web"),
    "xml 2003": (XML_2003, "XML 2003"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "est un PDF"),
    "other zip": (packed({"photo": "1"}), "n’est pas un classeur Excel"),
    "numbers": (packed({"Index/Document.iwa": ""}), "Exporter"),
    "half": (WORKBOOK[: len(WORKBOOK) // 2], "est incomplet ou abîmé"),
    "cut ole": (OLD_XLS.read_bytes()[:600], "incomplet ou abîmé"),
}


@pytest.mark.parametrize(("content", "words"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_a_file_of_another_kind_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    source = tmp_path / "demande.xlsx"
    source.write_bytes(content)
    with pytest.raises(WorkbookUnreadable, match=f"« demande.xlsx ».*{words}"):
        open_workbook(source)


def declaring(declaration: str, encoding: str = "utf-8") -> Change:
    def change(xml: bytes) -> bytes:
        body = re.sub(r"^<\?xml[^>]*\?>\s*", "", xml.decode())
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'.encode(encoding)

    return change


ENTITIES = declaring('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')
DAMAGED = "incomplet ou abîmé"
FORBIDDEN = "contenu XML interdit"


def strict(parts: Parts) -> Parts:
    """The other edition of the format, as Excel saves it."""
    names = {MAIN: "spreadsheetml/main", RELATION: "officeDocument/relationships"}
    for old, new in names.items():
        new = f"http://purl.oclc.org/ooxml/{new}"
        parts = {name: each.replace(old.encode(), new.encode()) for name, each in parts.items()}
    return parts


def moved(parts: Parts) -> Parts:
    """The parts in another folder, which nothing but links and types tells."""
    renamed = {name.replace("xl/", "classeur/"): each for name, each in parts.items()}
    return {name: each.replace(b"xl/", b"classeur/") for name, each in renamed.items()}


def prefixed(parts: Parts) -> Parts:
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[SHEET])
    return {**parts, SHEET: xml.replace(b"xmlns=", b"xmlns:x=")}


UTF_16 = declaring("", "utf-16")
OTHER_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DECOY = f'<sst xmlns="{MAIN}"><si><t>faux</t></si></sst>'.encode()
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
Rewrite = Callable[[Parts], Mapping[str, bytes | None]]


def on(part: str, change: Change) -> Rewrite:
    return lambda parts: {**parts, part: change(parts[part])}


def swap(part: str, old: str, new: str) -> Rewrite:
    return lambda parts: packages.changed(parts, {part: (old, new)})


def rewritten(folder: Path, change: Rewrite) -> Path:
    source = small(folder)
    return write_parts(source, change(parts_of(source)))


OTHER_HANDS: dict[str, Rewrite] = {
    "backslashes": lambda parts: {n.replace("/", "\\"): each for n, each in parts.items()},
    "leading slashes": lambda parts: {f"/{name}": each for name, each in parts.items()},
    "capitals": lambda parts: {name.upper(): each for name, each in parts.items()},
    "another folder": moved,
    "a relative target": swap(LINKS, "/xl/worksheets", "./worksheets"),
    "a target of Windows": swap(LINKS, "/xl/worksheets/", "worksheets\\"),
    "an escaped target": swap(LINKS, "sheet1", "%73heet1"),
    "strict": strict,
    "a prefixed namespace": prefixed,
    "a wrong dimension": swap(SHEET, "A1:C3", "A1:A1"),
    "utf-16": lambda parts: {name: UTF_16(each) for name, each in parts.items()},
    "a mimetype": lambda p: {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", **p},
    "a workbook with macros": swap(TYPES, TYPE, OTHER_TYPE),
    "a table of texts without a link": lambda parts: {"a.xml": DECOY, **parts},
}


@pytest.mark.parametrize("change", OTHER_HANDS.values(), ids=OTHER_HANDS)
def test_a_package_of_another_hand_is_read_as_excel_does(change: Rewrite, tmp_path: Path) -> None:
    read = opened(rewritten(tmp_path, change))
    assert (read.cell(1, 1).value, read.cell(2, 2).value) == ("un", 2)


NAMED = '<definedName name="{}">Porteur!$A$1</definedName>'.format
NAMES = f"<definedNames>{NAMED('a.b')}{NAMED('A.B')}</definedNames>"
LONG_FORMAT = f'<numFmts><numFmt numFmtId="199" formatCode="{"[h" * 200}"/></numFmts>'
EXTERNAL = '/worksheet" TargetMode="External" '
SHEET_ENTRY = f'<sheet name="PORTEUR" xmlns:z="{RELATION}" z:id="rId1"/></sheets>'
TWO_STYLES = f'<Relationship Id="z" Type="{RELATION}/styles" Target="b.xml"/></Relationships>'
REPAIR = "incomplet ou abîmé.*{}.*laissez-le".format
SPOILT: dict[str, tuple[Rewrite, str]] = {
    "no content types": (on(TYPES, lambda _: None), DAMAGED),
    "broken styles": (on(STYLES, lambda xml: xml[:200]), DAMAGED),
    "styles that lie": (swap(STYLES, 'Id="0', 'Id="x'), DAMAGED),
    "no relations": (on(LINKS, lambda _: None), DAMAGED),
    # they would be read whole, and only known kinds have been measured
    "other relations": (swap(LINKS, "Relationships", "x"), DAMAGED),
    "broken sheet": (on(SHEET, lambda xml: xml[:-30]), DAMAGED),
    "entities in a sheet": (on(SHEET, ENTITIES), FORBIDDEN),
    "entities in relations": (on(LINKS, ENTITIES), FORBIDDEN),
    "entities in a part not read": (on("docProps/app.xml", ENTITIES), FORBIDDEN),
    "a DTD without entities": (on("_rels/.rels", declaring("<!DOCTYPE x>")), FORBIDDEN),
    "a DTD in UTF-16": (on("docProps/core.xml", declaring("<!DOCTYPE x>", "utf-16")), FORBIDDEN),
    # what Excel would repair
    "a part in two cases": (lambda p: {**p, "XL/Styles.xml": b"<a/>"}, REPAIR("y est deux fois")),
    "a name twice": (swap(BOOK, "<definedNames/>", NAMES), REPAIR("le nom « A.B » y est donné")),
    "a link twice": (swap(LINKS, 'Id="rId2"', 'Id="rId1"'), REPAIR("le lien rId1 est écrit deux")),
    "two styles": (swap(LINKS, "</Relationships>", TWO_STYLES), REPAIR("tiennent la même place")),
    "a sheet elsewhere": (swap(LINKS, '/worksheet" ', EXTERNAL), REPAIR("« Porteur » y manque")),
    "a sheet twice": (swap(BOOK, "</sheets>", SHEET_ENTRY), REPAIR("« PORTEUR » y manque")),
    "a sheet of no type": (swap(TYPES, "worksheet+xml", "x+xml"), REPAIR("1.xml » n’est pas déc")),
    "a format too long": (swap(STYLES, "<fonts", f"{LONG_FORMAT}<fonts"), REPAIR("trop long pour")),
}


@pytest.mark.parametrize(("change", "words"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_part_is_refused(change: Rewrite, words: str, tmp_path: Path) -> None:
    source = rewritten(tmp_path, change)
    with ends_soon(), pytest.raises(WorkbookUnreadable, match=words):
        open_workbook(source)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name, words in (
        ("~$classeur.xlsx", r"donnez « classeur\.xlsx »"),
        ("absent.xlsx", r"absent\.xlsx » n’existe pas"),
        ("", "ne peut pas être lu : fermez-le s’il est ouvert"),
    ):
        with pytest.raises(WorkbookUnreadable, match=words):
            open_workbook(tmp_path / name)
