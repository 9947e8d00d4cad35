"""Photos and scans read by the extra `lecture`, without network."""

import random
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from packetgen import resources, service
from packetgen.annexes.ocr import client
from packetgen.model.dossier import Dossier
from packetgen.text import fold
from tests.annexes.conftest import take_all
from tests.annexes.pictures import saved
from tests.changes import piece
from tests.checks.situations import DEPOT_OPEN
from tests.conftest import EXAMPLE
from tests.folders import with_actions, write_folder

STATUTS = tuple(f"STATUTS, élus : Noël Çabarès\npage {page}" for page in range(1, 4))
# The worker, where whoever looks for the network ends the process
OFFLINE = """
import os, sys
sys.addaudithook(lambda event, _: event in ("socket.connect", "socket.getaddrinfo") and os._exit(9))
from packetgen.annexes.ocr.worker import handle
"""


def photo(*pages: str, angle: float = 0, blur: float = 0, noise: float = 0) -> bytes:
    """Draw pages as a phone or a scanner gives them: a PDF of pictures."""
    font = ImageFont.truetype(resources.folder("fonts") / "LiberationSans-Regular.ttf", 34)
    made, size = [], (1654, 2339)
    grain = Image.frombytes("L", size, random.Random(7).randbytes(1654 * 2339))  # noqa: S311
    for text in pages:
        image = Image.new("L", size, 255)
        ImageDraw.Draw(image).multiline_text((150, 300), text, fill=25, font=font, spacing=30)
        image = image.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
        made.append(Image.blend(image.filter(ImageFilter.GaussianBlur(blur)), grain, noise))
    return saved(made[0], "PDF", save_all=True, append_images=made[1:], resolution=200)


@pytest.fixture(autouse=True)
def extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have the extra, all the time that it needs."""
    (tmp_path / "offline.py").write_text(OFFLINE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "OCR", replace(client.OCR, module="offline"))
    monkeypatch.setattr(client, "PATIENCE", 600.0)
    monkeypatch.setattr(client, "is_installed", lambda: True)


def read(folder: Path, **files: bytes) -> client.ImageReading:
    return client.read_images(take_all(folder, files)[0], print)


@pytest.mark.slow
def test_photos_and_a_scan(dossier: Dossier, tmp_path: Path) -> None:
    scan = read(tmp_path, statuts=photo(*STATUTS)).texts["statuts"]
    assert [*map(fold, scan)] == [*map(fold, STATUTS)]
    iban, other = "FR14 2004 1010 0505 0001 3M02 606", "FR76 3000 6000 0112 3456 7890 189"
    rib = f"CRÉDIT DE L’ARTOIS\nTitulaire : LES JARDINS DU 12-14\nIBAN {iban}"
    workbook = write_folder(tmp_path, with_actions(dossier, 1), piece("rib", fichier="rib.pdf"))
    for data, expected in (
        ((EXAMPLE.parent / "RIB.jpg").read_bytes(), ""),
        (photo(rib, angle=2.5, blur=1.5, noise=0.15), ""),
        (photo(rib.replace(iban, other), angle=-2), "1 (lu sur une image)\u00a0: on y lit"),
        (photo(rib.replace("3M", "3N")), "ne se lit pas à coup sûr sur l’image"),
    ):
        (tmp_path / "rib.pdf").write_bytes(data)
        verified = service.verify(workbook, today=DEPOT_OPEN)
        said = [each.message for each in verified.findings if each.code == "ANN-01"]
        assert [expected in message for message in said] == ([True] if expected else [])
        assert "ANN-02" in {rule.code for rule in verified.rules_passed}


def test_a_piece_is_read_as_planned_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(client, "MOST_SECONDS", 1.0)
    short = read(tmp_path, statuts=photo(*STATUTS))
    assert [page[-6:] for page in short.texts["statuts"]] == ["page 1", "", ""]
    monkeypatch.setattr(client, "PATIENCE", 0.0)
    assert read(tmp_path, statuts=photo(*STATUTS)) == short  # of what was kept
    monkeypatch.setattr(client, "MOST_SECONDS", 2.0)
    late = read(tmp_path, statuts=photo(*STATUTS))
    assert late.texts == {"statuts": ()}
    monkeypatch.setattr(client, "is_installed", lambda: False)
    without = read(tmp_path, statuts=photo(*STATUTS))
    said = (part for each in (short, late, without) for part in each.sentences())
    for expected in ("statuts (1\u00a0page sur 3).", "; recommencez", "; l’ajout «\u00a0lecture"):
        assert expected in next(said)
