"""Office files as a run takes them in: drawn with nothing fetched, or refused with the remedy."""

import re
import sys
from pathlib import Path

import pytest

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import Prepared
from packetgen.convert import libreoffice
from tests.annexes.conftest import take_all
from tests.annexes.office import office_files as office
from tests.annexes.office.office_files import ACCEPTED, COMMENTED, HIDDEN, LINKED
from tests.conftest import needs_soffice
from tests.convert.samples import Listener, fake_soffice
from tests.convert.test_libreoffice import linked, posix

TEXT = office.odt("<text:p>Article premier</text:p>")


@needs_soffice
def test_a15_every_kind_is_drawn_and_nothing_fetched_even_with_a_network(
    tmp_path: Path, old: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "_without_network", lambda: ())
    with Listener() as listener:
        files = {name: make(listener.url) for name, make in LINKED.items()} | {
            "lien.docx": linked(tmp_path, listener.url).read_bytes(),
            "statuts.docx": office.revised_docx(),
            "statuts.doc": old["plain"],
            "long.xlsx": office.xlsx(rows=4_000),
            "vide.rtf": rb"{\rtf1\trowd\cellx9\pard\intbl\itap5 Mot\nestcell\row}",
            "lien.html": f"<html><img src='{listener.url}'/></html>".encode(),
            "lien.fodt": f'<office:document><draw:image xlink:href="{listener.url}"/>'.encode(),
        }
        taken, refused = take_all(tmp_path, files)
        assert listener.calls == 0
    for name, each in taken.items():
        assert each.source == tmp_path / name
        assert (each.kind, each.pages) == (Path(name).suffix[1:].upper(), 1)
        assert any(text.startswith("mis en PDF par ") for text in each.changes)
        assert each.texts[0].strip()
    assert taken["statuts.docx"].texts[0].split() == ["Article", "premier", "Ajout"]
    assert taken["statuts.docx"].reservations == (COMMENTED, ACCEPTED)
    assert taken["lien.xlsx"].reservations == (HIDDEN, COMMENTED)
    assert "macros et connexions retirées" in taken["lien.xlsx"].changes
    too_long = str(refused.pop("long.xlsx"))
    assert re.search("ce classeur donne.*pages, la limite est de 60.*zone d’impression", too_long)
    program = libreoffice._program()
    if program and any(Path(program).resolve().parent.glob("*sdlo.*")):
        assert taken["lien.pptx"].texts == ("Le projet",)
    else:
        assert "Fichier › Enregistrer sous › PDF" in str(refused.pop("lien.pptx"))
    assert "que des pages blanches" in str(refused.pop("vide.rtf"))
    assert set(refused) == {"lien.html", "lien.fodt"}


def test_without_libreoffice_the_refusal_says_how_to_install_it_or_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    _, refused = take_all(tmp_path, {"statuts.odt": TEXT})
    said = r"^«.statuts\.odt.».: .*installez-le \(libreoffice\.org\).*Enregistrer sous › PDF"
    assert re.search(said, str(refused["statuts.odt"]))


def _fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Prepared:
    """Put a soffice made of `script` in the place of the true one; $out is its --outdir."""
    program = str(fake_soffice(folder, script))
    monkeypatch.setattr(libreoffice, "_program", lambda: program)
    source = folder / "statuts.odt"
    source.write_bytes(TEXT)
    prepared = intake(source, folder / "clean.pdf")
    assert isinstance(prepared, Prepared)
    return prepared


@posix
@pytest.mark.parametrize("script", ["exit 1", 'echo garbage > "$out/clean.pdf"'])
def test_r7_a_failure_is_tried_twice_then_refused(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    prepared = _fake(tmp_path, monkeypatch, f'echo "$@" >> {tries}\n{script}')
    assert libreoffice.convert_office_file(prepared.copy, tmp_path / "out") is None
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
    files = {"statuts.odt": TEXT, "règlement.docx": office.docx("Article premier")}
    taken, refused = take_all(tmp_path, files)
    assert list(taken) == ["règlement.docx"]
    assert "LibreOffice n’a pas su" in str(refused["statuts.odt"])
    assert tries.read_text().count("x") == 1


@pytest.mark.skipif(
    not libreoffice._without_network(), reason="autre système : le réseau ne s’y retire pas"
)
def test_a16_libreoffice_has_no_network_little_memory_and_little_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Listener() as listener:
        call = f"import socket; socket.create_connection({listener.server_address}, 2)"
        said = '(echo $?; sleep 0.3; ulimit -v; ulimit -t) > "$out/../limits"'
        prepared = _fake(tmp_path, monkeypatch, f'{sys.executable} -c "{call}"; {said}')
        assert libreoffice.convert_office_file(prepared.copy, tmp_path / "out") is None
        limits = (tmp_path / "out" / "limits").read_text().split()
        most = (1, libreoffice.MOST_MEMORY // 1024, libreoffice.MOST_CPU)
        assert tuple(map(int, limits)) == most
        assert listener.calls == 0
