"""convert_documents: names, titles, second library, self-check, and what a fatal document costs."""

import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from docx.document import Document

from packetgen.convert import embedded
from packetgen.convert.embedded_worker import DRAWN
from packetgen.convert.engines import convert_documents
from packetgen.convert.fontconfig import variables, write_fontconfig
from packetgen.convert.pdf_metadata import write_metadata
from packetgen.errors import CannotWrite, ConversionFailed, PacketgenError, UsageError
from tests.convert.samples import paragraph, relate, run, text_of, write_docx
from tests.convert.word.test_malformed import Spoil, nested_tables, page_of_no_size
from tests.packages import repack
from tests.tables import table


def test_each_pdf_has_its_name_and_once_finished_its_title_and_language(tmp_path: Path) -> None:
    def titled(document: Document) -> None:
        document.core_properties.title = "Lettre à la présidente"

    sources = [
        write_docx(tmp_path / "lettre.docx", paragraph(run("Bonjour")), titled),
        write_docx(tmp_path / "fiche action.docx", paragraph(run("Objectifs"))),
    ]
    before = [source.read_bytes() for source in sources]
    out = tmp_path / "pdf"
    out.mkdir()
    done = convert_documents(sources, out)
    expected = ((out / "lettre.pdf", 1), (out / "fiche action.pdf", 1))
    assert [(item.pdf, item.pages) for item in done] == list(expected)
    assert [source.read_bytes() for source in sources] == before
    for item, title in zip(done, ("Lettre à la présidente", "fiche action"), strict=True):
        write_metadata(item)
        with pikepdf.open(item.pdf) as pdf:
            assert str(pdf.docinfo["/Title"]) == title
            assert str(pdf.Root.Lang) == "fr-FR"
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
            assert pdf.check_pdf_syntax() == []


def test_rdocx_draws_what_dxpdf_refuses_and_the_others_stay_with_dxpdf(tmp_path: Path) -> None:
    texts = ("Première", "Deuxième ☐", "Troisième")
    sources = [write_docx(tmp_path / text, paragraph(run(text))) for text in texts]
    repack(sources[1], {"word/styles.xml": None})
    done = convert_documents(sources, tmp_path)
    assert [item.drawn_by for item in done] == ["dxpdf 0.8.1", "rdocx 0.16.3", "dxpdf 0.8.1"]
    assert [text_of(done[1].pdf), *(e.missing_words for e in done)] == ["Deuxième ☐", (), (), ()]
    first = done[1].pdf.read_bytes()
    assert convert_documents(sources[1:2], tmp_path)[0].pdf.read_bytes() == first


def test_words_that_no_library_draws_are_named(tmp_path: Path) -> None:
    xml = table(__file__)
    source = write_docx(tmp_path / "d.docx", paragraph(run("Bilan de l’année"), xml["graphic"]))
    repack(source, {"word/charts/chart1.xml": xml["chart"].encode()})
    relate(source, ("graphe", "chart", "charts/chart1.xml"))
    [done] = convert_documents([source], tmp_path)
    assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ("Bilan", "Répartition", "g"))


NOTHING_DRAWS = ("RuntimeError", ConversionFailed, "« lettre » n’a pu être mis en PDF")
DISK_FULL = ("OSError", CannotWrite, "libérez de la place")


@pytest.mark.parametrize("case", [NOTHING_DRAWS, DISK_FULL], ids=["nothing draws it", "disk full"])
def test_a_failure_says_what_it_is(
    case: tuple[str, type[PacketgenError], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, error, message = case
    fake = tmp_path / f"fake_{answer.lower()}.py"
    fake.write_text(f"def handle(**fields): return '{answer}'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embedded, "DRAWING", replace(embedded.DRAWING, module=fake.stem))
    source = write_docx(tmp_path / "lettre", paragraph(run("Bonjour")))
    with pytest.raises(error, match=message):
        convert_documents([source], tmp_path)


def draw(folder: Path, *names: str) -> list[object]:
    fonts = variables(write_fontconfig(folder))
    with embedded.DRAWING.start(folder, variables=fonts) as worker:
        for name in names:
            worker.ask(library="dxpdf", path=str(folder / name))
        return list(worker.results())


@pytest.mark.parametrize("fatal", [nested_tables, page_of_no_size], ids=["crash", "panic"])
def test_a_fatal_document_takes_no_other_along(tmp_path: Path, fatal: Spoil) -> None:
    for name in ("before", "fatal", "after"):
        write_docx(tmp_path / f"{name}.docx", paragraph(run("Bonjour")))
    fatal(tmp_path / "fatal.docx")
    before, died, after = draw(tmp_path, "before", "fatal", "after")
    assert (before, after) == (DRAWN, DRAWN)
    assert died != DRAWN
    assert not (tmp_path / "fatal.pdf").exists()
    assert (tmp_path / "after.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de fontconfig")
def test_the_fonts_configuration_sees_itself_and_nothing_of_the_system(tmp_path: Path) -> None:
    configuration = write_fontconfig(tmp_path)
    root = Path(variables(configuration)["FONTCONFIG_SYSROOT"])
    seen = root / configuration.relative_to("/")
    assert seen.samefile(configuration)
    assert seen.with_name("fonts").samefile(tmp_path / "fonts")
    assert {path.name for path in root.iterdir()} == {configuration.parts[1]}


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="integre ou libreoffice"):
        convert_documents([], tmp_path, "word")
