"""Office files: refused when not whole, cut from the outside, drawn with nothing lost unsaid."""

from __future__ import annotations

import random
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Stream

from packetgen.annexes.client import Intakes
from packetgen.annexes.intake import intake
from packetgen.annexes.notes import Notes
from packetgen.annexes.office.make_safe import make_safe
from packetgen.annexes.outcome import Intake, Prepared
from packetgen.convert import libreoffice
from packetgen.errors import AnnexRefused
from packetgen.system.file_kind import FileKind, recognise
from tests.annexes.office import office_files as office
from tests.convert.test_network import Listener, linked

URL = "http://exemple.invalid/logo.png"
needs_soffice = pytest.mark.skipif(
    libreoffice._program() is None, reason="LibreOffice n’est pas installé"
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="autre système : scripts du shell")
Outcomes = tuple[dict[str, Intake], dict[str, AnnexRefused]]


def _run(folder: Path, files: dict[str, bytes]) -> Outcomes:
    """Take in some files as a run does."""
    (folder / "work").mkdir()
    with Intakes(folder / "work") as asked:
        for name, data in files.items():
            (folder / name).write_bytes(data)
            asked.ask(name, folder / name)
        return asked.results()


def _refused(data: bytes, folder: Path, name: str = "pièce") -> str:
    (folder / name).write_bytes(data)
    with pytest.raises(AnnexRefused) as refused:
        intake(folder / name, folder / "clean.pdf")
    return str(refused.value)


@needs_soffice
def test_every_kind_is_drawn_and_said(tmp_path: Path) -> None:
    taken, refused = _run(
        tmp_path,
        {
            "statuts.docx": office.revised_docx(),
            "statuts.doc": office.old_word(tmp_path),
            "statuts.odt": office.odt("<text:p>Article premier</text:p>"),
            "statuts.rtf": office.rtf("Article premier"),
            "budget.xlsx": office.xlsx(link=URL),
            "budget.ods": office.ods(
                "<table:table-row><table:table-cell><text:p>Poste</text:p></table:table-cell>"
                "</table:table-row>"
            ),
        },
    )
    assert refused == {}
    assert {name: (each.kind, each.pages) for name, each in taken.items()} == {
        "statuts.docx": ("DOCX", 1),
        "statuts.doc": ("DOC", 1),
        "statuts.odt": ("ODT", 1),
        "statuts.rtf": ("RTF", 1),
        "budget.xlsx": ("XLSX", 1),
        "budget.ods": ("ODS", 1),
    }
    for name, each in taken.items():
        assert each.source == tmp_path / name
        assert any(text.startswith("mis en PDF par ") for text in each.changes)
        assert each.texts[0].strip()
    assert taken["statuts.docx"].texts[0].split() == ["Article", "premier", "Ajout"]
    assert taken["statuts.docx"].reservations == (
        "1\u00a0commentaire non repris",
        "suivi des modifications\u00a0: elles sont reprises comme acceptées, vérifiez",
    )
    assert taken["budget.xlsx"].reservations == (
        "1\u00a0feuille masquée non reprise\u00a0: «\u00a0Brouillon\u00a0»",
        "1\u00a0commentaire non repris",
    )
    assert "macros et connexions retirées" in taken["budget.xlsx"].changes


CHANGED = "suivi des modifications\u00a0: vérifiez le texte repris"
COMMENTED = "1\u00a0commentaire non repris"
HIDDEN = "1\u00a0feuille masquée non reprise\u00a0: «\u00a0Brouillon\u00a0»"


@needs_soffice
@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("doc", office.docx("Bonjour"), []),
        ("doc", office.revised_docx(), [COMMENTED, CHANGED]),
        ("xls", office.xlsx(), []),
        ("xls", office.xlsx(link=URL), [HIDDEN, COMMENTED]),
        ("xls", office.revised_ods(), [CHANGED]),
    ],
)
def test_old_files_say_what_their_drawing_does_not_show(
    kind: str, data: bytes, told: list[str], tmp_path: Path
) -> None:
    notes = Notes()
    make_safe(office.aged(data, kind, tmp_path), FileKind(kind.upper()), notes)
    assert notes.reservations == told


@needs_soffice
def test_a_word_file_too_old_says_that_its_changes_are_unknown(tmp_path: Path) -> None:
    data, notes = bytearray(office.old_word(tmp_path)), Notes()
    header = data.index(b"\xec\xa5", 512)
    data[header + 2 : header + 4] = (0x65).to_bytes(2, "little")
    make_safe(bytes(data), FileKind.DOC, notes)
    [told] = notes.reservations
    assert "ne peuvent pas être vérifiés" in told


