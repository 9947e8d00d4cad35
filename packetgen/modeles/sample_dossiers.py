"""Invented dossiers that show what a template makes: the least, an example, the most. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen.campagne.words import asked
from packetgen.documents.contexts.fiche import SIDES, fiche_action
from packetgen.documents.contexts.instruction import courrier, instruction
from packetgen.documents.contexts.letter import lettre, own_document
from packetgen.documents.contexts.liste import liste
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.rendering.template_file import COURRIERS
from packetgen.model.action import (
    AGENTS,
    COMMUNES,
    INDICATEURS,
    Action,
    Budget,
    CommuneConcernee,
    Indicateur,
    Intervention,
    action_fields,
    attributes,
    montant_key,
)
from packetgen.model.bundle import Part, State, plan
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PORTEUR, Dossier, PieceFournie, Porteur
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.model.reception import Suivi
from packetgen.resources import table
from packetgen.workbook.layout import AGENTS_TABLE, COMMUNES_TABLE, INDICATEURS_TABLE
from packetgen.workbook.read.typed import Context
from packetgen.workbook.read.values import value_of_text

LONG_TEXT, SHORT_TEXT, TITLE = 1_200, 50, 110  # characters that a patient person writes
TITLES = ("porteur.denomination", "action.intitule")
POSTAL_LINES = ("porteur.adresse", "porteur.complement_adresse")
# Who signs for another is the exception: the example shows the rule
RARE = ("porteur.nom_signataire", "porteur.fonction_signataire", "porteur.image_signature")
AMOUNT = Decimal(12_345)
MOST_AGENTS = 20
# What a text of a given length is cut from
TEXTS = table(__file__, "check.toml")["samples"]
PROSE, WORDS = TEXTS["prose"], TEXTS["words"]
# The tables of an action: what a row is, its fields
ROWS: dict[str, tuple[type[Any], tuple[Field, ...]]] = {
    "communes": (CommuneConcernee, COMMUNES),
    "indicateurs": (Indicateur, INDICATEURS),
    "interventions": (Intervention, AGENTS),
}
Value = Callable[[Field], Any]


class Specimen(Struct, frozen=True):
    """An invented dossier of one action, and what each template receives for it, by its name."""

    dossier: Dossier
    fields: dict[str, Fields]


def specimens(campagne: Campagne) -> dict[str, Specimen]:
    """Return the dossiers « minimal », « exemple » and « maximal » of a year."""
    made = {"minimal": minimal, "exemple": example, "maximal": maximal}
    dossiers = {name: make(campagne) for name, make in made.items()}
    return {name: Specimen(one, document_fields(one, campagne)) for name, one in dossiers.items()}


def example(campagne: Campagne) -> Dossier:
    """Return the dossier in which every field holds the example of the catalogue."""
    return _dossier(campagne, lambda it: None if it.key in RARE else _read(it, campagne), lines=2)


def minimal(campagne: Campagne) -> Dossier:
    """Return the dossier in which only what is obligatory for all is filled, as an example."""

    def value(field: Field) -> Any:  # noqa: ANN401
        if field.required is not Required.ALWAYS:
            return None
        return False if field.kind is FieldKind.YES_NO else _read(field, campagne)

    return _dossier(campagne, value, lines=1, tables=("communes",))


def maximal(campagne: Campagne) -> Dossier:
    """Return the dossier in which every field is as long as it sensibly can be."""
    dossier = _dossier(campagne, lambda field: _longest(field, campagne), lines=100)
    [action] = dossier.actions
    towns = sorted(campagne.choices("communes"), key=len, reverse=True)
    names = islice(cycle(towns), COMMUNES_TABLE.rows)
    action = replace(
        action,
        communes=tuple(replace(action.communes[0], commune=nom) for nom in names),
        indicateurs=action.indicateurs * INDICATEURS_TABLE.rows,
        interventions=action.interventions * max(AGENTS_TABLE.rows, MOST_AGENTS),
    )
    pieces = tuple(PieceFournie(it.code, it.libelle, f"{it.code}.pdf") for it in campagne.pieces)
    return replace(dossier, actions=(action,), pieces=pieces)


def document_fields(dossier: Dossier, campagne: Campagne) -> dict[str, Fields]:
    """Return what each template receives for a dossier, on the first day of the deposit."""
    action, etape = dossier.actions[0], campagne.etape("depot")
    today = etape.fin or etape.debut  # once all is deposited
    parts = _parts(dossier, campagne)
    asked, placed = campagne.pieces, plan(parts).parts
    suivi = _suivi(dossier, campagne, today)
    letter = courrier(dossier.porteur, action, campagne, suivi)
    own = {
        it.code: own_document(it.code, paquet, dossier, action, campagne, today=today, pieces=parts)
        for paquet in campagne.paquets[::-1]
        for it in campagne.own_documents
        if it.code in paquet.pieces
    }
    return own | {
        "lettre": lettre(dossier, action, campagne, today=today, pieces=parts),
        "fiche_action": fiche_action(dossier, action, campagne, today=today),
        "liste": liste(dossier, action, campagne, today=today, asked=asked, placed=placed),
        "instruction": instruction(dossier.porteur, action, campagne, suivi),
        **dict.fromkeys(COURRIERS, letter),
    }


def _suivi(dossier: Dossier, campagne: Campagne, today: date) -> Suivi:
    """Return what a register would say of a dossier: more of one that has its pieces."""
    action, leads, full = dossier.actions[0], campagne.chef_de_file, bool(dossier.pieces)
    amounts = {each.nom: action.montant_demande(each) for each in (leads, *campagne.financeurs)}
    asked = {name: amount for name, amount in amounts.items() if amount or name == leads.nom}
    half = {name: amount / 2 for name, amount in asked.items()}
    names = [piece.libelle for piece in campagne.pieces if not piece.genere]
    points = tuple(f"{name}\u00a0: ce document manque." for name in names[: None if full else 3])
    return Suivi(
        asked,
        today,
        "À compléter",
        "dans les délais",
        next((each.nom for each in campagne.contacts if each.financeur == leads.code), ""),
        points,
        points,
        today + timedelta(14),
        half,
        half,
        dict.fromkeys(asked, _cut(WORDS, SHORT_TEXT)) if full else {},
        _cut(PROSE, LONG_TEXT if full else SHORT_TEXT),
        half[leads.nom],
    )


def _parts(dossier: Dossier, campagne: Campagne) -> list[Part]:
    """Return the parts of the bundle: the pieces given, else those that are due, each whole."""
    given = {piece.code for piece in dossier.pieces}
    action, forme = dossier.actions[0], campagne.code_of("formes", dossier.porteur.forme)
    pieces = [
        piece
        for piece in campagne.pieces
        if (piece.genere and piece not in campagne.own_documents)
        or piece.code in given
        or (not given and action.owes(piece, forme, campagne))
    ]
    return [
        Part(
            piece.code,
            piece.libelle,
            1,
            numero,
            State.RESERVE if given else State.INTEGREE,
            f"{piece.code}.pdf",
            (_cut(WORDS, SHORT_TEXT),) if given else (),
        )
        for numero, piece in enumerate(pieces, start=1)
    ]


def _dossier(
    campagne: Campagne, value: Value, *, lines: int, tables: Iterable[str] = tuple(ROWS)
) -> Dossier:
    """Return a dossier of one action, with a row of these tables and `lines` of budget a side."""
    values = attributes(_values(action_fields(campagne), campagne, value))
    for name in tables:
        kind, fields = ROWS[name]
        values[name] = (kind(**_values(fields, campagne, value)),)
    action = Action(**values, budget=_budget(campagne, lines=lines))
    porteur = Porteur(**_values(PORTEUR, campagne, value))
    return Dossier(campagne.annee, "exemple.xlsx", porteur, (action,), ())


def _values(fields: tuple[Field, ...], campagne: Campagne, value: Value) -> dict[str, Any]:
    """Return the values of fields by attribute; what has none keeps its default."""
    found = {field.attribute: value(field) for field in asked(fields, campagne)}
    return {attribute: each for attribute, each in found.items() if each is not None}


def _read(field: Field, campagne: Campagne) -> Any:  # noqa: ANN401
    """Return the value that the example of a field shows, None where there is none."""
    if not field.example:
        return None
    context = Context(campagne, datetime(1899, 12, 30))  # noqa: DTZ001
    value = value_of_text(field.example, field, context).value
    return (value,) if field.rows > 1 else value


def _longest(field: Field, campagne: Campagne) -> Any:  # noqa: ANN401
    """Return the longest sensible value of a field; its example where length says nothing."""
    figures = {seuil.code: seuil.valeur for seuil in campagne.seuils}
    if field.choices:
        labels = sorted(campagne.choices(field.choices), key=len, reverse=True)
        return tuple(labels[: field.rows]) if field.rows > 1 else next(iter(labels), "")
    if field.kind is FieldKind.YES_NO:
        return True
    if field.kind is FieldKind.LONG_TEXT:
        letter = field.key == "action.description"
        return _cut(PROSE, figures.get("description_lettre", LONG_TEXT) if letter else LONG_TEXT)
    if field.kind is FieldKind.TEXT:
        length = TITLE if field.key in TITLES else SHORT_TEXT
        if field.key in POSTAL_LINES:
            length = figures.get("ligne_postale", SHORT_TEXT)
        return _cut(WORDS, length)
    return _read(field, campagne)


def _cut(text: str, length: int) -> str:
    """Return `length` characters at most of a text said again and again, whole words."""
    return "".join(islice(cycle(text), length)).rsplit(" ", 1)[0]


def _budget(campagne: Campagne, *, lines: int) -> Budget:
    """Return a balanced budget of `lines` accounts a side, at most, and what is asked of who leads.

    Beyond one, contributions in nature are among them.
    """
    call, key = campagne.chef_de_file.ligne_budget, montant_key(campagne.chef_de_file)
    own = next((field for field in action_fields(campagne) if field.key == key), None)
    amounts = {call: _read(own, campagne) if own else AMOUNT}
    for gifts, most in ((False, lines), (True, lines - 1)):
        spent, given = (
            [
                code
                for compte in campagne.comptes
                if compte.cote == side and compte.volontaire is gifts
                for code in compte.codes
            ][:most]
            for side in SIDES
        )
        received = [code for code in given if code != call]
        amounts |= dict.fromkeys((*spent, *received), AMOUNT)
        if spent:
            balanced = {*given, *([] if gifts else [call])}
            total = sum((amounts[code] for code in balanced), Decimal(0))
            amounts[spent[0]] += total - AMOUNT * len(spent)
    precise = dict.fromkeys(amounts, _cut(WORDS, SHORT_TEXT))
    return Budget(amounts, precise if lines > 2 else {})
