"""Received bundles: each proved from its file alone, then read as a dossier."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from packetgen.bundle.process.proof_client import examine_apart
from packetgen.campagne.load import load_campagne, years
from packetgen.model.action import Action, attributes
from packetgen.model.bundle import Examination, State
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.model.porteur import Porteur
from packetgen.model.registre import DossierRecu, Ecarte, Registre, registre
from packetgen.pipeline.record import NAME
from packetgen.system.files import digest_of
from packetgen.text import NBSP, fold, readable

SUBVENTIONS = "74"
NO_DATA = "ses données jointes sont d’une autre version de packetgen, ou n’y sont pas"
INCLUDED = {state.value for state in State if state.is_included}


def find_bundles(given: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files, and the PDFs of the folders, each once, in order."""
    found: dict[Path, None] = {}
    for path in given:
        inside = sorted(path.rglob("*.[pP][dD][fF]")) if path.is_dir() else [path]
        found |= dict.fromkeys(inside)
    return tuple(found)


def read_received(
    bundles: Sequence[Path], report: Callable[[int], None], names: Mapping[Path, str] | None = None
) -> Registre:
    """Prove each bundle and read its data; `report` receives the number done.

    `names` says what the files are called, when it is not by their path. No file stops the others,
    whatever it is. Raises CampagneInvalid when the data of an installed year is wrong.
    """
    received: list[DossierRecu] = []
    altered: list[Ecarte] = []
    foreign: list[Ecarte] = []
    proofs = examine_apart(bundles, NAME)
    for done, (path, (proof, content)) in enumerate(zip(bundles, proofs, strict=True), start=1):
        name = (names or {}).get(path) or readable(str(path))
        if proof.problem:
            foreign.append(Ecarte(name, (proof.problem,)))
        elif proof.differences:
            altered.append(Ecarte(name, tuple(each.text for each in proof.differences)))
        else:
            read = _read(name, path, proof, content)
            if isinstance(read, DossierRecu):
                received.append(read)
            else:
                foreign.append(read)
        report(done)
    return registre(received, altered, foreign, fold)


def _read(name: str, path: Path, proof: Examination, content: str) -> DossierRecu | Ecarte:
    """Return the dossier of a proved bundle, or the reason why it cannot be read."""
    try:
        data = json.loads(content)
        annee, porteur, action = _adapter().validate_python(
            (data["annee"], data["porteur"], attributes(data["action"]))
        )
        etabli = _day().validate_python(data["date"])
        wanting = tuple(_questions_for(data))
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        return Ecarte(name, (NO_DATA,))
    if annee not in years():
        return Ecarte(name, (f"l’appel {annee} n’est pas dans cette installation",))
    campagne = _campagne(annee)
    return DossierRecu(
        fichier=name,
        sha256=digest_of(path),
        sceau=proof.seal,
        remarques=proof.notes,
        annee=annee,
        etabli=etabli,
        pages=proof.ledger.plan.pages if proof.ledger else 0,
        pour=data.get("pour", ""),
        porteur=porteur,
        action=action,
        montant_call=action.montants.get(campagne.chef_de_file.code, Decimal(0)),
        financements=_subsidies(action, campagne),
        produits=action.budget.total(campagne.codes_budget("produits", volontaires=False)),
        a_demander=wanting,
        brouillon=data.get("brouillon") is True,
    )


def _questions_for(data: dict[str, Any]) -> Iterator[str]:
    """Yield what is missing in a dossier, then what is wrong in it; what is optional is not."""
    blocking = [each for each in data["constats"] if each["gravite"] == Severity.BLOQUANT]
    owed = {each["champ"].split(".")[1] for each in blocking if each["champ"].startswith("pieces.")}
    for piece in data["pieces"]:
        if piece["etat"] not in INCLUDED and piece["code"] in owed:
            why = f" ({piece['notes'][0]})" if piece["notes"] else ""
            yield f"{piece['titre']}{NBSP}: pièce {piece['etat']}{why}"
    for constat in blocking:
        if not constat["champ"].startswith("pieces."):
            yield constat["message"]


def _subsidies(action: Action, campagne: Campagne) -> dict[str, Decimal]:
    """Return the amounts asked of the funders that do not lead, by line of account 74."""
    names = {financeur.ligne_budget: financeur.nom for financeur in campagne.financeurs}
    return {
        names.get(ligne.code, ligne.libelle): action.budget.montant(ligne.code)
        for compte in campagne.comptes
        if compte.numero == SUBVENTIONS
        for ligne in compte.lignes
        if action.budget.montant(ligne.code) and ligne.code != campagne.chef_de_file.ligne_budget
    }


@cache
def _campagne(annee: int) -> Campagne:
    return load_campagne(annee)


@cache
def _adapter() -> TypeAdapter[tuple[int, Porteur, Action]]:
    return TypeAdapter(tuple[int, Porteur, Action])


@cache
def _day() -> TypeAdapter[date]:
    return TypeAdapter(date)
