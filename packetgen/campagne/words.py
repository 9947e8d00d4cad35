"""The words that sentences take from a call: the fields of the catalogue as its year asks them."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from msgspec.structs import replace

from packetgen.grammar import a, de
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.text import enumerate_words, short_date, upper_first

# Days of the examples: from the beginning of the deposit, or from its end
BEFORE = {"rencontre": -21, "contact": -18, "accord": -14}
AT_THE_END = {"exemple": -4, "transmission": -3, "depot": -2}

COUNTS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}


@lru_cache(maxsize=8)
def words(campagne: Campagne) -> dict[str, str]:
    """Return what sentences take from the call, by name: `{a_agglo}` is « à la CAX »."""
    territoire, annee, step = campagne.territoire, campagne.annee, campagne.etape("depot")
    end = step.fin or step.debut
    days = {f"jour_{name}": step.debut + timedelta(each) for name, each in BEFORE.items()}
    days |= {f"jour_{name}": end + timedelta(each) for name, each in AT_THE_END.items()}
    days |= {"jour_debut": date(annee, 2, 2), "jour_fin": date(annee, 11, 30)}
    initials = (each.libelle.rpartition("(")[2].rstrip(")") for each in campagne.dispositifs)
    towns = {commune.nom: commune.code_postal for commune in campagne.communes}
    return {
        "agglo": territoire.agglo,
        "Agglo": upper_first(territoire.agglo),
        "a_agglo": a(territoire.agglo),
        "de_agglo": de(territoire.agglo),
        "annee": str(annee),
        "annee_avant": str(annee - 1),
        "an": f"{annee % 100:02}",
        "axes": COUNTS.get(len(campagne.axes), ""),
        "priorites": enumerate_words(map(str, range(1, len(campagne.priorites) + 1)), "or"),
        "siege": territoire.siege,
        "code_postal": towns.get(territoire.siege, ""),
        "dispositifs": enumerate_words(initials, "or"),
        **{name: short_date(day) for name, day in days.items()},
    }


# Each part of a workbook asks the same, and each dossier of a batch
@lru_cache(maxsize=64)
def asked(fields: tuple[Field, ...], campagne: Campagne) -> tuple[Field, ...]:
    """Return the fields as the year asks them; a closed list takes its example from its own."""
    said = words(campagne)
    return tuple(
        replace(
            field,
            label=filled(field.label, said),
            help=filled(field.help, said),
            example=_example(field, campagne, said),
        )
        for field in fields
    )


def filled(text: str, said: Mapping[str, str]) -> str:
    """Return a text with the words of the call; other braces are people's own."""
    return re.sub(r"\{(\w+)\}", lambda found: said.get(found[1], found[0]), text)


def _example(field: Field, campagne: Campagne, said: Mapping[str, str]) -> str:
    """Return the example; in a list, the entry at the place that it gives, else the last one."""
    if not field.example.isdecimal() or not field.choices:
        return filled(field.example, said)
    entries = campagne.choices(field.choices)
    if field.choices == "quartiers":  # one of where the agglomeration sits
        siege = {each.insee for each in campagne.communes if each.nom == campagne.territoire.siege}
        here = [each.libelle for each in campagne.quartiers if siege & {*each.communes}]
        entries = (*here, *entries)
    return entries[: int(field.example)][-1].partition("\u00a0: ")[0] if entries else ""
