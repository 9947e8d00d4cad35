"""The Word files of templates/: every field known and used, and pages that read well."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Twips
from PIL import Image

from packetgen.convert.engines import convert_documents
from packetgen.documents.contexts.fiche import TEXTS
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.lint.names import check_names
from packetgen.documents.lint.tags import TAG, text_of
from packetgen.documents.rendering.environment import TemplateEnvironment
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import NAMES, path_of
from packetgen.model.action import Action
from packetgen.model.bundle import PlacedPart
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.porteur import Porteur
from tests.documents.conftest import DESCRIPTION, contexts_of

LONG = f"{DESCRIPTION}\n{DESCRIPTION}\n{DESCRIPTION}\n{DESCRIPTION[:250]}"


@pytest.fixture
def contexts(
    dossier: Dossier, campagne: Campagne, today: date, placed: Sequence[PlacedPart]
) -> dict[str, Fields]:
    """What each template receives for the association's dossier."""
    return contexts_of(dossier, campagne, today, placed)


class Watched(dict[str, object]):
    """A context that notes the names that a template reads in it."""

    def __init__(self, fields: Mapping[str, object], path: str, seen: set[str]) -> None:
        super().__init__({key: watch(value, f"{path}{key}", seen) for key, value in fields.items()})
        self.path, self.seen = path, seen

    def __contains__(self, key: object) -> bool:
        self.seen.add(f"{self.path}{key}")
        return super().__contains__(key)


def watch(value: object, path: str, seen: set[str]) -> object:
    """Watch a dictionary, or those of a list."""
    if isinstance(value, dict):
        return Watched(value, f"{path}.", seen)
    if isinstance(value, list):
        return [watch(item, path, seen) for item in value]
    return value


