"""LibreOffice: shut in, timed, its output checked; no engine fetches anything outside."""

import os
import re
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from packetgen.convert import libreoffice
from packetgen.convert.engines import ENGINES, convert_documents
from packetgen.convert.normalise.rules import settle
from packetgen.convert.pdf_metadata import write_metadata
from packetgen.convert.word.package import Package
from packetgen.errors import ConversionFailed, ExitCode, ToolMissing
from tests.conftest import needs_soffice
from tests.convert import samples
from tests.convert.samples import converted, fake_soffice, paragraph, run, text_of, write_docx
from tests.packages import parts_of
from tests.spoken import spoken, unmarked

posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : scripts du shell")
Fake = Callable[[str], None]
HARDENED = (
    "BlockUntrustedRefererLinks true",
    "DisableMacrosExecution true",
    "DisableActiveContent true",
    "MacroSecurityLevel 3",
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return write_docx(tmp_path / "lettre.docx", paragraph(run("Madame la Présidente")))


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Put a soffice made of a script first on PATH; $out is its --outdir."""

    def write(script: str) -> None:
        folder = fake_soffice(tmp_path, script).parent
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return write


@posix
@pytest.mark.parametrize(
    "script",
    ["exit 0", 'echo garbage > "$out/0.pdf"', "kill -SEGV $$"],
    ids=["no file", "garbage", "signal"],
)
def test_r07_no_pdf_after_two_tries(script: str, letter: Path, tmp_path: Path, fake: Fake) -> None:
    tries = tmp_path / "tries"
    fake(f'echo "$@" >> {tries}\n{script}')
    with pytest.raises(ConversionFailed, match=r"« lettre\.docx » en deux essais") as caught:
        convert_documents([letter], tmp_path, "libreoffice")
    assert caught.value.exit_code is ExitCode.CONVERSION_FAILED
    assert len(tries.read_text().splitlines()) == 2


@posix
def test_r07_a_hang_is_killed_with_its_children(
    letter: Path, tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "START_SECONDS", 0.4)
    monkeypatch.setattr(libreoffice, "SECONDS_PER_DOCUMENT", 0.0)
    child, profiles = tmp_path / "child", tmp_path / "profiles"
    fake(
        f'echo "$out" >> {profiles}\n'
        f"trap '' TERM\nsh -c 'trap \"\" TERM; echo $$ > {child}; sleep 999' &\nsleep 999"
    )
    start = time.monotonic()
    with pytest.raises(ConversionFailed):
        convert_documents([letter], tmp_path, "libreoffice")
    assert time.monotonic() - start < 60
    # once more, on a new profile
    assert len(set(profiles.read_text().splitlines())) == 2
    pid = int(child.read_text())
    with pytest.raises(ProcessLookupError):
        for _ in range(50):  # the orphan is reaped by init
            os.kill(pid, 0)
            time.sleep(0.1)


@posix
def test_r07_a_second_try_suffices(letter: Path, tmp_path: Path, fake: Fake) -> None:
    made = convert_documents([letter], tmp_path)[0].pdf.rename(tmp_path / "ready.pdf")
    flag = tmp_path / "flag"
    fake(
        f'[ -e {flag} ] && cp {made} "$out/0.pdf"\n: > {flag}\n'
        f'cp "$out/profile/user/registrymodifications.xcu" {tmp_path}'
    )
    [done] = convert_documents([letter], tmp_path, "libreoffice")
    assert text_of(done.pdf) == "Madame la Présidente"
    settings = (tmp_path / "registrymodifications.xcu").read_text(encoding="utf-8")
    for name, value in map(str.split, HARDENED):
        assert f'"{name}" oor:op="fuse"><value>{value}<' in settings


@posix
def test_words_it_loses_are_named(letter: Path, tmp_path: Path, fake: Fake) -> None:
    [done] = converted(tmp_path, paragraph(run("Madame")))
    fake(f'cp {done.pdf} "$out/0.pdf"')
    [done] = convert_documents([letter], tmp_path, "libreoffice")
    assert done.missing_words == ("Présidente",)


def test_it_is_found_where_installers_put_it_or_refused_with_a_remedy(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "USUAL_PLACES", (tmp_path / "none", letter))
    assert libreoffice._program() == str(letter)
    monkeypatch.setattr(libreoffice, "USUAL_PLACES", ())
    with pytest.raises(ToolMissing, match=r"installez-le .* ou laissez « --moteur libreoffice »"):
        convert_documents([letter], tmp_path, "libreoffice")
    assert ENGINES["libreoffice"].version() is None


@needs_soffice
def test_several_documents_in_one_call(tmp_path: Path) -> None:
    texts = ["Madame la Présidente ☐", "Durée : 3 h"]
    done = converted(tmp_path, *(paragraph(run(text)) for text in texts), engine="libreoffice")
    assert [(item.pages, text_of(item.pdf)) for item in done] == [(1, text) for text in texts]
    assert {item.drawn_by.split()[0] for item in done} == {"LibreOffice"}
    assert str(ENGINES["libreoffice"].version()).startswith("LibreOffice ")


@needs_soffice
def test_what_its_tags_leave_out_is_given(tmp_path: Path) -> None:
    """A line is an artifact; what heads a row is a head; a table without heads is none."""
    border = '<w:bottom w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
    body = f"<w:p><w:pPr><w:pBdr>{border}</w:pBdr></w:pPr>{run('Objet')}</w:p>"
    source = write_docx(tmp_path / "cadre.docx", body, _with_tables)
    [done] = convert_documents([source], tmp_path, "libreoffice")
    write_metadata(done)
    assert [each for each in unmarked(done.pdf) if "tab order" not in each] == []
    with pikepdf.open(done.pdf) as pdf:
        assert b"/Artifact BMC" in pdf.pages[0].Contents.read_bytes()
    [page] = spoken(done.pdf)
    tables = [role for role, _ in page if role in ("Table", "TR", "TH", "TD")]
    assert tables == ["Table", "TR", "TH", "TD"]
    assert [text for role, text in page if text] == ["Nom", "Lens", "Ville", "Arras", "Objet"]


def _with_tables(made: Document) -> None:
    for is_headed, words in ((True, ["Nom", "Lens"]), (False, ["Ville", "Arras"])):
        table = made.add_table(1, 2)
        for cell, text in zip(table.rows[0].cells, words, strict=True):
            cell.text = text
        table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstColumn"), str(int(is_headed)))
        made.add_paragraph()  # else both are one table


@needs_soffice
@pytest.mark.slow
def test_once_finished_nothing_of_its_pdf_is_drawn_at_random(letter: Path, tmp_path: Path) -> None:
    finished = []
    for _ in range(2):
        [done] = convert_documents([letter], tmp_path, "libreoffice")
        write_metadata(done)
        finished.append(done.pdf.read_bytes())
    assert finished[0] == finished[1]


PICTURE = samples.anchored(samples.PICTURE.replace('r:embed="image"', 'r:link="lien"'), "pic")


def linked(folder: Path, url: str) -> Path:
    """Write a document that calls `url` in every way known: picture, template, field, VML, link."""
    vml = (
        f'<w:r><w:pict><v:shape style="width:9pt;height:9pt"><v:imagedata src="{url}" '
        f'o:href="{url}"/></v:shape></w:pict></w:r>'
    )
    styled = run("Site", '<w:rStyle w:val="Hyperlink"/>')  # without it LibreOffice drops the link
    link = f'<w:hyperlink r:id="site">{styled}</w:hyperlink>'
    included = samples.field(f' INCLUDEPICTURE "{url}" \\d ', result="image absente")
    body = samples.paragraph(PICTURE, included, vml, link, run(" Bonjour"))
    names = "lien modele cadre objet site".split()
    kinds = "image attachedTemplate frame oleObject hyperlink".split()
    relations = zip(names, kinds, [url] * len(kinds), strict=True)
    source = samples.write_docx(
        folder / "lettre.docx", body, lambda document: document.styles.add_style("Hyperlink", 2)
    )
    return samples.relate(source, *relations, mode="External")


@samples.BOTH_ENGINES
def test_nothing_is_fetched_and_no_local_file_is_read(engine: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(samples.PIXEL)
    (tmp_path / "local").mkdir()
    with samples.Listener() as listener:
        url = listener.url
        local = linked(tmp_path / "local", secret.as_uri()).rename(tmp_path / "locale.docx")
        fetched, read = convert_documents([linked(tmp_path, url), local], tmp_path, engine)
        assert listener.calls == 0
        # it would have noticed
        with socket.create_connection(("127.0.0.1", listener.server_address[1])) as client:
            client.recv(1)
        assert listener.calls == 1
    assert fetched.missing_words == ()
    assert "image absente" in samples.text_of(fetched.pdf)
    with pikepdf.open(fetched.pdf) as pdf:
        links = [annotation.A.URI for annotation in pdf.pages[0].Annots.as_list()]
    assert [str(link) for link in links] == [url]  # the hyperlink stays
    with pikepdf.open(read.pdf) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources


def test_only_hyperlinks_lead_outside_the_copy(tmp_path: Path) -> None:
    package = Package(linked(tmp_path, "http://exemple.invalid/"))
    settle(package)
    (copy := tmp_path / "copy.docx").write_bytes(package.to_bytes())
    parts = parts_of(copy)
    assert parts[samples.RELATIONSHIPS].count(b"External") == 1
    assert not re.search(b"INCLUDEPICTURE|exemple.invalid", parts[samples.DOCUMENT])
