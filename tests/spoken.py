"""The structure of a PDF as two readers find it: pikepdf, by its objects, and PDFium, as spoken."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Name, Object, Page, Pdf, Stream
from pypdfium2 import PdfDocument, raw

PAINTS = {
    "Tj",
    "TJ",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "B",
    "B*",
    "b",
    "b*",
    "S",
    "s",
    "sh",
    "INLINE IMAGE",
}


def unmarked(path: Path) -> list[str]:
    """What the pages draw that is neither in the tree nor an artifact, and whatever is wrong."""
    with Pdf.open(path) as pdf:
        tree = dict(_pairs(pdf))
        met: set[int] = set()
        wrong = [] if bool(pdf.Root.MarkInfo.Marked) else ["no MarkInfo"]
        for number, page in enumerate(pdf.pages, 1):
            wrong += [
                f"page {number}: {each}" for each in _drawn(page.obj, page, tree, met, inside=False)
            ]
            if page.obj.get(Name.Tabs) != Name.S:
                wrong.append(f"page {number}: no tab order")
            for link in page.obj.get(Name.Annots, ()):
                if tree[link.StructParent].S != Name.Link or Name.Contents not in link:
                    wrong.append(f"page {number}: a link outside the tree")
        return wrong


def _pairs(pdf: Pdf) -> Iterator[tuple[int, Object]]:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return zip(map(int, numbers[::2]), numbers[1::2], strict=True)


def _drawn(
    holder: Object, content: Page | Object, tree: dict[int, Object], met: set[int], *, inside: bool
) -> Iterator[str]:
    """Yield what a content draws outside of any mark; `met` numbers the parents that were used."""
    parents = tree[holder.StructParents] if Name.StructParents in holder else ()
    stack: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(content):
        name = str(operator)
        if name in ("BMC", "BDC"):
            said = operands[1] if len(operands) > 1 else {}
            marked = Name.MCID in said
            if marked and inside | any(stack):
                yield "a mark within a mark"
            if marked and (said.MCID >= len(parents) or parents[said.MCID] is None):
                yield f"{operands[0]} {said.MCID} has no element"
            stack.append(marked or operands[0] == Name.Artifact)
        elif name == "EMC":
            stack.pop()
        elif name == "Do":
            form = (
                content.Resources.XObject[operands[0]]
                if isinstance(content, Stream)
                else content.resources.XObject[operands[0]]
            )
            if form.Subtype == Name.Form:
                yield from _drawn(form, form, tree, met, inside=inside or any(stack))
            elif not (inside or any(stack)):
                yield "an image outside the tree"
        elif name in PAINTS and not (inside or any(stack)):
            yield f"{name} outside the tree"
    if stack:
        yield "a mark without an end"


def spoken(path: Path) -> list[list[tuple[str, str]]]:
    """What PDFium reads of each page in the order of its tree: each element and its own text."""
    with PdfDocument(path) as document:
        pages = []
        for page in document:
            texts: dict[int, str] = {}
            whole = page.get_textpage()
            for thing in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
                number = _number(thing.raw)
                length = raw.FPDFTextObj_GetText(thing, whole, None, 0)
                buffer = ctypes.create_string_buffer(length)
                raw.FPDFTextObj_GetText(
                    thing, whole, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
                )
                texts[number] = texts.get(number, "") + buffer.raw[:-2].decode("utf-16-le")
            tree = raw.FPDF_StructTree_GetForPage(page)
            found: list[tuple[str, str]] = []
            for place in range(raw.FPDF_StructTree_CountChildren(tree)):
                found += _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place), texts)
            pages.append(found)
            raw.FPDF_StructTree_Close(tree)
        return pages


def _number(thing: object) -> int:
    return int(raw.FPDFPageObj_GetMarkedContentID(thing))


def _walk(element: object, texts: dict[int, str]) -> Iterator[tuple[str, str]]:
    said = []
    below: list[tuple[str, str]] = []
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        number = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if number >= 0:
            said.append(texts.get(number, ""))
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
            below += _walk(child, texts)
    yield (
        _string(raw.FPDF_StructElement_GetType, element),
        "".join(said) or _string(raw.FPDF_StructElement_GetAltText, element),
    )
    yield from below


def _string(function: object, element: object) -> str:
    length = function(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    function(element, buffer, length)
    return buffer.raw[:-2].decode("utf-16-le") if length else ""
