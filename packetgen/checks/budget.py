"""Rules of the budget: charges equal produits, with and without voluntary contributions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.model.finding import Severity
from packetgen.text import euros


def totals(case: Case, *, volontaires: bool) -> tuple[Decimal, Decimal]:
    """Sums of charges and of produits in euros, accounts 86 and 87 included or not."""
    budget, campagne = case.action.budget, case.campagne
    return (
        budget.total(campagne.codes_budget("charges", volontaires=volontaires)),
        budget.total(campagne.codes_budget("produits", volontaires=volontaires)),
    )


@rule(
    "BUDGET-01",
    Severity.BLOQUANT,
    "Équilibre du budget",
    manque="{constat} : {remede}.",
    conforme="Les charges égalent les produits.",
)
def equilibre(case: Case) -> Iterator[Verdict]:
    """BUDGET-01: charges = produits, accounts 86 and 87 left out."""
    key = case.key("budget.604")
    charges, produits = totals(case, volontaires=False)
    if not charges and not produits:
        yield broken(key, constat="Le budget est vide", remede="remplissez les charges et produits")
    elif charges != produits:
        yield broken(
            key,
            constat=f"Les charges ({euros(charges)}) et les produits ({euros(produits)}) diffèrent"
            f" de {euros(abs(charges - produits))}, hors comptes 86 et 87",
            remede="équilibrez le budget",
        )


@rule(
    "BUDGET-02",
    Severity.BLOQUANT,
    "Équilibre des contributions volontaires",
    manque="Le compte 86 ({emplois}) et le compte 87 ({ressources}) diffèrent : une contribution"
    " en nature s’écrit des deux côtés.",
    conforme="Les comptes 86 et 87 sont égaux.",
)
def contributions(case: Case) -> Iterator[Verdict]:
    """BUDGET-02: account 86 = account 87."""
    without, whole = totals(case, volontaires=False), totals(case, volontaires=True)
    emplois, ressources = whole[0] - without[0], whole[1] - without[1]
    if emplois != ressources:
        yield broken(case.key("budget.860"), emplois=euros(emplois), ressources=euros(ressources))


RULES = (equilibre, contributions)
