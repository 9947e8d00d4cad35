"""The rules of the call, one module per subject, run together on one dossier."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from packetgen.checks.rule import Case, Rule
from packetgen.checks.rules import budget, call, coherence, concordance, depot, forme, pieces
from packetgen.checks.rules.donnees import champs_rules, rappel
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Regle
from packetgen.model.finding import Finding

_SUBJECTS = (call, pieces, depot, budget, coherence, forme, concordance)
# A subject's rules are all that its module defines, alone or in a tuple
_OF_SUBJECTS = tuple(
    rule
    for subject in _SUBJECTS
    for value in vars(subject).values()
    for rule in (value if isinstance(value, tuple) else (value,))
    if isinstance(rule, Rule)
)
RULES: tuple[Rule, ...] = (*champs_rules(_OF_SUBJECTS), *_OF_SUBJECTS)
"""Those that the program knows; the year's data make others."""


def rules_of(campagne: Campagne) -> tuple[Rule, ...]:
    """Return every rule of a year: the pieces that are owed, what it reminds, those in code."""
    owed = (piece for piece in campagne.pieces if piece.obligatoire and not piece.genere)
    # EPCI-04 is that of who leads
    asked = (each for each in campagne.financeurs if each != campagne.chef_de_file and each.montant)
    worded = (regle for regle in campagne.regles if regle.rappel)
    return (
        *RULES,
        *map(pieces.piece_rule, owed),
        *map(budget.amount_rule, asked),
        *(rappel(regle, campagne) for regle in worded),
    )


def bears(regle: Regle | None, case: Case) -> bool:
    """Whether a rule bears on a case, as far as the year's data say."""
    if regle is None:
        return True
    action, campagne = case.action, case.campagne
    theme = campagne.code_of("themes", action.theme)
    chosen = campagne.code_of("dispositifs", action.dispositif_region)
    of_subject = not (regle.si or regle.themes) or theme in regle.themes
    return (
        (of_subject or case.value(regle.question) == str(regle.si == regle.question))
        and (not regle.financeur or action.sollicite(campagne.financeur(regle.financeur)))
        and (not regle.dispositifs or chosen in regle.dispositifs)
        and (not regle.formes or case.forme in regle.formes)
    )


class CheckReport(Struct, frozen=True):
    """Findings of the rules, and the rules that hold: those that apply and found nothing."""

    findings: tuple[Finding, ...]
    rules_passed: tuple[Rule, ...]


def run_rules(case: Case, rules: Iterable[Rule] | None = None) -> CheckReport:
    """Run the rules of the year, those on the porteur once, those on an action for each."""
    campagne = case.campagne
    cases = [replace(case, place=number) for number, _ in enumerate(case.dossier.actions)]
    findings: dict[Finding, None] = {}
    passed = []
    for rule in rules_of(campagne) if rules is None else rules:
        if not rule.in_force(campagne):
            continue
        concerned = cases if rule.scope == "action" else cases[:1]
        regle = campagne.regle(rule.code)
        borne = [case for case in concerned if rule.when.holds(case) and bears(regle, case)]
        found = [finding for case in borne for finding in rule.findings(case)]
        # a piece shared by two actions is wanting once
        findings |= dict.fromkeys(found)
        if borne and not found:
            passed.append(rule)
    return CheckReport(tuple(findings), tuple(passed))
