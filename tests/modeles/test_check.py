"""Templates looked into and drawn: what a person at the CALL is told of a file she edited."""

import re
import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document

from packetgen import resources
from packetgen.checks import run
from packetgen.checks.rule import Case
from packetgen.documents.lint import client
from packetgen.documents.rendering.template_file import INSTRUCTION_NAMES, KIT_NAMES, NAMES, path_of
from packetgen.errors import ExitCode, TemplateInvalid
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PORTEUR
from packetgen.model.finding import Severity
from packetgen.modeles import check, guide
from packetgen.modeles.sample_dossiers import MOST_AGENTS, example, maximal, minimal, specimens
from packetgen.system.worker import Worker, WorkerFailure
from tests.conftest import CHECKOUT
from tests.documents.word_parts import edited
from tests.folders import own_calls


def test_the_templates_of_the_year_are_right(campagne: Campagne) -> None:
    checked = check.check((), None)
    own = ("lettre_departement", "fiche_region", "bilan")
    assert [each.name for each in checked] == [*NAMES, *INSTRUCTION_NAMES, *KIT_NAMES, *own]
    assert all(each.exit_code is ExitCode.DONE for each in checked)
    remarks = [problem for each in checked for problem in each.problems]
    assert {problem.severity for problem in remarks} == {Severity.INFORMATION}
    assert len(remarks) == 2
    assert all("avec un dossier très rempli, ce document prend 2" in it.message for it in remarks)
    limit = campagne.seuil("max_pages_lettre").valeur
    for each in (checked[0], *checked[3:8]):
        assert [each.pages[kind] for kind in ("minimal", "exemple")] == [limit, limit]
    assert [each.pages for each in checked[8:12]] == [*({"appel": n} for n in (2, 2, 1, 3))]


def test_a_page_of_the_kit_that_asks_for_a_dossier_is_wrong(tmp_path: Path) -> None:
    path = edited(tmp_path, "notice", "{{ organisme|le }}", new="{{ porteur.nom }}")
    [checked] = check.check([path], 2026)
    assert checked.name == "notice"
    assert "le champ « porteur » n’existe pas" in checked.problems[0].message
    assert "D’abord, toujours" in checked.problems[0].place


def test_an_absent_template_is_told_with_the_others(campagne: Campagne, tmp_path: Path) -> None:
    (own_calls(tmp_path) / "templates" / "2026" / "contacts.docx").unlink()
    with resources.campagnes_in(tmp_path):
        checked = check.check_year(campagne)
    assert len(checked) == 15
    [wrong] = [each for each in checked if each.is_wrong]
    assert "Il manque le modèle « contacts.docx »" in wrong.problems[0].message


def test_a_letter_that_runs_over_is_wrong(tmp_path: Path) -> None:
    filler = "Une phrase que la CALL ajoute. " * 90
    path = edited(tmp_path, "lettre", "à la disposition", new=f"{filler} à la disposition")
    [checked] = check.check([path], 2026)
    assert checked.exit_code is ExitCode.TEMPLATE_INVALID
    messages = [problem.message for problem in checked.problems if problem.is_blocking]
    assert len(messages) == 2
    assert "avec un dossier d’exemple, ce document prend 2\u00a0pages (limite : 1" in messages[1]


def test_a_file_is_recognised_by_name_or_fields(tmp_path: Path, campagne: Campagne) -> None:
    dossiers = check.trials(campagne)
    for name in ("lettre version 2 (Anne).docx", "Copie de document.docx"):
        shutil.copy(path_of(2026, "lettre"), tmp_path / name)
        assert check.recognise(tmp_path / name, campagne, dossiers) == "lettre"


def test_what_is_no_word_file_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "lettre.docx"
    path.write_bytes(b"bonjour")
    [checked] = check.check([path], 2026)
    [problem] = checked.problems
    assert "n’est pas un document Word" in problem.message
    assert (checked.exit_code, checked.pages) == (ExitCode.TEMPLATE_INVALID, {})


