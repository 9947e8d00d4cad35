"""One cell, one value: what is read, what is reported, what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH

from packetgen.model.fields import Field, FieldKind, Required
from packetgen.model.finding import Severity
from packetgen.resources import table
from packetgen.text import NBSP, euros, long_date, short_date
from packetgen.workbook.layout import list_names
from packetgen.workbook.read.dates import parse_date
from packetgen.workbook.read.numbers import parse_number
from packetgen.workbook.read.typed import LECTURES, Typed
from tests.workbook.read.cases import CALL, lectures, message, read_cell

EUROS, COUNT, HOURS = FieldKind.EUROS, FieldKind.INTEGER, FieldKind.HOURS
DATE, YES_NO = FieldKind.DATE, FieldKind.YES_NO
DAY = date(2025, 11, 3)

CELLS = table(__file__, "cells.toml")
READ = [
    (FieldKind[kind], "" if name == "sure" else name, *cell)
    for kind, of_kind in CELLS["read"].items()
    for name, cells in of_kind.items()
    for cell in cells
]
READ.append((HOURS, "duree_en_horaire", timedelta(hours=26), 26))
REFUSED = [
    (FieldKind[kind], name, cell)
    for kind, of_kind in CELLS["refused"].items()
    for name, cells in of_kind.items()
    for cell in cells
]
REFUSED.append((DATE, "date_illisible", timedelta(1)))
ENDLESS = (1e300, 10**12, float("9" * 300), "9" * 4000)
REFUSED += [(kind, "nombre_demesure", cell) for kind in (EUROS, COUNT) for cell in ENDLESS]
TOO_LONG = (1e300, f"{'9' * 4000} h", f"{'9' * 4000} min")
REFUSED += [(HOURS, "nombre_demesure", cell) for cell in TOO_LONG]


@pytest.mark.parametrize(("kind", "lecture", "written", "value"), READ)
def test_what_is_sure_is_read(
    kind: FieldKind, lecture: str, written: object, value: object
) -> None:
    typed = read_cell(written, kind)
    expected = Decimal(str(value)) if kind in (EUROS, HOURS) else value
    assert (typed.value, type(typed.value)) == (expected, type(expected))
    assert lectures(typed) == ([lecture] if lecture else [])


@pytest.mark.parametrize(("kind", "lecture", "written"), REFUSED)
def test_what_is_in_doubt_is_refused(kind: FieldKind, lecture: str, written: object) -> None:
    typed = read_cell(written, kind)
    assert (typed.value or None, lectures(typed)) == (None, [lecture])
    assert LECTURES[lecture]["gravite"] == Severity.BLOQUANT
    if lecture == "cellule_en_erreur":
        assert str(written) in message(typed)


@pytest.mark.parametrize(("kind", "written", "number_format", "shown"), CELLS["shown"])
def test_what_is_no_text_is_read_as_shown(
    kind: str, written: object, number_format: str, shown: str
) -> None:
    typed = read_cell(written, FieldKind[kind], number_format)
    lecture = "valeur_en_texte" if kind == "TEXT" else "zeros_retablis"
    assert (typed.value, lectures(typed)) == (shown, [lecture])


@pytest.mark.parametrize(("code", "shown"), CELLS["formats"].items())
def test_a_format_that_shows_another_amount_is_told(code: str, shown: str) -> None:
    typed = read_cell(6500, EUROS, code)
    assert (typed.value, bool(typed.remarks)) == (6500, bool(shown))
    if shown:
        assert lectures(typed) == ["format_trompeur"]
        assert f"affiche {shown}," in message(typed)


def test_a_percentage_is_no_amount() -> None:
    assert lectures(read_cell(65, EUROS, "0%")) == ["nombre_illisible"]


def test_messages_show_what_is_read() -> None:
    amount = message(read_cell("6 500 €", EUROS))
    assert f"(«{NBSP}6 500 €{NBSP}»)" in amount
    assert f"lu 6{NBSP}500{NBSP}€." in amount
    assert long_date(DAY) in message(read_cell("03/11/25", DATE))
    assert "novembre 2025" in message(read_cell(DAY, DATE, "mmm-yy"))


def test_no_message_shows_a_whole_iban_or_an_address() -> None:
    iban = "FR14 2004 1010 0505 0001 3M02 606"
    for written in (iban + "\u202e", 1.42004101005050e21, f"={iban}", True):
        said = message(read_cell(written, FieldKind.IBAN))
        assert "0505" not in said
        assert "142004101005" not in said
    address = Field("porteur.adresse", "Adresse", "")
    assert "14" not in message(read_cell(date(2025, 1, 14), address))


@pytest.mark.parametrize(
    ("year", "inside"), [(2023, False), (2024, True), (2029, True), (2030, 0), (9999, 0)]
)
def test_dates_stay_around_the_call(year: int, inside: bool) -> None:
    typed = read_cell(date(year, 12, 31), DATE)
    assert typed.value == date(year, 12, 31)
    assert (lectures(typed) == []) is bool(inside)
    if not inside:
        assert f"31{NBSP}décembre {year}" in message(typed)


def test_a_date_counts_from_its_own_epoch_and_one_that_1904_may_have_shifted_is_told() -> None:
    said = message(read_cell(date(2022, 2, 28), DATE))
    assert f"28{NBSP}février 2022" in said
    assert f"1er{NBSP}mars 2026" in said
    assert read_cell(45964 - 1462, DATE, epoch=MAC_EPOCH).value == DAY


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_every_printed_amount_is_read_back(amount: Decimal) -> None:
    assert parse_number(euros(amount).removesuffix(f"{NBSP}€")) == amount


@given(st.text(alphabet="0123456789 .,-€+e", max_size=12))
def test_a_number_is_read_only_with_the_digits_that_are_there(text: str) -> None:
    value = parse_number(text)
    if value is not None:
        digits = "".join(filter(str.isdigit, text))
        assert "".join(filter(str.isdigit, f"{value:f}")).strip("0") == digits.strip("0")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_printed_date_is_read_back(day: date) -> None:
    assert parse_date(long_date(day)) == parse_date(short_date(day)) == parse_date(str(day)) == day


@pytest.mark.parametrize(
    ("kind", "required", "severity"),
    [
        (YES_NO, Required.ALWAYS, Severity.BLOQUANT),
        (COUNT, Required.AGENTS, Severity.BLOQUANT),
        (DATE, Required.DEPARTEMENT, Severity.A_VERIFIER),
        (COUNT, Required.OPTIONAL, Severity.INFORMATION),
        # an amount always stops
        (EUROS, Required.OPTIONAL, Severity.BLOQUANT),
    ],
)
def test_an_answer_not_understood_is_no_worse_than_none(
    kind: FieldKind, required: Required, severity: Severity
) -> None:
    field = Field("action.x", "X", "", kind=kind, required=required)
    [remark] = read_cell("à voir", field).remarks
    finding = remark.in_field(field).at()
    assert finding.severity is severity
    assert finding.message.endswith("La réponse est lue vide.") is (severity != Severity.BLOQUANT)


def pick(value: object, choices: str, *, open_list: bool = False) -> Typed:
    field = Field("action.choix", "Pilier", "", choices=choices, open_list=open_list)
    return read_cell(value, field)


@pytest.mark.parametrize("name", list_names())
def test_the_words_of_the_list_need_no_word(name: str) -> None:
    for label in CALL.choices(name):
        assert pick(label, name) == (label, ())
        assert pick(label.replace(NBSP, " "), name) == (label, ())


@pytest.mark.parametrize(
    ("lecture", "choices", "written", "start"),
    [(name, *case) for name, cases in table(__file__, "choices.toml").items() for case in cases],
)
def test_a_choice_said_otherwise_is_recognised_guessed_or_refused(
    lecture: str, choices: str, written: object, start: str
) -> None:
    typed = pick(written, choices)
    assert str(typed.value).startswith(start)
    assert lectures(typed) == [lecture]


def test_an_unknown_choice_is_refused_with_the_nearest_or_a_short_list() -> None:
    nearest = message(pick("Associatoin", "formes"))
    assert f"Le plus proche{NBSP}: «{NBSP}Association{NBSP}»" in nearest
    listed = message(pick("Dr", "civilites")).replace(NBSP, " ")
    assert listed.endswith("Les choix : « Madame » ou « Monsieur ».")


def test_an_open_list_and_the_quartiers_keep_what_they_lack() -> None:
    assert pick("QN06255M Ville Centre", "quartiers") == ("QN06255M Ville Centre", ())
    assert pick("Arras", "communes", open_list=True) == ("Arras", ())
    assert pick("lievin", "communes", open_list=True).value == "Liévin"
