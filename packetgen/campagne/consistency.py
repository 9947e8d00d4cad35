"""Consistency of a well-typed Campagne: forms, duplicates, references, dates, quotes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from packetgen.campagne.build import CampagneProblem
from packetgen.campagne.build import KeyPath as KeyPath
from packetgen.campagne.note import folded
from packetgen.model.action import ACTION, MONTANT
from packetgen.model.campagne import Campagne, Referent
from packetgen.model.campagne_lists import ALL, LISTS
from packetgen.model.campagne_parts import ANNEXES, CELL, NON, WRITTEN
from packetgen.model.dossier import PORTEUR
from packetgen.model.financeur import AUTRE, CHEF_DE_FILE
from packetgen.model.finding import Source, Statut
from packetgen.resources import table
from packetgen.text import NBSP, short_date

Entries = tuple[tuple[KeyPath, Any], ...]

REFUSALS = table(__file__, "refusals.toml")
SAID = REFUSALS["said"]

# An open point may be that nothing was found; what is to be confirmed has no words yet
WITHOUT_WORDS = (Statut.OUVERT, Statut.A_CONFIRMER)


def inconsistencies(campagne: Campagne, folder: Path) -> Iterator[CampagneProblem]:
    """Yield every problem of `campagne`, read in the year's `folder`: path of keys, sentence."""
    if str(campagne.annee) != folder.name:
        yield ("annee",), SAID["year"].format(folder.name)
    entries = tuple(walk(campagne))
    sources = tuple((path, entry) for path, entry in entries if isinstance(entry, Source))
    for in_entries in (_empty, _forms, _duplicates):
        yield from in_entries(entries)
    for in_whole in (_references, _needed, _roles, _rules, _patterns, _dates):
        yield from in_whole(campagne)
    yield from _sources(sources)
    yield from _quotes(sources, folder / Path(campagne.note.fichier).name)


