"""Photos and scans read by the extra `lecture`."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from packetgen import resources, service
from packetgen.annexes.ocr import client
from packetgen.checks import run
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.text import fold
from tests.annexes.conftest import take_all
from tests.conftest import EXAMPLE
from tests.pdfs import write_pdf

IBAN = "FR14 2004 1010 0505 0001 3M02 606"
RIB = "CRÉDIT DE L’ARTOIS, Noël Çabarès\nTitulaire : LES JARDINS DU 12-14\nIBAN "
# The worker, where whoever looks for the network ends the process
OFFLINE = """
import os, sys
sys.addaudithook(lambda event, _: event in ("socket.connect", "socket.getaddrinfo") and os._exit(9))
from packetgen.annexes.ocr.worker import handle
"""


def photo(*pages: str, angle: float = 0, blur: float = 0, noise: float = 0) -> bytes:
    """Draw pages as a phone or a scanner gives them: a PDF of pictures."""
    font = ImageFont.truetype(resources.folder("fonts") / "LiberationSans-Regular.ttf", 34)
    made = []
    for text in pages:
        image = Image.new("L", (1654, 2339), 255)
        ImageDraw.Draw(image).multiline_text((150, 300), text, fill=25, font=font, spacing=30)
        image = image.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(blur))
        grain = Image.frombytes("L", image.size, random.Random(7).randbytes(1654 * 2339))  # noqa: S311
        made.append(Image.blend(image, grain, noise))
    out = io.BytesIO()
    made[0].save(out, "PDF", save_all=True, append_images=made[1:], resolution=200)
    return out.getvalue()


# A RIB, and what is said of its IBAN
RIBS = {
    "net": (photo(RIB + IBAN), ""),
    "bougé": (photo(RIB + IBAN, angle=2.5, blur=1.5, noise=0.15), ""),
    "autre compte": (
        photo(RIB + "FR76 3000 6000 0112 3456 7890 189", angle=-2),
        "page 1 (lu sur une image)\u00a0: on y lit «\u00a0FR76",
    ),
    "une lettre": (photo(RIB + IBAN.replace("3M", "3N")), "à coup sûr sur l’image"),
}
STATUTS = photo(*(f"STATUTS DES JARDINS\npage {page} : assemblée générale" for page in "123"))
Read = Callable[[dict[str, bytes]], client.ImageReading]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Have the extra, without network nor memory of what was read; take files in and read them."""
    (tmp_path / "offline.py").write_text(OFFLINE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "OCR", replace(client.OCR, module="offline", seconds=300))
    monkeypatch.setattr(client, "PATIENCE", 300)
    monkeypatch.setattr(client, "is_installed", lambda: True)
    monkeypatch.setattr(client, "KNOWN", {})
    return lambda files: client.read_images(take_all(tmp_path, files)[0], print)


@pytest.mark.usefixtures("read")
def test_the_rib_of_the_example_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    verify = partial(service.verify, EXAMPLE, today=date(2025, 11, 5))
    verified = verify()
    assert {"ANN-01", "ANN-02"} <= {rule.code for rule in verified.rules_passed}
    [said] = verified.image_reading.sentences()
    assert said == "Lu sur une image, à contrôler à l’œil\u00a0: RIB.jpg."
    monkeypatch.setattr(client, "is_installed", lambda: False)
    [said] = verify().image_reading.sentences()
    assert said.startswith("Image non lue\u00a0: RIB.jpg\u00a0; l’ajout «\u00a0lecture\u00a0»")


@pytest.mark.slow
def test_photos_and_scans(read: Read, dossier: Dossier, campagne: Campagne) -> None:
    made = read({"statuts": STATUTS, **{name: rib for name, (rib, _) in RIBS.items()}})
    assert [page.splitlines()[1][:6] for page in made.texts["statuts"]] == [
        "page 1",
        "page 2",
        "page 3",
    ]
    assert "assemblée générale" in made.texts["statuts"][2]
    for name, (_, expected) in RIBS.items():
        assert "noelcabares" in fold(made.texts[name][0])
        said = run.run_rules(
            dossier,
            campagne,
            today=date(2025, 11, 5),
            refusals={},
            texts={"pieces.rib": ("",)},
            images={"pieces.rib": made.texts[name]},
            rules=[rule for rule in run.RULES if rule.code in ("ANN-01", "ANN-02")],
        ).findings
        assert [expected in each.message for each in said] == ([True] if expected else [])


def test_a_piece_is_read_as_planned_or_not_at_all(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read({"texte.pdf": write_pdf(2)}) == client.ImageReading()
    monkeypatch.setattr(client, "MOST_SECONDS", 1.0)
    short = read({"statuts": STATUTS})
    assert (short.pages["statuts"], short.texts["statuts"][1:]) == ((1, 3), ("", ""))
    assert "statuts (1\u00a0page sur 3)" in "".join(short.sentences())
    monkeypatch.setattr(client, "MOST_SECONDS", 10.0)
    monkeypatch.setattr(client, "PATIENCE", 0.0)  # the first page is known, the second is late
    late = read({"statuts": STATUTS})
    assert (late.pages["statuts"], late.texts["statuts"]) == ((0, 3), ())
    assert "Image non lue\u00a0: statuts\u00a0; refaites-le" in "".join(late.sentences())
