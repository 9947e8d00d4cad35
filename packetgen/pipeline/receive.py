"""Received bundles: each proved from its file alone, then read as a dossier."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import convert

from packetgen.amendment.former import OTHER_VERSION
from packetgen.bundle.process.proof_client import examine_apart
from packetgen.campagne.load import load_campagne, years
from packetgen.model.action import Action, attributes
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Porteur
from packetgen.model.reception import DossierRecu, Ecarte
from packetgen.model.registre import Registre, registre
from packetgen.pipeline.record import NAME
from packetgen.reception.mails import MAIL, questions
from packetgen.system.files import digest_of
from packetgen.text import NBSP, fold, number, readable, short_date

SUBVENTIONS = "74"
WHOLE = "Le dossier PDF fait par packetgen, avec ses pièces."
REMADE = "Le dossier porte «\u00a0PROJET\u00a0»\u00a0: refaites-le avec l’appel publié."
SENDER = "la personne qui l’a envoyé"
# What the first pages of a PDF say, and its kind
_KINDS = (
    (re.compile(r"Sommaire \d+ pièces|Porteur du projet"), "Dossier enregistré par « Imprimer »"),
    (re.compile(r"(?i)cerfa|dauphin|\bDA\d{8}\b"), "PDF de Dauphin (Cerfa)"),
    (re.compile(r"\w"), "Autre PDF"),
    (re.compile(""), "PDF sans texte (scan)"),
)
_NAME = re.compile(r"(?:Porteur du projet|dénomination)\s*\n\s*(\S.*)")
_ACTION = re.compile(r"\n(?:Action|Intitulé)\s*\n\s*(\S.*)")
_NONE: Mapping[str, str] = {}
ORIGINAL = "demandez le fichier PDF tel que packetgen l’a fait"
SCANNED = f"si c’est un dossier imprimé puis numérisé, {ORIGINAL}"
Facts = dict[str, Any]
"""What a register keeps of a file: of a bundle, its record (`content`) and what its proof says."""
_Read = tuple[int, Porteur, Action, date, date]
_campagne = cache(load_campagne)


def prove_received(
    bundles: Sequence[Path],
    report: Callable[[str], None],
    today: date,
    names: Mapping[Path, str] | None = None,
) -> Iterator[Facts]:
    """Prove each bundle and yield what is to be kept of it; `report` is told of each.

    `names` says what the files are called, when it is not by their path. No file stops the others,
    whatever it is.
    """
    proofs = examine_apart(bundles, NAME)
    for done, (path, (proof, content)) in enumerate(zip(bundles, proofs, strict=True), start=1):
        ledger = proof.ledger
        yield {
            "fichier": (names or {}).get(path) or readable(str(path)),
            "sha256": digest_of(path),
            "sceau": proof.seal,
            "remarques": proof.notes,
            "pages": ledger.plan.pages if ledger else 0,
            "projet": bool(ledger and ledger.projet),
            # a ledger that numbers its versions says which one replaces the other
            "version": getattr(ledger, "edition", 1),
            "recu": today.isoformat(),
            "probleme": proof.problem,
            "ecarts": [each.text for each in proof.differences],
            "texte": proof.text,
            "content": content,
        }
        report(f"Contrôle du dossier {done} sur {number(len(bundles))}")


def read_facts(kept: Iterable[Facts], retenus: Collection[str]) -> Registre:
    """Make the register of the year of most dossiers, of what is kept of its files.

    `retenus` are the seals that people chose. Raises CampagneInvalid when the data of an installed
    year is wrong.
    """
    received: list[DossierRecu] = []
    altered: list[Ecarte] = []
    foreign: list[Ecarte] = []
    for facts in kept:
        read = _read(facts)
        if isinstance(read, DossierRecu):
            received.append(read)
        else:
            (altered if facts["ecarts"] else foreign).append(read)
    counted = Counter(each.annee for each in received)
    annee = max(counted, key=lambda year: (counted[year], year), default=None)
    for each in received:
        if each.annee != annee:
            other = f"c’est un dossier de l’appel {each.annee}, et ce registre est celui de {annee}"
            name, action = each.porteur.denomination, each.action.intitule
            nature = f"Dossier de {each.annee}"
            foreign.append(Ecarte(each.fichier, (other,), nature, name, action, each.contact))
    own = [each for each in received if each.annee == annee]
    return registre(own, altered, foreign, fold, retenus)


def _read(facts: Facts) -> DossierRecu | Ecarte:
    """Return the dossier of a proved bundle, or the reason why it cannot be read."""
    if reasons := facts["ecarts"] or list(filter(None, [facts["probleme"]])):
        return set_apart(facts, reasons)
    try:
        data = json.loads(facts["content"])
        said = (data["annee"], data["porteur"], attributes(data["action"]), data["date"])
        annee, porteur, action, etabli, recu = convert((*said, facts["recu"]), _Read)
        if annee not in years():
            absent = f"l’appel {annee} n’est pas dans cette installation"
            return set_apart(facts | {"nature": f"Dossier de {annee}"}, [absent])
        campagne = _campagne(annee)
        wanting = tuple(questions(data, campagne))
        constats = tuple(f"{each['gravite']}{NBSP}: {each['message']}" for each in data["constats"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return set_apart(facts, [OTHER_VERSION])
    by_hand = "a_la_main" in facts
    if facts["projet"]:
        wanting = (*wanting, REMADE)
    return DossierRecu(
        fichier=facts["fichier"],
        sha256=facts["sha256"],
        sceau=facts["sceau"],
        remarques=tuple(facts["remarques"]),
        annee=annee,
        etabli=etabli,
        pages=facts["pages"],
        pour=data.get("pour", ""),
        porteur=porteur,
        action=action,
        montant_call=action.montant_demande(campagne.chef_de_file),
        financements=_subsidies(action, campagne),
        produits=action.budget.total(campagne.codes_budget("produits", volontaires=False)),
        a_demander=(WHOLE,) if by_hand else wanting,
        brouillon=data.get("brouillon") is True,
        projet=facts["projet"],
        a_la_main=by_hand,
        recu=recu,
        chef_de_file=campagne.chef_de_file.nom,
        charge=_charge(action, campagne),
        referents=tuple(_referents(action, campagne)),
        delai=_delay(action, campagne),
        tardif=etabli > deadline(campagne),
        version=facts.get("version", 1),
        constats=constats,
    )


def set_apart(facts: Facts, reasons: Sequence[str]) -> Ecarte:
    """Return a file that is not counted, from what is kept of it; the real cause stays first."""
    text, porteur, action = facts.get("texte", ""), _NONE, _NONE
    with suppress(ValueError, AttributeError):
        data = json.loads(facts.get("content") or "{}")
        porteur, action = data.get("porteur") or {}, data.get("action") or {}
    said = (each.search(text) for each in (_NAME, _ACTION, MAIL))
    name, title, mail = (found[1].strip() if found else "" for found in said)
    nature = facts.get("nature") or _nature(facts, text)
    name = porteur.get("denomination") or name
    contact = porteur.get("courriel_contact") or porteur.get("courriel") or mail
    whom = f"à {name or SENDER}{f' ({contact})' if contact else ''}"
    more = [SCANNED] if nature in (_KINDS[0][1], _KINDS[-1][1]) else []
    asked = f"demandez le fichier d’origine {whom}" if facts["ecarts"] else f"écrivez {whom}"
    told = tuple(dict.fromkeys((*reasons, *more, asked)))
    return Ecarte(facts["fichier"], told, nature, name, action.get("intitule") or title, contact)


def _nature(facts: Facts, text: str) -> str:
    if facts["ecarts"]:
        damaged = any(word in facts["ecarts"][0] for word in ("tronqué", "abîmé"))
        return "Dossier abîmé" if damaged else "Dossier modifié"
    if "n’est pas un dossier" in facts["probleme"]:
        return next(kind for said, kind in _KINDS if said.search(text))
    locked = "mot de passe" in facts["probleme"]
    return "PDF protégé" if locked else "PDF abîmé" if "abîmé" in facts["probleme"] else "PDF"


def deadline(campagne: Campagne) -> date:
    """Return the last day of the deposit."""
    etape = campagne.etape("depot")
    return etape.fin or etape.debut


def _delay(action: Action, campagne: Campagne) -> str:
    """Return whether the deposit was in time: a day is known, never the hour."""
    limit, sent = deadline(campagne), action.date_dauphin
    if sent is None:
        return "non transmis"
    hour = campagne.etape("depot").heure
    if sent == limit and hour:
        return f"à vérifier{NBSP}: transmis le dernier jour, à clore à {hour}"
    return "dans les délais" if sent <= limit else f"hors délai, après le {short_date(limit)}"


def _charge(action: Action, campagne: Campagne) -> str:
    """Return who follows the theme of an action for the funder that leads; all when nobody does."""
    team = [each for each in campagne.contacts if each.financeur == campagne.chef_de_file.code]
    theme = campagne.code_of("themes", action.theme)
    own = [each for each in team if theme in each.themes or not each.themes]
    return ", ".join(each.nom for each in (own if theme else []))


def _referents(action: Action, campagne: Campagne) -> Iterator[str]:
    for row in action.communes_concernees(campagne):
        met = f"le {short_date(row.date_contact)}" if row.date_contact else "non rencontré"
        yield f"{row.commune}{NBSP}: {', '.join(filter(None, (row.referent, met)))}"


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
