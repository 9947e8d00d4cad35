"""The words that sentences take from a call: the fields of the catalogue as its year asks them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field

# Days of the examples: from the beginning of the deposit, or from its end
BEFORE = {"rencontre": -21, "contact": -18, "accord": -14}
AT_THE_END = {"exemple": -4, "transmission": -3, "depot": -2}
NUMBERS = "un deux trois quatre cinq six sept huit neuf dix".split()


def words(campagne: Campagne) -> dict[str, str]:
    """Return what sentences take from the call, by name: `{a_agglo}` is « à la CAX »."""
    territoire, annee, step = campagne.territoire, campagne.annee, campagne.etape("depot")
    end = step.fin or step.debut
    days = {f"jour_{name}": step.debut + timedelta(each) for name, each in BEFORE.items()}
    days |= {f"jour_{name}": end + timedelta(each) for name, each in AT_THE_END.items()}
    days |= {"jour_debut": date(annee, 2, 2), "jour_fin": date(annee, 11, 30)}
    towns = {commune.nom: commune.code_postal for commune in campagne.communes}
    return {
        "agglo": territoire.le,
        "Agglo": territoire.le[0].upper() + territoire.le[1:],
        "a_agglo": territoire.a,
        "de_agglo": territoire.de,
        "annee": str(annee),
        "an": f"{annee % 100:02}",
        "axes": "".join(NUMBERS[len(campagne.axes) - 1 :][:1]),
        "priorites": _either(str(n) for n, _ in enumerate(campagne.priorites, start=1)),
        "siege": territoire.siege,
        "code_postal": towns.get(territoire.siege, ""),
        "dispositifs": _either(_initials(each.libelle) for each in campagne.dispositifs),
        **{name: f"{day:%d/%m/%Y}" for name, day in days.items()},
    }


def asked(fields: Iterable[Field], campagne: Campagne) -> tuple[Field, ...]:
    """Return the fields as the year asks them; a closed list takes its example from its own."""
    said = words(campagne)
    return tuple(
        replace(
            field,
            label=field.label.format_map(said),
            help=field.help.format_map(said),
            example=_example(field, campagne, said),
        )
        for field in fields
    )


def _example(field: Field, campagne: Campagne, said: Mapping[str, str]) -> str:
    """Return the example; in a list, the entry at the place that it gives, else the last one."""
    if not field.example.isdecimal() or not field.choices:
        return field.example.format_map(said)
    entries = campagne.choices(field.choices)
    if field.choices == "quartiers":  # one of where the agglomeration sits
        siege = {each.insee for each in campagne.communes if each.nom == campagne.territoire.siege}
        here = [each.libelle for each in campagne.quartiers if siege & {*each.communes}]
        entries = (*here, *entries)
    return entries[: int(field.example)][-1].partition("\u00a0: ")[0] if entries else ""


def _initials(label: str) -> str:
    """Return what a label is called for short: the initials in brackets at its end."""
    return label.rpartition("(")[2].rstrip(")")


def _either(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} ou {last}" if others else last