def walk(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every Struct under `value`, itself included, with the keys that lead to it."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
    elif isinstance(value, Struct):
        yield path, value
        for field in fields(value):
            yield from walk(getattr(value, field.name), (*path, field.name))


def _empty(entries: Entries) -> Iterator[CampagneProblem]:
    for path, entry in entries:
        for field in fields(entry) if path else ():
            value = getattr(entry, field.name)
            if isinstance(value, tuple) and "" in value:
                yield (*path, field.name), SAID["empty_item"]
            may_be = REFUSALS["may_be_empty"].get(type(entry).__name__, ())
            if value in ("", ()) and field.required and field.name not in may_be:
                yield (*path, field.name), SAID["empty"]


def _forms(entries: Entries) -> Iterator[CampagneProblem]:
    for path, entry in entries:
        for attribute, written in REFUSALS["forms"].items():
            found = written.get(type(entry).__name__) or written.get("*")
            value = getattr(entry, attribute, ()) if found else ()
            for text in value if isinstance(value, tuple) else (value,):
                if text and not re.fullmatch(found[0], text):
                    yield (*path, attribute), f"{_quoted(text)}{NBSP}: {found[1]}"


def _duplicates(entries: Entries) -> Iterator[CampagneProblem]:
    """Codes and labels given twice: what is chosen in a list must lead to one entry."""
    seen = set()
    for path, entry in entries:
        if not path or not isinstance(path[-1], int):
            continue
        for attribute in ("code", "insee", "libelle", "fichier"):
            value = getattr(entry, attribute, None)
            # a commune may have two référents
            who = entry.nom if isinstance(entry, Referent) else ""
            key = (path[0], type(entry), attribute, value, who)
            if value is not None and key in seen:
                yield (*path, attribute), SAID["twice"].format(_quoted(value))
            seen.add(key)


def _references(campagne: Campagne) -> Iterator[CampagneProblem]:
    """Codes that name an entry of another list."""
    lists = {liste.name: liste for liste in LISTS if not liste.single}
    lignes = campagne.codes_budget("produits", volontaires=False)
    pieces = [*(piece.code for piece in campagne.pieces), ANNEXES]
    found = [
        ("paquets", "pieces", pieces, f"les pièces, et n’est pas {_quoted(ANNEXES)}"),
        ("financeurs", "ligne_budget", lignes, "les produits du budget"),
        ("pieces", "regle", [regle.code for regle in campagne.regles], "les règles"),
    ]
    for liste in LISTS:
        for column in liste.columns:
            if other := lists.get(column.reference):
                codes = [getattr(each, other.key) for each in getattr(campagne, other.name)]
                where = REFUSALS["lists"].get(other.name, f"les {other.title.lower()}")
                found.append((liste.name, column.path, codes, where))
    for name, key, known, where in found:
        for n, entry in enumerate(getattr(campagne, name)):
            value = getattr(entry, key)
            optional = ("",) if isinstance(value, str) else (ALL,)
            for code in (value,) if isinstance(value, str) else value:
                if code not in known and code not in optional:
                    yield (name, n, key), f"{_quoted(code)} n’est pas dans {where}"
    for n, paquet in enumerate(campagne.paquets):
        for code in sorted({code for code in paquet.pieces if paquet.pieces.count(code) > 1}):
            yield ("paquets", n, "pieces"), SAID["twice"].format(_quoted(code))


def _needed(campagne: Campagne) -> Iterator[CampagneProblem]:
    for name, codes in REFUSALS["needed"].items():
        present = [entry.code for entry in getattr(campagne, name)]
        for code in (code for code in codes if code not in present):
            yield (name,), SAID["needed"].format(_quoted(code))


def _roles(campagne: Campagne) -> Iterator[CampagneProblem]:
    """One funder leads, to whom the letter is written; each other role is of one at most."""
    held = [funder.role for funder in campagne.financeurs]
    if CHEF_DE_FILE not in held:
        yield ("financeurs",), SAID["no_leader"].format(_quoted(CHEF_DE_FILE))
    for number, role in enumerate(held):
        if role != AUTRE and role in held[:number]:
            yield ("financeurs", number, "role"), SAID["role"].format(_quoted(role), _quoted(AUTRE))


def _rules(campagne: Campagne) -> Iterator[CampagneProblem]:
    """Codes that are no rule of the program nor of a piece, but those of the year's reminders."""
    from packetgen.checks.run import RULES

    known = {*(rule.code for rule in RULES), *(piece.regle for piece in campagne.pieces)}
    cells = {field.key for field in ACTION} | {""}
    for number, regle in enumerate(campagne.regles):
        for key in ("champ", "si"):
            if (cell := getattr(regle, key).removeprefix(NON)) not in cells:
                yield ("regles", number, key), SAID["no_cell"].format(_quoted(cell))
        if regle.rappel and regle.code in known:
            yield ("regles", number, "rappel"), SAID["own_message"].format(regle.code)
        elif not regle.rappel and regle.code not in known:
            yield ("regles", number, "code"), SAID["no_rule"].format(_quoted(regle.code))


def _patterns(campagne: Campagne) -> Iterator[CampagneProblem]:
    """Expressions that cannot be read, cells that do not exist, or exist already."""
    for name in ("vigilances", "mentions"):
        for number, entry in enumerate(getattr(campagne, name)):
            try:
                re.compile(entry.description)
            except re.error:
                yield (name, number, "description"), SAID["expression"]
    own = {field.attribute for field in ACTION}
    cells = {*WRITTEN, *(field.key for field in (*PORTEUR, *ACTION))}
    cells |= {f"action.{asked.code}" for asked in campagne.questions}
    for number, bloc in enumerate(campagne.blocs):
        for name in CELL.findall(" ".join(bloc.contenu)):
            # an IBAN is never shown whole
            if name not in cells or name == "porteur.iban":
                yield ("blocs", number, "contenu"), SAID["not_copied"].format(_quoted(name))
    for number, asked in enumerate(campagne.questions):
        if asked.code in own or asked.code.startswith(MONTANT):
            yield ("questions", number, "code"), SAID["cell"].format(_quoted(asked.code))


def _dates(campagne: Campagne) -> Iterator[CampagneProblem]:
    before = None
    for n, etape in enumerate(campagne.calendrier):
        start = short_date(etape.debut)
        if etape.fin and etape.fin < etape.debut:
            yield ("calendrier", n, "fin"), SAID["end"].format(short_date(etape.fin), start)
        if before and etape.debut < before:
            yield ("calendrier", n, "debut"), SAID["start"].format(start, short_date(before))
        before = etape.debut


def _sources(sources: Entries) -> Iterator[CampagneProblem]:
    for path, source in sources:
        if source.statut is Statut.NOTE and not source.lignes:
            yield (*path, "lignes"), SAID["lines"]
        if source.statut is Statut.PUBLIC and not source.adresse:
            yield (*path, "adresse"), SAID["address"]
        if source.statut not in WITHOUT_WORDS and not source.texte.strip():
            yield (*path, "texte"), SAID["no_words"]


def _quotes(sources: Entries, file: Path) -> Iterator[CampagneProblem]:
    """Quotes that are not, word for word, at their lines of the note.

    A call just made of another has no note yet, and quotes none: all is to be confirmed.
    """
    quoting = [(path, source) for path, source in sources if source.in_note]
    if not quoting and not file.exists():
        return
    try:
        note = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        yield ("note", "fichier"), SAID["no_note"].format(_quoted(file.name))
        return
    for path, source in quoting:
        first, _, last = source.lignes.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            continue
        lines = " ".join(note[int(first) - 1 : int(last or first)])
        if folded(source.texte) not in folded(lines):
            yield (*path, "texte"), SAID["quote"].format(source.lignes, file.name)


def _quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"
