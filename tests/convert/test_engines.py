"""convert_documents: names, titles, second library, self-check; malformed and hostile documents."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from docx.document import Document
from msgspec.structs import replace

from packetgen.convert import embedded
from packetgen.convert.embedded_worker import DRAWN
from packetgen.convert.engines import convert_documents
from packetgen.convert.fonts import variables, write_fontconfig
from packetgen.convert.pdf_metadata import write_metadata
from packetgen.convert.word.package import LIMITS, read_parts
from packetgen.errors import CannotWrite, ConversionFailed, PacketgenError, UsageError
from tests.convert import samples
from tests.convert.samples import DOCUMENT, paragraph, relate, run, text_of, write_docx
from tests.packages import parts_of, repack
from tests.tables import table

Spoil = Callable[[Path], object]
HEAD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
DEEP_TABLES = b'<w:tbl xmlns:w="w"><w:tr><w:tc>' * 3_000 + b"</w:tc></w:tr></w:tbl>" * 3_000
USUAL = samples.NAMESPACES["w"].encode()
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
UNREADABLE = "n’est pas un document Word lisible"
TOO_LARGE = "dépasse la taille admise"


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
    texts = ("Première", "Deuxième ☐", "Troisième", "Quatrième", "Cinquième")
    emphasis = "<w:b/><w:i/>"  # four fonts are then embedded
    sources = [write_docx(tmp_path / text, paragraph(run(text, emphasis))) for text in texts]
    repack(sources[1], {"word/styles.xml": None})
    page_of_no_size(sources[3])  # a panic of dxpdf, not a refusal
    done = convert_documents(sources, tmp_path)
    other, usual = "rdocx 0.16.3", "dxpdf 0.8.1"
    assert [item.drawn_by for item in done] == [usual, other, usual, other, usual]
    assert [text_of(done[place].pdf) for place in (1, 4)] == ["Deuxième ☐", "Cinquième"]
    assert [item.missing_words for item in done] == [()] * 5
    assert convert_documents(sources[1:2], tmp_path)[0].pdf.read_bytes() == done[1].pdf.read_bytes()


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


def replaced(part: str, old: bytes, new: bytes) -> Spoil:
    return lambda path: repack(path, {part: parts_of(path)[part].replace(old, new)})


def with_entity(path: Path) -> None:
    root = parts_of(path)[DOCUMENT].partition(b"?>")[2]
    repack(path, {DOCUMENT: HEAD + root.replace(b"Association", b"&x;")})


def filled(parts: int) -> Spoil:
    return lambda path: repack(path, {f"word/media/{n}.png": b"" for n in range(parts)})


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    start = data.index(b"word/document.xml")
    data[start + 60 : start + 90] = bytes(30)
    path.write_bytes(data)


def inserted_document(path: Path) -> None:
    relate(repack(path, {"word/autre.html": b"<p>Autre</p>"}), ("c", "aFChunk", "autre.html"))


nested_tables = replaced(DOCUMENT, b"<w:body>", b"<w:body>" + DEEP_TABLES)

REFUSED: dict[str, tuple[Spoil, str]] = {
    "empty": (lambda path: path.write_bytes(b""), UNREADABLE),
    "damaged": (damaged, UNREADABLE),
    "no document": (lambda path: repack(path, {DOCUMENT: None}), UNREADABLE),
    "cut XML": (lambda path: repack(path, {DOCUMENT: parts_of(path)[DOCUMENT][:-40]}), UNREADABLE),
    "external entity": (with_entity, UNREADABLE),
    "nested tables": (nested_tables, UNREADABLE),
    "old Word": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096)),
        "protégé par un mot de passe ou enregistré à l’ancien format",
    ),
    "workbook": (lambda path: openpyxl.Workbook().save(path), "n’est pas au format Word usuel"),
    "strict": (replaced(DOCUMENT, USUAL, STRICT), "n’est pas au format Word usuel"),
    "inserted document": (inserted_document, "contient un autre document inséré"),
    "too many parts": (filled(LIMITS.parts), TOO_LARGE),
    "huge text": (lambda path: repack(path, {"word/comments.xml": bytes(41 << 20)}), TOO_LARGE),
    "huge picture": (lambda path: repack(path, {"word/media/a.png": bytes(201 << 20)}), TOO_LARGE),
}


@pytest.mark.parametrize(("spoil", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_french_sentence(tmp_path: Path, spoil: Spoil, reason: str) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    with pytest.raises(ConversionFailed, match=re.escape(reason)) as refusal:
        convert_documents([source], tmp_path)
    assert str(refusal.value).startswith("« lettre.docx » ")
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.docx"]


def page_of_no_size(path: Path) -> None:
    root = parts_of(path)[DOCUMENT]
    repack(path, {DOCUMENT: re.sub(rb"<w:pgSz [^>]*>", b'<w:pgSz w:w="0" w:h="0"/>', root)})


@pytest.mark.parametrize("fatal", [nested_tables, page_of_no_size], ids=["crash", "panic"])
def test_a_fatal_document_takes_no_other_along(tmp_path: Path, fatal: Spoil) -> None:
    for name in ("before", "fatal", "after"):
        write_docx(tmp_path / f"{name}.docx", paragraph(run("Bonjour")))
    fatal(tmp_path / "fatal.docx")
    fonts = variables(write_fontconfig(tmp_path))
    with embedded.DRAWING.start(tmp_path, variables=fonts) as worker:
        for name in ("before", "fatal", "after"):
            worker.ask(library="dxpdf", path=str(tmp_path / name))
        before, died, after = worker.results()
    assert (before, after) == (DRAWN, DRAWN)
    assert died != DRAWN
    assert not (tmp_path / "fatal.pdf").exists()
    assert (tmp_path / "after.pdf").read_bytes()[:5] == b"%PDF-"


def missing_parts(path: Path) -> None:
    relate(path, ("h", "header", "header9.xml"), ("i", "image", "media/9.png"))


outside = replaced(samples.RELATIONSHIPS, b"theme/theme1.xml", b"../../../../etc/passwd")


@pytest.mark.parametrize("spoil", [page_of_no_size, missing_parts, outside])
def test_drawn_or_refused(tmp_path: Path, spoil: Spoil) -> None:
    source = write_docx(tmp_path / "lettre.docx", paragraph(run("Association")))
    spoil(source)
    try:
        [done] = convert_documents([source], tmp_path)
    except ConversionFailed as refusal:
        assert "« lettre.docx »" in str(refusal)
    else:
        assert (done.pages > 0, done.missing_words) == (True, ())


def test_the_largest_admitted_is_read(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "lettre.docx", samples.table(paragraph(run("Association"))))
    filled(LIMITS.parts - len(parts_of(source)))(source)
    assert len(read_parts(source)) == LIMITS.parts