def keys(value: object, path: str = "") -> Iterator[str]:
    """Every name that a context offers: `action.intitule`, `pieces.titre`."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{path}{key}"
            yield from keys(part, f"{path}{key}.")
    elif isinstance(value, list) and value:
        yield from keys(value[0], path)


def tags(path: Path) -> str:
    """The tags of a template's body and footer, in order."""
    document = Document(str(path))
    roots = [document.element.body, document.sections[0].footer._element]
    text = "\n".join(text_of(paragraph) for root in roots for paragraph in root.iter(qn("w:p")))
    return "\n".join(re.sub(r"%(p|tr|tc|r) ", "% ", tag[0]) for tag in TAG.finditer(text))


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_known_and_none_is_left_out(name: str, contexts: dict[str, Fields]) -> None:
    seen: set[str] = set()
    tree = TemplateEnvironment().parse(tags(path_of(2026, name)))
    assert list(check_names(tree, Watched(contexts[name], "", seen))) == []
    assert seen == set(keys(contexts[name]))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_made_to_be_edited_and_drawn(name: str) -> None:
    path = path_of(2026, name)
    document = Document(str(path))
    section = document.sections[0]
    assert (section.page_width, section.page_height) == (Twips(11906), Twips(16838))
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part).decode() for part in package.namelist()}
    assert 'w:lang w:val="fr-FR"' in parts["word/styles.xml"]
    assert "<dc:language>fr-FR</dc:language>" in parts["docProps/core.xml"]
    assert document.core_properties.title
    unloved = r"w:(framePr|pict|sdt|strike|smallCaps)|mc:AlternateContent"
    assert not re.search(unloved, parts["word/document.xml"])
    footer = parts["word/footer1.xml"]
    marks = re.findall(r'fldCharType="(\w+)"|(PAGE|NUMPAGES) <', footer)
    assert [first or second for first, second in marks] == [
        *("begin", "PAGE", "separate", "end"),
        *("begin", "NUMPAGES", "separate", "end"),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_tables_tell_what_they_hold_and_repeat_their_head(name: str) -> None:
    document = Document(str(path_of(2026, name)))
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        if name != "lettre" and any("{%tr for" in text_of(row._tr) for row in table.rows):
            first = table.rows[0]._tr.trPr
            assert first is not None
            assert first.find(qn("w:tblHeader")) is not None


def said(path: Path) -> str:
    """All the text of a Word file, a line per paragraph."""
    body = Document(str(path)).element.body
    return "\n".join(text_of(paragraph) for paragraph in body.iter(qn("w:p")))


@pytest.fixture
def documents(contexts: dict[str, Fields], tmp_path: Path) -> dict[str, str]:
    """The three documents of the association, as text."""
    texts = {}
    for name, fields in contexts.items():
        render(path_of(2026, name), fields, tmp_path / f"{name}.docx")
        texts[name] = said(tmp_path / f"{name}.docx")
    return texts


def test_the_letter_says_what_the_note_asks(documents: dict[str, str]) -> None:
    letter = documents["lettre"]
    assert "Action «\u00a0Potagers en pied d’immeuble\u00a0»" in letter
    pilier = (
        "Cette action répond prioritairement au pilier «\u00a0Agir\u00a0» du contrat de ville. "
    )
    assert f"{pilier}Les habitants créent" in letter
    assert "6\u00a0500\u00a0€ (six mille cinq cents euros)" in letter
    assert "Lens, le 5\u00a0novembre 2025" in letter
    assert letter.index("CA DE LENS-LIEVIN") < letter.index("Monsieur le Président,")
    politesse = (
        "Je vous prie d’agréer, Monsieur le Président, l’expression de ma haute considération."
    )
    assert politesse in letter


def test_the_fiche_is_proposed_and_never_official(documents: dict[str, str]) -> None:
    fiche = documents["fiche_action"]
    assert "modèle proposé" in fiche
    assert "officiel" not in fiche
    assert "Nombre prévisionnel d’heures de mobilisation" in fiche
    assert "44\u00a0h" in fiche
    assert "Sans objet" not in fiche


def test_no_agent_is_an_explicit_sentence(
    dossier: Dossier, action: Action, campagne: Campagne, today: date, tmp_path: Path
) -> None:
    alone = replace(action, agents_departement=False, interventions=())
    fields = contexts_of(replace(dossier, actions=(alone,)), campagne, today)["fiche_action"]
    render(path_of(2026, "fiche_action"), fields, tmp_path / "fiche.docx")
    text = said(tmp_path / "fiche.docx")
    assert (
        "Sans objet\u00a0: l’action ne s’appuie pas sur la participation d’un agent du Département."
        in text
    )
    assert "Métier" not in text


def test_the_checklist_names_the_missing_piece_and_the_contacts(documents: dict[str, str]) -> None:
    checklist = documents["liste"]
    assert "7 sur 8. Il manque\u00a0: récépissé de déclaration au JO." in checklist
    assert "Paul DELVAL" in checklist
    assert "Anne MARTEL" not in checklist
    assert "Non sollicités dans ce budget\u00a0: Région Hauts-de-France." in checklist
    assert not re.search(r"[{}]|None|Decimal|datetime", "".join(documents.values()))


def test_a_normal_letter_is_one_page_signature_included(
    contexts: dict[str, Fields], tmp_path: Path
) -> None:
    assert 600 <= len(DESCRIPTION) <= 700
    signature = tmp_path / "signature.png"
    Image.new("RGB", (600, 400), "navy").save(signature)
    plain, signed = tmp_path / "lettre.docx", tmp_path / "signee.docx"
    render(path_of(2026, "lettre"), contexts["lettre"], plain)
    images = {"image_signature": signature}
    render(path_of(2026, "lettre"), contexts["lettre"], signed, images=images)
    conversions = convert_documents([plain, signed], tmp_path)
    assert [conversion.pages for conversion in conversions] == [1, 1]
    assert [conversion.missing_words for conversion in conversions] == [(), ()]


def test_the_longest_texts_still_read_well(
    dossier: Dossier,
    porteur: Porteur,
    action: Action,
    campagne: Campagne,
    today: date,
    placed: Sequence[PlacedPart],
    tmp_path: Path,
) -> None:
    texts: dict[str, Any] = dict.fromkeys(TEXTS, LONG)
    many = replace(
        action,
        **texts,
        intitule="Du jardin à l’assiette, " * 6,
        quartiers=tuple(quartier.libelle for quartier in campagne.quartiers[:6]),
        interventions=action.interventions * 6,
        indicateurs=action.indicateurs * 8,
        communes=action.communes * 6,
    )
    long = replace(porteur, denomination="Les Amis du quartier " * 5)
    longest = replace(dossier, porteur=long, actions=(many,))
    for name, fields in contexts_of(longest, campagne, today, placed).items():
        render(path_of(2026, name), fields, tmp_path / f"{name}.docx")
    conversions = convert_documents([tmp_path / f"{name}.docx" for name in NAMES], tmp_path)
    pages = dict(zip(NAMES, (conversion.pages for conversion in conversions), strict=True))
    assert pages["lettre"] == 2
    assert pages["fiche_action"] <= 8
    assert pages["liste"] <= 3
    assert not any(conversion.missing_words for conversion in conversions)
