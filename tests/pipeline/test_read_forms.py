"""Forms that come back, altered or not: what was written is in the workbook, or is said."""

import copy
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml.etree import _Element, strip_elements
from msgspec import structs

from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.read import read_form
from packetgen.documents.blanks.write import CONTEXTS
from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import Action
from packetgen.model.dossier import Dossier
from packetgen.pipeline import new_workbook as forms
from packetgen.workbook.read.forms import FormsReading, read_forms
from tests.conftest import needs_soffice
from tests.documents.blanks.filling import answer, change, controls, saved_by_libreoffice
from tests.documents.word_parts import opened
from tests.folders import filled_forms
from tests.pipeline.conftest import Alter, Write
from tests.tables import table

CASES = table(__file__)
CALL = load_campagne(2026)


def read(*paths: Path) -> FormsReading:
    return forms.read_filled_forms(paths, CALL)


def without_tags(body: _Element) -> None:
    """Drop the tags, as an old LibreOffice does."""
    strip_elements(body, qn("w:tag"))


@pytest.fixture(scope="module")
def filled(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The three forms filled with the example's first action, as Word does."""
    return filled_forms(tmp_path_factory.mktemp("remplis"), dossier, CONTEXTS)


def assert_nothing_is_lost(reading: FormsReading, dossier: Dossier) -> None:
    """All comes back but what only the workbook asks, and the hours, which are counted again."""
    assert reading.unread == ()
    by_hand = "iban bic titulaire_compte nom_signataire fonction_signataire image_signature"
    asked = structs.replace(dossier.porteur, **dict.fromkeys(by_hand.split(), ""))
    assert reading.dossier.porteur == asked
    [action] = reading.dossier.actions
    lines = [structs.replace(each, heures=None) for each in dossier.actions[0].interventions]
    assert action == structs.replace(dossier.actions[0], interventions=tuple(lines))


def test_what_is_typed_comes_back(filled: list[Path], dossier: Dossier) -> None:
    reading = read(*filled)
    assert_nothing_is_lost(reading, dossier)
    given = {piece.key: piece.fichier for piece in dossier.pieces if piece.action < 2}
    back = {piece.key: piece.fichier for piece in reading.dossier.pieces}
    assert back == {key: file for key, file in given.items() if file and "autre" not in key}


@pytest.mark.slow
@needs_soffice
def test_libreoffice(filled: list[Path], dossier: Dossier, tmp_path: Path) -> None:
    """LibreOffice before 7.5 drops the tags: the order of the form then tells the fields."""
    saved = saved_by_libreoffice(filled, tmp_path)
    assert_nothing_is_lost(read(*saved), dossier)
    saved = [change(path, path, without_tags) for path in saved]
    assert_nothing_is_lost(read(*saved), dossier)


def test_a_blank_form_says_nothing(blank: dict[str, Path]) -> None:
    reading = read(*blank.values())
    assert (reading.taken, reading.unread, reading.computed) == (0, (), ())
    assert reading.dossier.actions == (Action(),)


def test_rows_are_read_as_many_as_the_workbook_holds(write: Write) -> None:
    crafts = [f"Métier {row}" for row in range(1, 14)]
    reading = read(write("fiche_action", {"agents.metier": crafts}))
    [action] = reading.dossier.actions
    assert [line.metier for line in action.interventions] == crafts[:12]
    assert action.agents_departement is True
    assert any("Métier 13" in said for said in reading.unread)


@pytest.mark.parametrize("case", CASES["unread"], ids=lambda case: case["says"][0])
def test_what_is_not_read_is_said(case: dict[str, Any], write: Write) -> None:
    reading = read(*(write(name, answers) for name, answers in case["forms"]))
    [unread] = (line.replace("\u00a0", " ") for line in reading.unread)
    assert unread.startswith(case["place"])
    assert [words for words in case["says"] if words not in unread] == []
    for name, value in case.get("read", {}).items():
        assert (getattr(reading.dossier.actions[0], name) or "") == value


def test_the_communes_of_two_forms_complete_each_other(write: Write) -> None:
    letter = write("lettre", {"communes.commune": ["Lens"]})
    met = {"communes.commune": ["Lens", "Avion"], "communes.referent": ["Mme Dubois", ""]}
    [action] = read(letter, write("liste", met)).dossier.actions
    told = [(row.commune, row.referent) for row in action.communes]
    assert told == [("Lens", "Mme Dubois"), ("Avion", "")]


def test_a_field_that_the_year_does_not_ask_is_said(write: Write) -> None:
    """The form of a year may hold a line of the budget that the next one drops."""
    path = write("fiche_action", {"budget.604": ["250"]})
    first, *others = CALL.comptes
    fewer = structs.replace(first, lignes=first.lignes[1:])
    later = structs.replace(CALL, comptes=(fewer, *others))
    [said] = read_forms([read_form(path, "fiche_action", CALL)], later).unread
    assert "Prestations de services" in said
    assert "« 250 »" in said.replace("\u00a0", " ")


def test_what_is_computed_is_said_not_kept(write: Write) -> None:
    path = write("lettre", {"calcul.montant_en_lettres": ["mille"]})
    assert read(path).computed == ("Montant en toutes lettres",)


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_an_unknown_control_is_said(tags: str, alter: Alter) -> None:
    def act(body: _Element) -> None:
        [sdt] = controls(body, "action.lieu")
        added = copy.deepcopy(sdt)
        for tag in added.iter(qn("w:tag"), qn("w:alias")):
            tag.set(qn("w:val"), "Ajouté par nous")
        answer(added, "Maison des projets")
        sdt.addnext(added)
        if tags == "lost":
            without_tags(body)

    reading = read(alter("fiche_action", act))
    assert reading.taken == 0
    [said] = reading.unread
    assert "Maison des projets" in said


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_a_removed_control_is_said(tags: str, alter: Alter) -> None:
    def act(body: _Element) -> None:
        answer(controls(body, "porteur.telephone")[0], "03 21 00 00 01")
        email = controls(body, "porteur.courriel")[0]
        holder = email.getparent()
        assert holder is not None
        holder.remove(email)
        if tags == "lost":
            without_tags(body)

    reading = read(alter("lettre", act))
    [said] = reading.unread
    assert said == "lettre.docx › Courriel\u00a0: le champ a été supprimé du formulaire."
    assert reading.dossier.porteur.telephone == "03 21 00 00 01"


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_form_is_known_by_its_controls(name: str, write: Write) -> None:
    path = write(name, {"action.intitule": ["Potagers"]})
    with opened(path) as document:
        document.core_properties.keywords = ""
    reading = read(path)
    assert reading.dossier.actions[0].intitule == "Potagers"
    assert reading.unread == ()


def test_paragraphs_typed_in_a_control_are_lines(alter: Alter) -> None:
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

    reading = read(alter("fiche_action", act))
    assert reading.dossier.actions[0].objectifs == "Jardiner\nCuisiner"
    assert reading.unread == ()


def test_no_form_of_the_year(blank: dict[str, Path], tmp_path: Path) -> None:
    Document().save(str(tmp_path / "courrier.docx"))
    (tmp_path / "photo.docx").write_bytes(b"\x89PNG")
    with opened(blank["lettre"], tmp_path / "vieille.docx") as document:
        document.core_properties.keywords = "formulaire lettre 1999"
    for name, said in CASES["refused"]:
        with pytest.raises(WorkbookUnreadable, match=said):
            read(tmp_path / f"{name}.docx")
