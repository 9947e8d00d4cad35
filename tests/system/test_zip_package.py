"""One reader and one writer of zip packages, whatever they hold."""

import zipfile
from pathlib import Path

import pytest

from packetgen.system.zip_package import (
    Limits,
    PackageDamaged,
    PackageForbidden,
    PackageOversized,
    parse_part,
    read_package,
    write_package,
)

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


@pytest.mark.parametrize(
    "parts",
    [
        {f"{number}.png": b"" for number in range(4)},
        {"a.png": b"x" * 1_001},
        {"a.xml": b"x" * 101},
        {"a.xml": b"x" * 90, "b.rels": b"x" * 90},
    ],
    ids=["parts", "unpacked", "one text", "all texts"],
)
def test_a_package_beyond_the_limits_is_refused_unread(parts: dict[str, bytes]) -> None:
    with pytest.raises(PackageOversized):
        read_package(write_package(parts), LIMITS)


def test_a_damaged_package_is_told_from_an_oversized_one() -> None:
    content = write_package(PARTS, compressed=False)
    harmed = content.replace(b"x" * 500, b"y" * 500)
    encrypted = bytearray(content)
    encrypted[content.index(b"PK\x01\x02") + 8] |= 1
    for broken in (b"", b"PK\x03\x04", content[:-30], harmed, bytes(encrypted)):
        with pytest.raises(PackageDamaged):
            read_package(broken, LIMITS)


def test_entities_are_refused_and_comments_left_out_on_request() -> None:
    with pytest.raises(PackageForbidden):
        parse_part(b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')
    with pytest.raises(PackageDamaged):
        parse_part(b"<a>")
    assert len(parse_part(b"<a><!-- c --><b/></a>")) == 2
    assert len(parse_part(b"<a><!-- c --><b/></a>", comments=False)) == 1