@needs_soffice
def test_a_presentation_is_drawn_where_impress_is_installed(tmp_path: Path) -> None:
    program = libreoffice._program()
    assert program is not None
    has_impress = any(Path(program).resolve().parent.glob("*sdlo.*"))
    taken, refused = _run(tmp_path, {"projet.pptx": office.pptx()})
    if has_impress:
        assert taken["projet.pptx"].texts == ("Le projet",)
    else:
        assert "Fichier › Enregistrer sous › PDF" in str(refused["projet.pptx"])


def test_the_same_word_file_gives_the_same_bytes(tmp_path: Path) -> None:
    data = office.docx("Article premier", "Article 2")
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        taken, _ = _run(tmp_path / name, {"statuts.docx": data})
        made.append(taken["statuts.docx"].pdf.read_bytes())
    assert made[0] == made[1]


def test_without_libreoffice_the_refusal_says_how_to_install_it_or_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    text = office.odt("<text:p>Article premier</text:p>")
    _, refused = _run(tmp_path, {"statuts.odt": text})
    assert str(refused["statuts.odt"]).startswith("«\u00a0statuts.odt\u00a0»\u00a0: ")
    assert "installez-le (libreoffice.org)" in str(refused["statuts.odt"])
    assert "Fichier › Enregistrer sous › PDF" in str(refused["statuts.odt"])


@pytest.mark.parametrize(
    "data",
    [
        office.locked_package(office.docx("x")),
        office.locked_package(office.xlsx()),
        office.odt("<text:p>x</text:p>", locked=True),
    ],
    ids=["docx", "xlsx", "odt"],
)
def test_a14_a_password_is_named(data: bytes, tmp_path: Path) -> None:
    assert "protégé par un mot de passe" in _refused(data, tmp_path)


@needs_soffice
def test_a14_a_password_of_an_old_file_is_named(tmp_path: Path) -> None:
    assert "protégé par un mot de passe" in _refused(
        office.old_word(tmp_path, locked=True), tmp_path
    )


WHOLE: dict[str, Callable[[Path], bytes]] = {
    "docx": lambda _: office.docx("Bonjour"),
    "xlsx": lambda _: office.xlsx(),
    "pptx": lambda _: office.pptx(),
    "odt": lambda _: office.odt("<text:p>x</text:p>"),
    "rtf": lambda _: office.rtf("Bonjour"),
    "doc": office.old_word,
}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[needs_soffice] if kind == "doc" else []) for kind in WHOLE]
)
def test_a14_truncated_or_scrambled_is_refused(kind: str, tmp_path: Path) -> None:
    data = WHOLE[kind](tmp_path)
    for part in (0.1, 0.5, 0.9, 0.99):
        assert "«\u00a0pièce\u00a0»" in _refused(data[: int(len(data) * part)], tmp_path)
    if kind not in ("rtf", "doc"):  # the others have a checksum
        middle = len(data) // 2
        broken = data[:middle] + bytes(b ^ 0x55 for b in data[middle : middle + 64])
        assert "Enregistrer sous" in _refused(broken + data[middle + 64 :], tmp_path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (random.Random(1).randbytes(9_000), "nature inconnue"),  # noqa: S311
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9_000), "ancien document Office"),
        (b"<html><body><img src='http://x'/></body></html>", "une page web"),
        (b'<?xml version="1.0"?><office:document/>', "LibreOffice d’un format rare"),
        (office.packed({"word/document.xml": "<x/>"}), "ne peut pas être mis en PDF ici"),
        (office.packed({"word/document.xml": '<!DOCTYPE x [<!ENTITY e "x">]><x/>'}), "DTD"),
        (office.packed({"xl/workbook.xml": " " * 21_000_000}), "démesuré"),
        (office.packed({"ppt/media/x.bin": bytes(201_000_000)}), "démesuré"),
    ],
    ids=["random", "ole", "html", "flat", "not word", "entity", "large xml", "bomb"],
)
def test_a14_what_is_not_truly_office_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    for name in ("pièce.doc", "pièce.odt", "pièce.xlsx"):
        assert reason in _refused(data, tmp_path, name)


