"""Layers: what a source hides stays hidden, which appending pages alone would forget."""

from __future__ import annotations

from typing import cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def keep(writer: PdfWriter, reader: PdfReader) -> None:
    """Carry the layers of an appended `reader` over to `writer`, shown or hidden as they were."""
    if "/OCProperties" not in reader.root_object:
        return
    source = cast("DictionaryObject", reader.root_object["/OCProperties"])
    config = cast("DictionaryObject", source.get("/D", DictionaryObject()).get_object())
    layers = _array(source, "/OCGs")
    hidden = _array(config, "/OFF")
    if config.get("/BaseState") == "/OFF":
        shown = _array(config, "/ON")
        hidden = ArrayObject(layer for layer in layers if layer not in shown)
    kept = _properties(writer)
    cast("ArrayObject", kept["/OCGs"]).extend(layer.clone(writer) for layer in layers)
    default = cast("DictionaryObject", kept["/D"])
    cast("ArrayObject", default["/OFF"]).extend(layer.clone(writer) for layer in hidden)
    # Of the layers that a reader hides by itself on screen, on paper, at some zoom
    cast("ArrayObject", default["/AS"]).extend(
        rule.get_object().clone(writer) for rule in _array(config, "/AS")
    )


def _properties(writer: PdfWriter) -> DictionaryObject:
    """Return the writer's layers, none yet at the first call."""
    key = NameObject("/OCProperties")
    if key not in writer.root_object:
        default = DictionaryObject(
            {
                NameObject("/Name"): TextStringObject("Paquet"),
                NameObject("/OFF"): ArrayObject(),
                NameObject("/AS"): ArrayObject(),
            }
        )
        writer.root_object[key] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject(), NameObject("/D"): default}
        )
    return cast("DictionaryObject", writer.root_object[key])


def _array(dictionary: DictionaryObject, key: str) -> ArrayObject:
    return cast("ArrayObject", dictionary.get(key, ArrayObject()).get_object())
