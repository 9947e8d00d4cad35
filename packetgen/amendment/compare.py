"""Compare the records attached to two bundles: amounts, budget, answers, pieces."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from packetgen.model.action import ACTION
from packetgen.model.action_tables import AGENTS, COMMUNES, INDICATEURS
from packetgen.model.bundle import State
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Change, Section
from packetgen.model.fields import Field, FieldKind
from packetgen.model.porteur import PORTEUR
from packetgen.text import NBSP, euros, hours, long_date, number

Record = Mapping[str, Any]

INCLUDED = {state.value for state in State if state.is_included}
TABLES = {
    "communes": ("Communes", COMMUNES),
    "indicateurs": ("Indicateurs", INDICATEURS),
    "interventions": ("Agents du Département", AGENTS),
}
TOTALS = {"charges": "Total des charges", "produits": "Total des produits"}
QUANTITIES = (FieldKind.EUROS, FieldKind.HOURS, FieldKind.INTEGER)
SHORT = 60  # letters of an answer that is said whole
AROUND = 6  # words shown before and after those that change


def compare(before: Record, after: Record, campagne: Campagne | None) -> tuple[Section, ...]:
    """Return what changed from a bundle to another, as their records say; nothing else.

    `campagne` is that of their year, where it is installed: it names the lines of the budget.
    """
    sections = (
        Section("Montants", tuple(_amounts(before, after, campagne))),
        Section("Budget", tuple(_budget(before, after, campagne))),
        Section("Porteur", tuple(_answers(PORTEUR, before["porteur"], after["porteur"]))),
        Section("Action", tuple(_action(before["action"], after["action"]))),
        Section("Pièces", tuple(_pieces(before["pieces"], after["pieces"]))),
    )
    return tuple(section for section in sections if section.news)


def _amounts(before: Record, after: Record, campagne: Campagne | None) -> Iterator[Change]:
    asked = [field for field in ACTION if field.kind is FieldKind.EUROS]
    yield from _answers(asked, before["action"], after["action"])
    totals = [_totals(record, campagne) for record in (before, after)]
    for label, old in totals[0].items():
        yield from _changed(label, FieldKind.EUROS, old, totals[1][label])
    worked = [record.get("heures_departement") for record in (before, after)]
    yield from _changed("Heures d’agents du Département", FieldKind.HOURS, *worked)


def _totals(record: Record, campagne: Campagne | None) -> dict[str, str]:
    amounts = record["action"]["budget"]["montants"]
    return {
        label: str(sum(Decimal(amounts.get(code, 0)) for code in codes))
        for side, label in (TOTALS.items() if campagne else ())
        if campagne and (codes := campagne.codes_budget(side, volontaires=False))
    }


def _budget(before: Record, after: Record, campagne: Campagne | None) -> Iterator[Change]:
    old, new = (record["action"]["budget"] for record in (before, after))
    names = {
        ligne.code: ligne.libelle
        for compte in (campagne.comptes if campagne else ())
        for ligne in compte.lignes
    }
    met = {**old["montants"], **new["montants"], **old["precisions"], **new["precisions"]}
    for code in sorted(met, key=[*names, *met].index):
        label = names.get(code, code)
        amounts = [side["montants"].get(code) for side in (old, new)]
        yield from _changed(label, FieldKind.EUROS, *amounts)
        told = [side["precisions"].get(code) for side in (old, new)]
        yield from _changed(f"{label}, précision", FieldKind.LONG_TEXT, *told)


def _action(before: Record, after: Record) -> Iterator[Change]:
    yield from _answers([f for f in ACTION if f.kind is not FieldKind.EUROS], before, after)
    for attribute, (title, fields) in TABLES.items():
        rows = [[_row(fields, row) for row in side.get(attribute, ())] for side in (before, after)]
        yield from _rows(title, *rows)


def _answers(fields: Sequence[Field], before: Record, after: Record) -> Iterator[Change]:
    """Yield the answers that changed; a field that one of two versions lacks is none of them."""
    labels = [field.label for field in fields]
    for field in fields:
        name = field.attribute
        if name in before and name in after:
            several = labels.count(field.label) > 1
            label = f"{field.section} – {field.label}" if several else field.label
            yield from _changed(label, field.kind, before[name], after[name])


def _changed(label: str, kind: FieldKind, before: object, after: object) -> Iterator[Change]:
    """Yield a value that changed: said whole when it is short, around its new words when long."""
    if isinstance(before, list) and isinstance(after, list):
        yield from _rows(label, before, after)
        return
    old, new = _said(kind, before), _said(kind, after)
    if old == new:
        return
    if max(len(old), len(new)) > SHORT:
        yield from (Change(label, *words) for words in excerpts(old, new))
    elif kind in QUANTITIES and old and new:
        yield Change(f"{label}{NBSP}: passe de {old} à {new}")
    elif old and new:
        yield Change(f"{label}{NBSP}: «{NBSP}{old}{NBSP}» devient «{NBSP}{new}{NBSP}»")
    else:
        quoted = f"«{NBSP}{old or new}{NBSP}»"
        yield Change(f"{label}{NBSP}: {quoted}, " + ("ajouté" if new else "retiré"))


def _rows(title: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Yield the rows of a table that changed, were added, were removed."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            for old, new in zip_longest(before[first:last], after[start:end], fillvalue=""):
                what = "changée" if old and new else "ajoutée" if new else "retirée"
                yield Change(f"{title}{NBSP}: ligne {what}", old, new)


def _row(fields: Sequence[Field], row: Record) -> str:
    said = (_said(field.kind, row.get(field.attribute)) for field in fields)
    return ", ".join(filter(None, said))


def _said(kind: FieldKind, value: object) -> str:
    """Return a value of a record as people say it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    match kind:
        case FieldKind.EUROS:
            return euros(Decimal(str(value)))
        case FieldKind.HOURS:
            return hours(Decimal(str(value)))
        case FieldKind.INTEGER:
            return number(Decimal(str(value)))
        case FieldKind.DATE:
            return long_date(date.fromisoformat(str(value)))
        case _:
            return str(value)


