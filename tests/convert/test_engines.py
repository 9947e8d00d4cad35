"""convert_documents: names, titles, same bytes, second library, and an honest self-check."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from docx.document import Document

from packetgen.convert import embedded
from packetgen.convert.engines import ENGINES, convert_documents
from packetgen.convert.pdf_metadata import finish
from packetgen.errors import CannotWrite, ConversionFailed, PacketgenError, UsageError
from tests.convert.samples import paragraph, part_of, repack, run, text_of, write_docx

RELATIONSHIPS = "word/_rels/document.xml.rels"


def titled(document: Document) -> None:
    document.core_properties.title = "Lettre à la présidente de la CALL"


def without_styles(path: Path) -> Path:
    """Make a document that dxpdf refuses and rdocx draws."""
    return repack(path, {"word/styles.xml": None})


def test_each_pdf_has_its_name_and_once_finished_its_title_and_language(tmp_path: Path) -> None:
    sources = [
        write_docx(tmp_path / "lettre.docx", paragraph(run("Bonjour")), titled),
        write_docx(tmp_path / "fiche action.docx", paragraph(run("Objectifs"))),
    ]
    before = [source.read_bytes() for source in sources]
    out = tmp_path / "pdf"
    out.mkdir()
    done = convert_documents(sources, out)
    assert [(item.source, item.pdf, item.pages) for item in done] == [
        (sources[0], out / "lettre.pdf", 1),
        (sources[1], out / "fiche action.pdf", 1),
    ]
    assert [source.read_bytes() for source in sources] == before
    titles = ("Lettre à la présidente de la CALL", "fiche action")
    for item, title in zip(done, titles, strict=True):
        finish(item)
        with pikepdf.open(item.pdf) as pdf:
            assert str(pdf.docinfo["/Title"]) == title
            assert str(pdf.Root.Lang) == "fr-FR"
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
            assert pdf.check_pdf_syntax() == []


def test_same_document_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_docx(tmp_path / "a.docx", paragraph(run("Quartier prioritaire ☑")), titled)
    digests = []
    for place, (zone, language, home) in enumerate(
        (("Europe/Paris", "fr_FR.UTF-8", "/home/lens"), ("Pacific/Noumea", "C", "/nonexistent"))
    ):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", language)
        monkeypatch.setenv("HOME", home)
        out = tmp_path / str(place)
        out.mkdir()
        [done] = convert_documents([first], out)
        digests.append(hashlib.sha256(done.pdf.read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_rdocx_draws_what_dxpdf_refuses_and_the_others_stay_with_dxpdf(tmp_path: Path) -> None:
    sources = [
        write_docx(tmp_path / "1.docx", paragraph(run("Première"))),
        without_styles(write_docx(tmp_path / "2.docx", paragraph(run("Deuxième ☐")))),
        write_docx(tmp_path / "3.docx", paragraph(run("Troisième"))),
    ]
    done = convert_documents(sources, tmp_path)
    assert [item.drawn_by for item in done] == ["dxpdf 0.8.1", "rdocx 0.16.3", "dxpdf 0.8.1"]
    assert [item.missing_words for item in done] == [(), (), ()]
    assert text_of(done[1].pdf) == "Deuxième ☐"
    again = convert_documents(sources[1:2], tmp_path / "..")[0]
    assert again.pdf.read_bytes() == done[1].pdf.read_bytes()
    again.pdf.unlink()


def test_words_that_no_library_draws_are_named(tmp_path: Path) -> None:
    graphic = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900" cy="900"/><wp:docPr id="1" name="g"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart r:id="graphe"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    source = write_docx(tmp_path / "d.docx", paragraph(run("Bilan de l’année"), graphic))
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx>'
        "<c:rich><a:p><a:r><a:t>Répartition du Bilan</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "</c:chart></c:chartSpace>"
    )
    related = (
        b'<Relationship Id="graphe" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/chart" Target="charts/chart1.xml"/></Relationships>'
    )
    listing = part_of(source, RELATIONSHIPS).replace(b"</Relationships>", related)
    repack(source, {RELATIONSHIPS: listing, "word/charts/chart1.xml": chart.encode()})
    [done] = convert_documents([source], tmp_path)
    assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ("Répartition",))


def test_dates_are_those_of_the_document(tmp_path: Path) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = '<w:r><w:instrText> DATE \\@ "d MMMM yyyy" </w:instrText></w:r>'
    complex_field = mark("begin") + code + mark("separate") + run("3 mars 2020") + mark("end")
    simple_field = f'<w:fldSimple w:instr=" TIME ">{run("8 h 30")}</w:fldSimple>'
    body = paragraph(run("Lens, le "), complex_field, run(" à "), simple_field)
    [done] = convert_documents([write_docx(tmp_path / "d.docx", body)], tmp_path)
    assert text_of(done.pdf) == "Lens, le 3 mars 2020 à 8 h 30"
    assert str(datetime.now(UTC).year) not in text_of(done.pdf)


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        ("RuntimeError", ConversionFailed, "« lettre » n’a pu être mis en PDF"),
        ("OSError", CannotWrite, "libérez de la place"),
    ],
    ids=["nothing draws it", "disk full"],
)
def test_a_failure_says_what_it_is(
    answer: str,
    error: type[PacketgenError],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = tmp_path / f"fake_{answer.lower()}.py"
    fake.write_text(f"def handle(**fields): return '{answer}'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embedded, "DRAWING", replace(embedded.DRAWING, module=fake.stem))
    source = write_docx(tmp_path / "lettre", paragraph(run("Bonjour")))
    with pytest.raises(error, match=message):
        convert_documents([source], tmp_path)


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="integre ou libreoffice"):
        convert_documents([], tmp_path, "word")


def test_the_embedded_engine_says_its_version() -> None:
    assert ENGINES["integre"].version() == "dxpdf 0.8.1"
