"""Fifty files, eight damages each: what comes out is identical, flagged or refused."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.pdf.a4 import A4
from packetgen.errors import AnnexRefused
from tests.annexes.conftest import taken
from tests.annexes.pictures import saved
from tests.pdfs import as_bytes, difference, pictures

WIDTH = 120  # of the pictures that are compared, in pixels
# Mean difference of two pictures, from 0 to 255: a flipped letter is nobody's loss
SEEN = 0.5


def _zeros(data: bytes, chance: random.Random) -> bytes:
    size = min(4_096, len(data) // 4)
    start = chance.randrange(len(data) - size)
    return data[:start] + bytes(size) + data[start + size :]


def _flips(data: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(16):
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _hole(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + 512 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "half": lambda data, _: data[: len(data) // 2],
    "99 %": lambda data, _: data[: int(len(data) * 0.99)],
    "last 20 bytes": lambda data, _: data[:-20],
    "4 k zeros": _zeros,
    "16 flips": _flips,
    "hole": _hole,
    "text transfer": lambda data, _: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "headers": lambda data, _: b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + data,
}


def _write(chance: random.Random) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=chance.randrange(2))
    for page in range(chance.randint(1, 5)):
        kind = chance.choice(("text", "scan", "drawing", "form"))
        if kind == "scan":
            noise = Image.frombytes("L", (40, 50), chance.randbytes(40 * 50)).resize((400, 500))
            scan = io.BytesIO(saved(noise, chance.choice(("JPEG", "PNG"))))
            canvas.drawImage(ImageReader(scan), 40, 60, 500, 700)
        for line in range(chance.randint(5, 40)):
            canvas.setFont(chance.choice(("Helvetica", "Times-Roman")), 11)
            canvas.drawString(60, 780 - 18 * line, f"Page {page}, ligne {line} " * 3)
        if kind == "drawing":
            for _ in range(60):
                canvas.setFillGray(chance.random())
                canvas.rect(chance.uniform(0, 500), chance.uniform(0, 500), 40, 30, fill=1)
        if kind == "form":
            canvas.acroForm.textfield(value="Réponse", x=60, y=60, width=300, height=30)
        canvas.showPage()
    canvas.save()
    generate = pikepdf.ObjectStreamMode.generate
    ways: list[dict[str, object]] = [
        {}, {"object_stream_mode": generate}, {"linearize": True}, {"qdf": True},
    ]  # fmt: skip
    how = chance.choice(ways)
    with pikepdf.open(out) as pdf:
        return as_bytes(pdf, **how) if how else out.getvalue()


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=[pytest.mark.slow] * (seed >= 10)) for seed in range(50)]
)
def test_a06_a_damage_is_never_silent(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    whole = _write(chance)
    expected = pictures(whole, WIDTH)
    for name, damage in {"none": lambda data, _: data, **DAMAGES}.items():
        source = tmp_path / f"{name}.pdf"
        source.write_bytes(damage(whole, chance))
        try:
            done = taken(source, tmp_path / "clean.pdf")
        except AnnexRefused as refused:
            assert str(refused).startswith(f"«\u00a0{source.name}")
            assert name not in ("none", "headers")
            continue
        if done.reservations:
            assert name != "none"
            continue
        assert done.pages == len(expected), name
        assert max(map(difference, expected, pictures(done.pdf, WIDTH))) < SEEN, name