@needs_soffice
def test_a15_a_spreadsheet_of_too_many_pages_is_refused_with_their_count(tmp_path: Path) -> None:
    _, refused = _run(tmp_path, {"budget.xlsx": office.xlsx(rows=4_000)})
    assert "ce classeur donne" in str(refused["budget.xlsx"])
    assert "pages, la limite est de 60" in str(refused["budget.xlsx"])
    assert "zone d’impression" in str(refused["budget.xlsx"])


LINKED: dict[str, Callable[[str], bytes]] = {
    "lien.odt": office.linked_odt,
    "lien.ods": office.linked_ods,
    "lien.xlsx": lambda url: office.xlsx(link=url),
    "lien.pptx": office.pptx,
    "lien.rtf": lambda url: office.rtf("Bonjour", link=url),
}


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.server.shutdown(socket.SHUT_RDWR)
    listener.server.close()


@pytest.mark.parametrize("name", [name for name in LINKED if name != "lien.rtf"])
@pytest.mark.parametrize("url", [URL, "file:///etc/logo.png", "../logo.png", "//hote/logo.png"])
def test_a16_no_link_but_the_clicked_ones_is_left(name: str, url: str) -> None:
    data, notes = LINKED[name](url), Notes()
    parts = office.unpacked(make_safe(data, recognise(data), notes))
    left = [part for part, content in parts.items() if url.encode() in content]
    assert left == (["content.xml"] if name == "lien.odt" else [])
    if left:
        assert parts["content.xml"].count(url.encode()) == 1
        assert f'<text:a xlink:href="{url}">'.encode() in parts["content.xml"]
    assert "images et liaisons extérieures retirées" in notes.changes


def test_what_is_inside_the_package_is_kept() -> None:
    frame = '<draw:frame svg:width="3cm" svg:height="3cm">{}</draw:frame>'
    image = frame.format('<draw:image xlink:href="Pictures/a.png"/>')
    chart = frame.format('<draw:object xlink:href="./Object 1"/>')
    data = office.odt(
        f"<text:p>{image}{chart}</text:p>",
        {"Pictures/a.png": "x", "Object 1/content.xml": "<x/>"},
    )
    notes = Notes()
    content = office.unpacked(make_safe(data, FileKind.ODT, notes))["content.xml"]
    assert b"Pictures/a.png" in content
    assert b"./Object 1" in content
    assert notes == Notes()


def test_programs_and_changes_of_libreoffice_are_taken_out() -> None:
    data = office.odt(
        "<office:scripts><script:x/></office:scripts><text:tracked-changes><text:changed-region/>"
        "</text:tracked-changes><text:p>Un<text:change-start/> ajout<text:change-end/> gardé"
        "<office:annotation/></text:p>",
        {"Basic/Standard/Module1.xml": "<x/>", "settings.xml": "<x/>"},
    )
    notes = Notes()
    parts = office.unpacked(make_safe(data, FileKind.ODT, notes))
    assert set(parts) == {"mimetype", "content.xml", "META-INF/manifest.xml"}
    assert next(iter(parts)) == "mimetype"
    assert b"<text:p>Un ajout gard\xc3\xa9<office:annotation/></text:p>" in parts["content.xml"]
    assert b"script:x" not in parts["content.xml"]
    assert notes.changes == ["macros retirées"]
    assert notes.reservations == [
        "1\u00a0commentaire non repris",
        "suivi des modifications\u00a0: elles sont reprises comme acceptées, vérifiez",
    ]


def test_fields_of_an_rtf_keep_their_result_only() -> None:
    data = rb"{\rtf1 Page {\field{\*\fldinst PAGE}{\fldrslt 3}}{\field{\fldinst{ X}}{\fldrslt y}}}"
    assert make_safe(data, FileKind.RTF, Notes()) == (
        rb"{\rtf1 Page {\field{\*\ignored PAGE}{\fldrslt 3}}{\field{\*\ignored{ X}}{\fldrslt y}}}"
    )


def test_changes_of_an_rtf_are_said() -> None:
    notes = Notes()
    make_safe(rb"{\rtf1{\revised Ajout}{\*\annotation Non}}", FileKind.RTF, notes)
    assert notes.reservations == [
        "suivi des modifications\u00a0: vérifiez le texte repris",
        "commentaires non repris",
    ]


