"""Blank forms filled as Word fills them, row by row, from a dossier; and saved by LibreOffice."""

import copy
import subprocess
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.convert.word.ooxml import remove
from packetgen.documents.blanks.controls import W14, W15, element
from packetgen.model.action import Action
from packetgen.model.dossier import Dossier
from packetgen.text import short_date
from packetgen.workbook.write.values import values_of
from tests.documents.word_parts import opened

Answers = Mapping[str, list[str]]
TABLES = ("communes", "indicateurs", "agents", "action.quartiers")


def answers_of(dossier: Dossier, action: Action) -> Answers:
    """Return what a person writes in the blanks, by tag: as many as there are rows."""
    answers: defaultdict[str, list[str]] = defaultdict(list)
    one = Dossier(dossier.annee, "", dossier.porteur, (action,), dossier.pieces)
    pieces = frozenset(piece.key for piece in dossier.pieces)
    for key, value in values_of(one, pieces).items():
        prefix, _, rest = key.partition(".")
        row, _, attribute = rest.partition(".")
        if prefix in TABLES and row.isdigit():
            tag = f"{prefix}.{attribute}"
            answers[tag] += [""] * (int(row) - 1 - len(answers[tag])) + [typed(value)]
        elif key.startswith("action.quartiers."):
            answers["action.quartiers"].append(typed(value))
        elif value in ("Oui", "Non"):
            answers[f"{key}.{str(value).lower()}"] = ["Oui"]
        else:
            answers[key] = [typed(value)]
    return answers


def typed(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return short_date(value) if isinstance(value, date) else str(value or "")


def fill(form: Path, filled: Path, answers: Answers) -> Path:
    """Write a form filled: what stands once takes its answer wherever it is asked."""
    with opened(form, filled) as document:
        body = document.element.body
        for tag, texts in answers.items():
            while is_of_table(tag) and 1 < len(controls(body, tag)) < len(texts):
                add_row(controls(body, tag)[-1])
        for tag, texts in answers.items():
            for place, sdt in enumerate(controls(body, tag)):
                text = texts[place : place + 1] if is_of_table(tag) else texts[:1]
                if text and text[0]:
                    answer(sdt, text[0])
    return filled


def is_of_table(tag: str) -> bool:
    return tag in TABLES or tag.partition(".")[0] in TABLES


def controls(body: _Element, tag: str) -> list[_Element]:
    found = [each for each in body.iter(qn("w:tag")) if each.get(qn("w:val")) == tag]
    return [next(each.iterancestors(qn("w:sdt"))) for each in found]


def add_row(sdt: _Element) -> None:
    """Click on the + of a repeating section: Word copies the last row with all its tags."""
    mark = f".//{{{W15}}}repeatingSectionItem"
    holders = (each for each in sdt.iterancestors(qn("w:sdt")) if each.find(mark) is not None)
    item = next(holders)
    item.addnext(copy.deepcopy(item))


def answer(sdt: _Element, text: str) -> None:
    """Type in a control, or tick it: the prompt, its mark and its style go."""
    properties, content = sdt.find(qn("w:sdtPr")), sdt.find(qn("w:sdtContent"))
    assert properties is not None
    assert content is not None
    [shown] = content.iter(qn("w:t"))
    box = properties.find(f"{{{W14}}}checkbox/{{{W14}}}checked")
    if box is not None:
        box.set(f"{{{W14}}}val", "1")
        shown.text = "☒"
        return
    for prompt in properties.findall(qn("w:showingPlcHdr")):
        properties.remove(prompt)
    for style in list(content.iter(qn("w:rStyle"))):
        remove(style)
    shown.text, *others = text.split("\n")
    for line in reversed(others):
        shown.addnext(element("t", line))
        shown.addnext(element("br"))


def change(form: Path, changed: Path, act: Callable[[_Element], None]) -> Path:
    with opened(form, changed) as document:
        act(document.element.body)
    return changed


def saved_by_libreoffice(
    files: Collection[Path], folder: Path, kind: str = "docx:MS Word 2007 XML"
) -> list[Path]:
    """Open files in LibreOffice and save them in `folder`, as Word files or as another `kind`."""
    profile = (folder.parent / "profil").as_uri()
    asked = ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", *asked]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [folder / file.name for file in files]
