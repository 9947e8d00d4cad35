"""Forms that come back: what was written is in the workbook, what is not is said."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.documents.blanks.read import read_form
from packetgen.documents.blanks.write import CONTEXTS, write_blank
from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.porteur import Porteur
from packetgen.pipeline import read_forms as forms
from packetgen.workbook.read.forms import FormsReading, read_forms
from tests.conftest import needs_soffice
from tests.documents.blanks.filling import (
    answer,
    answers_of,
    change,
    controls,
    fill,
    saved_by_libreoffice,
)

BANK = {"iban": "", "bic": "", "titulaire_compte": ""}
Write = Callable[[str, dict[str, list[str]]], Path]
Alter = Callable[[str, Callable[[_Element], None]], Path]
ANOTHER_SIGNER = {"nom_signataire": "", "fonction_signataire": "", "image_signature": ""}


@pytest.fixture(scope="module")
def blank(campagne: Campagne, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The forms of the year, for Word."""
    folder = tmp_path_factory.mktemp("vierges")
    for name in CONTEXTS:
        write_blank(name, campagne, folder / f"{name}.docx")
    return {name: folder / f"{name}.docx" for name in CONTEXTS}


@pytest.fixture(scope="module")
def filled(
    blank: dict[str, Path], dossier: Dossier, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The three forms filled with the example's first action, as Word does."""
    folder = tmp_path_factory.mktemp("remplis")
    answers = answers_of(dossier, dossier.actions[0])
    return {name: fill(path, folder / path.name, answers) for name, path in blank.items()}


@pytest.fixture
def write(blank: dict[str, Path], tmp_path: Path) -> Write:
    """Write one of the forms with some answers, by tag."""
    return lambda name, answers: fill(blank[name], tmp_path / f"{name}.docx", answers)


@pytest.fixture
def alter(blank: dict[str, Path], tmp_path: Path) -> Alter:
    """Write one of the forms with its body changed."""
    return lambda name, act: change(blank[name], tmp_path / f"{name}.docx", act)


def porteur_of_forms(porteur: Porteur) -> Porteur:
    """The porteur without what only the workbook asks."""
    return dataclasses.replace(porteur, **BANK, **ANOTHER_SIGNER)


def action_of_forms(action: Action) -> Action:
    """The action without the hours, which are counted again."""
    lines = [dataclasses.replace(line, heures=None) for line in action.interventions]
    return dataclasses.replace(action, interventions=tuple(lines))


def read(campagne: Campagne, *paths: Path) -> FormsReading:
    """Read forms for the call."""
    return forms.read(paths, campagne)


def test_what_was_written_comes_back_whole(
    filled: dict[str, Path], dossier: Dossier, campagne: Campagne
) -> None:
    reading = read(campagne, *filled.values())
    assert reading.unread == ()
    assert reading.dossier.porteur == porteur_of_forms(dossier.porteur)
    assert reading.dossier.actions == (action_of_forms(dossier.actions[0]),)
    given = {piece.key: piece.fichier for piece in dossier.pieces if piece.action < 2}
    back = {piece.key: piece.fichier for piece in reading.dossier.pieces}
    assert back == {key: file for key, file in given.items() if file and "autre" not in key}


@pytest.mark.slow
@needs_soffice
def test_libreoffice_loses_nothing(
    filled: dict[str, Path], dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    """LibreOffice before 7.5 drops the tags: the order of the form then tells the fields."""
    saved = saved_by_libreoffice(filled.values(), tmp_path)
    for tags in ("kept", "lost"):
        if tags == "lost":
            saved = [change(path, path, without_tags) for path in saved]
        reading = read(campagne, *saved)
        assert reading.unread == ()
        assert reading.dossier.porteur == porteur_of_forms(dossier.porteur)
        assert reading.dossier.actions == (action_of_forms(dossier.actions[0]),)


def without_tags(body: _Element) -> None:
    """Drop the tags, as an old LibreOffice does."""
    for tag in list(body.iter(qn("w:tag"))):
        holder = tag.getparent()
        assert holder is not None
        holder.remove(tag)


def test_a_blank_form_says_nothing(blank: dict[str, Path], campagne: Campagne) -> None:
    reading = read(campagne, *blank.values())
    assert (reading.taken, reading.unread, reading.computed) == (0, (), ())
    assert reading.dossier.actions == (Action(),)


def test_rows_that_word_adds_are_read_as_many_as_the_workbook_holds(
    write: Write, campagne: Campagne
) -> None:
    crafts = [f"Métier {row}" for row in range(1, 14)]
    path = write("fiche_action", {"agents.metier": crafts})
    reading = read(campagne, path)
    [action] = reading.dossier.actions
    assert [line.metier for line in action.interventions] == crafts[:12]
    assert action.agents_departement is True
    assert any("Métier 13" in said for said in reading.unread)


@pytest.mark.parametrize(
    ("tag", "written", "said"),
    [
        ("action.date_debut", "au printemps", "« au printemps » ne se lit pas comme une date"),
        ("action.public_nombre", "une trentaine", "« une trentaine » ne se lit pas"),
        ("action.pilier", "Sport", "« Sport » n’est pas dans la liste"),
        ("budget.604", "mille", "« mille » ne se lit pas comme un nombre"),
        ("action.pilier", "Prévenir", "« Prévenir » est lu « Prévenir, repérer »"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_file_and_label(
    tag: str, written: str, said: str, write: Write, campagne: Campagne
) -> None:
    path = write("fiche_action", {tag: [written]})
    [unread] = {line.replace("\u00a0", " ") for line in read(campagne, path).unread}
    assert unread.startswith("fiche_action.docx › ")
    assert said in unread


def test_both_boxes_ticked_answer_nothing(write: Write, campagne: Campagne) -> None:
    both = {"action.inedite.oui": ["x"], "action.inedite.non": ["x"]}
    reading = read(campagne, write("fiche_action", both))
    assert reading.dossier.actions[0].inedite is None
    assert [line for line in reading.unread if "Oui et Non sont cochés" in line]


def test_two_forms_that_differ_are_said(write: Write, campagne: Campagne) -> None:
    first = write("lettre", {"action.intitule": ["Jardins"]})
    other = write("fiche_action", {"action.intitule": ["Potagers"]})
    reading = read(campagne, first, other)
    assert reading.dossier.actions[0].intitule == "Jardins"
    [said] = reading.unread
    assert said.startswith("fiche_action.docx › Intitulé de l’action")
    assert "Potagers" in said
    assert "Jardins" in said


def test_the_communes_of_two_forms_complete_each_other(write: Write, campagne: Campagne) -> None:
    letter = write("lettre", {"communes.commune": ["Lens"]})
    met = {"communes.commune": ["Lens", "Avion"], "communes.referent": ["Mme Dubois", ""]}
    checklist = write("liste", met)
    [action] = read(campagne, letter, checklist).dossier.actions
    assert [(row.commune, row.referent) for row in action.communes] == [
        ("Lens", "Mme Dubois"),
        ("Avion", ""),
    ]


def test_what_two_forms_say_of_a_commune_is_told(write: Write, campagne: Campagne) -> None:
    met = {"communes.commune": ["Lens"], "communes.date_contact": ["02/10/2025"]}
    fiche = write("fiche_action", met)
    met["communes.date_contact"] = ["03/10/2025"]
    checklist = write("liste", met)
    [said] = read(campagne, fiche, checklist).unread
    assert said.startswith("liste.docx › Lens, Date du contact")
    assert "03/10/2025" in said
    assert "02/10/2025" in said


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_a_control_that_the_form_does_not_know_is_said(
    tags: str, alter: Alter, campagne: Campagne
) -> None:
    def act(body: _Element) -> None:
        [sdt] = controls(body, "action.lieu")
        added = copy.deepcopy(sdt)
        for tag in added.iter(qn("w:tag"), qn("w:alias")):
            tag.set(qn("w:val"), "Ajouté par nous")
        answer(added, "Maison des projets")
        sdt.addnext(added)
        if tags == "lost":
            without_tags(body)

    path = alter("fiche_action", act)
    reading = read(campagne, path)
    assert reading.taken == 0
    [said] = reading.unread
    assert "Maison des projets" in said


def test_a_field_that_the_year_does_not_ask_is_said(write: Write, campagne: Campagne) -> None:
    """The form of a year may hold a line of the budget that the next one drops."""
    path = write("fiche_action", {"budget.604": ["250"]})
    first, *others = campagne.comptes
    fewer = dataclasses.replace(first, lignes=first.lignes[1:])
    later = dataclasses.replace(campagne, comptes=(fewer, *others))
    form = read_form(path, "fiche_action", campagne)
    [said] = read_forms([form], later).unread
    assert "Prestations de services" in said
    assert "« 250 »" in said.replace("\u00a0", " ")


def remove_first(tag: str, body: _Element) -> None:
    """Delete one control."""
    sdt = controls(body, tag)[0]
    holder = sdt.getparent()
    assert holder is not None
    holder.remove(sdt)


@pytest.mark.parametrize("tags", ["kept", "lost"])
def test_a_removed_control_is_said(tags: str, alter: Alter, campagne: Campagne) -> None:
    def act(body: _Element) -> None:
        answer(controls(body, "porteur.telephone")[0], "03 21 00 00 01")
        remove_first("porteur.courriel", body)
        if tags == "lost":
            without_tags(body)

    path = alter("lettre", act)
    reading = read(campagne, path)
    assert reading.unread == (
        "lettre.docx › Courriel\u00a0: le champ a été supprimé du formulaire.",
    )
    assert reading.dossier.porteur.telephone == "03 21 00 00 01"


def test_a_text_typed_outside_is_said(
    blank: dict[str, Path], campagne: Campagne, tmp_path: Path
) -> None:
    document = Document(str(blank["fiche_action"]))
    document.add_paragraph("Nous avons aussi un local rue des Lilas.")
    document.save(str(tmp_path / "fiche.docx"))
    [said] = read(campagne, tmp_path / "fiche.docx").unread
    assert "Nous avons aussi un local rue des Lilas." in said


def test_what_is_computed_is_said_not_kept(write: Write, campagne: Campagne) -> None:
    path = write("lettre", {"calcul.montant_en_lettres": ["mille"]})
    assert read(campagne, path).computed == ("Montant en toutes lettres",)


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_form_without_its_properties_is_known_by_its_controls(
    name: str, write: Write, campagne: Campagne
) -> None:
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

    path = alter("fiche_action", act)
    reading = read(campagne, path)
    assert reading.dossier.actions[0].objectifs == "Jardiner\nCuisiner"
    assert reading.unread == ()


def test_another_word_file_is_no_form(campagne: Campagne, tmp_path: Path) -> None:
    Document().save(str(tmp_path / "courrier.docx"))
    (tmp_path / "photo.docx").write_bytes(b"\x89PNG")
    with pytest.raises(WorkbookUnreadable, match="n’est pas un formulaire du kit vierge"):
        read(campagne, tmp_path / "courrier.docx")
    with pytest.raises(
        WorkbookUnreadable, match=r"Le formulaire photo\.docx n’est pas un document"
    ):
        read(campagne, tmp_path / "photo.docx")


def test_a_form_of_an_unknown_year_is_said(
    blank: dict[str, Path], campagne: Campagne, tmp_path: Path
) -> None:
    document = Document(str(blank["lettre"]))
    document.core_properties.keywords = "formulaire lettre 1999"
    document.save(str(tmp_path / "vieille.docx"))
    with pytest.raises(WorkbookUnreadable, match="formulaire de 1999"):
        read(campagne, tmp_path / "vieille.docx")