@needs_soffice
def test_a16_nothing_is_fetched_even_with_a_network(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "_without_network", lambda: ())
    files = {name: make(listener.url) for name, make in LINKED.items()}
    files["lien.docx"] = linked(tmp_path, listener.url).read_bytes()
    files["lien.html"] = f"<html><img src='{listener.url}'/></html>".encode()
    files["lien.fodt"] = f'<office:document><draw:image xlink:href="{listener.url}"/>'.encode()
    taken, refused = _run(tmp_path, files)
    assert {*refused} - {"lien.pptx"} == {"lien.html", "lien.fodt"}
    assert len(taken) >= 5
    assert listener.calls == 0


@needs_soffice
def test_a16_no_local_picture_is_drawn(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    parts = office.unpacked(office.xlsx(link=URL))
    secret.write_bytes(next(c for name, c in parts.items() if name.endswith(".png")))
    files = {name: LINKED[name](secret.as_uri()) for name in ("lien.odt", "lien.rtf")}
    files["voisin.odt"] = office.linked_odt("../secret.png")
    taken, _ = _run(tmp_path, files)
    assert len(taken) == 3
    for each in taken.values():
        with pikepdf.open(each.pdf) as pdf:
            widths = [item.get("/Width") for item in pdf.objects if isinstance(item, Stream)]
        assert 8 not in widths  # that of the secret


def _fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Prepared:
    """Put a soffice made of `script` in the place of the true one; $out is its --outdir."""
    program = folder / "soffice"
    out = '#!/bin/sh\nfor word; do [ "$last" = --outdir ] && out=$word; last=$word; done\n'
    program.write_text(out + script, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "_program", lambda: str(program))
    source = folder / "statuts.odt"
    source.write_bytes(office.odt("<text:p>Article premier</text:p>"))
    prepared = intake(source, folder / "clean.pdf")
    assert isinstance(prepared, Prepared)
    return prepared


@posix
@pytest.mark.parametrize(
    "script",
    ["exit 1", "exit 0", 'echo garbage > "$out/clean.pdf"', "kill -SEGV $$",
     'printf %%PDF- > "$out/clean.pdf"'],
    ids=["crash", "no file", "garbage", "signal", "empty file"],
)  # fmt: skip
def test_r7_a_failure_is_tried_twice_then_refused(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    prepared = _fake(tmp_path, monkeypatch, f'echo "$@" >> {tries}\n{script}')
    assert libreoffice.convert(prepared.copy, tmp_path / "out") is None
    calls = tries.read_text().splitlines()
    profiles = {word for call in calls for word in call.split() if "UserInstallation" in word}
    assert (len(calls), len(profiles)) == (2, 2)


@posix
def test_r7_a_hang_costs_its_file_alone_and_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    _fake(tmp_path, monkeypatch, f"echo x >> {tries}\nsleep 999")
    monkeypatch.setattr(libreoffice, "START_SECONDS", 0.5)
    monkeypatch.setattr(libreoffice, "QUICK_FAILURE_SECONDS", 0.4)
    taken, refused = _run(
        tmp_path,
        {
            "statuts.odt": office.odt("<text:p>Article premier</text:p>"),
            "règlement.docx": office.docx("Article premier"),
        },
    )
    assert list(taken) == ["règlement.docx"]
    assert "LibreOffice n’a pas su" in str(refused["statuts.odt"])
    assert tries.read_text().count("x") == 1


@pytest.mark.skipif(
    not libreoffice._without_network(), reason="autre système : le réseau ne s’y retire pas"
)
def test_a16_libreoffice_has_no_network(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, port = listener.server.getsockname()
    call = f"import socket; socket.create_connection(({host!r}, {port}), 2)"
    prepared = _fake(tmp_path, monkeypatch, f'{sys.executable} -c "{call}"; echo $? > "$out/../rc"')
    assert libreoffice.convert(prepared.copy, tmp_path / "out") is None
    assert (tmp_path / "out" / "rc").read_text() == "1\n"
    assert listener.calls == 0


@pytest.mark.skipif(sys.platform != "linux", reason="autre système : pas de prlimit")
def test_libreoffice_has_little_memory_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = _fake(tmp_path, monkeypatch, 'sleep 0.3; (ulimit -v; ulimit -t) > "$out/../limits"')
    assert libreoffice.convert(prepared.copy, tmp_path / "out") is None
    memory, seconds = map(int, (tmp_path / "out" / "limits").read_text().split())
    assert memory * 1024 == libreoffice.MOST_MEMORY
    assert seconds == libreoffice.MOST_CPU
