"""The bars of the register: every label, true lengths, nothing asked of a network."""

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


def test_each_label_is_written_and_nothing_else_is_needed() -> None:
    drawing = drawn(8000, 4000)
    texts = {text.text for text in drawing.iter(f"{SVG}text")}
    assert {"Thème <0> & co", "Thème <1> & co", "8\u00a0000"} <= texts
    source = ElementTree.tostring(drawing, "unicode").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in source
    assert "script" not in source
    assert list(drawn(0).iter(f"{SVG}text")), "nothing asked still draws"
