"""What changed between two years, on screen and as a report that opens."""

import re
from pathlib import Path

import pytest
from docx import Document
from msgspec.structs import astuple

from packetgen import resources
from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.engines import convert_documents
from packetgen.edition.compare import compare, write_report
from packetgen.errors import TemplateInvalid, UsageError
from packetgen.model.comparison import Change, Comparison
from tests.conftest import needs_soffice
from tests.edition.calls import edit, plain
from tests.tables import table


def told(comparison: Comparison) -> dict[str, list[Change]]:
    """The changes by section, no-break spaces as spaces."""
    return {
        plain(each.title): [Change(*map(plain, astuple(news))) for news in each.news]
        for each in comparison.sections
    }


def years(calls: Path) -> Comparison:
    """2026 compared with 2027, both in the folder `calls`."""
    with resources.campagnes_in(calls):
        return compare(2026, 2027)


@pytest.fixture
def changed(calls: Path) -> Path:
    """2027 with a change of each kind."""
    data = calls / "data" / "2027"
    edit(data / "calendrier.toml", "debut = 2025-10-20\nfin = 2025-11-07", "debut = 2025-10-21")
    edit(data / "regles.toml", 'l’intitulé de l’action" }', 'l’intitulé" }')
    edit(data / "budget.toml", 'libelle = "Achats"', 'libelle = "Les achats"')
    path = calls / "templates" / "2027" / "lettre.docx"
    document = Document(str(path))
    long = [paragraph for paragraph in document.paragraphs if len(paragraph.text) > 60]
    long[0].runs[0].text = "Bonjour. " + long[0].runs[0].text
    long[1].insert_paragraph_before("Un paragraphe tout neuf.")
    document.sections[0].footer.paragraphs[0].add_run(" – 2027")
    document.save(str(path))
    return calls


def test_two_equal_years_have_nothing_to_say(calls: Path, tmp_path: Path) -> None:
    assert years(calls).sections == ()
    path = write_report(years(calls), tmp_path / "rien.docx")
    assert Document(str(path)).paragraphs[1].text.startswith("Rien ne change")


def test_each_kind_of_change_is_told(changed: Path) -> None:
    found = told(years(changed))
    *lists, template = found
    for title, said in table(__file__)["changed"].items():
        assert [news.sentence for news in found[title]] == said
    assert (lists, template) == (["Calendrier", "Règles", "Comptes"], "Modèle « lettre.docx »")
    *body, footer = found[template]
    assert {each.sentence for each in body} == {"Texte modifié"}
    before, after = (" ".join(getattr(each, key) for each in body) for key in ("before", "after"))
    for words in ("Bonjour. ", "Un paragraphe tout neuf. "):
        assert words in after
        after = after.replace(words, "")
    assert after == before
    assert footer.sentence == "Pied de page : texte modifié"
    assert footer.after == f"{footer.before} – 2027"


def test_statuses_and_lines_of_sources_are_no_news(calls: Path) -> None:
    for name in ("calendrier", "seuils"):
        path = calls / "data" / "2027" / f"{name}.toml"
        text = path.read_text("utf-8")
        path.write_text(re.sub('(?<=statut = )"(calcul|public)"', '"à confirmer"', text), "utf-8")
    path = calls / "data" / "2027" / "quartiers.toml"
    lines = re.sub(r'lignes = "(\d+)"', r'lignes = "1-\1"', path.read_text("utf-8"))
    path.write_text(lines, encoding="utf-8")
    assert told(years(calls)) == {}


def test_templates_come_go_and_change_their_looks(calls: Path) -> None:
    folder = calls / "templates" / "2027"
    (folder / "liste.docx").rename(folder / "pieces.docx")
    document = Document(str(folder / "lettre.docx"))
    document.paragraphs[0].paragraph_format.left_indent = 9999
    document.save(str(folder / "lettre.docx"))
    assert {title: news[0].sentence for title, news in told(years(calls)).items()} == {
        "Modèle « lettre.docx »": "La mise en page change ; les mots restent les mêmes.",
        "Modèle « liste.docx »": "Ce modèle est retiré.",
        "Modèle « pieces.docx »": "Ce modèle est ajouté.",
    }
    (folder / "lettre.docx").write_text("bonjour", encoding="utf-8")
    with pytest.raises(TemplateInvalid, match=r"lettre\.docx"):
        years(calls)


def test_the_report_is_a_word_file_or_a_pdf(changed: Path, tmp_path: Path) -> None:
    comparison = years(changed)
    path = write_report(comparison, tmp_path / "rapport.docx")
    assert path.read_bytes() == write_report(comparison, tmp_path / "encore.docx").read_bytes()
    document = Document(str(path))
    texts = [plain(paragraph.text) for paragraph in document.paragraphs]
    assert texts[:2] == ["Ce qui change de l’appel 2026 à l’appel 2027", "7 changements"]
    assert "Bonjour. " in document.tables[0].cell(1, 1).text
    written = page_texts(write_report(comparison, tmp_path / "rapport.pdf"))
    pdf = " ".join(" ".join(written).split())
    for section in comparison.sections:
        assert plain(section.title) in pdf
    assert pdf.endswith("1/1")
    with pytest.raises(UsageError, match=r"\.docx ou \.pdf"):
        write_report(comparison, tmp_path / "rapport.odt")


@pytest.mark.slow
@needs_soffice
def test_libreoffice_opens_the_report(changed: Path, tmp_path: Path) -> None:
    path = write_report(years(changed), tmp_path / "rapport.docx")
    [conversion] = convert_documents([path], tmp_path, "libreoffice")
    assert "Un paragraphe tout neuf." in " ".join(page_texts(conversion.pdf))
