"""Read a filled form: the answers in its controls, and the text outside them."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.convert.word.ooxml import child_value
from packetgen.documents.blanks.controls import TICKED, W14
from packetgen.documents.blanks.write import CONTEXTS, controls_of, write_blank
from packetgen.documents.rendering import template_file as templates
from packetgen.errors import TemplateInvalid, WorkbookUnreadable
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Answer, FilledForm
from packetgen.system.work_folder import work_folder
from packetgen.text import fold

NAMED = re.compile(r"formulaire (lettre|fiche_action|liste) (\d{4})")


class FoundControl(NamedTuple):
    """A control as it stands in a document; `nature` tells it apart when its tag is lost."""

    tag: str
    nature: tuple[str, ...]
    text: str


def form_of(path: Path, campagne: Campagne) -> tuple[str, int] | None:
    """Return which form a Word file is, and of which year; None when it is no form of a kit.

    One that lost its properties is told by its controls, and taken for one of `campagne`. Raises
    WorkbookUnreadable for a file that is no Word document, or that could harm.
    """
    document = _open(path)
    if named := NAMED.search(document.core_properties.keywords or ""):
        return named[1], int(named[2])
    tags = {found.tag for found in _controls(document.element.body)}
    known = {name: controls_of(name, campagne).keys() for name in CONTEXTS}
    name = max(known, key=lambda name: len(known[name] & tags) / len(known[name] | tags))
    return (name, campagne.annee) if 2 * len(known[name] & tags) > len(known[name]) else None


def read_form(path: Path, name: str, campagne: Campagne) -> FilledForm:
    """Read the form `name` of a year, compared with the blank one. Raises WorkbookUnreadable."""
    with work_folder() as folder:
        blank_path = folder / "vierge.docx"
        write_blank(name, campagne, blank_path)
        blank = Document(str(blank_path)).element.body
    filled = _open(path).element.body
    asked = controls_of(name, campagne)
    prompts = {tag: {each.prompt, each.short_prompt} for tag, each in asked.items()}
    expected = list(_controls(blank))
    found = _attributed(expected, list(_controls(filled)))
    own = [(tag, "" if text in prompts[tag] else text) for tag, _, text in found if tag in asked]
    answers = [Answer(tag, asked[tag].label, text) for tag, text in own]
    kept = {answer.tag for answer in answers}
    gone = {asked[each.tag].label: None for each in expected if each.tag not in kept}
    every = set().union(*prompts.values())
    foreign = [text for tag, _, text in found if tag not in asked and text not in every]
    stray = (*foreign, *_stray(blank, filled))
    return FilledForm(path.name, tuple(answers), tuple(gone), tuple(filter(None, stray)))


def _open(path: Path) -> WordDocument:
    try:
        return templates.open_document(path)
    except TemplateInvalid as error:
        raise WorkbookUnreadable(str(error).replace("modèle", "formulaire", 1)) from error


def _controls(body: _Element) -> Iterator[FoundControl]:
    for sdt in body.iter(qn("w:sdt")):
        properties, content = sdt.find(qn("w:sdtPr")), sdt.find(qn("w:sdtContent"))
        if properties is None or content is None or content.find(f".//{qn('w:sdt')}") is not None:
            continue
        nature = _nature(properties)
        shown = _text(content)
        if nature == ("box",):
            text = "Oui" if _is_ticked(properties, shown) else ""
        else:
            text = "" if properties.find(qn("w:showingPlcHdr")) is not None else shown
        yield FoundControl(child_value(properties, "tag") or "", nature, text)


def _nature(properties: _Element) -> tuple[str, ...]:
    """Return what LibreOffice keeps of a control whose tag it drops."""
    if properties.find(f"{{{W14}}}checkbox") is not None:
        return ("box",)
    for kind in ("dropDownList", "comboBox"):
        if (listed := properties.find(qn(f"w:{kind}"))) is not None:
            return tuple(item.get(qn("w:value"), "") for item in listed)
    if properties.find(qn("w:date")) is not None:
        return ("date",)
    if properties.find(qn("w:text")) is not None:
        return ("text", child_value(properties, "alias") or "")
    return ("lines",)


def _is_ticked(properties: _Element, shown: str) -> bool:
    checked = properties.find(f"{{{W14}}}checkbox/{{{W14}}}checked")
    state = "" if checked is None else checked.get(f"{{{W14}}}val", "")
    return state in ("1", "true") or TICKED in shown


def _text(content: _Element) -> str:
    """Return the text of a control; a line break, or another paragraph, begins a line."""
    paragraphs = content.findall(f".//{qn('w:p')}") or [content]
    lines = ("".join(run.text or "" for run in each.iter(qn("w:r"))) for each in paragraphs)
    return "\n".join(lines).replace("\t", " ").strip()


def _attributed(expected: list[FoundControl], found: list[FoundControl]) -> list[FoundControl]:
    """Return the controls found with their tags: their own, else those of their places in the form.

    LibreOffice before 7.5 drops the tags. The tag is empty where nothing tells it.
    """
    if not any(each.tag for each in found):
        natures, there = ([each.nature for each in side] for side in (expected, found))
        matcher = SequenceMatcher(None, natures, there, autojunk=False)
        for start, place, size in matcher.get_matching_blocks():
            for offset in range(size):
                tag = expected[start + offset].tag
                found[place + offset] = found[place + offset]._replace(tag=tag)
    return found


def _stray(blank: _Element, filled: _Element) -> Iterator[str]:
    """Yield the paragraphs whose text outside the controls is not that of the blank form."""
    known = Counter(fold(text) for text in _outside(blank))
    for text in _outside(filled):
        word = fold(text)
        if word and not known[word]:
            yield " ".join(text.split())
        known[word] -= 1


def _outside(body: _Element) -> Iterator[str]:
    for paragraph in body.iter(qn("w:p")):
        runs = paragraph.iter(qn("w:t"))
        yield "".join(run.text or "" for run in runs if not _is_inside(run))


def _is_inside(run: _Element) -> bool:
    """Whether a text stands in a control that holds an answer."""
    holders = run.iterancestors(qn("w:sdt"))
    return any(holder.find(f".//{qn('w:sdt')}") is None for holder in holders)
