"""Templates looked into and drawn: what a person at the CALL is told of a file she edited."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn

from packetgen import resources
from packetgen.documents.lint import client
from packetgen.documents.rendering.template_file import KIT_NAMES, NAMES, path_of
from packetgen.errors import ExitCode, TemplateInvalid, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.modeles import check, guide
from packetgen.system.worker import Worker, WorkerFailure
from tests.conftest import CHECKOUT


def edited(folder: Path, name: str, old: str, new: str, copy: str = "") -> Path:
    """Copy a template of 2026 with words changed in its paragraphs, as one does in Word."""
    path = folder / (copy or f"{name}.docx")
    shutil.copy(path_of(2026, name), path)
    document = Document(str(path))
    changed = 0
    for text in document.element.body.iter(qn("w:t")):
        if text.text and old in text.text:
            text.text = text.text.replace(old, new)
            changed += 1
    assert changed
    document.save(str(path))
    return path


def test_the_templates_of_the_year_are_right(campagne: Campagne) -> None:
    checked = check.check((), None)
    assert [each.name for each in checked] == [*NAMES, *KIT_NAMES]
    assert all(each.exit_code is ExitCode.DONE for each in checked)
    remarks = [problem for each in checked for problem in each.problems]
    assert [problem.severity for problem in remarks] == [Severity.INFORMATION]
    assert "avec un dossier très rempli, ce document prend 2" in remarks[0].message
    limit = campagne.seuil("max_pages_lettre").valeur
    assert [checked[0].pages[kind] for kind in ("minimal", "exemple")] == [limit, limit]
    assert [each.pages for each in checked[3:]] == [{"appel": 2}, {"appel": 2}, {"appel": 1}]


def test_a_page_of_the_kit_that_asks_for_a_dossier_is_wrong(tmp_path: Path) -> None:
    path = edited(tmp_path, "notice", "{{ organisme }}", "{{ porteur.nom }}")
    [checked] = check.check([path], 2026)
    assert checked.name == "notice"
    assert "le champ « porteur » n’existe pas" in checked.problems[0].message
    assert "Dauphin d’abord, toujours" in checked.problems[0].place


def test_a_template_that_is_not_there_is_told_with_the_others(
    campagne: Campagne, tmp_path: Path
) -> None:
    templates = tmp_path / "templates" / "2026"
    shutil.copytree(path_of(2026, "lettre").parent, templates)
    shutil.copytree(CHECKOUT / "data" / "2026", tmp_path / "data" / "2026")
    (templates / "contacts.docx").unlink()
    with resources.campagnes_in(tmp_path):
        checked = check.check_year(campagne)
    assert len(checked) == 6
    [wrong] = [each for each in checked if each.is_wrong]
    assert "Il manque le modèle « contacts.docx »" in wrong.problems[0].message


def test_a_letter_that_runs_over_is_wrong(tmp_path: Path) -> None:
    filler = "Une phrase que la CALL ajoute. " * 90
    path = edited(tmp_path, "lettre", "à la disposition", f"{filler} à la disposition")
    [checked] = check.check([path], 2026)
    assert checked.exit_code is ExitCode.TEMPLATE_INVALID
    messages = [problem.message for problem in checked.problems if problem.is_blocking]
    assert len(messages) == 2
    assert "avec un dossier d’exemple, ce document prend 2\u00a0pages (limite : 1" in messages[1]


def test_a_letter_that_lost_its_amount_is_wrong_and_not_drawn(tmp_path: Path) -> None:
    path = edited(tmp_path, "lettre", "{{ subvention.montant }}", "6 500 €")
    [checked] = check.check([path], 2026)
    assert checked.is_wrong
    assert checked.pages == {}
    assert "n’écrit pas {{ subvention.montant }}" in checked.problems[0].message
    assert "le montant de subvention sollicité" in checked.problems[0].message


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_recognised_by_its_name_else_by_its_fields(
    name: str, tmp_path: Path, campagne: Campagne
) -> None:
    dossiers = check.trials(campagne)
    named = tmp_path / f"{name} version 2 (Anne).docx"
    unnamed = tmp_path / "Copie de document.docx"
    for path in (named, unnamed):
        shutil.copy(path_of(2026, name), path)
        assert check.recognise(path, campagne, dossiers) == name


def test_a_file_like_none_of_them_is_asked(tmp_path: Path, campagne: Campagne) -> None:
    path = tmp_path / "note.docx"
    Document().save(str(path))
    with pytest.raises(UsageError, match="quel modèle est-ce"):
        check.recognise(path, campagne, check.trials(campagne))


def test_what_is_no_word_file_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "lettre.docx"
    path.write_bytes(b"bonjour")
    [checked] = check.check([path], 2026)
    [problem] = checked.problems
    assert "n’est pas un document Word" in problem.message
    assert checked.exit_code is ExitCode.TEMPLATE_INVALID


@pytest.mark.parametrize(
    ("lost", "reason"), [(WorkerFailure.LATE, "20 secondes"), (WorkerFailure.DIED, "échouer")]
)
def test_a_template_that_outlasts_or_kills_its_process_is_refused(
    lost: WorkerFailure, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_receive", lambda _worker: lost)
    with pytest.raises(TemplateInvalid, match=reason):
        client.inspect_and_fill(path_of(2026, "lettre"), {}, "", (), tmp_path)


def test_the_preview_says_on_every_page_that_it_is_invented(tmp_path: Path) -> None:
    path = edited(tmp_path, "lettre", "haute considération", "considération distinguée")
    content = check.preview([path], 2026, ())
    with pdfium.PdfDocument(BytesIO(content)) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
        assert pdf.get_metadata_value("Title").startswith("Aperçu – Appel à projets 2026")
    assert len(texts) == 1
    assert all("Aperçu – données inventées" in text for text in texts)
    assert "considération distinguée" in texts[0]
    assert content == check.preview([path], 2026, ())


def test_the_preview_shows_the_templates_asked_for() -> None:
    with pdfium.PdfDocument(BytesIO(check.preview((), 2026, ["lettre", "liste"]))) as pdf:
        assert [entry.get_title() for entry in pdf.get_toc()] == [
            "Lettre au Président",
            "Liste des pièces",
        ]


def test_the_preview_of_the_kit_says_that_it_is_the_call_itself() -> None:
    content = check.preview((), 2026, ["liste", "calendrier"])
    with pdfium.PdfDocument(BytesIO(content)) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    marks = [text.count("Aperçu – données inventées") for text in texts]
    assert (marks, texts[-1].count("Aperçu – données de l’appel")) == (
        [1] * (len(texts) - 1) + [0],
        1,
    )


def test_no_preview_of_a_wrong_template(tmp_path: Path) -> None:
    path = edited(tmp_path, "liste", "{{ decompte }}", "{{ decomte }}")
    with pytest.raises(TemplateInvalid, match=r"vouliez-vous dire « decompte »"):
        check.preview([path], 2026, ())


def test_every_variable_is_described_and_every_catalogued_example_shown() -> None:
    listed = guide.variables_of(2026)
    assert len(listed) == 4
    by_name = {variable.name: variable for variable in listed["Fiche action (fiche_action.docx)"]}
    metier = by_name["agents.lignes.metier"]
    assert metier.tag == "{{ ligne.metier }}"
    assert metier.loops == ("{% for ligne in agents.lignes %}",)
    assert (metier.label, metier.example) == ("Métier", "Puéricultrice")
    assert by_name["agents.participation"].tag == "{% if agents.participation %}"
    assert all(each.label and each.kind for every in listed.values() for each in every)


@pytest.mark.parametrize("name", (*NAMES, "contacts"))
def test_a_template_of_all_the_listed_variables_is_right(
    name: str, tmp_path: Path, campagne: Campagne
) -> None:
    document = Document()
    listed = guide.variables_of(2026)
    [title] = [title for title in listed if f"{name}.docx" in title]
    for variable in listed[title]:
        if variable.kind == "liste":
            continue
        closing = "oui{% endif %}" if variable.tag.startswith("{% if") else ""
        loops, ends = "".join(variable.loops), "{% endfor %}" * len(variable.loops)
        document.add_paragraph(f"{loops}{variable.tag}{closing}{ends}")
    path = tmp_path / f"{name}.docx"
    document.save(str(path))
    checked = check.check_template(path, name, campagne, check.trials(campagne))
    assert [
        problem.message for problem in checked.problems if "limite" not in problem.message
    ] == []


def test_what_is_mandatory_is_listed_beside_each_variable() -> None:
    by_title = guide.variables_of(None).items()
    needed = {
        (title, variable.name): variable.needed
        for title, listed in by_title
        for variable in listed
        if variable.needed
    }
    fiche, kit = "Fiche action (fiche_action.docx)", guide.KIT_TITLE
    assert needed["Lettre au Président (lettre.docx)", "subvention.montant"] == "oui"
    assert needed[fiche, "agents.total"] == "oui, au choix"
    assert needed[kit, "etapes.quand"] == "calendrier.docx"
    assert len(needed) == 17


def test_the_readme_of_the_templates_is_current() -> None:
    readme = (CHECKOUT / "templates" / "README.md").read_text(encoding="utf-8")
    assert readme == guide.guide(None)
    assert re.search(r"^\| &emsp;`{{ ligne\.metier }}` \| Métier \|", readme, re.MULTILINE)