def excerpts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield, before and after, the words that differ in a text, with some around them."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for steps in matcher.get_grouped_opcodes(AROUND):
        (_, first, _, start, _), (_, _, last, _, end) = steps[0], steps[-1]
        yield _cut(old, first, last), _cut(new, start, end)


def _cut(words: Sequence[str], first: int, last: int) -> str:
    if not words:
        return ""
    return "… " * bool(first) + " ".join(words[first:last]) + " …" * (last < len(words))


def _pieces(before: Sequence[Record], after: Sequence[Record]) -> Iterator[Change]:
    """Yield what became of each piece, by its number, with its pages; those removed last."""
    old = {piece["code"]: piece for piece in before}
    for piece in after:
        yield from _piece(old.pop(piece["code"], None), piece)
    for gone in old.values():
        if gone["etat"] in INCLUDED:
            yield Change(f"{_name(gone)}{NBSP}: retirée ; c’était {_pages(gone)}")


def _piece(old: Record | None, new: Record) -> Iterator[Change]:
    had, has = (bool(each) and each["etat"] in INCLUDED for each in (old or {}, new))
    name = _name(new)
    if has and not (had and old):
        yield Change(f"{name}{NBSP}: ajoutée, {_pages(new)}")
    elif has and old and (old["sha256"], _engine(old)) != (new["sha256"], _engine(new)):
        yield Change(f"{name}{NBSP}: remplacée, {_pages(new)} ; c’était {_pages(old)}")
    elif had and old and not has:
        why = new["notes"][0] if new["notes"] else ""
        now = f"{new['etat']} maintenant" + (f" ({why})" if why else "")
        yield Change(f"{name}{NBSP}: {now} ; c’était {_pages(old)}")
    elif old and (old["etat"], old["notes"]) != (new["etat"], new["notes"]):
        told = [" ; ".join((each["etat"], *each["notes"])) for each in (old, new)]
        yield Change(f"{name}, {_pages(new)}", *told)


def _engine(piece: Record) -> str:
    return str(piece["trace_par"]).partition(" ")[0]


def _name(piece: Record) -> str:
    return f"Pièce{NBSP}{piece['numero']} – {piece['titre']}"


def _pages(piece: Record) -> str:
    first, last = piece["pages"]
    return f"p.{NBSP}{first}" + (f" à {last}" if last > first else "")
