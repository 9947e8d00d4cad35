"""The blank forms: valid, whole, of the year, the same each time, and openable everywhere."""

import re
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator

from packetgen.convert.word.ooxml import text_of
from packetgen.documents.blanks.controls import W15
from packetgen.documents.blanks.fields import FIRST_MARK, fields_of
from packetgen.documents.blanks.write import CONTEXTS, write_blank
from packetgen.documents.rendering.template_file import path_of
from packetgen.model.campagne import Campagne
from packetgen.model.fields import COMPUTED, NO, YES

# ECMA-376 makes these parts optional (11.3.5, 14.2.7); the year's own templates have none
OPTIONAL_PARTS = ("relationships/fontTable", "relationships/theme")
ORDER = "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding".split()
MARK = re.compile(f"[{chr(FIRST_MARK)}-\uefff]")
# Asked by the workbook alone: the bank, another signatory, a drawn signature, what is counted
ONLY_IN_THE_WORKBOOK = {
    *("porteur.iban", "porteur.bic", "porteur.titulaire_compte", "porteur.nom_signataire"),
    *("porteur.fonction_signataire", "porteur.image_signature"),
    "agents.heures",
}


@pytest.fixture(scope="module")
def forms(campagne: Campagne, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("vierges")
    for name in CONTEXTS:
        write_blank(name, campagne, folder / f"{name}.docx")
    return {name: folder / f"{name}.docx" for name in CONTEXTS}


def complaints(path: Path) -> list[str]:
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))
    said = [str(error) for error in result.errors]
    return [error for error in said if not any(part in error for part in OPTIONAL_PARTS)]


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_form_is_as_office_and_iso_29500_ask(name: str, forms: dict[str, Path]) -> None:
    assert complaints(forms[name]) == []
    body = Document(str(forms[name])).element.body
    # The validator takes any order there, as ECMA-376 did at first; ISO 29500 sets it
    for properties in body.iter(qn("w:sdtPr")):
        names = [each.tag.rpartition("}")[2] for each in properties]
        places = [ORDER.index(each) if each in ORDER else len(ORDER) for each in names]
        assert places == sorted(set(places)), names
    numbers = [each.get(qn("w:val")) for each in body.iter(qn("w:id"))]
    assert len(numbers) == len(set(numbers)) > 20
    assert all(text_of(content).strip() for content in body.iter(qn("w:sdtContent")))
    assert not MARK.search(text_of(body))


def test_the_forms_ask_every_known_field(campagne: Campagne, forms: dict[str, Path]) -> None:
    asked = set()
    for path in forms.values():
        for tag in Document(str(path)).element.body.iter(qn("w:tag")):
            asked.add((tag.get(qn("w:val")) or "").removesuffix(YES).removesuffix(NO))
    catalogue = fields_of(campagne)
    fields = {key for key in catalogue if not key.startswith(("pieces.", "budget."))}
    assert fields - asked == ONLY_IN_THE_WORKBOOK
    assert {f"budget.{code}" for compte in campagne.comptes for code in compte.codes} <= asked
    assert {f"pieces.{piece.code}" for piece in campagne.pieces if not piece.genere} <= {
        tag.removesuffix(".fichier").removesuffix(".1") for tag in asked
    }
    assert {tag for tag in asked if not tag.startswith(COMPUTED)} <= set(catalogue)


def test_word_adds_rows_and_offers_lists(campagne: Campagne, forms: dict[str, Path]) -> None:
    body = Document(str(forms["fiche_action"])).element.body
    titles = {each.get(f"{{{W15}}}val") for each in body.iter(f"{{{W15}}}sectionTitle")}
    assert titles == {"Interventions prévues", "Indicateurs", "Communes", "Quartiers prioritaires"}
    assert len(list(body.iter(f"{{{W15}}}repeatingSectionItem"))) == 5 + 4 + 3 + 3
    listed, suggested = (
        {tuple(item.get(qn("w:value")) for item in each) for each in body.iter(qn(f"w:{kind}"))}
        for kind in ("dropDownList", "comboBox")
    )
    names = ("formes", "piliers", "quartiers", "axes", "pactes", "priorites", "dispositifs")
    assert listed >= {campagne.choices(name) for name in names}
    assert suggested == {campagne.choices(name) for name in ("communes", "themes", "metiers")}


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_form_for_a_pen_has_no_control(name: str, campagne: Campagne, tmp_path: Path) -> None:
    write_blank(name, campagne, tmp_path / "stylo.docx", pen=True)
    body = Document(str(tmp_path / "stylo.docx")).element.body
    assert not list(body.iter(qn("w:sdt")))
    text = text_of(body)
    assert "......" in text
    assert not MARK.search(text)
    assert "Cliquez" not in text
    assert complaints(tmp_path / "stylo.docx") == complaints(path_of(campagne.annee, name))
