"""The budget of actions once their funders have voted: balanced again, each cut to be decided."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from packetgen.amendment.compare import compare
from packetgen.bundle.pages.changes import changes_file
from packetgen.errors import UsageError
from packetgen.model.action import Action, montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Section
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field, FieldKind
from packetgen.model.finding import Severity
from packetgen.pipeline.record import answers, plain
from packetgen.pipeline.verify import read_workbook
from packetgen.system.files import write_atomically
from packetgen.text import NBSP, enumerate_words, euros
from packetgen.workbook.read.dossier import Reading
from packetgen.workbook.read.typed import Context
from packetgen.workbook.read.values import value_of_text
from packetgen.workbook.write.correct import corrected

SUBVENTIONS, BUDGET = "74", "Budget"
TITLE = "Ce qui change depuis la demande"
TO_DECIDE = "à décider"
WHOLE = Decimal(1)
NO_PIECES: dict[str, object] = {"pieces": []}
UNREAD = (
    "Le montant accordé à « {} » ne se lit pas : « {} ». Écrivez-le en euros, par exemple 4000."
)
UNKNOWN = "« {} » n’est pas un financeur à qui cette action demande une subvention : écrivez {}."
MORE = (
    "« {} » aurait accordé {}, pour {} demandés : vérifiez ce montant. S’il a vraiment accordé"
    " plus, écrivez-le vous-même dans le budget, avec les charges qu’il paie."
)
WRONG = "Le budget de l’action {} est à corriger avant d’être ajusté : {}"
UNBALANCED = "ses charges ({}) et ses produits ({}) diffèrent. Corrigez la demande, puis relancez."
NOTHING_LEFT = (
    "Plus aucun produit ne resterait à l’action {} : elle n’a pas de budget à ajuster. Si elle se"
    " fait autrement, écrivez d’abord dans le budget ce qui la paie."
)

WHICH = "« {} » a plusieurs actions : dites laquelle, {}."
NOTHING_SAID = "Dites ce que chaque financeur a accordé, par exemple « --accorde call=4000 »."
TO_DO = (
    "Le budget est de nouveau équilibré. Ce qui est retiré des charges est une proposition, à"
    " décider ligne par ligne ; les contributions volontaires (86 et 87) ne changent pas. Un"
    " financeur dont rien n’est dit garde le montant demandé."
)


@dataclass(frozen=True)
class Adjusted:
    """What becomes of a workbook after the vote: its copy, the page of what changes, what to do.

    There is neither where all that was asked was granted.
    """

    workbook: Path | None
    page: Path | None
    told: str
    sections: tuple[Section, ...]


def funders_of(action: Action, campagne: Campagne) -> dict[str, str]:
    """Return the name of each funder that an action asks for a subvention, by budget line."""
    names = {each.ligne_budget: each.nom for each in campagne.financeurs}
    lignes = (
        each
        for compte in campagne.comptes
        if compte.numero == SUBVENTIONS
        for each in compte.lignes
    )
    return {
        ligne.code: names.get(ligne.code)
        or action.budget.precisions.get(ligne.code)
        or ligne.nom
        or ligne.libelle
        for ligne in lignes
        if action.budget.montant(ligne.code)
    }


def read_granted(
    texts: Mapping[str, str], action: Action, campagne: Campagne
) -> dict[str, Decimal]:
    """Return the amounts voted, by line of the budget, from what people type by funder or line.

    Raises UsageError for what is no amount, asked of nobody, or more than was asked.
    """
    names = funders_of(action, campagne)
    by_funder = {each.code: each.ligne_budget for each in campagne.financeurs}
    granted = {}
    for code, text in texts.items():
        line = by_funder.get(code, code)
        if line not in names:
            known = [name for name, ligne in by_funder.items() if ligne in names]
            known += [ligne for ligne in names if ligne not in by_funder.values()]
            raise UsageError(UNKNOWN.format(code, enumerate_words(known, "or")))
        field = Field("", names[line], "", FieldKind.EUROS)
        # the day 0 of a workbook, which an amount does not depend on
        amount = value_of_text(text, field, Context(campagne, datetime(1899, 12, 30))).value  # noqa: DTZ001
        if not isinstance(amount, int | Decimal) or amount < 0:
            raise UsageError(UNREAD.format(names[line], text))
        granted[line], asked = Decimal(amount), action.budget.montant(line)
        if granted[line] > asked:
            raise UsageError(MORE.format(names[line], euros(granted[line]), euros(asked)))
    return granted


def proposed_cuts(charges: Mapping[str, Decimal], gap: Decimal) -> dict[str, Decimal]:
    """Share `gap` among charges in proportion to them, in whole euros but for its own cents.

    No line loses more than it has; `gap` is at most their sum.
    """
    total = sum(charges.values())
    shares = {code: amount * gap / total for code, amount in charges.items()} if total else {}
    cuts = {code: share // WHOLE for code, share in shares.items()}
    left = gap - sum(cuts.values())
    for code in sorted(shares, key=lambda each: cuts[each] - shares[each]):
        step = min(WHOLE, left, charges[code] - cuts[code])
        cuts[code] += step
        left -= step
    return {code: cut for code, cut in cuts.items() if cut}


def proposed(
    reading: Reading, action: Action, campagne: Campagne, granted: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Return by key the amounts of a budget that balances once these are granted.

    Charges alone are cut, never accounts 86 and 87. Raises UsageError for a budget that was wrong
    before, or that nothing pays any more.
    """
    wrong = (
        each
        for each in reading.findings
        if each.severity is Severity.BLOQUANT and each.key.startswith(action.key("budget."))
    )
    if first := next(wrong, None):
        raise UsageError(WRONG.format(action.numero, first.message))
    codes = {
        side: campagne.codes_budget(side, volontaires=False) for side in ("charges", "produits")
    }
    charges, produits = (action.budget.total(each) for each in codes.values())
    if charges != produits:
        said = UNBALANCED.format(euros(charges), euros(produits))
        raise UsageError(WRONG.format(action.numero, said))
    lost = {code: action.budget.montant(code) - amount for code, amount in granted.items()}
    gap = sum(lost.values(), Decimal(0))
    if gap and gap == produits:
        raise UsageError(NOTHING_LEFT.format(action.numero))
    spent = {code: action.budget.montant(code) for code in codes["charges"]}
    changed = {code: each for code, each in lost.items() if each} | proposed_cuts(spent, gap)
    found = {
        action.key(f"budget.{code}"): action.budget.montant(code) - cut
        for code, cut in changed.items()
    }
    for funder in campagne.financeurs:
        if funder.montant and lost.get(funder.ligne_budget):
            asked = action.montant_demande(funder)
            found[action.key(montant_key(funder))] = asked - lost[funder.ligne_budget]
    return found


