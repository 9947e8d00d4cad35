"""One cell, one value: what is read, what is reported, what is refused."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.model.finding import Severity
from packetgen.text import NARROW_NBSP, NBSP, euros, long_date, short_date
from packetgen.workbook.read.dates import parse_date
from packetgen.workbook.read.fields import in_field
from packetgen.workbook.read.numbers import parse_number
from packetgen.workbook.read.problems import Lecture
from tests.workbook.read.cases import lectures, message, read_cell

TEXT, EUROS, COUNT = FieldKind.TEXT, FieldKind.EUROS, FieldKind.INTEGER
HOURS, DATE, YES_NO, SIRET = FieldKind.HOURS, FieldKind.DATE, FieldKind.YES_NO, FieldKind.SIRET
Cases = Mapping[tuple[FieldKind, Lecture | None], Any]
DAY, FIRST = date(2025, 11, 3), date(2025, 12, 1)
MIDNIGHT = time()

READ: Cases = {
    (EUROS, None): {6500: 6500, 6500.5: 6500.5, -12: -12, 0: 0, 0.1 + 0.2: 0.3},
    (EUROS, Lecture.NOMBRE_EN_TEXTE): {
        f"6{NBSP}500{NBSP}€": 6500, f"6{NARROW_NBSP}500,50": 6500.5, "6500,5 euros": 6500.5,
        "€ 120": 120, "1234.56": 1234.56, "6.500,00": 6500, "6,500.00": 6500,
        "1.234.567": 1234567, "\u2212 300": -300, "0,125": 0.125,
    },
    (COUNT, None): {40: 40, 41.0: 41},
    (COUNT, Lecture.NOMBRE_EN_TEXTE): {"1 200": 1200, "40,0": 40},
    (HOURS, None): {1.5: 1.5, 3: 3},
    (HOURS, Lecture.DUREE_EN_TEXTE): {
        "1,5": 1.5, "1h30": 1.5, "1 H 30": 1.5, "01:30:00": 1.5, "90 min": 1.5, "1,5 h": 1.5,
        "2h": 2, "2 heures": 2, "1 h 45 min": 1.75,
    },
    (HOURS, Lecture.DUREE_EN_HORAIRE): {
        time(0, 45): 0.75, timedelta(hours=26): 26,
        datetime.combine(date(1900, 1, 1), time(2, 30)): 26.5,
    },
    (DATE, None): {DAY: DAY, datetime.combine(DAY, time(14, 5)): DAY},
    (DATE, Lecture.DATE_INTERPRETEE): {
        45964: DAY, "lundi 3 novembre 2025": DAY, "03/11/25": DAY, "3/11/2025": DAY,
        "03-11-2025": DAY, "03 . 11 . 2025": DAY, "2025-11-03T00:00:00": DAY,
        f"1er{NBSP}DÉCEMBRE{NBSP}2025": FIRST, "1 dec. 2025": FIRST,
    },
    (YES_NO, None): {"OUI": True, " Oui ": True, "Non.": False},
    (YES_NO, Lecture.OUI_OU_NON_INTERPRETE): {
        "X": True, "vrai": True, "TRUE": True, 1: True, "✓": True, "☑\ufe0f": True,
        "Oui, deux agents": True, 0: False, "N": False, "Non : personne": False,
    },
    (TEXT, None): {
        "Dupont & Fils <br>": "Dupont & Fils <br>", "e\u0301te\u0301": "été",
        "  a \t b\n c ": "a b c", "a_x000D_\r\nb": "a b", f"14{NBSP}rue": f"14{NBSP}rue",
        40: "40", "   ": "",
    },
    (TEXT, Lecture.TEXTE_NETTOYE): {
        "a\u202eb": "ab", "a_x0001_b": "a\ufffdb", "a_xD83D_": "a\ufffd",
    },
    (SIRET, None): {
        73_282_932_000_074: "73282932000074", 732_829_320: "732829320",
        f"732{NBSP}829  320\u200b00074\ufeff": "732 829 32000074",
    },
    (SIRET, Lecture.ZEROS_RETABLIS): {
        3_252_000_740_012: "03252000740012", 325_200_074_0: "00003252000740",
        "7,3282932000074E+13": "73282932000074",
    },
    (FieldKind.POSTAL_CODE, None): {62300: "62300", 623: "623"},
    (FieldKind.POSTAL_CODE, Lecture.ZEROS_RETABLIS): {1000: "01000"},
    (FieldKind.DAUPHIN, None): {26_000_417: "26000417"},
    (FieldKind.DAUPHIN, Lecture.ZEROS_RETABLIS): {6_000_417: "06000417"},
    (FieldKind.RNA, None): {623_004_512: "623004512"},
    (FieldKind.PHONE, Lecture.ZEROS_RETABLIS): {
        321_000_000: "03 21 00 00 00", 33_321_000_000: "+33321000000",
    },
    (FieldKind.LONG_TEXT, None): {"Mars :\r\n\r\na  b_x000B_- fin": "Mars :\n\na  b\n- fin"},
}  # fmt: skip
REFUSED: Cases = {
    (EUROS, Lecture.NOMBRE_ILLISIBLE): (
        *("6.500", "6,500", "65 00", "6 5000", "environ 300", "1 000 ou 1 200", "6500 €€", "½"),
        *("12e3", True, date(2025, 3, 11), time(6, 30)),
    ),
    (EUROS, Lecture.AUTRE_MONNAIE): (
        *("6500 $", "£6500", "6 500 CHF", "6500 F CFP", "6500 F", "6500 francs", "USD 6500"),
    ),
    **{
        (kind, Lecture.NOMBRE_DEMESURE): (1e300, 10**12, float("9" * 300), "9" * 4000)
        for kind in (EUROS, COUNT)
    },
    (HOURS, Lecture.NOMBRE_DEMESURE): (1e300, f"{'9' * 4000} h", f"{'9' * 4000} min"),
    (COUNT, Lecture.NOMBRE_NON_ENTIER): (12.5, -1, "12,5", "-3"),
    (COUNT, Lecture.NOMBRE_ILLISIBLE): ("une quarantaine",),
    (HOURS, Lecture.DUREE_ILLISIBLE): (
        *("une heure", "1h75", "1h30m2", -2, "-1,5", True),
        *(datetime.combine(day, MIDNIGHT) for day in (DAY, date(1900, 1, 12))),
    ),
    (DATE, Lecture.DATE_ILLISIBLE): (
        *("3 novembre", "novembre 2025", "32/11/2025", "29/02/2025", "03/11-2025", "3 jui 2025"),
        *(12, 60, 1e9, True, MIDNIGHT, timedelta(1)),
    ),
    (YES_NO, Lecture.OUI_OU_NON_ILLISIBLE): (
        *("peut-être", 2, "Oui et non", "oui/non", "Oui, à confirmer", "Non renseigné"),
        "renouvellement",
    ),
    (SIRET, Lecture.CHIFFRES_PERDUS): (1_420_041_010_050_500_000, "7,32829E+13"),
    (FieldKind.IBAN, Lecture.CHIFFRES_PERDUS): (1.42004101005050e18,),
    (EUROS, Lecture.FORMULE_SANS_RESULTAT): ("=A2",),
    **{(kind, Lecture.CELLULE_EN_ERREUR): ("#REF!", "#N/A") for kind in (TEXT, EUROS, DATE, SIRET)},
}


def each(cases: Cases) -> list[tuple[FieldKind, Lecture | None, Any]]:
    return [(*key, cell) for key, cells in cases.items() for cell in cells]


@pytest.mark.parametrize(("kind", "lecture", "written"), each(READ))
def test_what_is_sure_is_read(
    kind: FieldKind, lecture: Lecture | None, written: object, campagne: Campagne
) -> None:
    typed, value = read_cell(written, kind, campagne), READ[kind, lecture][written]
    expected = Decimal(str(value)) if kind in (EUROS, HOURS) else value
    assert (typed.value, type(typed.value)) == (expected, type(expected))
    assert lectures(typed) == ([lecture] if lecture else [])


@pytest.mark.parametrize(("kind", "lecture", "written"), each(REFUSED))
def test_what_is_in_doubt_is_refused(
    kind: FieldKind, lecture: Lecture, written: object, campagne: Campagne
) -> None:
    typed = read_cell(written, kind, campagne)
    assert (typed.value or None, lectures(typed)) == (None, [lecture])
    assert lecture.severity is Severity.BLOQUANT
    if lecture is Lecture.CELLULE_EN_ERREUR:
        assert str(written) in message(typed)


@pytest.mark.parametrize("written", [True, False])
def test_a_boolean_is_a_yes_or_no(written: bool, campagne: Campagne) -> None:
    typed = read_cell(written, YES_NO, campagne)
    assert (typed.value, lectures(typed)) == (written, [Lecture.OUI_OU_NON_INTERPRETE])


FORMATTED = [
    (TEXT, 0.8, "0%", "80 %"),
    (TEXT, 12.5, "General", "12,5"),
    (TEXT, date(2026, 3, 1), "mmm-yy", "mars 2026"),
    (TEXT, date(2026, 3, 1), "dd/mm/yyyy", "01/03/2026"),
    (TEXT, time(14, 30), "hh:mm", "14:30"),
    (TEXT, True, "General", "VRAI"),
    (FieldKind.POSTAL_CODE, 1000.0, "00000", "01000"),
    (FieldKind.POSTAL_CODE, 75, "00000", "00075"),
    (FieldKind.PHONE, 321_000_000, '0#" "##" "##" "##" "##', "03 21 00 00 00"),
]


@pytest.mark.parametrize(("kind", "written", "number_format", "shown"), FORMATTED)
def test_what_is_no_text_is_read_as_shown(
    kind: FieldKind, written: object, number_format: str, shown: str, campagne: Campagne
) -> None:
    typed = read_cell(written, kind, campagne, number_format)
    lecture = Lecture.VALEUR_EN_TEXTE if kind is TEXT else Lecture.ZEROS_RETABLIS
    assert (typed.value, lectures(typed)) == (shown, [lecture])


FRENCH_MONEY = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'
# a number format, and what it shows that is not the number in euros
SHOWN = {
    '"$"#,##0.00': "« $ »", "[$$-409]#,##0": "« $ »", "\\$0": "« $ »", "[$£-809]#,##0": "« £ »",
    "#,##0\\ [$CHF-100C]": "« CHF »", '#,##0 "F CFP"': "« F CFP »", "0 [$kr-41D]": "« kr »",
    '#,##0, "k€"': "« k€ »", '0"000"': "« 000 »", "#,##0,": "des milliers",
    '#,##0 "€"': "", "[$€-40C] 0": "", FRENCH_MONEY: "", '0 "euros TTC"': "", "[$-40C]0": "",
    "#,##0;[Red]-#,##0": "", "# ?/?": "", "0.00E+00": "",
}  # fmt: skip


@pytest.mark.parametrize(("code", "shown"), SHOWN.items())
def test_a_format_that_shows_another_amount_is_told(
    code: str, shown: str, campagne: Campagne
) -> None:
    typed = read_cell(6500, EUROS, campagne, code)
    assert (typed.value, bool(typed.remarks)) == (6500, bool(shown))
    if shown:
        assert lectures(typed) == [Lecture.FORMAT_TROMPEUR]
        assert f"affiche {shown}," in message(typed)


def test_a_percentage_is_no_amount(campagne: Campagne) -> None:
    assert lectures(read_cell(65, EUROS, campagne, "0%")) == [Lecture.NOMBRE_ILLISIBLE]


def test_messages_show_what_is_read(campagne: Campagne) -> None:
    amount = message(read_cell("6 500 €", EUROS, campagne))
    assert f"(«{NBSP}6 500 €{NBSP}»)" in amount
    assert f"lu 6{NBSP}500{NBSP}€." in amount
    assert long_date(DAY) in message(read_cell("03/11/25", DATE, campagne))


def test_no_message_shows_a_whole_iban_or_an_address(campagne: Campagne) -> None:
    iban = "FR14 2004 1010 0505 0001 3M02 606"
    for written in (iban + "\u202e", 1.42004101005050e21, f"={iban}", True):
        said = message(read_cell(written, FieldKind.IBAN, campagne))
        assert "0505" not in said
        assert "142004101005" not in said
    address = Field("porteur.adresse", "Adresse", "")
    assert "14" not in message(read_cell(date(2025, 1, 14), address, campagne))


@pytest.mark.parametrize(
    ("year", "inside"), [(2023, False), (2024, True), (2029, True), (2030, 0), (9999, 0)]
)
def test_dates_stay_around_the_call(year: int, inside: bool, campagne: Campagne) -> None:
    typed = read_cell(date(year, 12, 31), DATE, campagne)
    assert typed.value == date(year, 12, 31)
    assert (lectures(typed) == []) is bool(inside)
    if not inside:
        assert f"31{NBSP}décembre {year}" in message(typed)


def test_a_date_that_1904_may_have_shifted_is_given_back(campagne: Campagne) -> None:
    said = message(read_cell(date(2022, 2, 28), DATE, campagne))
    assert f"28{NBSP}février 2022" in said
    assert f"1er{NBSP}mars 2026" in said


def test_serials_count_from_the_workbook_s_own_epoch(campagne: Campagne) -> None:
    assert read_cell(45964 - 1462, DATE, campagne, epoch=MAC_EPOCH).value == DAY


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
    kind: FieldKind, required: Required, severity: Severity, campagne: Campagne
) -> None:
    field = Field("action.x", "X", "", kind=kind, required=required)
    [remark] = read_cell("à voir", field, campagne).remarks
    finding = in_field(remark, field).at()
    assert finding.severity is severity
    assert finding.message.endswith("La réponse est lue vide.") is (severity != Severity.BLOQUANT)