@pytest.mark.parametrize(
    ("lost", "reason"), [(WorkerFailure.LATE, "20 secondes"), (WorkerFailure.DIED, "échouer")]
)
def test_a_template_that_outlasts_or_kills_its_process_is_refused(
    lost: WorkerFailure, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_receive", lambda _worker: lost)
    with pytest.raises(TemplateInvalid, match=reason):
        client.inspect_and_fill(path_of(2026, "lettre"), {}, (), tmp_path)


def test_the_preview_of_a_file_says_that_it_is_invented(tmp_path: Path) -> None:
    path = edited(tmp_path, "lettre", "haute considération", new="considération distinguée")
    with pdfium.PdfDocument(BytesIO(check.preview([path], 2026, ()))) as pdf:
        assert pdf.get_metadata_value("Title").startswith("Aperçu – Appel à projets 2026")
        [text] = (page.get_textpage().get_text_range() for page in pdf)
    assert "Aperçu – données inventées" in text
    assert "considération distinguée" in text


def test_the_preview_shows_the_templates_asked_for_and_says_what_of_each() -> None:
    content = check.preview((), 2026, ["lettre", "calendrier"])
    with pdfium.PdfDocument(BytesIO(content)) as pdf:
        assert [entry.get_title() for entry in pdf.get_toc()] == ["Lettre", "Calendrier"]
        letter, calendar = (page.get_textpage().get_text_range() for page in pdf)
    assert "Aperçu – données inventées" in letter
    assert "Aperçu – données inventées" not in calendar
    assert "Aperçu – données de l’appel" in calendar


@pytest.mark.parametrize("name", (*NAMES, "contacts", "instruction", "accord"))
def test_the_listed_variables_are_right(name: str, tmp_path: Path, campagne: Campagne) -> None:
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
    assert all("limite" in problem.message for problem in checked.problems)


def test_the_readme_of_the_templates_is_current() -> None:
    readme = (CHECKOUT / "templates" / "README.md").read_text(encoding="utf-8")
    assert readme == guide.guide(None)
    assert re.search(r"^\| &emsp;`{{ ligne\.metier }}` \| Métier \|", readme, re.MULTILINE)


def test_the_example_holds_the_examples_of_the_catalogue(campagne: Campagne) -> None:
    dossier = example(campagne)
    assert dossier.porteur.denomination == "Les Jardins du 12-14"
    assert dossier.porteur.nom_signataire == "", "the representative signs, as most do"
    action = dossier.actions[0]
    assert (action.date_debut, action.public_nombre) == (date(2026, 2, 2), 40)
    assert action.interventions[0].heures_calculees == 24


def test_the_least_leaves_empty_what_is_not_always_asked(campagne: Campagne) -> None:
    dossier = minimal(campagne)
    empty = [field.key for field in PORTEUR if not getattr(dossier.porteur, field.attribute)]
    assert "porteur.sigle" in empty
    assert "porteur.denomination" not in empty
    assert dossier.actions[0].contexte == ""
    assert dossier.actions[0].agents_departement is False


def test_the_most_fills_every_field_and_every_row(campagne: Campagne) -> None:
    dossier = maximal(campagne)
    action = dossier.actions[0]
    assert [f.key for f in PORTEUR if not getattr(dossier.porteur, f.attribute)] == []
    assert len(action.interventions) == MOST_AGENTS
    assert len(action.quartiers) == 6
    assert len({commune.commune for commune in action.communes}) == 6
    limit = campagne.seuil("description_lettre").valeur
    assert limit - 20 < len(action.description) <= limit
    assert len(dossier.porteur.adresse) <= campagne.seuil("ligne_postale").valeur
    assert {*action.budget.montants} == {code for each in campagne.comptes for code in each.codes}


@pytest.mark.parametrize("name", ["minimal", "exemple", "maximal"])
def test_an_invented_dossier_breaks_no_rule_of_figures(name: str, campagne: Campagne) -> None:
    report = run.run_rules(Case(specimens(campagne)[name].dossier, campagne, date(2025, 10, 20)))
    blocking = {each.code for each in report.findings if each.severity is Severity.BLOQUANT}
    assert not blocking & {"BUDGET-01", "BUDGET-02", "EPCI-04"}, "it balances, and asks the CALL"


def test_only_a_full_dossier_has_every_line_of_the_checklist(campagne: Campagne) -> None:
    fields = {name: each.fields["liste"] for name, each in specimens(campagne).items()}
    assert fields["exemple"]["facultatives"]
    assert not fields["maximal"]["facultatives"]
