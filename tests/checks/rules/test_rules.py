"""Each rule of the call, broken at its cell, and held just on the legal side."""

import runpy
from collections.abc import Iterable
from datetime import timedelta

import phonenumbers
import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from packetgen.checks import run
from packetgen.checks.rule import WORDS, Case, Rule
from packetgen.checks.rules.forme import ORDINARY_EMAIL, ORDINARY_PHONE, SHORT
from packetgen.checks.run import CheckReport, rules_of
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from tests.changes import action, first, piece, sound
from tests.checks.situations import BROKEN, DEPOT_OPEN, LEGAL, Situation
from tests.conftest import CHECKOUT


def report(
    situation: Situation, dossier: Dossier, campagne: Campagne, rules: Iterable[Rule] | None = None
) -> CheckReport:
    """What the rule of the situation says, or other rules."""
    given = {name: getattr(situation, name) for name in ("refusals", "texts", "images", "weights")}
    case = Case(situation.change(dossier), situation.campagne(campagne), situation.today, **given)
    own = [rule for rule in rules_of(campagne) if rule.code == situation.code]
    return run.run_rules(case, rules or own)


@pytest.mark.parametrize("situation", BROKEN, ids=lambda situation: situation.code)
def test_a_broken_rule_is_shown(situation: Situation, dossier: Dossier, campagne: Campagne) -> None:
    found = report(situation, dossier, campagne, rules_of(campagne))
    own = [finding for finding in found.findings if finding.code == situation.code]
    assert tuple(finding.key for finding in own) == situation.keys
    assert situation.code not in {rule.code for rule in found.rules_passed}
    for finding in own:
        assert finding.source is not None
        assert finding.message.endswith(".")
        assert "{" not in finding.message
    usual = report(Situation("", sound), dossier, campagne, rules_of(campagne))
    known, told = ({(one.code, one.key) for one in each.findings} for each in (usual, found))
    assert {code for code, _ in told - known} - {situation.code} == situation.also


@pytest.mark.parametrize("situation", LEGAL, ids=lambda situation: situation.code)
def test_the_legal_is_silent(situation: Situation, dossier: Dossier, campagne: Campagne) -> None:
    assert report(situation, dossier, campagne).findings == ()


def test_every_rule_has_its_source_and_is_broken_and_held_by_a_test(campagne: Campagne) -> None:
    codes = [rule.code for rule in rules_of(campagne)]
    assert len(codes) == len(set(codes))
    for tried in (BROKEN, LEGAL, campagne.regles):
        assert {each.code for each in tried} == set(codes)
    assert {*WORDS} - {"ANN", "PIECE", "MONTANT"} <= {rule.code for rule in run.RULES}


def test_a_rule_that_the_year_does_not_set_is_not_run(dossier: Dossier, campagne: Campagne) -> None:
    silent = structs.replace(campagne, regles=())
    assert report(Situation("EPCI-02", action(intitule="")), dossier, silent) == CheckReport((), ())


def test_no_comparison_blocks_nor_shows_an_iban(dossier: Dossier, campagne: Campagne) -> None:
    compared = [s for s in BROKEN if s.code.startswith("ANN-")]
    findings = [f for s in compared for f in report(s, dossier, campagne).findings]
    assert len(findings) == sum(len(situation.keys) for situation in compared)
    assert Severity.BLOQUANT not in {each.severity for each in findings}
    shown = " ".join(finding.message for finding in findings)
    assert "FR76\u00a0••••\u00a0189" in shown.replace("0189", "189")
    assert "3000" not in shown
    assert "Dauphin, page 2\u00a0: on y lit «\u00a06000\u00a0»" in shown


def test_the_example_is_sound(dossier: Dossier, campagne: Campagne) -> None:
    days = (DEPOT_OPEN, DEPOT_OPEN + timedelta(days=1000))
    found, later = (run.run_rules(Case(dossier, campagne, day)) for day in days)
    blocks = [each for each in later.findings if each.severity is Severity.BLOQUANT]
    assert blocks == [], "a deadline long past never blocks"
    assert {finding.severity for finding in found.findings} == {Severity.INFORMATION}
    passed = [rule.code for rule in found.rules_passed]
    assert len(passed) > 30
    assert not [code for code in passed if code.startswith("ANN-")], "no piece, nothing agrees"


def test_a_shared_piece_or_a_deleted_row_is_wanting(dossier: Dossier, campagne: Campagne) -> None:
    assert len(dossier.actions) == 2
    situation = Situation("EPCI-06", piece("statuts", fichier=""))
    assert len(report(situation, dossier, campagne).findings) == 1
    bare = structs.replace(dossier, pieces=())
    situation = next(situation for situation in LEGAL if situation.code == "EPCI-05")
    found = report(situation, bare, campagne).findings
    keys = [finding.key for finding in found]
    assert keys == ["pieces.cerfa.1.fichier", "pieces.cerfa.2.fichier"]


def test_the_page_of_rules_is_that_of_the_code() -> None:
    docs = CHECKOUT / "docs"
    page = runpy.run_path(str(docs / "fabriquer_regles.py"))["document"](2026)
    assert (docs / "regles.md").read_text(encoding="utf-8") == page


def test_nobody_need_meet_a_vacant_post(campagne: Campagne, dossier: Dossier) -> None:
    posts = tuple(structs.replace(each, nom="") for each in campagne.referents)
    vacant = structs.replace(campagne, referents=posts)
    unmet = Situation("EPCI-11", first("communes", referent="", date_contact=None))
    [said] = report(unmet, dossier, vacant).findings
    assert said.severity is Severity.A_VERIFIER
    assert "demandez à la CALL qui contacter" in said.message


@given(
    st.from_regex(ORDINARY_EMAIL, fullmatch=True).filter(lambda email: len(email) <= SHORT),
    st.from_regex(ORDINARY_PHONE, fullmatch=True),
)
def test_the_libraries_accept_what_they_are_not_asked(email: str, phone: str) -> None:
    validate_email(email, check_deliverability=False)
    assert phonenumbers.is_possible_number(phonenumbers.parse(phone, "FR"))
