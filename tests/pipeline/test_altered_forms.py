"""Forms whose frame was changed: what is lost, added or typed beside is reported."""

import copy
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.documents.blanks.write import CONTEXTS
from packetgen.errors import WorkbookUnreadable
from packetgen.model.campagne import Campagne
from packetgen.pipeline import new_workbook as forms
from packetgen.workbook.read.forms import FormsReading
from tests.documents.blanks.filling import answer, controls
from tests.pipeline.conftest import Alter, Write


def read(campagne: Campagne, *paths: Path) -> FormsReading:
    return forms.read_filled_forms(paths, campagne)


def without_tags(body: _Element) -> None:
    """Drop the tags, as an old LibreOffice does."""
    for tag in list(body.iter(qn("w:tag"))):
        remove(tag)


def remove(element: _Element) -> None:
    holder = element.getparent()
    assert holder is not None
    holder.remove(element)


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_an_unknown_control_is_said(tags: str, alter: Alter, campagne: Campagne) -> None:
    def act(body: _Element) -> None:
        [sdt] = controls(body, "action.lieu")
        added = copy.deepcopy(sdt)
        for tag in added.iter(qn("w:tag"), qn("w:alias")):
            tag.set(qn("w:val"), "Ajouté par nous")
        answer(added, "Maison des projets")
        sdt.addnext(added)
        if tags == "lost":
            without_tags(body)

    reading = read(campagne, alter("fiche_action", act))
    assert reading.taken == 0
    [said] = reading.unread
    assert "Maison des projets" in said


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_a_removed_control_is_said(tags: str, alter: Alter, campagne: Campagne) -> None:
    def act(body: _Element) -> None:
        answer(controls(body, "porteur.telephone")[0], "03 21 00 00 01")
        remove(controls(body, "porteur.courriel")[0])
        if tags == "lost":
            without_tags(body)

    reading = read(campagne, alter("lettre", act))
    assert reading.unread == (
        "lettre.docx › Courriel\u00a0: le champ a été supprimé du formulaire.",
    )
    assert reading.dossier.porteur.telephone == "03 21 00 00 01"


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_form_is_known_by_its_controls(name: str, write: Write, campagne: Campagne) -> None:
    path = write(name, {"action.intitule": ["Potagers"]})
    document = Document(str(path))
    document.core_properties.keywords = ""
    document.save(str(path))
    reading = read(campagne, path)
    assert reading.dossier.actions[0].intitule == "Potagers"
    assert reading.unread == ()


def test_paragraphs_typed_in_a_control_are_lines(alter: Alter, campagne: Campagne) -> None:
    """Word puts the control around the paragraphs when one types Enter in it."""

    def act(body: _Element) -> None:
        [sdt] = controls(body, "action.objectifs")
        answer(sdt, "Jardiner")
        content, paragraph = sdt.find(qn("w:sdtContent")), sdt.getparent()
        assert content is not None
        assert paragraph is not None
        paragraph.addprevious(sdt)
        second = copy.deepcopy(paragraph)
        paragraph.extend(list(content))
        content.extend((paragraph, second))
        run = second.makeelement(qn("w:r"), {})
        run.append(second.makeelement(qn("w:t"), {}))
        run[0].text = "Cuisiner"
        second.append(run)

    reading = read(campagne, alter("fiche_action", act))
    assert reading.dossier.actions[0].objectifs == "Jardiner\nCuisiner"
    assert reading.unread == ()


def test_no_form_of_the_year(blank: dict[str, Path], campagne: Campagne, tmp_path: Path) -> None:
    Document().save(str(tmp_path / "courrier.docx"))
    (tmp_path / "photo.docx").write_bytes(b"\x89PNG")
    document = Document(str(blank["lettre"]))
    document.core_properties.keywords = "formulaire lettre 1999"
    document.save(str(tmp_path / "vieille.docx"))
    for name, said in (
        ("courrier", "n’est pas un formulaire du kit vierge"),
        ("photo", r"Le formulaire photo\.docx n’est pas un document"),
        ("vieille", "formulaire de 1999"),
    ):
        with pytest.raises(WorkbookUnreadable, match=said):
            read(campagne, tmp_path / f"{name}.docx")
