"""Every font that ships is one of those whose licence and origin are recorded."""

import hashlib
import re

from packetgen import resources

ROW = re.compile(r"^\| (\S+\.ttf) \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_font_is_listed_with_its_digest() -> None:
    fonts = resources.folder("fonts")
    listed = dict(ROW.findall((fonts / "LICENCES.md").read_text(encoding="utf-8")))
    shipped = {
        font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in fonts.glob("*.ttf")
    }
    assert listed == shipped
    assert len(shipped) == 23


def test_each_licence_named_is_there_in_full() -> None:
    fonts = resources.folder("fonts")
    links = re.findall(r"\((licences/[^)]+)\)", (fonts / "LICENCES.md").read_text(encoding="utf-8"))
    texts = {link: (fonts / link).read_text(encoding="utf-8") for link in links}
    assert {fonts / link for link in links} == set((fonts / "licences").glob("*.txt"))
    assert "SIL OPEN FONT LICENSE" in texts["licences/OFL-1.1.txt"]
    assert "Arev Fonts Copyright" in texts["licences/DejaVu-Bitstream-Vera.txt"]
