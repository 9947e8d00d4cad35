"""Typographic and postal rules that bear on the letter (NF Z 10-011, Imprimerie nationale)."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.text import number


@rule("LETTRE-01", scope="dossier", needs=("seuils.ligne_postale",))
def lignes_d_adresse(case: Case) -> Iterator[Verdict]:
    """LETTRE-01: a postal line has at most 38 characters."""
    maximum = case.campagne.seuil("ligne_postale").valeur
    for key in ("adresse", "complement_adresse"):
        line = getattr(case.porteur, key)
        if len(line) > maximum:
            yield broken(f"porteur.{key}", longueur=number(len(line)), maximum=number(maximum))


@rule("LETTRE-02")
def capitales(case: Case) -> Iterator[Verdict]:
    """LETTRE-02: a title or a description is not written in capitals."""
    for key in ("action.intitule", "action.description"):
        text = getattr(case.action, key.partition(".")[2])
        if len(text) > 12 and text == text.upper():
            yield broken(case.key(key))


@rule("LETTRE-03", needs=("seuils.description_lettre",))
def longueur(case: Case) -> Iterator[Verdict]:
    """LETTRE-03: a long description makes the letter run over."""
    maximum = case.campagne.seuil("description_lettre").valeur
    length = len(case.action.description)
    if length > maximum:
        values = {"longueur": number(length), "maximum": number(maximum)}
        yield broken(case.key("action.description"), **values)


@rule("LETTRE-04")
def pilier_repete(case: Case) -> Iterator[Verdict]:
    """LETTRE-04: the pilier is printed first by packetgen; typed again, it reads twice."""
    start = case.action.description.casefold().lstrip("« \u00a0")
    pilier = case.action.pilier.casefold()
    if pilier and start.startswith((pilier, f"pilier {pilier}", f"pilier : {pilier}")):
        yield broken(case.key("action.description"))
