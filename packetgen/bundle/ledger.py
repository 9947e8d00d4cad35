"""The ledger as the JSON that travels in the bundle: written, sealed, read again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple
from datetime import date
from hashlib import sha256
from typing import Any

from packetgen.model import bundle
from packetgen.model.bundle import Fingerprint, Fingerprints, Ledger, Part, SourceFile, State, plan

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
KEYS = ("cadre", "trace", "images", "annotations", "liens")
MOST_PAGES = 20_000
MOST_BYTES = 20_000_000
# Where the locale is not UTF-8, the accents of a file's name arrive as surrogates
FROM_SYSTEM = "surrogateescape"


def seal(ledger: Ledger, prints: Fingerprints) -> str:
    """Return the SHA-256 of the whole ledger and of its fingerprints, printed by the bordereau."""
    return _sealed(_content(ledger, prints))


def _sealed(content: Mapping[str, Any]) -> str:
    bound = dict(content)
    if content["forme"] == FORMER:
        del bound[PRINTS]
    compact = json.dumps(bound, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(compact.encode("utf-8", FROM_SYSTEM)).hexdigest()


def to_json(ledger: Ledger, prints: Fingerprints) -> bytes:
    """Return the ledger and the fingerprints of its pages as UTF-8 JSON, keys sorted."""
    text = json.dumps(_content(ledger, prints), ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode("utf-8", FROM_SYSTEM)


def from_json(data: bytes) -> tuple[Ledger, Fingerprints, str]:
    """Return the ledger of a JSON text, its fingerprints, and its seal computed again.

    Raises ValueError when this is not a ledger; what it says may still be false.
    """
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("no true ledger comes near")
        content = json.loads(data)
        if content["forme"] not in (FORM, FORMER):
            raise ValueError("another form of ledger")
        parts = [_part(each) for each in content["parties"]]
        if not {bundle.SOMMAIRE, bundle.BORDEREAU} <= {part.code for part in parts}:
            raise ValueError("not the parts of a bundle")
        ledger = Ledger(
            version=_text(content["packetgen"]),
            plan=plan(parts),
            sources={
                part.numero: _source(each["recu"])
                for part, each in zip(parts, content["parties"], strict=True)
                if each["recu"] is not None
            },
            others=tuple(map(_source, content["autres_fichiers"])),
            attachments=_texts(content["joints"]),
            projet=content.get("projet", False) is True,
            brouillon=content.get("brouillon", False) is True,
            edition=_number(content.get("version", 1)),
            replaces=_replaced(content["remplace"]) if "remplace" in content else None,
        )
        prints = Fingerprints(
            tuple(map(_print, content[PRINTS]["pages"])),
            None if content["forme"] == FORMER else _texts(content[PRINTS]["proprietes"]),
        )
        if len(prints.pages) != ledger.plan.pages:
            raise ValueError("as many fingerprints as pages")
        return ledger, prints, _sealed(content)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a ledger") from error


def _content(ledger: Ledger, prints: Fingerprints) -> dict[str, Any]:
    return {
        "forme": FORM,
        "packetgen": ledger.version,
        "pages": ledger.plan.pages,
        # a bundle that bears no mark says nothing of it, as those made before
        **({"projet": True} if ledger.projet else {}),
        **({"brouillon": True} if ledger.brouillon else {}),
        **_versions(ledger),
        "parties": [
            _entry(placed, ledger.sources.get(placed.part.numero)) for placed in ledger.plan.parts
        ],
        "autres_fichiers": [asdict(source) for source in ledger.others],
        "joints": dict(ledger.attachments),
        PRINTS: {
            "proprietes": prints.properties,
            "pages": [dict(zip(KEYS, astuple(page), strict=True)) for page in prints.pages],
        },
    }


def _versions(ledger: Ledger) -> dict[str, Any]:
    """Return what an amended bundle says of the one that it replaces; a first one says nothing."""
    if (former := ledger.replaces) is None:
        return {}
    replaced = {"version": former.version, "sceau": former.seal, "date": str(former.day)}
    return {"version": ledger.edition, "remplace": replaced}


def _replaced(entry: Mapping[str, Any]) -> bundle.Replaced:
    day = date.fromisoformat(_text(entry["date"]))
    return bundle.Replaced(_number(entry["version"]), _text(entry["sceau"]), day)


def _entry(placed: bundle.PlacedPart, source: SourceFile | None) -> dict[str, Any]:
    part = placed.part
    return {
        "code": part.code,
        "titre": part.titre,
        "numero": part.numero,
        "etat": str(part.state),
        "fichier": part.fichier,
        "pages": part.pages,
        "numeros": [placed.first, placed.last],
        "remarques": list(part.notes),
        "recu": asdict(source) if source and part.numero else None,
    }


def _part(entry: Mapping[str, Any]) -> Part:
    return Part(
        code=_text(entry["code"]),
        titre=_text(entry["titre"]),
        pages=_number(entry["pages"]),
        numero=_number(entry["numero"]),
        state=State(entry["etat"]),
        fichier=_text(entry["fichier"]),
        notes=tuple(map(_text, entry["remarques"])),
    )


def _source(entry: Mapping[str, Any]) -> SourceFile:
    fichier, nature, digest = (_text(entry[key]) for key in ("fichier", "nature", "sha256"))
    return SourceFile(fichier, nature, digest, _number(entry["pages"]))


def _print(page: Mapping[str, Any]) -> Fingerprint:
    frame, drawing, images, annotations = (_text(page[key]) for key in KEYS[:-1])
    links = tuple(map(_number, page[KEYS[-1]]))
    return Fingerprint(frame, drawing, images, annotations, links)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {key: _text(value) for key, value in values.items()}


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PAGES:
        raise TypeError(value)
    return value
