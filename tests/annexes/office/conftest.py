"""Old Word and Excel files, which LibreOffice writes for the tests."""

import struct

import pytest

from tests.annexes.office import office_files as office


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Old Word and Excel files; of one the header says that it is locked, of one too old."""
    folder = tmp_path_factory.mktemp("anciens")
    words = {
        "plain": office.docx("Bonjour"),
        "revised": office.revised_docx(),
        "dated": office.odt("<text:p>Le <text:date>1er mai</text:date></text:p>"),
        "undated": office.odt("<text:p>DATE du jour</text:p>"),
    }
    own = office.XML["ods"]
    sheets = {
        "sheet": office.xlsx(),
        "hidden": office.xlsx(link=office.URL),
        "edited": office.ods(own["edited"], own["revised"]),
    }
    files = office.aged(folder, "doc", **words) | office.aged(folder, "xls", **sheets)
    header = files["plain"].index(struct.pack("<H", 0xA5EC), 512)
    locked, ancient = bytearray(files["plain"]), bytearray(files["plain"])
    locked[header + 11] |= 1
    ancient[header + 2 : header + 4] = (0x65).to_bytes(2, "little")
    return files | {"locked": bytes(locked), "ancient": bytes(ancient)}
