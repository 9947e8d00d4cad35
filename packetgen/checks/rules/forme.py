"""Rules of form: the words of the letter (NF Z 10-011, Imprimerie nationale), identifiers."""

import re
from collections.abc import Callable, Iterator
from string import ascii_uppercase

from stdnum import bic, iban
from stdnum.fr import siret

from packetgen.checks.rule import Case, Rule, Verdict, broken, rule
from packetgen.model.action import ACTION
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import FieldKind
from packetgen.text import number

RNA = re.compile(r"W\d[A-Z\d]\d{7}")
DAUPHIN = re.compile(r"(?:DA)?\d{8}(?:-\d+)?")
POSTAL_CODE = re.compile(r"\d{5}")
# What the libraries accept at once, without the tens of milliseconds that they take to load
ORDINARY_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.(?:fr|com|org|net|eu|example)"
)
SHORT = 60  # of an address, under the limits of each of its parts
ORDINARY_PHONE = re.compile(r"0[1-9](?:[ .]?\d\d){4}")
# What letters count for in the key of a RIB
RIB_DIGITS = str.maketrans(ascii_uppercase, "12345678912345678923456789")


@rule("LETTRE-01")
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
        text = case.value(key)
        if len(text) > 12 and text == text.upper():
            yield broken(case.key(key))


@rule("LETTRE-03")
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


def packed(value: str) -> str:
    """Return an identifier without the spaces and dots people put in it, in capitals."""
    return re.sub(r"[\s.]", "", value).upper()


def is_iban(value: str) -> bool:
    """ISO 13616 key and length of the country; for France the RIB key too (arrêté of 1987)."""
    bare = packed(value)
    is_valid = bool(iban.is_valid(bare))
    if not (is_valid and bare.startswith("FR")):
        return is_valid
    digits = bare[4:].translate(RIB_DIGITS)
    return int(digits) % 97 == 0 and 0 < int(digits[-2:]) <= 97


def is_email(value: str) -> bool:
    """An address with a domain, as written in an e-mail program; no network is asked."""
    if len(value) <= SHORT and ORDINARY_EMAIL.fullmatch(value):
        return True
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_phone(value: str) -> bool:
    """A number of the French plan, or another country's with its +."""
    if ORDINARY_PHONE.fullmatch(value):
        return True
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, "FR"))
    except phonenumbers.NumberParseException:
        return False


def kind_rule(code: str, kind: FieldKind, valid: Callable[[str], object]) -> Rule:
    """Make the rule `code`: every field of that kind, when filled, holds a valid value."""

    @rule(code)
    def check(case: Case) -> Iterator[Verdict]:
        for field in (*PORTEUR, *ACTION):
            value = case.value(field.key) if field.kind is kind else ""
            if value and not valid(value):
                yield broken(case.key(field.key))

    return check


OF_KINDS = (
    kind_rule("ID-01", FieldKind.SIRET, lambda value: siret.is_valid(packed(value))),
    kind_rule("ID-02", FieldKind.RNA, lambda value: RNA.fullmatch(packed(value))),
    kind_rule("ID-03", FieldKind.IBAN, is_iban),
    kind_rule("ID-04", FieldKind.BIC, lambda value: bic.is_valid(packed(value))),
    kind_rule("ID-05", FieldKind.POSTAL_CODE, POSTAL_CODE.fullmatch),
    kind_rule("ID-06", FieldKind.DAUPHIN, lambda value: DAUPHIN.fullmatch(packed(value))),
    kind_rule("ID-07", FieldKind.EMAIL, is_email),
    kind_rule("ID-08", FieldKind.PHONE, is_phone),
)
