"""The blank forms, made of the year's own templates: to fill in Word, or with a pen."""

from itertools import pairwise
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import RGBColor
from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import MC, remove, text_of
from packetgen.documents.blanks import controls
from packetgen.documents.blanks.contexts import PRINTED, fiche_action, lettre, liste
from packetgen.documents.blanks.controls import NAMESPACES, element, marked_runs
from packetgen.documents.blanks.fields import Blanks, Control
from packetgen.documents.blanks.form_writer import put_lines
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.render import render, to_bytes
from packetgen.documents.rendering.template_file import path_of
from packetgen.model.campagne import Campagne
from packetgen.system.files import write_atomically

CONTEXTS = {"lettre": lettre, "fiche_action": fiche_action, "liste": liste}
# Numbers of the controls, then of the repeating sections and their rows
FIRST_NUMBER, FIRST_OF_SECTIONS = 1_000, 50_000
HEADERS = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)


def write_blank(name: str, campagne: Campagne, destination: Path, *, pen: bool = False) -> None:
    """Write the form `name` (lettre, fiche_action, liste) of a year, with Word's own controls.

    With `pen`, blank lines and boxes to fill by hand take the place of the controls. Same input,
    same bytes. Raises TemplateInvalid.
    """
    blanks = Blanks(campagne, pen=pen)
    context = CONTEXTS[name](blanks)
    required = essentials(name, campagne)
    render(path_of(campagne.annee, name), context, destination, required=required)
    document = Document(str(destination))
    _fill_margins(document, blanks)
    body = document.element.body
    if pen:
        put_lines(body, blanks)
    else:
        _put_controls(body, blanks)
        _repeat(body)
        look = document.styles.add_style(controls.PROMPT_STYLE, WD_STYLE_TYPE.CHARACTER)
        look.font.color.rgb = RGBColor(0x5A, 0x65, 0x72)
        _declare(document.element)
    properties = document.core_properties
    properties.keywords = f"formulaire {name} {campagne.annee}"
    write_atomically(to_bytes(document), destination)


def _fill_margins(document: WordDocument, blanks: Blanks) -> None:
    """Headers and footers ask nothing: the call's title takes the place of a field."""
    title = blanks.campagne.intitule
    for relationship in document.part.rels.values():
        if relationship.reltype in HEADERS:
            for run in marked_runs(relationship.target_part.element, blanks):
                for text in run.iter(qn("w:t")):
                    signs = (title if blanks.at(sign) else sign for sign in text.text or "")
                    text.text = "".join(signs)


def _put_controls(body: _Element, blanks: Blanks) -> None:
    numbers = iter(range(FIRST_NUMBER, FIRST_OF_SECTIONS))
    for run in marked_runs(body, blanks):
        paragraph = next(run.iterancestors(qn("w:p")))
        alone = len(text_of(paragraph)) == 1
        for piece, control in controls.split(run, blanks):
            if control is None:
                run.addprevious(piece)
                continue
            prompt = control.prompt if alone else control.short_prompt
            run.addprevious(controls.inline(control, next(numbers), piece, prompt))
        remove(run)


def _repeat(body: _Element) -> None:
    """Let Word add rows to the tables, and lines to the lists, that hold several blanks."""
    for number, (tag, label) in enumerate(PRINTED["repeated"].items(), start=1):
        if rows := _rows(body, tag):
            before = element("p")  # keeps the place while the rows move into the section
            rows[0].addprevious(before)
            before.addnext(controls.repeating(rows, label, number * FIRST_OF_SECTIONS))
            remove(before)


def _rows(body: _Element, tag: str) -> list[_Element]:
    """Return the rows of a table that each hold one control `tag`, else the paragraphs that do.

    Only those that follow each other: what stands between would have to move.
    """
    named = [each for each in body.iter(qn("w:tag")) if each.get(qn("w:val")) == tag]
    for holder in ("w:tr", "w:p"):
        rows = [next(each.iterancestors(qn(holder)), body) for each in named]
        if len(rows) > 1 and all(row.getnext() is after for row, after in pairwise(rows)):
            return rows
    return []


def _declare(root: _Element) -> None:
    """Declare the namespaces of the controls, which older Words skip."""
    kept = [str(prefix) for prefix in (*root.nsmap, *NAMESPACES)]
    etree.cleanup_namespaces(root, top_nsmap=NAMESPACES, keep_ns_prefixes=kept)
    known = f"{root.get(f'{MC}Ignorable', '')} w14 w15".split()
    root.set(f"{MC}Ignorable", " ".join(dict.fromkeys(known)))


def controls_of(name: str, campagne: Campagne) -> dict[str, Control]:
    """Return the controls that a form may hold, by tag."""
    blanks = Blanks(campagne)
    CONTEXTS[name](blanks)
    return {control.tag: control for control in blanks.controls}
