"""Rules of the budget: charges equal produits, with and without voluntary contributions."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from packetgen.checks.rule import WORDS, Case, Rule, Verdict, broken, rule
from packetgen.model.action import montant_key
from packetgen.model.financeur import Financeur
from packetgen.text import euros, percentage


def totals(case: Case, *, volontaires: bool) -> tuple[Decimal, Decimal]:
    """Sums of charges and of produits in euros, accounts 86 and 87 included or not."""
    codes = partial(case.campagne.codes_budget, volontaires=volontaires)
    charges, produits = map(case.action.budget.total, map(codes, ("charges", "produits")))
    return charges, produits


def lines(case: Case) -> Iterator[tuple[str, str, Decimal]]:
    """Yield how people call each line filled, its cell and its amount."""
    amounts = case.action.budget.montants
    for ligne in (ligne for compte in case.campagne.comptes for ligne in compte.lignes):
        if (code := ligne.code) in amounts:
            yield ligne.numero or ligne.libelle, case.key(f"budget.{code}"), amounts[code]


def own_amounts(case: Case) -> Iterator[tuple[Financeur, Decimal]]:
    """Yield the amounts asked in cells of their own, and of whom."""
    for funder in case.campagne.financeurs:
        if funder.code in case.action.montants:
            yield funder, case.action.montants[funder.code]


@rule("BUDGET-01")
def equilibre(case: Case) -> Iterator[Verdict]:
    """BUDGET-01: charges = produits, accounts 86 and 87 left out."""
    key = case.key("budget.total")
    charges, produits = totals(case, volontaires=False)
    if not charges and not produits:
        yield broken(key, "vide")
    elif charges != produits:
        gap = euros(abs(charges - produits))
        yield broken(key, charges=euros(charges), produits=euros(produits), ecart=gap)


@rule("BUDGET-02")
def contributions(case: Case) -> Iterator[Verdict]:
    """BUDGET-02: account 86 = account 87."""
    without, whole = totals(case, volontaires=False), totals(case, volontaires=True)
    emplois, ressources = whole[0] - without[0], whole[1] - without[1]
    if emplois != ressources:
        values = {"emplois": euros(emplois), "ressources": euros(ressources)}
        yield broken(case.key("budget.total_contributions"), **values)


@rule("BUDGET-03")
def euros_entiers(case: Case) -> Iterator[Verdict]:
    """BUDGET-03: no cents, as on the Cerfa."""
    for number, key, amount in lines(case):
        if amount % 1:
            yield broken(key, ligne=number, montant=euros(amount))
    for funder, asked in own_amounts(case):
        if asked % 1:
            key = case.key(montant_key(funder))
            yield broken(key, ligne="du montant demandé", montant=euros(asked))


@rule("BUDGET-04")
def part_demandee(case: Case) -> Iterator[Verdict]:
    """BUDGET-04: the share asked is told; the note sets no ceiling."""
    _, produits = totals(case, volontaires=False)
    call = case.campagne.chef_de_file
    asked = case.action.montants.get(call.code)
    if asked and produits:
        yield broken(case.key(montant_key(call)), part=percentage(asked, produits))


@rule("BUDGET-05")
def montants_negatifs(case: Case) -> Iterator[Verdict]:
    """BUDGET-05: no line is below zero."""
    for number, key, amount in lines(case):
        if amount < 0:
            yield broken(key, ligne=number, montant=euros(amount))


@rule("BUDGET-06")
def convention(case: Case) -> Iterator[Verdict]:
    """BUDGET-06: above the threshold of the décret of 2001, a convention is compulsory."""
    threshold = case.campagne.seuil("convention").valeur
    for funder, asked in own_amounts(case):
        if asked > threshold:
            yield broken(case.key(montant_key(funder)), seuil=euros(Decimal(threshold)))


@rule("BUDGET-07")
def precisions(case: Case) -> Iterator[Verdict]:
    """BUDGET-07: a line that gathers several funders says which."""
    budget = case.action.budget
    for ligne in (ligne for compte in case.campagne.comptes for ligne in compte.lignes):
        if ligne.a_preciser and budget.montant(ligne.code) and ligne.code not in budget.precisions:
            key = case.key(f"budget.{ligne.code}.precision")
            yield broken(key, ligne=ligne.nom or ligne.libelle, objet=ligne.a_preciser)


def amount_rule(funder: Financeur) -> Rule:
    """Make the rule of an amount that has a cell of its own."""

    @rule(funder.code_regle, words=WORDS["MONTANT"] | {"titre": funder.montant})
    def check(case: Case) -> Iterator[Verdict]:
        line = case.action.budget.montant(funder.ligne_budget)
        asked = case.action.montants.get(funder.code, line)
        if asked != line:
            yield broken(case.key(montant_key(funder)), ligne=euros(line), demande=euros(asked))

    return check
