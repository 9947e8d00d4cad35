"""The record attached to the bundle: what the dossier says and what became of each piece."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from packetgen import __version__
from packetgen.model.action import Action
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Finding
from packetgen.model.packet import PlacedPart
from packetgen.text import mask_iban

NAME = "packetgen.json"


def record(
    dossier: Dossier,
    action: Action,
    *,
    today: date,
    findings: Iterable[Finding],
    pieces: Iterable[PlacedPart],
    digests: Mapping[str, str],
    drawn_by: Mapping[str, str],
) -> bytes:
    """Return the record as UTF-8 JSON, keys sorted; amounts are text, dates ISO 8601.

    `digests` gives the sha256 of each annex by piece code, `drawn_by` the engine of each
    document; the IBAN is masked.
    """
    porteur = dataclasses.replace(dossier.porteur, iban=mask_iban(dossier.porteur.iban))
    content = {
        "packetgen": __version__,
        "annee": dossier.annee,
        "date": today,
        "classeur": dossier.file,
        "porteur": porteur,
        "action": action,
        "heures_departement": action.heures_departement,
        "constats": [finding_as_data(finding) for finding in findings],
        "pieces": [
            {
                "numero": placed.part.numero,
                "code": placed.part.code,
                "titre": placed.part.titre,
                "etat": placed.part.state,
                "fichier": placed.part.fichier,
                "pages": [placed.first, placed.last],
                "sha256": digests.get(placed.part.code, ""),
                "trace_par": drawn_by.get(placed.part.code, ""),
                "notes": placed.part.notes,
            }
            for placed in pieces
        ],
    }
    return json.dumps(content, default=plain, ensure_ascii=False, indent=1, sort_keys=True).encode()


def finding_as_data(finding: Finding) -> dict[str, str]:
    """Return a finding with the keys that `--format json` promises."""
    return {
        "code": finding.code,
        "gravite": finding.severity.value,
        "message": finding.message,
        "feuille": finding.origin.sheet if finding.origin else "",
        "cellule": finding.origin.cell if finding.origin else "",
        "champ": finding.key,
        "source": f"{finding.source.reference} : {finding.source.texte}" if finding.source else "",
    }


def plain(value: object) -> Any:  # noqa: ANN401
    """Return what JSON can hold for a value of the model."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Decimal | Enum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value))
