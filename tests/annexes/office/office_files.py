"""Office files made for the tests: whole, with links to the outside, locked, damaged."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from docx import Document
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from packetgen.resources import table
from tests.documents.blanks.filling import saved_by_libreoffice
from tests.packages import packed, parts_of

XML = table(__file__, "office_files.toml")
URL = "http://exemple.invalid/logo.png"
CHANGED = "suivi des modifications\u00a0: vérifiez le texte repris"
ACCEPTED = "suivi des modifications\u00a0: elles sont reprises comme acceptées, vérifiez"
COMMENTED = "1\u00a0commentaire non repris"
HIDDEN = "1\u00a0feuille masquée non reprise\u00a0: «\u00a0Brouillon\u00a0»"


def docx(*paragraphs: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def revised_docx() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_comment(document.add_paragraph("Article premier").runs, "à revoir", author="x")
    document.save(out)
    parts = parts_of(out.getvalue())
    change = f"{XML['docx']['revised']}<w:sectPr".encode()
    body = parts["word/document.xml"].replace(b"<w:sectPr", change, 1)
    return packed(parts | {"word/document.xml": body})


def xlsx(rows: int = 3, *, link: str = "", area: str = "") -> bytes:
    """Write a spreadsheet, with a hidden sheet, a comment, and a picture called from `link`."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in range(rows):
        sheet.append([f"Poste {row}", row])
    sheet.print_area = area or None
    if link:
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(picture, "PNG")
        sheet.add_image(SheetImage(picture), "D2")
        sheet["A1"].comment = Comment("à revoir", "x")
        book.create_sheet("Brouillon").sheet_state = "hidden"
    book.save(out)
    if not link:
        return out.getvalue()
    parts = parts_of(out.getvalue())
    drawing, relations = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
    parts[drawing] = parts[drawing].replace(b"r:embed", b"r:link").replace(b":embed=", b":link=")
    parts[relations] = parts[relations].replace(
        b'Target="/xl/media/image1.png"', f'Target="{link}" TargetMode="External"'.encode()
    )
    assert link.encode() in parts[relations]
    parts["xl/vbaProject.bin"] = b"macro"
    parts["xl/connections.xml"] = f'<connections><webPr url="{link}"/></connections>'.encode()
    return packed(parts)


def odt(body: str, others: Mapping[str, str] | None = None, **how: str) -> bytes:
    """Write a text of LibreOffice around the XML of its body, with some other parts."""
    return _odf("text", body, others or {}, **how)


def ods(rows: str, changes: str = "", area: str = "") -> bytes:
    printed = f' table:print-ranges="{area}"' * bool(area)
    table = XML["ods"]["table"].format(changes=changes, printed=printed, rows=rows)
    return _odf("spreadsheet", table, {})


def _odf(
    kind: str, body: str, others: Mapping[str, str], *, lock: str = "", doctype: str = ""
) -> bytes:
    media, own = f"application/vnd.oasis.opendocument.{kind}", XML["odf"]
    content = own["content"].format(doctype=doctype, kind=kind, body=body)
    entries = "".join(
        own["entry"].format(path=path, kind=kind, lock=lock)
        for path, kind in (("/", media), ("content.xml", "text/xml"))
    )
    manifest = own["manifest"].format(doctype=doctype, entries=entries)
    parts = {"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed({**parts, **others})


def pptx(link: str = "", title: str = "<a:r><a:t>Le projet</a:t></a:r>") -> bytes:
    own = XML["pptx"]
    words = {"text": own["text"].format(title=title), "picture": own["picture"] * bool(link)}
    words["called"] = own["called"].format(link=link) * bool(link)
    return packed({name: part.format_map(words) for name, part in own["parts"].items()})


def spreadsheet(formula: str, stored: str, header: str = "") -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = f"={formula}"
    printed = book.worksheets[0].oddHeader
    assert printed is not None
    printed.center.text = header
    book.save(out)
    parts = parts_of(out.getvalue())
    name, value = "xl/worksheets/sheet1.xml", f"</f><v>{stored}</v>".encode()
    return packed(parts | {name: parts[name].replace(b"</f><v></v>", value)})


def slide(kind: str) -> bytes:
    return pptx(title=f'<a:fld id="{{1}}" type="{kind}"><a:pPr/><a:t>01/02/2020</a:t></a:fld>')


def rtf(text: str, *, link: str = "") -> bytes:
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{link}" \\d}}{{\fldrslt }}}}' if link else ""
    model = rf"{{\*\template {link}}}" if link else ""
    return rf"{{\rtf1\ansi{model} {text}{field}\par}}".encode()


def aged(folder: Path, kind: str, **files: bytes) -> dict[str, bytes]:
    """Have LibreOffice write documents as files of an old kind, doc or xls."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    saved_by_libreoffice([folder / name for name in files], folder, kind)
    return {name: (folder / f"{name}.{kind}").read_bytes() for name in files}


# Documents that call an address in every way known; the text has a hyperlink to it too
LINKED: dict[str, Callable[[str], bytes]] = {
    "lien.odt": lambda url: odt(XML["odt"]["linked"].format(url=url)),
    "lien.ods": lambda url: ods(XML["ods"]["linked"].format(url=url)),
    "lien.xlsx": lambda url: xlsx(link=url),
    "lien.pptx": pptx,
    "lien.rtf": lambda url: rtf("Bonjour", link=url),
}
