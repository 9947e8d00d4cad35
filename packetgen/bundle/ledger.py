"""The ledger as the JSON that travels in the bundle: written, sealed, read again."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeVar

from msgspec import convert

from packetgen import resources
from packetgen.model import bundle
from packetgen.model.bundle import Fingerprint, Fingerprints, Ledger, Part, Replaced, SourceFile

NAME = "bordereau.json"
# The answers of the dossier, attached beside
RECORD = "packetgen.json"
DESCRIPTION = "Bordereau : ce qui a été reçu, empreinte de chaque page"
FORM = "bordereau packetgen 2"
# Its seal binds neither pages nor properties
FORMER = "bordereau packetgen 1"
PRINTS = "empreintes"
# Printed where the seal goes, and in its place in the fingerprints that the seal binds
UNSEALED = "0123456789abcdef" * 4
KEYS = resources.table(__file__, "ledger.toml")
MOST_BYTES = 20_000_000
# Where the locale is not UTF-8, the accents of a file's name arrive as surrogates
FROM_SYSTEM = "surrogateescape"

Entry = TypeVar("Entry", Part, SourceFile, Replaced, Fingerprint)
# What a bundle carries: its ledger, its fingerprints, its seal
Carried = tuple[Ledger, Fingerprints, str]


def seal(ledger: Ledger, prints: Fingerprints) -> str:
    """Return the SHA-256 of the whole ledger and of its fingerprints, printed by the bordereau."""
    return _sealed(_content(ledger, prints))


def _sealed(content: Mapping[str, Any]) -> str:
    bound = dict(content)
    if content["forme"] == FORMER:
        del bound[PRINTS]
    return sha256(_json(bound, separators=(",", ":"))).hexdigest()


def to_json(ledger: Ledger, prints: Fingerprints) -> bytes:
    """Return the ledger and the fingerprints of its pages as UTF-8 JSON, keys sorted."""
    return _json(_content(ledger, prints), indent=1)


def _json(content: Mapping[str, Any], **layout: Any) -> bytes:  # noqa: ANN401 - of json.dumps
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str, **layout)
    return text.encode("utf-8", FROM_SYSTEM)


def from_json(data: bytes) -> Carried:
    """Return the ledger of a JSON text, its fingerprints, and its seal computed again.

    Raises ValueError when this is not a ledger; what it says may still be false.
    """
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("no true ledger comes near")
        content = json.loads(data, object_pairs_hook=_once)
        if content["forme"] not in (FORM, FORMER):
            raise ValueError("another form of ledger")
        parts = [_read(Part, each) for each in content["parties"]]
        if not {bundle.SOMMAIRE, bundle.BORDEREAU} <= {part.code for part in parts}:
            raise ValueError("not the parts of a bundle")
        ledger = Ledger(
            version=convert(content["packetgen"], str),
            plan=bundle.plan(parts),
            sources={
                part.numero: _read(SourceFile, each["recu"])
                for part, each in zip(parts, content["parties"], strict=True)
                if each["recu"] is not None
            },
            others=tuple(_read(SourceFile, each) for each in content["autres_fichiers"]),
            attachments=convert(content["joints"], dict[str, str]),
            projet=content.get("projet", False) is True,
            brouillon=content.get("brouillon", False) is True,
            edition=convert(content.get("version", 1), bundle.Number),
            replaces=_read(Replaced, content["remplace"]) if "remplace" in content else None,
        )
        prints = Fingerprints(
            tuple(_read(Fingerprint, each) for each in content[PRINTS]["pages"]),
            None
            if content["forme"] == FORMER
            else convert(content[PRINTS]["proprietes"], dict[str, str]),
        )
        if len(prints.pages) != ledger.plan.pages:
            raise ValueError("as many fingerprints as pages")
        return ledger, prints, _sealed(content)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a ledger") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("said twice, of which programs read one")
    return dict(pairs)


def _content(ledger: Ledger, prints: Fingerprints) -> dict[str, Any]:
    parties = []
    for placed in ledger.plan.parts:
        source = ledger.sources.get(placed.part.numero)
        recu = _written(source) if source else None
        numeros = [placed.first, placed.last]
        parties.append({**_written(placed.part), "numeros": numeros, "recu": recu})
    # What a bundle has not, a mark or a former version, it says nothing of, as those made before
    marks = {"projet": ledger.projet, "brouillon": ledger.brouillon}
    content = {key: True for key, bears in marks.items() if bears}
    former = ledger.replaces
    return {
        **content,
        **({"version": ledger.edition, "remplace": _written(former)} if former else {}),
        "forme": FORM,
        "packetgen": ledger.version,
        "pages": ledger.plan.pages,
        "parties": parties,
        "autres_fichiers": [_written(source) for source in ledger.others],
        "joints": dict(ledger.attachments),
        PRINTS: {
            "proprietes": prints.properties,
            "pages": [_written(page) for page in prints.pages],
        },
    }


def _written(thing: Part | SourceFile | Replaced | Fingerprint) -> dict[str, Any]:
    names = KEYS[type(thing).__name__]
    return {key: getattr(thing, name) for name, key in names.items()}


def _read(kind: type[Entry], entry: Mapping[str, Any]) -> Entry:
    names = KEYS[kind.__name__]
    return convert({name: entry[key] for name, key in names.items()}, kind)
