"""The structure of a PDF as two readers find it: pikepdf, by its objects, and PDFium, as spoken."""

import ctypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf
from pypdfium2 import PdfDocument, raw

PAINTS = {*"Tj TJ ' \" f F f* B B* b b* S s sh Do".split(), "INLINE IMAGE"}
Spoken = list[tuple[str, str]]  # role, own text


def unmarked(path: Path) -> list[str]:
    """What the pages draw that is neither in the tree nor an artifact, and what is wrong else."""
    with Pdf.open(path) as pdf:
        said = pdf.Root.StructTreeRoot.ParentTree.Nums.as_list()
        tree = dict(zip(map(int, said[::2]), said[1::2], strict=True))
        wrong = [] if pdf.Root.MarkInfo.Marked and pdf.Root.Lang == "fr-FR" else ["no language"]
        title = str(pdf.docinfo.get("/Title", ""))
        wrong += ["no title"] * (pdf.open_metadata().get("dc:title", "") != title)
        for number, page in enumerate(pdf.pages, 1):
            faults = list(_faults(page.obj, page.resources, tree, is_marked=False))
            faults += ["no tab order"] * (page.obj.get(Name.Tabs) != Name.S)
            for link in page.obj.get(Name.Annots, ()):
                if Name.Link != tree[int(link.StructParent)].S or not str(link.Contents):
                    faults.append("a link outside the tree")
            wrong += [f"page {number}: {each}" for each in faults]
        return wrong


def _faults(
    holder: Object, resources: Object, tree: dict[int, Any], *, is_marked: bool
) -> Iterator[str]:
    parents = tree[int(holder.StructParents)] if Name.StructParents in holder else []
    stack: list[bool] = []
    for instruction in pikepdf.parse_content_stream(holder):
        operands: Any = instruction.operands
        inside = is_marked or any(stack)
        match str(instruction.operator):
            case "BMC" | "BDC":
                said = operands[1] if len(operands) > 1 else Dictionary()
                said = resources.Properties[said] if isinstance(said, Name) else said
                is_tagged = Name.MCID in said and Name.StructParents in holder
                if is_tagged and (inside or len(parents) <= said.MCID or not parents[said.MCID]):
                    yield f"{operands[0]} {said.MCID} has no element of its own"
                stack.append(is_tagged or operands[0] == Name.Artifact)
            case "EMC":
                stack.pop()
            case "Do" if resources.XObject[operands[0]].Subtype == Name.Form:
                form = resources.XObject[operands[0]]
                yield from _faults(form, form.Resources, tree, is_marked=inside)
            case name if name in PAINTS and not inside:
                yield f"{name} outside the tree"
    if stack:
        yield "a mark without an end"


def spoken(path: Path) -> list[Spoken]:
    """What PDFium reads of each page in the order of its tree: each element and its own text."""
    with PdfDocument(path) as document:
        return [_page(page) for page in document]


def _page(page: Any) -> Spoken:  # noqa: ANN401
    texts: dict[int, str] = {}
    whole = page.get_textpage()
    for thing in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=9, textpage=whole):
        number = raw.FPDFPageObj_GetMarkedContentID(thing)
        texts[number] = texts.get(number, "") + thing.extract()
    tree = raw.FPDF_StructTree_GetForPage(page)
    found: Spoken = []
    for place in range(raw.FPDF_StructTree_CountChildren(tree)):
        found += _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place), texts)
    raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, texts: dict[int, str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    own = ""
    below: Spoken = []
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        number = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if number >= 0:
            own += texts.get(number, "")
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
            below += _walk(child, texts)
    role = _string(lambda at, size: raw.FPDF_StructElement_GetType(element, at, size))
    own = own or _string(lambda at, size: raw.FPDF_StructElement_GetAltText(element, at, size))
    yield role, " ".join(own.split())
    yield from below


def _string(function: Callable[[Any, int], int]) -> str:
    length = function(None, 0)
    buffer = ctypes.create_string_buffer(length)
    function(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[:-2].decode("utf-16-le") if length else ""
