"""Fifty files, nine damages each: what comes out is identical, flagged or refused."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.a4 import A4
from packetgen.errors import AnnexRefused

SEEDS = 50
WIDTH = 120  # of the pictures that are compared, in points
# Mean difference of two pictures, from 0 to 255: a flipped letter is nobody's loss
SEEN = 0.5
Damage = Callable[[bytes, random.Random], bytes]


def _cut(part: float) -> Damage:
    return lambda data, _: data[: int(len(data) * part)]


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


DAMAGES: dict[str, Damage] = {
    "half": _cut(0.5),
    "90 %": _cut(0.9),
    "99 %": _cut(0.99),
    "last 20 bytes": lambda data, _: data[:-20],
    "4 k zeros": _zeros,
    "16 flips": _flips,
    "hole": _hole,
    "text transfer": lambda data, _: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "headers": lambda data, _: b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + data,
}


def _write(chance: random.Random) -> bytes:
    """Write a PDF of some pages, as one of the programs that people use would."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=chance.randrange(2))
    for page in range(chance.randint(1, 5)):
        kind = chance.choice(("text", "scan", "drawing", "form"))
        if kind == "scan":
            canvas.drawImage(_scan(chance), 40, 60, 500, 700)
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
    return _saved_again(out.getvalue(), chance)


def _scan(chance: random.Random) -> ImageReader:
    noise = bytes(chance.randrange(256) for _ in range(40 * 50))
    image = Image.frombytes("L", (40, 50), noise).resize((400, 500))
    out = io.BytesIO()
    image.save(out, chance.choice(("JPEG", "PNG")))
    return ImageReader(io.BytesIO(out.getvalue()))


def _saved_again(data: bytes, chance: random.Random) -> bytes:
    how = chance.choice(("as it is", "objects", "linear", "plain"))
    if how == "as it is":
        return data
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            deterministic_id=True,
            linearize=how == "linear",
            qdf=how == "plain",
            object_stream_mode=pikepdf.ObjectStreamMode.generate
            if how == "objects"
            else pikepdf.ObjectStreamMode.preserve,
        )
    return out.getvalue()


def _pictures(data: bytes | Path) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        return [
            page.render(scale=WIDTH / page.get_width()).to_pil().convert("L") for page in document
        ]


def _differences(first: list[Image.Image], second: list[Image.Image]) -> list[float]:
    return [
        ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean[0]
        for one, other in zip(first, second, strict=True)
    ]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a06_a_damage_is_never_silent(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    whole = _write(chance)
    expected = _pictures(whole)
    for name, damage in {"none": lambda data, _: data, **DAMAGES}.items():
        source = tmp_path / f"{name}.pdf"
        source.write_bytes(damage(whole, chance))
        try:
            done = intake(source, tmp_path / "clean.pdf")
        except AnnexRefused as refused:
            assert str(refused).startswith(f"«\u00a0{source.name}")
            assert name not in ("none", "headers")
            continue
        assert isinstance(done, Intake)
        if done.reservations:
            assert name != "none"
            continue
        assert done.pages == len(expected), name
        assert max(_differences(expected, _pictures(done.pdf))) < SEEN, name
