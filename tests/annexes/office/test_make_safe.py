"""Office files made safe: refused when not whole, cut from the outside, nothing lost unsaid."""

import io
import random
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest

from packetgen.annexes.intake import intake
from packetgen.annexes.notes import Notes, said
from packetgen.annexes.office.make_safe import make_safe
from packetgen.errors import AnnexRefused
from packetgen.system.file_kind import FileKind, recognise
from packetgen.text import french_typography
from tests.annexes.office import office_files as office
from tests.annexes.office.office_files import ACCEPTED, CHANGED, COMMENTED, HIDDEN, LINKED, URL
from tests.conftest import needs_soffice
from tests.packages import packed, parts_of
from tests.tables import table

CASES = table(__file__)
MOVING = french_typography(said("moving"))
FROZEN = "dates et tirages automatiques figés à leur dernière valeur"
CUT = "images et liaisons extérieures retirées"
SAID = {
    "cut": Notes([CUT]), "frozen": Notes([FROZEN]), "moving": Notes([], [MOVING]),
    "nothing": Notes(),
}  # fmt: skip


def _made(case: dict[str, Any]) -> bytes:
    """Return the document of a case."""
    made = getattr(office, case["make"], str)(*case["given"], **case.get("how", {}))
    return made.encode() if isinstance(made, str) else bytes(made)


def _made_safe(data: bytes) -> tuple[str, Notes]:
    """Return the content of a document once it is safe, and what is said of it."""
    notes = Notes()
    parts = parts_of(make_safe(data, recognise(data), notes))
    return "\n".join(part.decode(errors="replace") for part in parts.values()), notes


def _refused(data: bytes, folder: Path) -> str:
    (folder / "pièce").write_bytes(data)
    with pytest.raises(AnnexRefused) as refused:
        intake(folder / "pièce", folder / "clean.pdf")
    return str(refused.value)


@needs_soffice
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", []), ("revised", [COMMENTED, CHANGED]), ("dated", [MOVING]), ("undated", []),
        ("ancient", ["suivi des modifications et commentaires"]),
        ("sheet", []), ("hidden", [HIDDEN, COMMENTED]), ("edited", [CHANGED]),
    ],
)  # fmt: skip
def test_old_files_say_what_their_drawing_does_not_show(
    name: str, expected: list[str], old: dict[str, bytes]
) -> None:
    notes = Notes()
    make_safe(old[name], recognise(old[name]), notes)
    assert recognise(old[name] + "WordDocument".encode("utf-16-le")) == recognise(old[name])
    assert [said.partition("\u00a0: ils")[0] for said in notes.reservations] == expected


@pytest.mark.parametrize("whole", [office.docx("Bonjour"), office.xlsx()], ids=["docx", "xlsx"])
def test_a14_a_password_is_named(whole: bytes, tmp_path: Path) -> None:
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(whole)).encrypt("secret", locked)
    assert "protégé par un mot de passe" in _refused(locked.getvalue(), tmp_path)


@pytest.mark.parametrize(
    "data", [office.docx("x"), office.odt("<text:p>x</text:p>"), office.rtf("x")]
)
def test_a14_truncated_or_scrambled_is_refused(data: bytes, tmp_path: Path) -> None:
    for part in (0.1, 0.9, 0.99):
        assert "«\u00a0pièce\u00a0»" in _refused(data[: int(len(data) * part)], tmp_path)
    if not data.startswith(b"{"):  # an RTF has no checksum
        middle = len(data) // 2
        broken = data[:middle] + bytes(b ^ 0x55 for b in data[middle : middle + 64])
        assert "Enregistrer sous" in _refused(broken + data[middle + 64 :], tmp_path)


@needs_soffice
def test_a14_an_old_file_cut_or_locked_is_refused(tmp_path: Path, old: dict[str, bytes]) -> None:
    for part in (0.1, 0.5, 0.99):
        _refused(old["plain"][: int(len(old["plain"]) * part)], tmp_path)
    assert "protégé par un mot de passe" in _refused(old["locked"], tmp_path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (random.Random(1).randbytes(9_000), "nature inconnue"),  # noqa: S311
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9_000), "ancien document Office"),
        (packed({"xl/workbook.xml": " " * 21_000_000}), "démesuré"),
        (packed({"ppt/media/x.bin": bytes(201_000_000)}), "démesuré"),
        *((_made(case), case["reason"]) for case in CASES["refused"]),
    ],
)
def test_a14_what_is_not_truly_office_or_is_locked_is_refused(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    assert reason in _refused(data, tmp_path)


@pytest.mark.parametrize("name", [name for name in LINKED if name != "lien.rtf"])
@pytest.mark.parametrize("url", [URL, "file:///etc/logo.png", "../logo.png", "//hote/logo.png"])
def test_a16_no_link_but_the_clicked_ones_is_left(name: str, url: str) -> None:
    content, notes = _made_safe(LINKED[name](url))
    clicked = content.count(f'<text:a xlink:href="{url}">')
    assert content.count(url) == clicked == (name == "lien.odt")
    assert CUT in notes.changes


def test_programs_and_changes_of_libreoffice_are_taken_out() -> None:
    data = office.odt(
        "<office:scripts><script:x/></office:scripts><text:tracked-changes><text:changed-region/>"
        "</text:tracked-changes><text:p>Un<text:change-start/> ajout<text:change-end/> gardé"
        "<office:annotation/></text:p>",
        {"Basic/Standard/Module1.xml": "<x/>", "settings.xml": "<x/>"},
    )
    notes = Notes()
    parts = parts_of(make_safe(data, FileKind.ODT, notes))
    assert list(parts) == ["mimetype", "content.xml", "META-INF/manifest.xml"]
    assert b"<text:p>Un ajout gard\xc3\xa9<office:annotation/></text:p>" in parts["content.xml"]
    assert b"script:x" not in parts["content.xml"]
    assert notes == Notes(["macros retirées"], [COMMENTED, ACCEPTED])


def test_fields_of_an_rtf_keep_their_result_only_and_its_changes_are_said() -> None:
    notes = Notes()
    data = rb"{\rtf1{\*\fldinst PAGE}{\fldrslt 3}{\fldinst{ X}}{\revised Ajout}{\*\annotation Non}}"
    safe = (
        rb"{\rtf1{\*\ignored PAGE}{\fldrslt 3}{\*\ignored{ X}}{\revised Ajout}{\*\annotation Non}}"
    )
    assert make_safe(data, FileKind.RTF, notes) == safe
    assert notes.reservations == [CHANGED, "commentaires non repris"]


@pytest.mark.parametrize("case", CASES["left"], ids=str)
def test_a_clock_or_chance_moves_nothing_and_what_is_inside_stays(case: dict[str, Any]) -> None:
    content, notes = _made_safe(_made(case))
    assert case["expected"] in content and "DOCTYPE" not in content
    assert notes == SAID[case.get("said", "nothing")]