def _changes(
    before: Dossier, after: Dossier, campagne: Campagne
) -> Iterator[tuple[Action, tuple[Section, ...]]]:
    """Yield what changes of each action, what is cut from its charges being to be decided."""
    charges = campagne.codes_budget("charges", volontaires=False)
    names = {
        ligne.libelle
        for compte in campagne.comptes
        for ligne in compte.lignes
        if ligne.code in charges
    }
    for old, new in zip(before.actions, after.actions, strict=True):
        before_it, after_it = (
            json.loads(json.dumps(answers(dossier, each, campagne) | NO_PIECES, default=plain))
            for dossier, each in ((before, old), (after, new))
        )
        sections = [_to_decide(each, names) for each in compare(before_it, after_it, campagne)]
        if sections:
            yield new, tuple(sections)


def _to_decide(section: Section, charges: set[str]) -> Section:
    if section.title != BUDGET:
        return section
    news = (
        replace(each, sentence=f"{each.sentence}, {TO_DECIDE}")
        if each.sentence.partition(f"{NBSP}:")[0] in charges
        else each
        for each in section.news
    )
    return replace(section, news=tuple(news))


def adjust(
    source: Path, name: str, texts: Mapping[int, Mapping[str, str]], destination: Path
) -> Adjusted:
    """Write beside `destination`, a copy of a workbook, the page of what changes from the request.

    `texts` are the amounts voted, by number of action, as people type them; 0 is the only action.
    """
    page = destination.with_suffix(".pdf")
    if page.exists():
        raise UsageError(f"{page} existe déjà : choisissez un autre nom, ou déplacez-le.")
    campagne, reading = read_workbook(source, name)
    values: dict[str, Decimal] = {}
    for action in _voted(reading.dossier, texts):
        said = texts.get(action.numero) or texts.get(0, {})
        values |= proposed(reading, action, campagne, read_granted(said, action, campagne))
    if not values:
        return Adjusted(None, None, "Tout est accordé comme demandé : le budget ne change pas.", ())
    written = {key: f"{amount:f}".replace(".", ",") for key, amount in values.items()}
    write_atomically(corrected(source, reading, written, campagne), destination)
    _, again = read_workbook(destination, name)
    changed = list(_changes(reading.dossier, again.dossier, campagne))
    several = len(reading.dossier.actions) > 1
    sections = tuple(
        replace(each, title=f"Action {action.numero} – {each.title}") if several else each
        for action, found in changed
        for each in found
    )
    titles = "\n".join(action.intitule for action, _ in changed)
    told = f"{reading.dossier.porteur.denomination}\n{titles}\n{TO_DO}"
    write_atomically(changes_file(TITLE, told, sections), page)
    return Adjusted(destination, page, TO_DO, sections)


def _voted(dossier: Dossier, texts: Mapping[int, Mapping[str, str]]) -> Iterator[Action]:
    """Yield the actions of which something was said. Raises UsageError where none can be told."""
    numeros = [action.numero for action in dossier.actions]
    if 0 in texts and len(numeros) > 1:
        raise UsageError(WHICH.format(dossier.file, enumerate_words(map(str, numeros), "or")))
    if not texts:
        raise UsageError(NOTHING_SAID)
    for action in dossier.actions:
        if action.numero in texts or 0 in texts:
            yield action
    if unknown := [numero for numero in texts if numero not in (0, *numeros)]:
        raise UsageError(f"{dossier.file} n’a pas d’action {unknown[0]}.")
