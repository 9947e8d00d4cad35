"""Which actions, pieces and findings one recipient gets."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from packetgen.checks.rule import concerns
from packetgen.errors import NothingAsked, UsageError
from packetgen.model.action import Action, montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import ANNEXES, LETTRE, Paquet
from packetgen.model.campagne_parts import COMPLET as COMPLET
from packetgen.model.dossier import Dossier
from packetgen.model.fields import action_of
from packetgen.model.financeur import CHEF_DE_FILE, DEPARTEMENT, Contact
from packetgen.model.finding import Finding, Severity, Statut
from packetgen.text import NBSP, enumerate_words
from packetgen.workbook.read.dossier import Reading


def choose(campagne: Campagne, code: str) -> Paquet:
    """Return the paquet `code` of the year; raises UsageError, which names those that exist."""
    try:
        return campagne.paquet(code)
    except KeyError as error:
        known = enumerate_words((paquet.code for paquet in campagne.paquets), "or")
        raise UsageError.said("no_such_bundle", campagne.annee, code, known) from error


def actions_for(reading: Reading, campagne: Campagne, paquet: Paquet) -> tuple[Action, ...]:
    """Return the actions that ask the bundle's funder for money or agents, all for the whole one.

    Raises UsageError when no action asks anything.
    """
    dossier, funder = reading.dossier, campagne.financeur(paquet.financeur)
    unread = {each.key for each in reading.findings if each.severity is Severity.BLOQUANT}

    def may_ask(action: Action) -> bool:
        """Whether the request is made, cannot be read, or is not said: findings tell."""
        keys = {action.key(f"budget.{funder.ligne_budget}"), action.key(montant_key(funder))}
        unsaid = funder.role == DEPARTEMENT and action.agents_departement is None
        if funder.role == CHEF_DE_FILE and not any(map(action.sollicite, campagne.financeurs)):
            return True
        return action.sollicite(funder) or bool(keys & unread) or unsaid

    actions = tuple(each for each in dossier.actions if paquet.code == COMPLET or may_ask(each))
    if dossier.actions and not actions:
        raise NothingAsked.said("nothing_asked", funder.nom, dossier.file)
    return actions


def not_requested_message(campagne: Campagne, paquet: Paquet) -> str:
    """Return in French why an action has no such bundle."""
    name = campagne.financeur(paquet.financeur).nom
    return f"Rien n’est demandé au financeur «{NBSP}{name}{NBSP}» : pas de dossier."


def contacts_to_ask(campagne: Campagne, paquet: Paquet) -> tuple[Contact, ...]:
    """Return the contacts for a paquet whose pieces are uncertain; empty when they are not."""
    if paquet.source.statut is not Statut.NON_VERIFIE:
        return ()
    return tuple(each for each in campagne.contacts if each.financeur == paquet.financeur)


def restrict_pieces(dossier: Dossier, campagne: Campagne, paquet: Paquet) -> Dossier:
    """Return the dossier with the pieces of one paquet only; the others are not even opened."""
    pieces = tuple(given for given in dossier.pieces if accepts(campagne, paquet, given.code))
    porteur = dossier.porteur
    if LETTRE not in paquet.pieces:
        # the letter alone carries the image of the signature
        porteur = replace(porteur, image_signature="")
    return replace(dossier, pieces=pieces, porteur=porteur)


def accepts(campagne: Campagne, paquet: Paquet, code: str) -> bool:
    """Return True if a paquet has room for a piece, one added by the porteur included."""
    known = next((piece for piece in campagne.pieces if piece.code == code), None)
    return campagne.holds(paquet, known) if known else ANNEXES in paquet.pieces


def findings_for(
    findings: Iterable[Finding], campagne: Campagne, paquet: Paquet
) -> tuple[Finding, ...]:
    """Drop the findings about pieces that this paquet leaves out, or that only others need."""

    def is_elsewhere(key: str) -> bool:
        room, _, rest = key.partition(".")
        return room == "pieces" and not accepts(campagne, paquet, rest.partition(".")[0])

    def is_of_others(each: Finding) -> bool:
        falsifies = each.stops and not {*each.falsifies} & {*paquet.pieces}
        return falsifies or not concerns(each.code, paquet.pieces)

    return tuple(each for each in findings if not (is_elsewhere(each.key) or is_of_others(each)))


def only(reading: Reading, numeros: Collection[int]) -> Reading:
    """Restrict a reading to some actions and what all share."""
    dossier = reading.dossier
    actions = tuple(action for action in dossier.actions if action.numero in numeros)
    if not actions:
        raise UsageError(f"{dossier.file} n’a pas d’action {enumerate_words(map(str, numeros))}.")
    pieces = tuple(piece for piece in dossier.pieces if piece.action in (0, *numeros))
    others = {action.numero for action in dossier.actions} - {*numeros}
    findings = tuple(each for each in reading.findings if action_of(each.key) not in others)
    dossier = replace(dossier, actions=actions, pieces=pieces)
    return replace(reading, dossier=dossier, findings=findings)
