"""The JSON record attached to the bundle: the dossier, and the state of each piece."""

import json

from msgspec import structs, to_builtins

from packetgen import __version__
from packetgen.bundle.ledger import RECORD
from packetgen.model.action import ACTION, Action, action_fields
from packetgen.model.bundle import PlacedPart, Plan
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.fields import action_of
from packetgen.model.finding import Finding
from packetgen.pipeline.outcome import Outcome
from packetgen.pipeline.sources import BundleSource, RunContext
from packetgen.text import mask_iban

NAME = RECORD
BILAN = tuple(field.attribute for field in ACTION if field.sheet == "Bilan")


def record(sources: BundleSource, packet: Plan, run: RunContext) -> bytes:
    """Return the record as UTF-8 JSON: keys sorted, amounts text, dates ISO 8601, IBAN masked."""
    dossier, action = sources.dossier, sources.action
    content: dict[str, object] = {
        "packetgen": __version__,
        "annee": dossier.annee,
        "date": run.today,
        "classeur": dossier.file,
        "pour": sources.paquet.code,
        **({"brouillon": True} if sources.outcome is Outcome.BROUILLON else {}),
        **answers(dossier, action, sources.campagne),
        # the bundle of an action is the same whether the others are made with it or not
        "constats": [
            finding_as_data(finding)
            for finding in sources.verification.findings
            if action_of(finding.key) in (0, action.numero)
        ],
        "pieces": [piece_as_data(placed, sources, run) for placed in packet.pieces],
    }
    plain = to_builtins(content)
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode()


def answers(dossier: Dossier, action: Action, campagne: Campagne) -> dict[str, object]:
    """Return what a workbook says of an action and of who leads it, as `compare` reads it."""
    porteur = structs.replace(dossier.porteur, iban=mask_iban(dossier.porteur.iban))
    return {
        "porteur": porteur,
        "action": action_as_data(action, campagne),
        "heures_departement": action.heures_departement,
    }


def action_as_data(action: Action, campagne: Campagne) -> dict[str, object]:
    """Return an action, the values of the year's own fields beside those of every year."""
    own = {field.attribute: action.value(field.attribute) for field in action_fields(campagne)}
    found: dict[str, object] = structs.asdict(action) | own
    del found["montants"], found["reponses"]
    return {name: each for name, each in found.items() if name not in BILAN or each}


def piece_as_data(placed: PlacedPart, sources: BundleSource, run: RunContext) -> dict[str, object]:
    """Return the state of one piece, with the digest of its file or the engine that drew it."""
    part = placed.part
    intake = sources.verification.intakes.get(part.key)
    conversion = run.conversions.get(sources.document(part.code))
    return {
        "numero": part.numero,
        "code": part.code,
        "titre": part.titre,
        "etat": part.state,
        "fichier": part.fichier,
        "pages": [placed.first, placed.last],
        "sha256": intake.sha256 if intake else "",
        "trace_par": conversion.drawn_by if conversion and not part.key else "",
        "notes": part.notes,
    }


def finding_as_data(finding: Finding) -> dict[str, str]:
    """Return a finding with the keys promised by `--format json`."""
    return {
        "code": finding.code,
        "gravite": finding.severity.value,
        "message": finding.message,
        "feuille": finding.origin.sheet if finding.origin else "",
        "cellule": finding.origin.cell if finding.origin else "",
        "champ": finding.key,
        "source": f"{finding.source.reference} : {finding.source.texte}" if finding.source else "",
    }
