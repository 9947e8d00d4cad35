"""The Word files of templates/: every field known and used, and pages that read well."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Twips
from msgspec.structs import replace
from PIL import Image

from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.engines import ENGINES, convert_documents
from packetgen.convert.word.ooxml import text_of
from packetgen.documents.contexts.fiche import TEXTS, fiche_action
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.lint.blocks import check_tags
from packetgen.documents.lint.tags import read_tags
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import COURRIERS, INSTRUCTION_NAMES, NAMES, path_of
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.modeles.check import FULLEST
from packetgen.modeles.sample_dossiers import specimens
from tests.changes import action, both, porteur
from tests.checks.situations import DEPOT_OPEN
from tests.documents.conftest import DESCRIPTION, contexts_of
from tests.packages import parts_of
from tests.tables import table

SAID = table(__file__)

# Their tables go on over pages; those of letters only place words
HEADED = ("fiche_action", "liste", "instruction")


@pytest.fixture
def contexts(dossier: Dossier, campagne: Campagne) -> dict[str, Fields]:
    return contexts_of(dossier, campagne)


class Watched(dict[str, object]):
    """A context that notes the names that it offers, and those that a template reads in it."""

    def __init__(
        self, fields: Mapping[str, object], path: str, offered: set[str], seen: set[str]
    ) -> None:
        self.path, self.offered, self.seen = path, offered, seen
        offered |= {f"{path}{key}" for key in fields}
        super().__init__({key: self.watch(key, value) for key, value in fields.items()})

    def watch(self, key: str, value: object) -> object:
        if isinstance(value, list):
            return [self.watch(key, item) for item in value]
        inner = f"{self.path}{key}."
        return Watched(value, inner, self.offered, self.seen) if isinstance(value, dict) else value

    def __contains__(self, key: object) -> bool:
        self.seen.add(f"{self.path}{key}")
        return super().__contains__(key)


@pytest.mark.parametrize("names", [*((name,) for name in (*NAMES, "instruction")), COURRIERS])
def test_every_field_is_known_and_none_is_left_out(
    names: tuple[str, ...], contexts: dict[str, Fields], campagne: Campagne
) -> None:
    offered: set[str] = set()
    seen: set[str] = set()
    fields = specimens(campagne)[FULLEST].fields | contexts
    for name in names:  # what letters share, one of them says
        document = Document(str(path_of(2026, name)))
        watched = Watched(fields[name], "", offered, seen)
        for root in (document.element.body, document.sections[0].footer._element):
            assert list(check_tags(read_tags(root), watched)) == []
    # a sum of the lines below, for the templates that people made before
    assert offered - seen <= {"budget.contributions_charges", "budget.contributions_produits"}


@pytest.mark.parametrize("name", [*NAMES, *INSTRUCTION_NAMES])
def test_a_template_is_made_to_be_edited_and_drawn(name: str) -> None:
    path = path_of(2026, name)
    document = Document(str(path))
    section = document.sections[0]
    assert (section.page_width, section.page_height) == (Twips(11906), Twips(16838))
    parts = {part: content.decode() for part, content in parts_of(path).items()}
    assert 'w:lang w:val="fr-FR"' in parts["word/styles.xml"]
    assert "<dc:language>fr-FR</dc:language>" in parts["docProps/core.xml"]
    assert document.core_properties.title
    unloved = r"w:(framePr|pict|sdt|strike|smallCaps)|mc:AlternateContent"
    assert not re.search(unloved, parts["word/document.xml"])
    marks = re.findall(r'fldCharType="(\w+)"|(PAGE|NUMPAGES) <', parts["word/footer1.xml"])
    numbers = [first or second for first, second in marks]
    assert numbers == "begin PAGE separate end begin NUMPAGES separate end".split()
    for each in document.tables:
        assert each._tbl.tblPr.find(qn("w:tblCaption")) is not None
        if name in HEADED and any("{%tr for" in text_of(row._tr) for row in each.rows):
            assert each.rows[0]._tr.xpath("w:trPr/w:tblHeader")


def made(name: str, fields: Fields, folder: Path) -> str:
    """All the text of a document, a line per paragraph, one kind of space."""
    render(path_of(2026, name), fields, folder / f"{name}.docx")
    body = Document(str(folder / f"{name}.docx")).element.body
    text = "\n".join(text_of(paragraph) for paragraph in body.iter(qn("w:p")))
    return text.replace("\u00a0", " ")


def test_the_documents_say_what_the_note_asks(contexts: dict[str, Fields], tmp_path: Path) -> None:
    documents = {name: made(name, fields, tmp_path) for name, fields in contexts.items()}
    letter = documents["lettre"]
    assert letter.index("CA DE LENS-LIEVIN") < letter.index("Monsieur le Président,")
    for name, text in documents.items():
        assert [words for words in SAID["says"][name] if words not in text] == []
        assert [words for words in SAID["does_not_say"].get(name, ()) if words in text] == []
    assert not re.search(r"[{}]|None|Decimal|datetime", "".join(documents.values()))


def test_no_agent_is_said(dossier: Dossier, campagne: Campagne, tmp_path: Path) -> None:
    alone = action(agents_departement=False, interventions=())(dossier)
    text = made("fiche_action", contexts_of(alone, campagne)["fiche_action"], tmp_path)
    assert "Sans objet : l’action ne s’appuie pas sur la participation d’un agent du Dép" in text
    assert "Métier" not in text


def test_a_signed_letter_is_one_page(contexts: dict[str, Fields], tmp_path: Path) -> None:
    assert 600 <= len(DESCRIPTION) <= 700
    signature, letter = tmp_path / "signature.png", tmp_path / "lettre.docx"
    Image.new("RGB", (600, 400), "navy").save(signature)
    images = {"image_signature": signature}
    render(path_of(2026, "lettre"), contexts["lettre"], letter, images=images)
    [conversion] = convert_documents([letter], tmp_path)
    assert (conversion.pages, conversion.missing_words) == (1, ())


def test_the_longest_texts(dossier: Dossier, campagne: Campagne, tmp_path: Path) -> None:
    texts: dict[str, Any] = dict.fromkeys(TEXTS, "\n".join([DESCRIPTION] * 3))
    longest = both(
        action(**texts, intitule="Du jardin à l’assiette, " * 6),
        action(quartiers=tuple(each.libelle for each in campagne.quartiers[:6])),
        action(interventions=lambda rows: rows * 6, indicateurs=lambda rows: rows * 8),
        action(communes=lambda rows: rows * 6),
        porteur(denomination="Les Amis du quartier " * 5),
    )(dossier)
    for name, fields in contexts_of(longest, campagne).items():
        render(path_of(2026, name), fields, tmp_path / f"{name}.docx")
    drawn = convert_documents([tmp_path / f"{name}.docx" for name in NAMES], tmp_path)
    letter, fiche, liste = (each.pages for each in drawn)
    assert (letter, fiche <= 8, liste <= 3) == (2, True, True)
    assert not any(each.missing_words for each in drawn)


LENGTHS = range(60, 4_000, 160)
HEADING = re.compile(
    r"[1-9]\. |Signature|Description$|Contexte$|Objectifs$|Déroulé$|Dimension|Articulation|Comité"
    r"|Indicateur|Métier|Charges|Subvention demandée"
)
NQE = ("nqe_fil_rouge", "nqe_temps_forts", "nqe_participation")
FOOTER = re.compile(r"Appel à projets 2026 – Contrat de ville – |Page.\d")


@pytest.mark.parametrize(
    ("engine", "lengths"),
    [
        ("integre", LENGTHS[::5]),
        *(pytest.param(engine, LENGTHS, marks=pytest.mark.slow) for engine in ENGINES),
    ],
)
@pytest.mark.parametrize("asked", [False, True], ids=["without-region", "with-region"])
def test_no_heading_ends_a_page_and_no_signature_is_alone(
    asked: bool, engine: str, lengths: range, dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    whole = dossier.actions[0]
    if asked:
        whole = replace(
            whole,
            priorite_region=campagne.priorites[0].libelle,
            dispositif_region=campagne.dispositifs[0].libelle,
            reponses=dict.fromkeys(NQE, DESCRIPTION[:180]),
        )
    sources = []
    for length in lengths:
        longer = replace(whole, description=(f"{DESCRIPTION} " * 7)[:length])
        sources.append(tmp_path / f"{length}.docx")
        fields = fiche_action(dossier, longer, campagne, today=DEPOT_OPEN)
        render(path_of(2026, "fiche_action"), fields, sources[-1])
    for done in convert_documents(sources, tmp_path, engine):
        pages = [
            [line for line in text.splitlines() if not FOOTER.match(line)]
            for text in page_texts(done.pdf)
        ]
        assert [lines[-1] for lines in pages if HEADING.match(lines[-1])] == []
        assert not pages[-1][0].startswith("Signature")
        assert done.missing_words == ()
