"""A bundle is put in its place whole, or what was there stays; zip packages are read whole."""

import errno
import zipfile
from pathlib import Path

import pytest

from packetgen.errors import CannotWrite
from packetgen.system import zip_package as package
from packetgen.system.files import write_atomically, write_folder_atomically
from packetgen.system.zip_package import Limits, read_package, write_package
from tests.conftest import Make


def write(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return write(tmp_path / "travail" / "dossier.pdf", b"nouveau" * 1000)


@pytest.fixture
def last(tmp_path: Path) -> Path:
    return write(tmp_path / "output" / "dossier.pdf", b"ancien")


def stop_midway(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let the copy stop when half of it is written."""

    def half(source: Path, destination: Path) -> None:
        destination.write_bytes(source.read_bytes()[:3000])
        raise error

    monkeypatch.setattr("shutil.copyfile", half)


def test_r2_what_is_new_is_private_and_the_rest_keeps_its_mode(made: Path, last: Path) -> None:
    last.chmod(0o640)
    new = write_atomically(made, last.with_name("neuf.pdf"))
    kit = write_folder_atomically(made.parent, last.parent / "kit")
    kit.chmod(0o755)
    (kit / made.name).chmod(0o604)
    assert write_atomically(made, last) == last
    assert last.read_bytes() == made.read_bytes()
    write_folder_atomically(made.parent, kit)
    assert sorted(last.parent.iterdir()) == [last, kit, new]
    modes = [path.stat().st_mode & 0o777 for path in (new, last, kit, kit / made.name)]
    assert modes == [0o600, 0o640, 0o755, 0o604]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "full"), "le disque est plein"),
        (OSError(errno.EACCES, "denied"), "ouvert dans un autre programme"),
        (OSError(errno.EROFS, "read only"), "lecture seule"),
        (KeyboardInterrupt(), ""),
    ],
)
def test_a_failure_leaves_the_last_good_bundle(
    error: BaseException, reason: str, made: Path, last: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_midway(monkeypatch, error)
    raised = CannotWrite if reason else KeyboardInterrupt
    with pytest.raises(raised, match=f"{last}.*{reason}" if reason else None):
        write_atomically(made, last)
    assert last.read_bytes() == b"ancien"
    assert list(last.parent.iterdir()) == [last]


def test_a_folder_in_the_place_of_a_file_stays_and_a_file_too(made: Path, last: Path) -> None:
    photo = write(last.with_name("pris.pdf") / "photo.jpg", b"")
    for taken in (photo.parent, last / "dossier.pdf"):
        with pytest.raises(CannotWrite, match=r"\.pdf » ne peut pas être écrit"):
            write_atomically(made, taken)
    assert last.read_bytes() == b"ancien"
    assert sorted(last.parent.rglob("*")) == [last, photo.parent, photo]


def test_an_old_incomplete_bundle_that_cannot_go_is_said(make: Make, tmp_path: Path) -> None:
    """As when it is open in a reader, on Windows; a folder cannot be unlinked anywhere."""
    output = tmp_path / "output"
    name = "AAP2026_CALL_les-jardins-du-12-14_grandir-au-jardin-ateliers-parents-enfants-en-pied"
    stuck = output / f"{name}-INCOMPLET.pdf"
    stuck.mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"est écrit, mais .*-INCOMPLET\.pdf"):
        make()
    assert (output / f"{name}.pdf").is_file()


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    write(tmp_path / "travail" / "kit" / "a.txt", b"nouveau")
    return write(tmp_path / "travail" / "kit" / "b.txt", b"nouveau").parent


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return write(tmp_path / "site" / "kit" / "a.txt", b"ancien").parent


def contents(folder: Path) -> dict[str, bytes]:
    assert list(folder.parent.iterdir()) == [folder]
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_replaces_the_last_one_and_takes_no_file_away(kit: Path, earlier: Path) -> None:
    (earlier.parent / ".kit.partiel").mkdir()  # of a run that was killed
    mine = write(earlier / "à moi.txt", b"mien")
    with pytest.raises(CannotWrite, match=r"à moi\.txt"):
        write_folder_atomically(kit, earlier)
    assert (earlier / "a.txt").read_bytes() == b"ancien"
    mine.unlink()
    assert write_folder_atomically(kit, earlier) == earlier
    assert contents(earlier) == {"a.txt": b"nouveau", "b.txt": b"nouveau"}


@pytest.mark.parametrize("step", ["copy", "rename"])
def test_a_folder_that_cannot_be_put_leaves_the_last_one(
    step: str, kit: Path, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == ".kit.partiel":
            raise OSError(errno.EACCES, "refusé")
        return real(self, target)

    if step == "copy":
        stop_midway(monkeypatch, OSError(errno.ENOSPC, "plein"))
    else:
        monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(CannotWrite, match="ne peut pas être écrit"):
        write_folder_atomically(kit, earlier)
    assert contents(earlier) == {"a.txt": b"ancien"}


LIMITS = Limits(parts=3, unpacked=1_000, xml_part=100, xml=150)
PARTS = {"a.xml": b"<a/>", "b/c.png": b"x" * 500}


def test_what_is_written_is_read_again_and_does_not_say_when(tmp_path: Path) -> None:
    content = write_package(PARTS, permissions=0o644)
    (tmp_path / "d.docx").write_bytes(content)
    assert read_package(content, LIMITS) == PARTS
    assert read_package(tmp_path / "d.docx", LIMITS) == PARTS
    assert list(read_package(write_package(PARTS, compressed=False), LIMITS)) == list(PARTS)
    with zipfile.ZipFile(tmp_path / "d.docx") as file:
        written = {(each.date_time, each.external_attr >> 16) for each in file.infolist()}
    assert written == {((1980, 1, 1, 0, 0, 0), 0o644)}


BEYOND = {
    "parts": {f"{number}.png": b"" for number in range(4)},
    "unpacked": {"a.png": b"x" * 1_001},
    "one text": {"a.xml": b"x" * 101},
    "all texts": {"a.xml": b"x" * 90, "b.rels": b"x" * 90},
}


@pytest.mark.parametrize("parts", BEYOND.values(), ids=BEYOND)
def test_a_package_beyond_the_limits_is_refused_unread(parts: dict[str, bytes]) -> None:
    with pytest.raises(package.PackageOversized):
        read_package(write_package(parts), LIMITS)


def test_a_damaged_package_is_told_from_an_oversized_one() -> None:
    content = write_package(PARTS, compressed=False)
    harmed = content.replace(b"x" * 500, b"y" * 500)
    encrypted = bytearray(content)
    encrypted[content.index(b"PK\x01\x02") + 8] |= 1
    for broken in (b"", b"PK\x03\x04", content[:-30], harmed, bytes(encrypted)):
        with pytest.raises(package.PackageDamaged):
            read_package(broken, LIMITS)


def test_entities_are_refused_and_comments_left_out_on_request() -> None:
    with pytest.raises(package.PackageForbidden):
        package.parse_part(b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')
    with pytest.raises(package.PackageDamaged):
        package.parse_part(b"<a>")
    assert len(package.parse_part(b"<a><!-- c --><b/></a>")) == 2
    assert len(package.parse_part(b"<a><!-- c --><b/></a>", comments=False)) == 1
