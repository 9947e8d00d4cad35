"""What the committee decides: asked, proposed, voted, by funder, pilier, theme, quartier, commune.

Formulas follow what people type; what they give today is written with them. A euro or an hour of an
action of several places is shared out between these, and counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from packetgen.model.fields import FieldKind
from packetgen.model.recu import DossierRecu
from packetgen.model.registre import SANS, TOTAUX, Registre, labels_of
from packetgen.text import NBSP
from packetgen.workbook.reports.live import Formula, LiveTables
from packetgen.workbook.reports.table import A3, CODE, SHARE, Column

EUROS, INTEGER, HOURS = FieldKind.EUROS, FieldKind.INTEGER, FieldKind.HOURS
SHEET, SHARES, FUNDERS, SEAL, KEY = (
    "Programmation", "Répartition", "Par financeur", "Sceau", "Repère",
)  # fmt: skip
OPINIONS = ("favorable", "favorable avec réserve", "défavorable", "ajourné")
ASKED, PROPOSED, VOTED, OPINION = "Demandé", "Proposé", "Voté", "Avis"
FIGURES = (ASKED, PROPOSED, VOTED)
PRO_RATA, EQUAL = "au prorata des personnes", "à parts égales"
ONCE = "Chaque euro compte une fois."
ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """What a place has of a dossier: its share, by which rule, and the persons told there."""

    each: DossierRecu
    nature: str
    lieu: str
    share: Decimal
    rule: str


Amounts = Mapping[str, Mapping[str, Decimal]]
"""Amounts of each dossier, by its seal: all that is asked, proposed, voted, and its hours."""


def write_programmation(tables: LiveTables, found: Registre, renamed: Mapping[str, str]) -> None:
    """Bring the sheets of the committee up to date."""
    asked_of = (name for each in found.dossiers for name in each.demandes)
    funders = [name for name in dict.fromkeys(asked_of) if name]
    typed = {
        head: _by_seal(tables.typed(SHEET, SEAL, head), renamed)
        for name in funders
        for head in (_of(PROPOSED, name), _of(VOTED, name))
    }
    envelopes = tables.typed(FUNDERS, "Financeur", "Enveloppe")
    amounts = {each.sceau: _amounts(each, found, funders, typed) for each in found.dossiers}
    _dossiers(tables, found, renamed, funders, amounts, _sum(envelopes.values()))
    _funders(tables, found, funders, typed, envelopes)
    told = tables.typed(SHARES, KEY, "Personnes du lieu")
    parts = list(_parts(found, _by_seal(told, renamed)))
    _shares(tables, parts, renamed, amounts)
    for title, label in (("Par pilier", "Pilier"), ("Par thématique", "Thématique")):
        _by_label(tables, title, label, found, amounts)
    for nature in ("Quartier", "Commune"):
        _by_place(tables, f"Par {nature.lower()}", nature, FIGURES, parts, amounts)
    _by_place(tables, "Heures par quartier", "Quartier", ("Heures",), parts, amounts)


def _of(what: str, funder: str) -> str:
    return f"{what}{NBSP}: {funder}"


def _by_seal(typed: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for key, value in typed.items():
        seal, space, rest = key.partition(" ")
        found[f"{renamed.get(seal, seal)}{space}{rest}"] = value
    return found


def _number(value: object) -> Decimal:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else ZERO


def _sum(values: Iterable[object]) -> Decimal:
    return sum(map(_number, values), ZERO)


def _amounts(
    each: DossierRecu,
    found: Registre,
    funders: Sequence[str],
    typed: Mapping[str, Mapping[str, Any]],
) -> dict[str, Decimal]:
    counts = each.sceau not in found.a_choisir
    given = {
        what: _sum(typed[_of(what, name)].get(each.sceau) for name in funders)
        for what in (PROPOSED, VOTED)
    }
    asked = sum(each.demandes.values(), ZERO) if counts else ZERO
    return given | {ASKED: asked, "Heures": each.action.heures_departement if counts else ZERO}


def _dossiers(
    tables: LiveTables,
    found: Registre,
    renamed: Mapping[str, str],
    funders: Sequence[str],
    amounts: Amounts,
    envelope: Decimal,
) -> None:
    def money(what: str, *, typed: bool) -> list[Column]:
        return [Column(_of(what, name), 16, EUROS, None, True, typed) for name in funders]

    def total(what: str) -> Column:
        return Column(f"Total {what.lower()}", 14, EUROS, summed=True)

    columns = [
        Column("Association", 30), Column("Action", 42), Column("Situation", 14),
        Column("Pilier", 18), Column("Thématique", 24), Column("Quartiers", 30),
        Column("Voté l’année précédente", 14, EUROS, None, True, True),
        *money(ASKED, typed=False), total(ASKED), *money(PROPOSED, typed=True), total(PROPOSED),
        *money(VOTED, typed=True), total(VOTED), Column("Part de l’enveloppe", 12, look=SHARE),
        *(Column(_of(OPINION, name), 18, typed=True, choices=OPINIONS) for name in funders),
        Column("Motif", 40, typed=True), Column("Heures", 10, HOURS, summed=True),
        Column(SEAL, 0, look=CODE),
    ]  # fmt: skip
    rows = []
    for each in found.dossiers:
        own, counts = amounts[each.sceau], each.sceau not in found.a_choisir
        sums = {
            what: Formula(f"SUM({','.join(f'[{_of(what, name)}]' for name in funders)})", own[what])
            for what in FIGURES
        }
        decided = own[VOTED] or own[PROPOSED]
        part = Formula(
            f"IF(SUM([{FUNDERS}!Enveloppe])=0,0,IF([Total voté]>0,[Total voté],[Total proposé])"
            f"/SUM([{FUNDERS}!Enveloppe]))",
            decided / envelope if envelope else ZERO,
        )
        blank = [None] * len(funders)
        rows.append((
            each.porteur.denomination, each.action.intitule, found.etat_of(each),
            each.action.pilier or SANS, each.action.theme or SANS, "\n".join(each.action.quartiers),
            None, *(each.demandes.get(name) if counts else None for name in funders),
            sums[ASKED], *blank, sums[PROPOSED], *blank, sums[VOTED], part, *blank, None,
            own["Heures"], each.sceau,
        ))  # fmt: skip
    told = "Les cellules jaunes sont à remplir ; les autres suivent."
    sheet = tables.put(SHEET, told, columns, rows, key=SEAL, renamed=renamed)
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = A3, 2


def _funders(
    tables: LiveTables,
    found: Registre,
    funders: Sequence[str],
    typed: Mapping[str, Mapping[str, Any]],
    envelopes: Mapping[str, Any],
) -> None:
    columns = (
        Column("Financeur", 46), Column("Enveloppe", 16, EUROS, None, True, True),
        *(Column(what, 16, EUROS, summed=True) for what in FIGURES),
        Column("Reste", 16, EUROS, summed=True), Column("Part votée", 12, look=SHARE),
    )  # fmt: skip
    rows = []
    for name in funders:
        asked = sum((each.demandes.get(name, ZERO) for each in found.comptes), ZERO)
        given = [_sum(typed[_of(what, name)].values()) for what in (PROPOSED, VOTED)]
        envelope = _number(envelopes.get(name))
        sums = (
            Formula(f"SUM([{SHEET}!{_of(what, name)}])", value)
            for what, value in zip(FIGURES, (asked, *given), strict=True)
        )
        left = Formula("[Enveloppe]-[Voté]", envelope - given[1])
        share = given[1] / envelope if envelope else ZERO
        part = Formula("IF(N([Enveloppe])=0,0,[Voté]/[Enveloppe])", share)
        rows.append((name, None, *sums, left, part))
    tables.put(FUNDERS, ONCE, columns, rows, key="Financeur", bars=FIGURES)


def _parts(found: Registre, told: Mapping[str, Any]) -> Iterable[Part]:
    for each in found.dossiers:
        for nature, total in (("Quartier", "quartiers"), ("Commune", "communes")):
            places = labels_of(each, TOTAUX[total].labels)
            persons = [told.get(f"{each.sceau} {nature} {place}") for place in places]
            whole = _sum(persons)
            pro_rata = whole > 0 and all(isinstance(one, int | float | Decimal) for one in persons)
            for place, one in zip(places, persons, strict=True):
                share = _number(one) / whole if pro_rata else Decimal(1) / len(places)
                yield Part(each, nature, place, share, PRO_RATA if pro_rata else EQUAL)


def _shares(
    tables: LiveTables, parts: Sequence[Part], renamed: Mapping[str, str], amounts: Amounts
) -> None:
    columns = (
        Column("Association", 30), Column("Action", 42), Column("Nature", 12), Column("Lieu", 40),
        Column("Personnes du lieu", 12, INTEGER, typed=True), Column("Part", 10, look=SHARE),
        Column("Partage", 26), *(Column(what, 14, EUROS, summed=True) for what in FIGURES),
        Column("Heures", 12, HOURS, summed=True), Column(SEAL, 0, look=CODE),
        Column(KEY, 0, look=CODE),
    )  # fmt: skip
    same = "[Répartition!Sceau],[Sceau],[Répartition!Nature],[Nature]"
    persons = "[Répartition!Personnes du lieu]"
    told = f'AND(COUNTIFS({same},{persons},">=0")=COUNTIFS({same}),SUMIFS({persons},{same})>0)'
    heads = {what: f"Total {what.lower()}" for what in FIGURES} | {"Heures": "Heures"}
    rows = []
    for part in parts:
        own = amounts[part.each.sceau]
        figures = (
            Formula(
                f"[Part]*SUMIFS([{SHEET}!{head}],[{SHEET}!{SEAL}],[{SEAL}])",
                part.share * own[what],
            )
            for what, head in heads.items()
        )
        share = f"IF({told},[Personnes du lieu]/SUMIFS({persons},{same}),1/COUNTIFS({same}))"
        rule = f'IF({told},"{PRO_RATA}","{EQUAL}")'
        rows.append((
            part.each.porteur.denomination, part.each.action.intitule, part.nature, part.lieu,
            None, Formula(share, part.share), Formula(rule, part.rule), *figures,
            part.each.sceau, f"{part.each.sceau} {part.nature} {part.lieu}",
        ))  # fmt: skip
    subtitle = (
        "Écrivez les personnes de chaque lieu d’une action pour la partager à leur prorata ;"
        " sinon, elle l’est à parts égales. Quartiers et communes se lisent à part."
    )
    tables.put(SHARES, subtitle, columns, rows, key=KEY, renamed=renamed)


def _by_label(
    tables: LiveTables, title: str, label: str, found: Registre, amounts: Amounts
) -> None:
    total = next(each for each in TOTAUX.values() if each.titre == title)
    groups: dict[str, list[DossierRecu]] = {}
    for each in found.dossiers:
        groups.setdefault(labels_of(each, total.labels)[0], []).append(each)
    rows = [
        (
            name,
            *(
                Formula(
                    f"SUMPRODUCT(--([{SHEET}!{label}]=[{label}]),[{SHEET}!Total {what.lower()}])",
                    sum((amounts[each.sceau][what] for each in group), ZERO),
                )
                for what in FIGURES
            ),
            sum(each.sceau not in found.a_choisir for each in group),
            sum(
                each.action.public_nombre or 0
                for each in group
                if each.sceau not in found.a_choisir
            ),
        )
        for name, group in sorted(groups.items(), key=_largest(amounts))
    ]
    columns = (
        Column(label, 46), *(Column(what, 16, EUROS, summed=True) for what in FIGURES),
        Column("Dossiers", 12, INTEGER, summed=True), Column("Personnes", 12, INTEGER, summed=True),
    )  # fmt: skip
    tables.put(title, ONCE, columns, rows, key=label, bars=FIGURES)


def _largest(amounts: Amounts) -> Any:  # noqa: ANN401
    def order(one: tuple[str, list[DossierRecu]]) -> tuple[Decimal, str]:
        return -sum((amounts[each.sceau][ASKED] for each in one[1]), ZERO), one[0]

    return order


def _by_place(
    tables: LiveTables,
    title: str,
    nature: str,
    figures: Sequence[str],
    parts: Sequence[Part],
    amounts: Amounts,
) -> None:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        if part.nature == nature:
            groups.setdefault(part.lieu, []).append(part)
    of = f'--([{SHARES}!Lieu]=[{nature}]),--([{SHARES}!Nature]="{nature}")'
    rows = []
    for name, group in sorted(groups.items()):
        sums = (
            Formula(
                f"SUMPRODUCT({of},[{SHARES}!{what}])",
                sum((part.share * amounts[part.each.sceau][what] for part in group), ZERO),
            )
            for what in figures
        )
        rows.append((name, *sums))
    kind = HOURS if figures == ("Heures",) else EUROS
    columns = (
        Column(nature, 46), *(Column(what, 16, kind, summed=True) for what in figures),
    )  # fmt: skip
    told = f"Partagé par la feuille «{NBSP}{SHARES}{NBSP}»{NBSP}: rien ne compte deux fois."
    tables.put(title, told, columns, rows, key=nature, bars=figures)
