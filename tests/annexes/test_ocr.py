"""Photos and scans read by the extra `lecture`, without network."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from packetgen import resources, service
from packetgen.annexes.ocr import client
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.text import fold
from tests.annexes.conftest import take_all
from tests.changes import sound
from tests.checks.rules.test_rules import report
from tests.checks.situations import DEPOT_OPEN, Situation, says
from tests.conftest import EXAMPLE
from tests.pdfs import write_pdf

HEAD = "CRÉDIT DE L’ARTOIS, Noël Çabarès\nTitulaire : LES JARDINS DU 12-14\nIBAN "
IBAN = "FR14 2004 1010 0505 0001 3M02 606"
OTHER_IBAN = "FR76 3000 6000 0112 3456 7890 189"
STATUTS = [f"STATUTS DES JARDINS\npage {page}" for page in range(1, 4)]
Read = Callable[..., client.ImageReading]
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
    out = io.BytesIO()
    made[0].save(out, "PDF", save_all=True, append_images=made[1:], resolution=200)
    return out.getvalue()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Have the extra, and no memory of what was read; take files in and read them."""
    (tmp_path / "offline.py").write_text(OFFLINE)
    monkeypatch.syspath_prepend(tmp_path)
    for name, value in {
        "OCR": replace(client.OCR, module="offline"),
        "PATIENCE": 600.0,  # other tests may take the machine
        "is_installed": lambda: True,
        "KNOWN": {},
    }.items():
        monkeypatch.setattr(client, name, value)
    return lambda **files: client.read_images(take_all(tmp_path, files)[0], print)


@pytest.mark.slow
@pytest.mark.usefixtures("read")
def test_the_rib_of_the_example_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    verify = partial(service.verify, EXAMPLE, today=DEPOT_OPEN)
    verified = verify()
    assert {"ANN-01", "ANN-02"} <= {rule.code for rule in verified.rules_passed}
    said = "Lu sur une image, à contrôler à l’œil\u00a0: RIB.jpg."
    assert [*verified.image_reading.sentences()] == [said]
    monkeypatch.setattr(client, "is_installed", lambda: False)
    [said] = verify().image_reading.sentences()
    assert said.startswith("Image non lue\u00a0: RIB.jpg\u00a0; l’ajout «\u00a0lecture\u00a0»")


@pytest.mark.slow
def test_photos_and_a_scan(read: Read, dossier: Dossier, campagne: Campagne) -> None:
    ribs = {
        "net": (photo(HEAD + IBAN), ""),
        "bougé": (photo(HEAD + IBAN, angle=2.5, blur=1.5, noise=0.15), ""),
        "autre": (photo(HEAD + OTHER_IBAN, angle=-2), "1 (lu sur une image)\u00a0: on y lit"),
        "faux": (photo(HEAD + IBAN.replace("3M", "3N")), "ne se lit pas à coup sûr sur l’image"),
    }
    read_texts = read(
        statuts=photo(*STATUTS), **{name: rib for name, (rib, _) in ribs.items()}
    ).texts
    assert read_texts["statuts"] == tuple(STATUTS)
    for name, (_, expected) in ribs.items():
        [seen] = read_texts[name]
        assert "noelcabares" in fold(seen)
        scanned = partial(Situation, change=sound, texts=says("rib", ""), images=says("rib", seen))
        assert report(scanned("ANN-02"), dossier, campagne).findings == ()
        said = [each.message for each in report(scanned("ANN-01"), dossier, campagne).findings]
        assert [expected in message for message in said] == ([True] if expected else [])


def test_a_piece_is_read_as_planned_or_not_at_all(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(texte=write_pdf(2)) == client.ImageReading()
    monkeypatch.setattr(client, "MOST_SECONDS", 1.0)
    short = read(statuts=photo(*STATUTS))
    assert short.texts["statuts"] == (STATUTS[0], "", "")
    assert "statuts (1\u00a0page sur 3)" in "".join(short.sentences())
    monkeypatch.undo()
    monkeypatch.setattr(client, "is_installed", lambda: True)
    monkeypatch.setattr(client, "PATIENCE", 0.0)
    late = read(statuts=photo(*STATUTS))
    assert late.texts == {"statuts": ()}
    assert "Image non lue\u00a0: statuts\u00a0; recommencez" in "".join(late.sentences())
