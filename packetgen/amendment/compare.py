"""Compare the records attached to two bundles: amounts, budget, answers, pieces."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from packetgen.model.action import ACTION, AGENTS, COMMUNES, INDICATEURS, action_fields
from packetgen.model.bundle import State
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Change, Section
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import Field, FieldKind
from packetgen.text import NBSP, euros, hours, long_date

Record = Mapping[str, Any]
Answers = Iterator[tuple[tuple[str, str], str]]

TABLES = (
    ("communes", "Communes", COMMUNES),
    ("indicateurs", "Indicateurs", INDICATEURS),
    ("interventions", "Agents du Département", AGENTS),
)
TOTALS = {"charges": "Total des charges", "produits": "Total des produits"}
FILE = ("sha256", "trace_par")  # of a piece: its file, or the engine that drew it and its version
SHORT = 50  # letters of an answer that is said whole
AROUND = 6  # words shown before and after those that change


def compare(before: Record, after: Record, campagne: Campagne | None) -> tuple[Section, ...]:
    """Return what changed from a bundle to another, as their records say; nothing else.

    `campagne` is that of their year, where it is installed: it names the lines of the budget.
    """
    old, new = (dict(_answers(record, campagne)) for record in (before, after))
    news: dict[str, list[Change]] = {}
    for section, label in {**old, **new}:
        told = changed(label, *(side.get((section, label), "") for side in (old, new)))
        news.setdefault(section, []).extend(told)
    news["Pièces"] = list(_pieces(before["pieces"], after["pieces"]))
    return tuple(Section(title, tuple(told)) for title, told in news.items() if told)


def _answers(record: Record, campagne: Campagne | None) -> Answers:
    """Yield all that a record says, as people say it, by section and label."""
    action, budget = record["action"], record["action"]["budget"]
    asked = action_fields(campagne) if campagne else ACTION
    yield from _fields("Montants", [f for f in asked if f.kind is FieldKind.EUROS], action)
    for side, label in TOTALS.items() if campagne else ():
        codes = campagne.codes_budget(side, volontaires=False) if campagne else ()
        total = sum((Decimal(budget["montants"].get(code, 0)) for code in codes), Decimal(0))
        yield ("Montants", label), euros(total)
    worked = _said(FieldKind.HOURS, record.get("heures_departement"))
    yield ("Montants", "Heures d’agents du Département"), worked
    comptes = campagne.comptes if campagne else ()
    names = {ligne.code: ligne.libelle for compte in comptes for ligne in compte.lignes}
    for code in {**names, **budget["montants"], **budget["precisions"]}:
        label = names.get(code, code)
        yield ("Budget", label), _said(FieldKind.EUROS, budget["montants"].get(code))
        yield ("Budget", f"{label}, précision"), budget["precisions"].get(code, "")
    yield from _fields("Porteur", PORTEUR, record["porteur"])
    yield from _fields("Action", [f for f in asked if f.kind is not FieldKind.EUROS], action)
    for attribute, title, fields in TABLES:
        for place, row in enumerate(action.get(attribute, ()), 1):
            said = (_said(field.kind, row.get(field.attribute)) for field in fields)
            yield ("Action", f"{title}, ligne {place}"), ", ".join(filter(None, said))


def _fields(section: str, fields: Sequence[Field], values: Record) -> Answers:
    labels = [field.label for field in fields]
    for field in fields:
        named = f"{field.section} – {field.label}"
        label = named if labels.count(field.label) > 1 else field.label
        yield (section, label), _said(field.kind, values.get(field.attribute))


def _said(kind: FieldKind, value: Any) -> str:  # noqa: ANN401
    """Return a value of a record as people say it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if kind is FieldKind.DATE:
        return long_date(date.fromisoformat(value))
    if kind in (FieldKind.EUROS, FieldKind.HOURS):
        return (euros if kind is FieldKind.EUROS else hours)(Decimal(value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def changed(label: str, before: str, after: str) -> Iterator[Change]:
    """Yield a value that changed: said whole when it is short, around its new words when long."""
    if before == after:
        return
    quoted = [text if text[:1].isdigit() else f"«{NBSP}{text}{NBSP}»" for text in (before, after)]
    if max(len(before), len(after)) > SHORT:
        yield from (Change(label, *words) for words in excerpts(before, after))
    elif before and after:
        yield Change(f"{label}{NBSP}: {quoted[0]} devient {quoted[1]}")
    else:
        yield Change(f"{label}{NBSP}: {quoted[bool(after)]}, " + ("ajouté" if after else "retiré"))


def excerpts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield, before and after, the words that differ in a text, with some around them."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for steps in matcher.get_grouped_opcodes(AROUND):
        (_, first, _, start, _), (_, _, last, _, end) = steps[0], steps[-1]
        yield _cut(old, first, last), _cut(new, start, end)


def _cut(words: Sequence[str], first: int, last: int) -> str:
    return "… " * bool(first) + " ".join(words[first:last]) + " …" * (last < len(words))


def _pieces(before: Sequence[Record], after: Sequence[Record]) -> Iterator[Change]:
    """Yield what became of each piece, by its number, with its pages; those removed last."""
    old, new = ({piece["code"]: piece for piece in side} for side in (before, after))
    for code in {**new, **old}:
        sides = [side.get(code) for side in (old, new)]
        was, now = (it if it and State(it["etat"]).is_included else None for it in sides)
        shown = new.get(code) or old[code]
        name = f"Pièce{NBSP}{shown['numero']} – {shown['titre']}{NBSP}:"
        if now and not was:
            yield Change(f"{name} ajoutée, {_pages(now)}")
        elif was and not now:
            why = f" ({shown['notes'][0]})" if code in new and shown["notes"] else ""
            yield Change(f"{name} retirée{why} ; c’était {_pages(was)}")
        elif was and now and any(was[key].split(" ")[0] != now[key].split(" ")[0] for key in FILE):
            yield Change(f"{name} remplacée, {_pages(now)} ; c’était {_pages(was)}")
        elif code in old and old[code]["notes"] != shown["notes"]:
            told = " ; ".join(shown["notes"]) or "plus de remarque"
            yield Change(f"{name} {shown['etat']}, {told}, {_pages(shown)}")


def _pages(piece: Record) -> str:
    first, last = piece["pages"]
    return f"p.{NBSP}{first}" + (f" à {last}" if last > first else "")
