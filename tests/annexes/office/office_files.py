"""Office files made for the tests: whole, with links to the outside, locked, damaged."""

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from docx import Document
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
ODF_SPACES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
    "svg": "svg-compatible", "script": "script",
}  # fmt: skip
SPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
SPACES += " ".join(f'xmlns:{name}="{ODF.format(full)}"' for name, full in ODF_SPACES.items())
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OUTSIDE = 'TargetMode="External"'
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
URL = "http://exemple.invalid/logo.png"
CHANGED = "suivi des modifications\u00a0: vérifiez le texte repris"
ACCEPTED = "suivi des modifications\u00a0: elles sont reprises comme acceptées, vérifiez"
COMMENTED = "1\u00a0commentaire non repris"
HIDDEN = "1\u00a0feuille masquée non reprise\u00a0: «\u00a0Brouillon\u00a0»"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
    parts = unpacked(out.getvalue())
    mark = 'w:id="1" w:author="x" w:date="2026-01-01T00:00:00Z"'
    change = (
        f"<w:p><w:ins {mark}><w:r><w:t>Ajout</w:t></w:r></w:ins>"
        f"<w:del {mark}><w:r><w:delText>Retrait</w:delText></w:r></w:del></w:p>"
    )
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = body.replace("<w:sectPr", f"{change}<w:sectPr", 1).encode()
    return packed(parts)


def revised_ods() -> bytes:
    """Write a spreadsheet with a change of a cell that was neither accepted nor refused."""
    number = 'office:value-type="float" office:value="{0}"><text:p>{0}</text:p>'
    change = (
        '<table:cell-content-change table:id="c1"><table:cell-address table:column="0" '
        'table:row="0" table:table="0"/><office:change-info><dc:creator>x</dc:creator>'
        "<dc:date>2026-01-01T00:00:00</dc:date></office:change-info><table:previous>"
        f"<table:change-track-table-cell {number.format(3)}</table:change-track-table-cell>"
        "</table:previous></table:cell-content-change>"
    )
    return ods(
        f"<table:table-row><table:table-cell {number.format(5)}</table:table-cell>"
        "</table:table-row>",
        f'<table:tracked-changes table:track-changes="true">{change}</table:tracked-changes>',
    )


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
    parts = unpacked(out.getvalue())
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
    table = f'{changes}<table:table table:name="Budget"{printed}>{rows}</table:table>'
    return _odf("spreadsheet", table, {})


def _odf(
    kind: str, body: str, others: Mapping[str, str], *, lock: str = "", doctype: str = ""
) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        f'{doctype}<office:document-content {SPACES} office:version="1.3"><office:body>'
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}">{lock}'
        "</manifest:file-entry>"
        for path, kind in (("/", media), ("content.xml", "text/xml"))
    )
    manifest = (
        f'{doctype}<manifest:manifest xmlns:manifest="{ODF.format("manifest")}" '
        'manifest:version="1.3">'
        f"{entries}</manifest:manifest>"
    )
    own = {"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed({**own, **others})


def linked_odt(url: str) -> bytes:
    """Write a text that calls `url` in every way known, and has a hyperlink to it."""
    frame = 'svg:width="3cm" svg:height="3cm" text:anchor-type="as-char"'
    called = "".join(
        f'<draw:frame {frame}><draw:{how} xlink:href="{url}"/></draw:frame>'
        for how in ("image", "floating-frame", "plugin", "object")
    )
    return odt(
        f'<text:p>Bonjour {called}</text:p><text:section text:name="s"><text:section-source '
        f'xlink:href="{url}"/><text:p>Section</text:p></text:section>'
        f'<text:p><text:a xlink:href="{url}">Site</text:a></text:p>'
    )


def linked_ods(url: str) -> bytes:
    return ods(
        f'<table:table-source xlink:href="{url}" table:table-name="x"/>'
        '<table:shapes><draw:frame svg:width="3cm" svg:height="3cm">'
        f'<draw:image xlink:href="{url}"/></draw:frame></table:shapes>'
        "<table:table-row><table:table-cell><text:p>Poste</text:p></table:table-cell>"
        "</table:table-row>"
    )


def pptx(link: str = "", title: str = "<a:r><a:t>Le projet</a:t></a:r>") -> bytes:
    spaces = f'xmlns:a="{DRAWING}" xmlns:r="{RELATION}" xmlns:p="{SLIDES}"'
    frame = '<a:xfrm><a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm>'
    text = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="n"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>'
        f"{frame}</p:spPr><p:txBody><a:bodyPr/><a:p>{title}</a:p></p:txBody></p:sp>"
    )
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="3" name="n"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        f'<a:blip r:link="lien"/></p:blipFill><p:spPr>{frame}<a:prstGeom prst="rect"/></p:spPr>'
        "</p:pic>"
    )
    called = f'<Relationship Id="lien" Type="{RELATION}/image" Target="{link}" {OUTSIDE}/>'
    override = (
        '<Override PartName="/ppt/{}.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.presentationml.{}+xml"/>'
    )
    types = override.format("presentation", "presentation.main") + override.format("slide", "slide")
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/>{types}</Types>',
            "_rels/.rels": _relations(_relation("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" '
            'r:id="r1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="1" cy="1"/>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(_relation("slide", "slide.xml")),
            "ppt/slide.xml": f"<p:sld {spaces}><p:cSld><p:spTree>{text}{picture * bool(link)}"
            "</p:spTree></p:cSld></p:sld>",
            "ppt/_rels/slide.xml.rels": _relations(called * bool(link)),
        }
    )


def spreadsheet(formula: str, stored: str, header: str = "") -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = f"={formula}"
    printed = book.worksheets[0].oddHeader
    assert printed is not None
    printed.center.text = header
    book.save(out)
    parts = unpacked(out.getvalue())
    name, value = "xl/worksheets/sheet1.xml", f"</f><v>{stored}</v>".encode()
    return packed(parts | {name: parts[name].replace(b"</f><v></v>", value)})


def slide(kind: str) -> bytes:
    return pptx(title=f'<a:fld id="{{1}}" type="{kind}"><a:pPr/><a:t>01/02/2020</a:t></a:fld>')


def _relation(kind: str, target: str) -> str:
    return f'<Relationship Id="r1" Type="{RELATION}/{kind}" Target="{target}"/>'


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'


def rtf(text: str, *, link: str = "") -> bytes:
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{link}" \\d}}{{\fldrslt }}}}' if link else ""
    model = rf"{{\*\template {link}}}" if link else ""
    return rf"{{\rtf1\ansi{model} {text}{field}\par}}".encode()


def aged(folder: Path, kind: str, **files: bytes) -> dict[str, bytes]:
    """Have LibreOffice write documents as files of an old kind, doc or xls."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(folder), *(str(folder / name) for name in files)],
        check=True, capture_output=True,
    )  # fmt: skip
    return {name: (folder / f"{name}.{kind}").read_bytes() for name in files}


LINKED: dict[str, Callable[[str], bytes]] = {
    "lien.odt": linked_odt,
    "lien.ods": linked_ods,
    "lien.xlsx": lambda url: xlsx(link=url),
    "lien.pptx": pptx,
    "lien.rtf": lambda url: rtf("Bonjour", link=url),
}
