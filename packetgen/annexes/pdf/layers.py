"""The hidden layers of a PDF: what they hold is taken out, for no merged file keeps them hidden."""

from collections.abc import Callable, Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, Stream

from packetgen.annexes.pdf.a4 import key_of
from packetgen.annexes.pdf.links import annotations_of
from packetgen.annexes.pdf.streams import drop, within
from packetgen.bundle.pdf_page import items

Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
Instructions = list[Instruction]
PAINT_PATH = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
# Shown text, shadings, images and forms leave no trace in what follows them
PAINT_REST = {"Tj", "TJ", "sh", "Do", "INLINE IMAGE"}
MAX_DEPTH = 50
# The objects of the layers that are off
Off = set[tuple[int, int]]
# What tells that a rule hides, by its name, of which of its layers are hidden; else all of them
POLICIES: dict[str, Callable[[Iterable[object]], bool]] = {
    "/AllOn": any,
    "/AnyOff": lambda hidden: not any(hidden),
    "/AllOff": lambda hidden: not all(hidden),
}


def remove_hidden(pdf: Pdf) -> list[str]:
    """Take out what the layers that are off hold; return the names of these layers.

    A layer is off when the default configuration says so, for a screen (ISO 32000-1, 8.11.4).
    """
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return []
    groups = [group for group in items(properties.get("/OCGs")) if isinstance(group, Dictionary)]
    off = {group.objgen for group in groups if not _is_on(group, within(properties, "/D"))}
    for item in pdf.objects:
        if isinstance(item, Stream):
            _clean_form(item, off)
    for page in pdf.pages:
        _clean_page(pdf, page, off)
    return [str(group.get("/Name", "")) for group in groups if group.objgen in off]


def _lists(values: object, group: Dictionary) -> bool:
    return any(isinstance(v, Dictionary) and v.objgen == group.objgen for v in items(values))


def _is_on(group: Dictionary, config: Dictionary) -> bool:
    """Tell whether a layer shows on a screen when the file is opened."""
    intents = items(group.get("/Intent", Name.View))
    if Name.View not in intents and Name.All not in intents:
        return True
    on = bool(config.get("/BaseState") != Name.OFF) or _lists(config.get("/ON"), group)
    on = on and not _lists(config.get("/OFF"), group)
    for automatic in items(config.get("/AS")):
        is_view = isinstance(automatic, Dictionary) and automatic.get("/Event") == Name.View
        if is_view and _lists(automatic.get("/OCGs"), group):
            view = within(group, "/Usage", "/View")
            on = view.ViewState != Name.OFF if "/ViewState" in view else on
    return on


def release(pdf: Pdf) -> None:
    """Make what is left show in every viewer: no layer commands it, nothing private marks it."""
    for item in pdf.objects:
        if not isinstance(item, Dictionary | Stream):
            continue
        if "/OC" in item:
            del item["/OC"]
        for holder in (item, item.get("/Resources")):
            properties = within(holder, "/Properties")
            for name, said in list(properties.items()):
                tag = within(said).get("/MCID")
                properties[name] = Dictionary(MCID=tag) if isinstance(tag, int) else Dictionary()


def _hides(off: Off, group: object, depth: int = 0) -> bool:
    """Tell whether layers that are off hide what a group, or a rule about groups, commands."""
    if not isinstance(group, Dictionary):
        return False
    if group.get("/Type") != Name.OCMD:
        return group.objgen in off
    expression = group.get("/VE")
    if isinstance(expression, Array):
        return not _is_true(off, expression, depth)
    members = [each for each in items(group.get("/OCGs")) if isinstance(each, Dictionary)]
    policy = POLICIES.get(str(group.get("/P", "")), all)
    return bool(members) and policy(_hides(off, member) for member in members)


def _is_true(off: Off, expression: object, depth: int) -> bool:
    if not isinstance(expression, Array) or not len(expression) or depth > MAX_DEPTH:
        return not _hides(off, expression, depth)
    operator, *operands = list(expression)
    values = [_is_true(off, operand, depth + 1) for operand in operands]
    if operator == Name.Not:
        return not all(values)
    return any(values) if operator == Name.Or else all(values)


def _clean_form(form: Stream, off: Off) -> None:
    """Empty a hidden form or image; clean the content of the others."""
    if form.get("/Subtype") in (Name.Form, Name.Image) and _hides(off, form.get("/OC")):
        form.write(b"")
        drop(form, form.keys() - {"/Length"})
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, 0, 0])
    elif names := _hidden_names(off, form.get("/Resources")):
        form.write(_without(pikepdf.parse_content_stream(form), names))


def _clean_page(pdf: Pdf, page: pikepdf.Page, off: Off) -> None:
    if "/Annots" in page.obj:
        shown = (each for each in annotations_of(page.obj) if not _hides(off, each.get("/OC")))
        page.obj.Annots = Array(shown)
    if names := _hidden_names(off, page.obj.get("/Resources")):
        page.obj.Contents = pdf.make_stream(_without(pikepdf.parse_content_stream(page), names))


def _hidden_names(off: Off, resources: object) -> set[str]:
    """Return the names under which a content designates hidden layers."""
    named = within(resources, "/Properties").items()
    return {name for name, group in named if _hides(off, group)}


def _without(instructions: Instructions, hidden: set[str]) -> bytes:
    """Return a content whose marked parts of these names paint nothing, all else unchanged."""
    kept: Instructions = []
    marks: list[bool] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            tag, name, *_ = (*instruction.operands, None, None)
            marks.append(tag == Name.OC and isinstance(name, Name) and key_of(name) in hidden)
        elif operator == "EMC" and marks:
            marks.pop()
        kept.extend(_unpainted(instruction) if any(marks) else [instruction])
    return pikepdf.unparse_content_stream(kept)


def _unpainted(instruction: Instruction) -> Instructions:
    """Return what remains of an instruction that must not paint: its effect on the following."""
    operator = str(instruction.operator)
    if operator in PAINT_REST:
        return []
    if operator in PAINT_PATH:
        return [_instruction("n")]
    if operator == "'":
        return [_instruction("T*")]
    if operator == '"':
        words, characters, _ = instruction.operands
        return [_instruction("Tw", words), _instruction("Tc", characters), _instruction("T*")]
    return [instruction]


def _instruction(operator: str, *operands: Object) -> Instruction:
    return pikepdf.ContentStreamInstruction(list(operands), Operator(operator))
