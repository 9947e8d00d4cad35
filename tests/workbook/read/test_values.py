"""One cell, one value: what is read, what is said, what is refused (X4 to X7, X13)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.model.finding import Severity
from packetgen.text import NARROW_NBSP, NBSP, euros, long_date, short_date
from packetgen.workbook.layout import list_names
from packetgen.workbook.read.dates import parse_date
from packetgen.workbook.read.fields import in_field
from packetgen.workbook.read.numbers import parse_number
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.read.typed import Context, Typed
from packetgen.workbook.read.values import value_of


def cell_with(value: Any, number_format: str = "General") -> Cell:  # noqa: ANN401
    sheet = Workbook().worksheets[0]
    cell = sheet.cell(1, 1, value)
    assert isinstance(cell, Cell)
    if number_format != "General":
        cell.number_format = number_format
    return cell


def read(
    value: Any,  # noqa: ANN401
    kind: FieldKind,
    campagne: Campagne,
    number_format: str = "General",
    epoch: datetime = WINDOWS_EPOCH,
) -> Typed:
    field = Field("action.champ", "Champ", "", kind)
    return value_of(cell_with(value, number_format), field, Context(campagne, epoch))


def lectures(typed: Typed) -> list[Lecture]:
    return [remark.lecture for remark in typed.remarks]


def message(typed: Typed) -> str:
    (remark,) = typed.remarks
    return remark.at().message


AMOUNTS: dict[str | float, str | int] = {
    6500: 6500,
    6500.5: "6500.5",
    -12: -12,
    0: 0,
    0.1 + 0.2: "0.3",
    "6 500 €": 6500,
    f"6{NBSP}500{NBSP}€": 6500,
    f"6{NARROW_NBSP}500,50": "6500.5",
    "6500,5 euros": "6500.5",
    "€ 120": 120,
    "1234.56": "1234.56",
    "6.500,00": 6500,
    "6,500.00": 6500,
    "1.234.567": 1234567,
    "\u2212 300": -300,
    "0,125": "0.125",
}


@pytest.mark.parametrize("written", AMOUNTS)
def test_amounts_are_read(written: str | float, campagne: Campagne) -> None:
    typed = read(written, FieldKind.EUROS, campagne)
    assert typed.value == Decimal(AMOUNTS[written])
    assert isinstance(typed.value, Decimal)
    assert lectures(typed) == [Lecture.NOMBRE_EN_TEXTE] * isinstance(written, str)


@pytest.mark.parametrize(
    "written",
    [
        *("6.500", "6,500", "65 00", "6 5000", "environ 300", "1 000 ou 1 200", "6500 €€", "½"),
        *("12e3", True, date(2025, 3, 11), time(6, 30)),
    ],
)
def test_amounts_in_doubt_are_refused(written: object, campagne: Campagne) -> None:
    typed = read(written, FieldKind.EUROS, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.NOMBRE_ILLISIBLE])
    assert typed.remarks[0].lecture.severity is Severity.BLOQUANT


def test_a_number_kept_as_text_is_said_with_what_is_read(campagne: Campagne) -> None:
    said = message(read("6 500 €", FieldKind.EUROS, campagne))
    assert f"(«{NBSP}6 500 €{NBSP}»)" in said
    assert f"lu 6{NBSP}500{NBSP}€." in said


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_every_printed_amount_is_read_back(amount: Decimal) -> None:
    printed = euros(amount).removesuffix(f"{NBSP}€")
    read_back = parse_number(printed)
    assert read_back == amount


@given(st.text(alphabet="0123456789 .,-€+e", max_size=12))
def test_a_number_is_read_only_with_the_digits_that_are_there(text: str) -> None:
    value = parse_number(text)
    if value is not None:
        digits = "".join(filter(str.isdigit, text))
        assert "".join(filter(str.isdigit, f"{value:f}")).strip("0") == digits.strip("0")


COUNTS: dict[str | float, int] = {40: 40, 41.0: 41, "40": 40, "1 200": 1200, "40,0": 40}


@pytest.mark.parametrize("written", COUNTS)
def test_counts_are_read(written: str | float, campagne: Campagne) -> None:
    typed = read(written, FieldKind.INTEGER, campagne)
    assert (typed.value, type(typed.value)) == (COUNTS[written], int)


@pytest.mark.parametrize("written", [12.5, -1, "12,5", "-3"])
def test_counts_are_whole_and_positive(written: str | float, campagne: Campagne) -> None:
    assert lectures(read(written, FieldKind.INTEGER, campagne)) == [Lecture.NOMBRE_NON_ENTIER]


def test_a_count_in_words_is_refused(campagne: Campagne) -> None:
    assert lectures(read("une quarantaine", FieldKind.INTEGER, campagne)) == [
        Lecture.NOMBRE_ILLISIBLE
    ]


DURATIONS: dict[Any, str | int] = {
    1.5: "1.5",
    3: 3,
    "1,5": "1.5",
    "1h30": "1.5",
    "1 h 30": "1.5",
    "1H30": "1.5",
    "1:30": "1.5",
    "01:30:00": "1.5",
    "2h": 2,
    "2 heures": 2,
    "1 h 45 min": "1.75",
    "90 min": "1.5",
    "1,5 h": "1.5",
    time(1, 30): "1.5",
    time(0, 45): "0.75",
    timedelta(hours=26): 26,
    datetime.combine(date(1900, 1, 1), time(2, 30)): "26.5",
}


@pytest.mark.parametrize("written", DURATIONS)
def test_durations_are_read(written: Any, campagne: Campagne) -> None:  # noqa: ANN401
    typed = read(written, FieldKind.HOURS, campagne)
    assert typed.value == Decimal(DURATIONS[written])
    expected = {str: [Lecture.DUREE_EN_TEXTE], int: [], float: []}
    assert lectures(typed) == expected.get(type(written), [Lecture.DUREE_EN_HORAIRE])


@pytest.mark.parametrize(
    "written",
    [
        *("une heure", "1h75", "1h30m2", -2, "-1,5", True),
        *(datetime.combine(day, time()) for day in (date(2025, 11, 3), date(1900, 1, 12))),
    ],
)
def test_durations_in_doubt_are_refused(written: object, campagne: Campagne) -> None:
    typed = read(written, FieldKind.HOURS, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.DUREE_ILLISIBLE])


DATES = {
    "3 novembre 2025": date(2025, 11, 3),
    "lundi 3 novembre 2025": date(2025, 11, 3),
    "1er décembre 2025": date(2025, 12, 1),
    f"1er{NBSP}DÉCEMBRE{NBSP}2025": date(2025, 12, 1),
    "3 nov. 2025": date(2025, 11, 3),
    "15 fevrier 2026": date(2026, 2, 15),
    "2 sept 2026": date(2026, 9, 2),
    "03/11/25": date(2025, 11, 3),
    "3/11/2025": date(2025, 11, 3),
    "03-11-2025": date(2025, 11, 3),
    "03.11.2025": date(2025, 11, 3),
    "03 / 11 / 2025": date(2025, 11, 3),
    "2025-11-03": date(2025, 11, 3),
    "2025-11-03T00:00:00": date(2025, 11, 3),
}


@pytest.mark.parametrize("written", DATES)
def test_dates_in_words_are_read_and_said(written: str, campagne: Campagne) -> None:
    typed = read(written, FieldKind.DATE, campagne)
    assert (typed.value, lectures(typed)) == (DATES[written], [Lecture.DATE_INTERPRETEE])
    assert long_date(DATES[written]) in message(typed)


def test_a_true_date_needs_no_word(campagne: Campagne) -> None:
    assert read(date(2025, 11, 3), FieldKind.DATE, campagne) == (date(2025, 11, 3), ())
    moment = datetime.combine(date(2025, 11, 3), time(14, 5))
    assert read(moment, FieldKind.DATE, campagne) == (date(2025, 11, 3), ())


def test_the_bare_number_of_a_date_is_read_and_said(campagne: Campagne) -> None:
    typed = read(45964, FieldKind.DATE, campagne)
    assert (typed.value, lectures(typed)) == (date(2025, 11, 3), [Lecture.DATE_INTERPRETEE])


@pytest.mark.parametrize(
    "written",
    [
        *("3 novembre", "novembre 2025", "32/11/2025", "03/13/2025", "29/02/2025", "03/11-2025"),
        *("3 jui 2025", "courant mars", 12, 60, 1e9, True, time(0, 0), timedelta(1)),
    ],
)
def test_dates_in_doubt_are_refused(written: object, campagne: Campagne) -> None:
    typed = read(written, FieldKind.DATE, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.DATE_ILLISIBLE])


@pytest.mark.parametrize(("year", "inside"), [(2023, False), (2024, True), (2029, True), (2030, 0)])
def test_dates_stay_around_the_call(year: int, inside: bool, campagne: Campagne) -> None:
    typed = read(date(year, 12, 31), FieldKind.DATE, campagne)
    assert typed.value == date(year, 12, 31)
    assert (lectures(typed) == []) is bool(inside)
    if not inside:
        assert f"31{NBSP}décembre {year}" in message(typed)


def test_the_shift_of_1904_is_recognised(campagne: Campagne) -> None:
    typed = read(date(2022, 2, 28), FieldKind.DATE, campagne)
    assert lectures(typed) == [Lecture.DATE_HORS_PERIODE]
    assert f"1er{NBSP}mars 2026" in message(typed)


def test_serials_count_from_the_workbook_s_own_epoch(campagne: Campagne) -> None:
    typed = read(45964 - 1462, FieldKind.DATE, campagne, epoch=MAC_EPOCH)
    assert typed.value == date(2025, 11, 3)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_printed_date_is_read_back(day: date) -> None:
    assert parse_date(long_date(day)) == parse_date(short_date(day)) == parse_date(str(day)) == day


YES_NO: dict[Any, bool] = {"Oui": True, "non": False, "OUI": True, " Oui ": True, "Non.": False}
MARKS: dict[Any, bool] = {
    "x": True,
    "X": True,
    "vrai": True,
    "TRUE": True,
    1: True,
    0: False,
    "N": False,
}


@pytest.mark.parametrize("written", YES_NO)
def test_yes_and_no_need_no_word(written: str, campagne: Campagne) -> None:
    assert read(written, FieldKind.YES_NO, campagne) == (YES_NO[written], ())


@pytest.mark.parametrize("written", [*MARKS, True, False])
def test_marks_of_yes_and_no_are_read_and_said(written: object, campagne: Campagne) -> None:
    typed = read(written, FieldKind.YES_NO, campagne)
    assert typed.value is (written if isinstance(written, bool) else MARKS[written])
    assert lectures(typed) == [Lecture.OUI_OU_NON_INTERPRETE]


@pytest.mark.parametrize("written", ["peut-être", "oui et non", 2, "à voir"])
def test_neither_yes_nor_no_is_refused(written: object, campagne: Campagne) -> None:
    typed = read(written, FieldKind.YES_NO, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.OUI_OU_NON_ILLISIBLE])


RESTORED: list[tuple[FieldKind, float, str, str]] = [
    (FieldKind.SIRET, 3_252_000_740_012, "General", "03252000740012"),
    (FieldKind.SIRET, 325_200_074_0, "General", "00003252000740"),
    (FieldKind.POSTAL_CODE, 1000, "General", "01000"),
    (FieldKind.POSTAL_CODE, 1000.0, "00000", "01000"),
    (FieldKind.POSTAL_CODE, 75, "00000", "00075"),
    (FieldKind.PHONE, 321_000_000, "General", "03 21 00 00 00"),
    (FieldKind.PHONE, 33_321_000_000, "General", "+33321000000"),
    (FieldKind.PHONE, 321_000_000, '0#" "##" "##" "##" "##', "03 21 00 00 00"),
    (FieldKind.DAUPHIN, 6_000_417, "General", "06000417"),
]


@pytest.mark.parametrize(("kind", "figure", "number_format", "expected"), RESTORED)
def test_lost_zeros_come_back_when_proven(
    kind: FieldKind, figure: float, number_format: str, expected: str, campagne: Campagne
) -> None:
    typed = read(figure, kind, campagne, number_format)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.ZEROS_RETABLIS])
    assert typed.remarks[0].lecture.severity is Severity.A_VERIFIER


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        *(
            (FieldKind.SIRET, 73_282_932_000_074),
            (FieldKind.SIRET, 732_829_320),
            (FieldKind.POSTAL_CODE, 62300),
        ),
        *(
            (FieldKind.POSTAL_CODE, 623),
            (FieldKind.DAUPHIN, 26_000_417),
            (FieldKind.RNA, 623_004_512),
        ),
    ],
)
def test_whole_or_unproven_figures_are_left_alone(
    kind: FieldKind, figure: int, campagne: Campagne
) -> None:
    assert read(figure, kind, campagne) == (str(figure), ())


@pytest.mark.parametrize("kind", [FieldKind.IBAN, FieldKind.SIRET, FieldKind.PHONE])
@pytest.mark.parametrize("figure", [1_420_041_010_050_500_000, 1.42004101005050e18])
def test_digits_that_excel_rounded_are_refused(
    kind: FieldKind, figure: float, campagne: Campagne
) -> None:
    typed = read(figure, kind, campagne)
    assert (typed.value, lectures(typed)) == ("", [Lecture.CHIFFRES_PERDUS])


def test_scientific_notation_is_read_only_with_all_its_digits(campagne: Campagne) -> None:
    whole = read("7,3282932000074E+13", FieldKind.SIRET, campagne)
    assert (whole.value, lectures(whole)) == ("73282932000074", [Lecture.ZEROS_RETABLIS])
    cut = read("7,32829E+13", FieldKind.SIRET, campagne)
    assert (cut.value, lectures(cut)) == ("", [Lecture.CHIFFRES_PERDUS])


def test_identifiers_keep_their_writing_without_invisible_marks(campagne: Campagne) -> None:
    typed = read(f"732{NBSP}829  320\u200b00074\ufeff", FieldKind.SIRET, campagne)
    assert typed == ("732 829 32000074", ())


def test_no_message_shows_a_whole_iban_or_an_address(campagne: Campagne) -> None:
    context = Context(campagne, WINDOWS_EPOCH)
    iban = value_of(cell_with(True), Field("porteur.iban", "IBAN", "", FieldKind.IBAN), context)
    assert iban.remarks
    address = value_of(
        cell_with(date(2025, 1, 14)), Field("porteur.adresse", "Adresse", ""), context
    )
    assert "14" not in message(address)


def test_a_formula_without_result_is_refused(campagne: Campagne) -> None:
    typed = read("=A2", FieldKind.EUROS, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.FORMULE_SANS_RESULTAT])


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.EUROS, FieldKind.DATE, FieldKind.SIRET])
def test_an_error_is_refused_with_its_name(error: str, kind: FieldKind, campagne: Campagne) -> None:
    typed = read(error, kind, campagne)
    assert lectures(typed) == [Lecture.CELLULE_EN_ERREUR]
    assert error in message(typed)


TEXTS: dict[Any, str] = {
    "Dupont & Fils <br>": "Dupont & Fils <br>",
    "e\u0301te\u0301": "été",
    "  a \t b\n c ": "a b c",
    "a_x000D_\r\nb": "a b",
    f"14{NBSP}rue": f"14{NBSP}rue",
    40: "40",
    "   ": "",
}


@pytest.mark.parametrize("written", TEXTS)
def test_white_space_and_accents_are_set_in_silence(written: object, campagne: Campagne) -> None:
    assert read(written, FieldKind.TEXT, campagne) == (TEXTS[written], ())


def test_long_texts_keep_their_lines(campagne: Campagne) -> None:
    typed = read(
        "Février : semis\r\n\r\nMars :  récolte_x000B_- fin", FieldKind.LONG_TEXT, campagne
    )
    assert typed == ("Février : semis\n\nMars :  récolte\n- fin", ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [("a\u202eb", "ab"), ("a_x0001_b", "a\ufffdb"), ("a_xD83D_b", "a\ufffdb")],
)
def test_other_alterations_are_said(written: str, expected: str, campagne: Campagne) -> None:
    typed = read(written, FieldKind.TEXT, campagne)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.TEXTE_NETTOYE])


SEEN = [
    (0.8, "0%", "80 %"),
    (12.5, "General", "12,5"),
    (date(2026, 3, 1), "mmm-yy", "mars 2026"),
    (date(2026, 3, 1), "dd/mm/yyyy", "01/03/2026"),
    (time(14, 30), "hh:mm", "14:30"),
    (True, "General", "VRAI"),
]


@pytest.mark.parametrize(("written", "number_format", "expected"), SEEN)
def test_what_is_no_text_is_read_as_shown_and_said(
    written: object, number_format: str, expected: str, campagne: Campagne
) -> None:
    typed = read(written, FieldKind.TEXT, campagne, number_format)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.VALEUR_EN_TEXTE])


def pick(value: object, choices: str, campagne: Campagne, *, open_list: bool = False) -> Typed:
    field = Field("action.choix", "Choix", "", choices=choices, open_list=open_list)
    return value_of(cell_with(value), field, Context(campagne, WINDOWS_EPOCH))


@pytest.mark.parametrize("name", list_names())
def test_the_words_of_the_list_need_no_word(name: str, campagne: Campagne) -> None:
    for label in campagne.choices(name):
        assert pick(label, name, campagne) == (label, ())
        assert pick(label.replace(NBSP, " "), name, campagne) == (label, ())


@pytest.mark.parametrize(
    ("written", "choices", "expected"),
    [
        ("AGIR", "piliers", "Agir"),
        ("coope\u0301rer", "piliers", "Coopérer"),
        ("prevenir - reperer", "piliers", "Prévenir, repérer"),
    ],
)
def test_case_and_accents_do_not_hide_a_choice(
    written: str, choices: str, expected: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.CHOIX_RECONNU])


@pytest.mark.parametrize(
    ("written", "choices", "start"),
    [
        (2, "priorites", "Priorité 2"),
        ("Priorité 1", "priorites", "Priorité 1"),
        ("QP062024", "quartiers", "QP062024 –"),
        ("Camus", "quartiers", "QP062002 –"),
        ("NQE", "dispositifs", "Nos Quartiers d’Été (NQE)"),
    ],
)
def test_words_that_only_one_choice_holds_are_read_and_said(
    written: object, choices: str, start: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert str(typed.value).startswith(start)
    assert lectures(typed) == [Lecture.CHOIX_DEVINE]


def test_an_unknown_choice_is_refused_with_the_nearest(campagne: Campagne) -> None:
    typed = pick("Associatoin", "formes", campagne)
    assert (typed.value, lectures(typed)) == ("Associatoin", [Lecture.CHOIX_INCONNU])
    assert f"Le plus proche{NBSP}: «{NBSP}Association{NBSP}»" in message(typed)


def test_an_unknown_quartier_is_kept_for_the_rules_to_judge(campagne: Campagne) -> None:
    typed = pick("QN06255M Ville Centre", "quartiers", campagne)
    assert (typed.value, lectures(typed)) == ("QN06255M Ville Centre", [])


def test_an_open_list_keeps_what_it_lacks(campagne: Campagne) -> None:
    assert pick("Arras", "communes", campagne, open_list=True) == ("Arras", ())
    assert pick("lievin", "communes", campagne, open_list=True).value == "Liévin"


@pytest.mark.parametrize(
    ("written", "choices", "expected"),
    [
        ("Mme", "civilites", "Madame"),
        ("MME.", "civilites", "Madame"),
        ("M.", "civilites", "Monsieur"),
        ("Mr", "civilites", "Monsieur"),
        ("loi 1901", "formes", "Association"),
        ("Associations", "formes", "Association"),
        ("bailleurs sociaux", "formes", "Bailleur social"),
        ("Mairie", "formes", "Commune"),
        ("le pilier Agir", "choix", "Agir"),
    ],
)
def test_a_choice_said_otherwise_is_shown_back(
    written: str, choices: str, expected: str, campagne: Campagne
) -> None:
    label = "Pilier" if choices == "choix" else "Choix"
    field = Field("action.choix", label, "", choices=choices.replace("choix", "piliers"))
    typed = value_of(cell_with(written), field, Context(campagne, WINDOWS_EPOCH))
    assert (typed.value, lectures(typed)) == (expected, [Lecture.CHOIX_RECONNU])


@pytest.mark.parametrize(
    ("written", "choices", "start"),
    [
        ("Association loi 1901", "formes", "Association"),
        ("Asso. loi 1901", "formes", "Association"),
        ("Ville de Lens", "formes", "Commune"),
        ("Mme la Présidente", "civilites", "Madame"),
        ("Préven.", "piliers", "Prévenir, repérer"),
        ("priorité n°1", "priorites", "Priorité 1"),
        ("QP062024 – Cité 12 – 14 (Lens)", "quartiers", "QP062024 –"),
    ],
)
def test_words_around_or_cut_short_are_understood_and_to_be_looked_at(
    written: str, choices: str, start: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert str(typed.value).startswith(start)
    assert lectures(typed) == [Lecture.CHOIX_DEVINE]


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("Monsieur/Madame", "civilites"),
        ("M. ou Mme", "civilites"),
        ("Dr", "civilites"),
        ("Association ou commune", "formes"),
        ("pas une association", "formes"),
        ("ex association", "formes"),
        ("Fondation", "formes"),
        ("Agir, coopérer", "piliers"),
        ("PIC + NQE", "dispositifs"),
        ("Pacte des solidarités", "pactes"),
        ("Priorités 1 et 2", "priorites"),
    ],
)
def test_what_names_two_choices_or_none_is_not_guessed(
    written: str, choices: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert (typed.value, lectures(typed)) == (written, [Lecture.CHOIX_INCONNU])


def test_a_short_list_is_said_where_nothing_is_near(campagne: Campagne) -> None:
    said = message(pick("Dr", "civilites", campagne)).replace(NBSP, " ")
    assert said.endswith("Les choix : « Madame » ou « Monsieur ».")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("✓", True), ("☑\ufe0f", True), ("Oui, deux agents", True), ("Non : personne", False)],
)
def test_a_tick_or_an_answer_that_goes_on_is_understood(
    written: str, expected: bool, campagne: Campagne
) -> None:
    typed = read(written, FieldKind.YES_NO, campagne)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.OUI_OU_NON_INTERPRETE])


@pytest.mark.parametrize(
    "written", ["Oui et non", "oui/non", "Oui, à confirmer", "Non renseigné", "renouvellement"]
)
def test_an_answer_that_is_neither_is_not_guessed(written: str, campagne: Campagne) -> None:
    typed = read(written, FieldKind.YES_NO, campagne)
    assert (typed.value, lectures(typed)) == (None, [Lecture.OUI_OU_NON_ILLISIBLE])


@pytest.mark.parametrize(
    ("required", "severity"),
    [
        (Required.ALWAYS, Severity.BLOQUANT),
        (Required.AGENTS, Severity.BLOQUANT),
        (Required.DEPARTEMENT, Severity.A_VERIFIER),
        (Required.OPTIONAL, Severity.INFORMATION),
    ],
)
@pytest.mark.parametrize("kind", [FieldKind.YES_NO, FieldKind.DATE, FieldKind.INTEGER])
def test_an_answer_not_understood_is_no_worse_than_none(
    kind: FieldKind, required: Required, severity: Severity, campagne: Campagne
) -> None:
    field = Field("action.x", "X", "", kind=kind, required=required)
    typed = value_of(cell_with("à voir"), field, Context(campagne, WINDOWS_EPOCH))
    [remark] = typed.remarks
    finding = in_field(remark, field).at()
    assert finding.severity is severity
    assert finding.message.endswith("La réponse est lue vide.") is (severity != Severity.BLOQUANT)


def test_an_amount_not_understood_always_stops(campagne: Campagne) -> None:
    field = Field("budget.604", "Achats", "", kind=FieldKind.EUROS)
    typed = value_of(cell_with("mille"), field, Context(campagne, WINDOWS_EPOCH))
    assert in_field(typed.remarks[0], field).at().severity is Severity.BLOQUANT
