"""The bars of the register: every label, true lengths, nothing asked of a network."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from packetgen.web.call.charts import INKS, bars

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*amounts: int, theme: str = "clair") -> ElementTree.Element:
    """The drawing of totals of these amounts."""
    rows = [(f"Thème <{n}> & co", Decimal(a)) for n, a in enumerate(amounts)]
    return ElementTree.fromstring(bars(rows, theme))  # noqa: S314 - drawn here


@pytest.mark.parametrize("theme", INKS)
def test_bars_are_as_long_as_their_amounts(theme: str) -> None:
    colour = INKS[theme][-1]
    lengths = [
        float(bar.attrib["width"])
        for bar in drawn(8000, 4000, 1000, theme=theme).iter(f"{SVG}rect")
        if bar.get("fill") == colour
    ]
    assert sorted(length / max(lengths) for length in lengths) == pytest.approx([0.125, 0.5, 1])


def test_each_label_is_written() -> None:
    texts = {text.text for text in drawn(8000, 4000).iter(f"{SVG}text")}
    assert {"Thème <0> & co", "Thème <1> & co"} <= texts
    assert "8\u00a0000" in texts


def test_nothing_asked_still_draws() -> None:
    assert list(drawn(0).iter(f"{SVG}text"))


def test_it_needs_nothing_else() -> None:
    source = ElementTree.tostring(drawn(1), "unicode").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in source
    assert "script" not in source
