"""Consistency of a well-typed Campagne: forms, duplicates, references, dates, quotes."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from packetgen.campagne.note import folded
from packetgen.model.campagne import Campagne, Quartier
from packetgen.model.campagne_parts import ANNEXES, FICHE, LETTRE, LISTE, Paquet, Regle
from packetgen.model.finding import Source, Statut
from packetgen.text import NBSP, short_date

KeyPath = tuple[str | int, ...]
CampagneProblem = tuple[KeyPath, str]
Entries = tuple[tuple[KeyPath, Any], ...]

# Codes that the program itself names: without them it would stop halfway.
NEEDED = {
    "calendrier": ("depot",),
    "formes": ("association",),
    "financeurs": ("call", "etat", "region", "departement"),
    "pieces": (LETTRE, FICHE, LISTE),
    "paquets": ("complet",),
    "seuils": ("max_pages_piece", "max_mo_piece"),
}

# How a value is written, by attribute; the entry's own type comes first.
FORMS: dict[tuple[type | None, str], tuple[str, str]] = {
    (None, "code"): (r"[a-z0-9_]+", "un code s’écrit en minuscules sans accent, chiffres et _"),
    (Regle, "code"): (r"[A-Z0-9-]+", "un code de règle s’écrit en capitales, comme CALL-01"),
    (Quartier, "code"): (
        r"QP\d{6}|QN\w{3}\d{2}[A-Z]",
        "un code de quartier s’écrit comme QP062024 ou QN06255M",
    ),
    (Paquet, "fichier"): (
        r"[A-Z0-9-]+",
        "le nom d’un PDF s’écrit en capitales sans accent, chiffres et -",
    ),
    (Source, "lignes"): (r"\d+(-\d+)?", "des lignes s’écrivent 503 ou 503-505"),
    (None, "insee"): (r"\d[\dAB]\d{3}", "un code INSEE a 5 caractères, comme 62498"),
    (None, "code_postal"): (r"\d{5}", "un code postal a 5 chiffres"),
    (None, "courriel"): (
        r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
        "une adresse de courriel s’écrit comme nom@exemple.fr",
    ),
    (None, "telephones"): (
        r"0\d( \d\d){4}",
        "un numéro a 10 chiffres groupés par deux, comme 03 21 00 00 00",
    ),
}

MAY_BE_EMPTY = {
    *(("Contact", "courriel"), ("Contact", "telephones"), ("Contact", "themes")),
    *(("Destinataire", "nom"), ("Financeur", "etape"), ("Referent", "courriel")),
    *(("Compte", "numero"), ("LigneBudget", "numero"), ("Source", "texte")),
}

# An open point may be that nothing was found; what is to be confirmed has no words yet
WITHOUT_WORDS = (Statut.OUVERT, Statut.A_CONFIRMER)


def inconsistencies(campagne: Campagne, folder: Path) -> Iterator[CampagneProblem]:
    """Yield every problem of `campagne`, read in the year's `folder`: path of keys, sentence."""
    if str(campagne.annee) != folder.name:
        yield ("annee",), f"le dossier est celui de l’appel {folder.name}"
    entries = tuple(walk(campagne))
    sources = tuple((path, entry) for path, entry in entries if isinstance(entry, Source))
    yield from _empty(entries)
    yield from _forms(entries)
    yield from _duplicates(entries)
    yield from _references(campagne)
    yield from _needed(campagne)
    yield from _dates(campagne)
    yield from _sources(sources)
    yield from _quotes(sources, folder / Path(campagne.note.fichier).name)


