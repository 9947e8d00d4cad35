"""Fields of WordprocessingML (§17.16): found by their marks, frozen, completed or removed."""

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree
from lxml.etree import _Element
from msgspec import Struct, field

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, TEXT, VAL, W, child_value

FIELD_MARK, FIELD_TYPE, INSTRUCTION = f"{W}fldChar", f"{W}fldCharType", f"{W}instrText"
COUNTED_BY_ENGINE = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
# What the clock, the user's account or another file would decide at each opening.
VOLATILE = frozenset(
    "DATE TIME PRINTDATE SAVEDATE CREATEDATE EDITTIME FILENAME USERNAME USERINITIALS USERADDRESS "
    "INCLUDEPICTURE INCLUDETEXT DDE DDEAUTO LINK".split()
)
OF_THE_DAY = frozenset(("DATE", "TIME"))
CHECKED, UNCHECKED = "☒", "☐"


class WordField(Struct):
    """One field: the runs that make it, from its begin mark to its end mark."""

    begin: _Element
    code: list[_Element] = field(default_factory=list)
    separate: _Element | None = None
    end: _Element | None = None
    instruction: str = ""

    @property
    def name(self) -> str:
        """The field's first word: PAGE, DATE, HYPERLINK…"""
        return first_word(self.instruction)

    def result(self) -> Iterator[_Element]:
        """Yield the texts between the field's last two marks."""
        if self.separate is not None:
            for run in takewhile(lambda run: run is not self.end, self.separate.itersiblings()):
                yield from run.iter(TEXT)

    def marks(self) -> list[_Element]:
        """Return the runs that are not the field's result."""
        marks = (self.begin, *self.code, self.separate, self.end)
        return [run for run in marks if run is not None]


def split_field_runs(story: _Element) -> None:
    """Give each field mark, code and result its own run."""
    for run in dict.fromkeys(mark.getparent() for mark in story.iter(FIELD_MARK, INSTRUCTION)):
        if run is not None and run.tag == RUN:
            ooxml.split_run(run)


def fields(story: _Element) -> Iterator[WordField]:
    """Yield the closed fields of a story, inner ones first; runs must have been split."""
    opened: list[WordField] = []
    if next(story.iter(FIELD_MARK), None) is None:  # most stories: spare them the walk
        return
    for run in list(story.iter(RUN)):
        mark = ooxml.child(run, FIELD_MARK)
        kind = None if mark is None else mark.get(FIELD_TYPE)
        own = opened.pop() if opened and kind in ("separate", "end") else None
        for outer in opened:
            if outer.separate is None:
                outer.code.append(run)
        if kind == "begin":
            opened.append(WordField(run))
        elif own is not None and kind == "separate":
            own.separate = run
            opened.append(own)
        elif own is not None:
            own.end = run
            yield own
        elif opened and opened[-1].separate is None:
            opened[-1].instruction += run.findtext(INSTRUCTION) or ""


def freeze_volatile_fields(story: _Element) -> list[str]:
    """Turn the fields that change with the day, the user or another file into their last result.

    Return the results that Word would renew: those of the day.
    """
    renewed: list[str] = []
    for simple in list(story.iter(f"{W}fldSimple")):
        name = first_word(simple.get(f"{W}instr", ""))
        if name in VOLATILE:
            renewed += [ooxml.text_of(simple)] * (name in OF_THE_DAY)
            ooxml.replace(simple, [child for child in simple if child.tag != f"{W}fldData"])
    for found in list(fields(story)):
        if found.name in VOLATILE:
            shown = "".join(text.text or "" for text in found.result())
            renewed += [shown] * (found.name in OF_THE_DAY)
            ooxml.remove(*found.marks())
    return renewed


def page_numbers(story: _Element) -> Iterator[_Element]:
    """Yield the texts that stand for the numbers of pages, which the engine counts."""
    for simple in story.iter(f"{W}fldSimple"):
        if first_word(simple.get(f"{W}instr", "")) in COUNTED_BY_ENGINE:
            yield from simple.iter(TEXT)
    for found in fields(story):
        if found.name in COUNTED_BY_ENGINE:
            yield from found.result()


def first_word(instruction: str) -> str:
    """Return the name of a field: PAGE, DATE, HYPERLINK…"""
    return next(iter(instruction.split()), "").upper()


def draw_form_fields(story: _Element) -> None:
    """Write the state of the old form fields as text: check boxes and drop-down lists."""
    for found in list(fields(story)):
        data = found.begin.find(f"{FIELD_MARK}/{W}ffData")
        if data is None:
            continue
        if (shown := _form_value(data)) is None:
            ooxml.remove(data)
        else:
            ooxml.replace(found.begin, [ooxml.new_run(found.begin, ooxml.new_text(shown))])
            ooxml.remove(*found.marks()[1:])


def complete_fields(story: _Element) -> None:
    """Give a page number its missing result; take out the other fields that have none."""
    for found in list(fields(story)):
        if found.separate is not None or found.end is None:
            continue
        if found.name in COUNTED_BY_ENGINE:
            mark = etree.Element(FIELD_MARK, {FIELD_TYPE: "separate"})
            result = [ooxml.new_run(found.begin, each) for each in (mark, ooxml.new_text("1"))]
            ooxml.replace(found.end, [*result, found.end])
        else:
            ooxml.remove(*found.marks())


def _form_value(data: _Element) -> str | None:
    """Return what a form field shows; None for a text field, whose result is in the document."""
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = ooxml.toggle(box, "checked")
        ticked = ooxml.toggle(box, "default") if state is None else state
        return CHECKED if ticked else UNCHECKED
    choices = data.find(f"{W}ddList")
    if choices is not None:
        entries = [entry.get(VAL, "") for entry in choices.iter(f"{W}listEntry")]
        chosen = child_value(choices, "result") or child_value(choices, "default") or "0"
        return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    return None
