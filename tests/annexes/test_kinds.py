"""The nature of a file is read in its content; every nature not taken has its remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from packetgen.annexes.kinds import REMEDIES, TAKEN
from packetgen.system.file_kind import FileKind, recognise
from tests.annexes.office.office_files import docx, xlsx
from tests.annexes.pictures import saved
from tests.packages import packed
from tests.tables import table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ODF = "application/vnd.oasis.opendocument."
MAKE: dict[str, Callable[[Any], bytes]] = {
    "starts": lambda start: str(start).encode("latin-1"),
    "zips": lambda names: packed(dict.fromkeys(names, "x")),
    "types": lambda kind: packed({"mimetype": f"{ODF}{kind}", "META-INF/manifest.xml": "x"}),
    "streams": lambda stream: OLE + str(stream).encode("utf-16-le"),
    "images": lambda form: saved(Image.new("RGB", (8, 8), "red"), form),
}
WRITTEN = [
    (MAKE[way](each), FileKind[kind])
    for way, kinds in table(__file__).items()
    for kind, several in kinds.items()
    for each in several
]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        *WRITTEN,
        (bytes(4096) + b"\nstartxref\n1234\n%%EOF\n", FileKind.PDF),
        (b"\1\0\0\0" + bytes(36) + b" EMF", FileKind.OTHER_IMAGE),
        ("\ufeff<html><p>é</p></html>".encode("utf-16"), FileKind.HTML),
        (docx("Bonjour"), FileKind.DOCX),
        (xlsx(), FileKind.XLSX),
        (docx("Bonjour")[:-30], FileKind.INCOMPLETE),
        (bytes(4096), FileKind.UNKNOWN),
        (bytes(range(256)) * 8, FileKind.UNKNOWN),
    ],
)
def test_tells_the_kind_by_content(data: bytes, kind: FileKind) -> None:
    assert recognise(data) == kind


def test_every_kind_that_is_not_taken_has_its_remedy_a_clause() -> None:
    assert set(FileKind) - set(REMEDIES) == TAKEN
    for kind, remedy in REMEDIES.items():
        assert kind[0].islower() and remedy[0].islower() and not remedy.endswith(".")