def walk(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every dataclass under `value`, itself included, with the keys that lead to it."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
    elif is_dataclass(value):
        yield path, value
        for field in fields(value):
            yield from walk(getattr(value, field.name), (*path, field.name))


def _empty(entries: Entries) -> Iterator[CampagneProblem]:
    for path, entry in entries:
        for field in fields(entry) if path else ():
            value = getattr(entry, field.name)
            if isinstance(value, tuple) and "" in value:
                yield (*path, field.name), "une valeur de la liste est vide"
            named = (type(entry).__name__, field.name)
            if value in ("", ()) and field.default is MISSING and named not in MAY_BE_EMPTY:
                yield (*path, field.name), "cette valeur est vide"


def _forms(entries: Entries) -> Iterator[CampagneProblem]:
    for path, entry in entries:
        for (kind, attribute), (form, rule) in FORMS.items():
            general = kind is None and (type(entry), attribute) not in FORMS
            if not hasattr(entry, attribute) or not (general or kind is type(entry)):
                continue
            value = getattr(entry, attribute)
            for text in value if isinstance(value, tuple) else (value,):
                if text and not re.fullmatch(form, text):
                    yield (*path, attribute), f"{_quoted(text)}{NBSP}: {rule}"


def _duplicates(entries: Entries) -> Iterator[CampagneProblem]:
    """Codes and labels given twice: what is chosen in a list must lead to one entry."""
    seen = set()
    for path, entry in entries:
        if not path or not isinstance(path[-1], int):
            continue
        for attribute in ("code", "insee", "libelle", "fichier"):
            key = (path[0], type(entry), attribute, value := getattr(entry, attribute, None))
            if value is not None and key in seen:
                yield (*path, attribute), f"{_quoted(value)} est donné deux fois"
            seen.add(key)


def _references(campagne: Campagne) -> Iterator[CampagneProblem]:
    """Codes that name an entry of another list."""

    def codes(name: str) -> set[str]:
        return {entry.code for entry in getattr(campagne, name)}

    communes = {commune.insee for commune in campagne.communes}
    lignes = campagne.codes_budget("produits", volontaires=False)
    pieces = codes("pieces") | {ANNEXES}
    for name, key, known, where in (
        ("quartiers", "communes", communes, "les communes"),
        ("referents", "insee", communes, "les communes"),
        ("contacts", "themes", codes("themes"), "les thématiques"),
        ("pieces", "formes", codes("formes") | {"*"}, "les formes juridiques"),
        ("paquets", "pieces", pieces, f"les pièces, et n’est pas {_quoted(ANNEXES)}"),
        ("financeurs", "etape", codes("calendrier") | {""}, "le calendrier"),
        ("financeurs", "ligne_budget", lignes, "les produits du budget"),
    ):
        for n, entry in enumerate(getattr(campagne, name)):
            value = getattr(entry, key)
            for code in value if isinstance(value, tuple) else (value,):
                if code not in known:
                    yield (name, n, key), f"{_quoted(code)} n’est pas dans {where}"
    for n, paquet in enumerate(campagne.paquets):
        for code in sorted({code for code in paquet.pieces if paquet.pieces.count(code) > 1}):
            yield ("paquets", n, "pieces"), f"{_quoted(code)} est donné deux fois"


def _needed(campagne: Campagne) -> Iterator[CampagneProblem]:
    for name, codes in NEEDED.items():
        present = {entry.code for entry in getattr(campagne, name)}
        for code in codes:
            if code not in present:
                yield (name,), f"le code {_quoted(code)}, dont packetgen se sert, manque"


def _dates(campagne: Campagne) -> Iterator[CampagneProblem]:
    ask = f"{NBSP}: l’année a-t-elle changé{NBSP}?"
    before = None
    for n, etape in enumerate(campagne.calendrier):
        start = short_date(etape.debut)
        if etape.fin and etape.fin < etape.debut:
            end = short_date(etape.fin)
            yield ("calendrier", n, "fin"), f"la fin ({end}) précède le début ({start}){ask}"
        if before and etape.debut < before:
            previous = short_date(before)
            late = f"le début ({start}) précède celui de l’étape d’avant ({previous}){ask}"
            yield ("calendrier", n, "debut"), late
        before = etape.debut


def _sources(sources: Entries) -> Iterator[CampagneProblem]:
    for path, source in sources:
        if source.statut is Statut.NOTE and not source.lignes:
            yield (*path, "lignes"), "ce qui vient de la note dit à quelles lignes"
        if source.statut is Statut.PUBLIC and not source.adresse:
            yield (*path, "adresse"), "ce qui vient d’une source publique donne son adresse"
        if source.statut not in WITHOUT_WORDS and not source.texte.strip():
            yield (*path, "texte"), "le texte de la source est vide"


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
        missing = f"{_quoted(file.name)} manque à côté des données, ou n’est pas en UTF-8"
        yield ("note", "fichier"), missing
        return
    for path, source in quoting:
        first, _, last = source.lignes.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            continue
        lines = " ".join(note[int(first) - 1 : int(last or first)])
        if folded(source.texte) not in folded(lines):
            yield (
                (*path, "texte"),
                f"ces mots ne sont pas, tels quels, aux lignes {source.lignes} de {file.name}",
            )


def _quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"
