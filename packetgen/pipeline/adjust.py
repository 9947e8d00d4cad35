"""The budget of actions once their funders have voted: balanced again, each cut to be decided."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, json
from msgspec.structs import replace

from packetgen.amendment.compare import compare
from packetgen.bundle.pages.changes import changes_file
from packetgen.errors import UsageError
from packetgen.model.action import Action, montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Section
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field, FieldKind
from packetgen.model.finding import Severity
from packetgen.pipeline.record import answers
from packetgen.resources import table
from packetgen.system.files import free_xlsx, write_atomically
from packetgen.text import NBSP, enumerate_words, euros, fold
from packetgen.workbook.open.grid import WINDOWS_EPOCH
from packetgen.workbook.project import read_workbook
from packetgen.workbook.read.dossier import Reading
from packetgen.workbook.read.typed import Context
from packetgen.workbook.read.values import value_of_text
from packetgen.workbook.write.correct import corrected

BUDGET = "Budget"
SAID: dict[str, str] = table(__file__, "adjust.toml")


class Adjusted(Struct, frozen=True):
    """What becomes of a workbook after the vote: its copy, the page of what changes, what to do.

    There is neither where all that was asked was granted.
    """

    workbook: Path | None
    page: Path | None
    told: str
    sections: tuple[Section, ...]


def read_granted(
    texts: Mapping[str, str], action: Action, campagne: Campagne
) -> dict[str, Decimal]:
    """Return the amounts voted, by line of the budget, from what people type by funder or line.

    Raises UsageError for what is no amount, asked of nobody, or more than was asked.
    """
    names = action.subventions(campagne)
    by_funder = {each.code: each.ligne_budget for each in campagne.financeurs}
    granted = {}
    for code, text in texts.items():
        line = by_funder.get(fold(code), code.lower())  # « CALL », « Département », « 74COM »
        if line not in names:
            known = [name for name, ligne in by_funder.items() if ligne in names]
            known += [ligne for ligne in names if ligne not in by_funder.values()]
            raise UsageError(SAID["personne"].format(code, enumerate_words(known, "or")))
        field = Field("", names[line], "", FieldKind.EUROS)
        amount = value_of_text(text, field, Context(campagne, WINDOWS_EPOCH)).value
        if not isinstance(amount, int | Decimal) or amount < 0:
            raise UsageError(SAID["unread"].format(names[line], text))
        granted[line], asked = Decimal(amount), action.budget.montant(line)
        if granted[line] > asked:
            raise UsageError(SAID["more"].format(names[line], euros(granted[line]), euros(asked)))
    return granted


def proposed_cuts(charges: Mapping[str, Decimal], gap: Decimal) -> dict[str, Decimal]:
    """Share `gap` among charges in proportion to them, in whole euros but for its own cents.

    No line loses more than it has; `gap` is at most their sum.
    """
    total = sum(charges.values())
    shares = {code: amount * gap / total for code, amount in charges.items()} if total else {}
    cuts = {code: share // 1 for code, share in shares.items()}
    left = gap - sum(cuts.values())
    for code in sorted(shares, key=lambda each: cuts[each] - shares[each]):
        step = min(Decimal(1), left, charges[code] - cuts[code])
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
    for each in reading.findings:
        if each.severity is Severity.BLOQUANT and each.key.startswith(action.key("budget.")):
            raise UsageError(SAID["wrong"].format(action.numero, each.message))
    of_charges = campagne.codes_budget("charges", volontaires=False)
    charges = action.budget.total(of_charges)
    produits = action.budget.total(campagne.codes_budget("produits", volontaires=False))
    if charges != produits:
        said = SAID["unbalanced"].format(euros(charges), euros(produits))
        raise UsageError(SAID["wrong"].format(action.numero, said))
    lost = {code: action.budget.montant(code) - amount for code, amount in granted.items()}
    gap = sum(lost.values(), Decimal(0))
    if gap and gap == produits:
        raise UsageError(SAID["nothing_left"].format(action.numero))
    spent = {code: action.budget.montant(code) for code in of_charges}
    changed = {code: each for code, each in lost.items() if each} | proposed_cuts(spent, gap)
    left = {code: action.budget.montant(code) - cut for code, cut in changed.items()}
    found = {action.key(f"budget.{code}"): amount for code, amount in left.items()}
    for funder in campagne.financeurs:
        if funder.montant and lost.get(funder.ligne_budget):
            asked = action.montant_demande(funder)
            found[action.key(montant_key(funder))] = asked - lost[funder.ligne_budget]
    return found


def _changes(before: Dossier, after: Dossier, campagne: Campagne) -> Iterator[Section]:
    """Yield what changes by action, what is cut from its charges being to be decided."""
    comptes = (compte for compte in campagne.comptes if compte.cote == "charges")
    names = {ligne.libelle for compte in comptes for ligne in compte.lignes}
    for old, new in zip(before.actions, after.actions, strict=True):
        said = (answers(before, old, campagne), answers(after, new, campagne))
        was, now = (json.decode(json.encode({"pieces": [], **each})) for each in said)
        for section in compare(was, now, campagne):
            charges = names if section.title == BUDGET else ()
            news = list(section.news)
            for place, each in enumerate(news):
                if each.sentence.partition(f"{NBSP}:")[0] in charges:
                    news[place] = replace(each, sentence=f"{each.sentence}, {SAID['to_decide']}")
            yield Section(f"Action {new.numero} – {section.title}", tuple(news))


def adjust(
    source: Path, granted: Mapping[int, Mapping[str, str]], destination: Path, name: str = ""
) -> Adjusted:
    """Write a copy of a workbook whose budget balances with what was voted, and what changes.

    `granted` gives by action, 0 for the only one, the amounts typed by funder or line; `name` is
    what `source` is called. Raises UsageError when `destination` exists, or for what is wrong.
    """
    destination = free_xlsx(destination)
    page = destination.with_suffix(".pdf")
    if page.exists():
        raise UsageError(f"{page} existe déjà : choisissez un autre nom, ou déplacez-le.")
    campagne, _, reading = read_workbook(source, name)
    values: dict[str, Decimal] = {}
    for action in _voted(reading.dossier, granted):
        said = granted.get(action.numero) or granted.get(0, {})
        values |= proposed(reading, action, campagne, read_granted(said, action, campagne))
    if not values:
        return Adjusted(None, None, "Tout est accordé comme demandé : le budget ne change pas.", ())
    written = {key: f"{amount:f}".replace(".", ",") for key, amount in values.items()}
    write_atomically(corrected(source, reading, written, campagne), destination)
    *_, again = read_workbook(destination, name)
    sections = tuple(_changes(reading.dossier, again.dossier, campagne))
    told = f"{reading.dossier.porteur.denomination}\n{SAID['to_do']}"
    write_atomically(changes_file(SAID["title"], told, sections), page)
    return Adjusted(destination, page, SAID["to_do"], sections)


def _voted(dossier: Dossier, granted: Mapping[int, Mapping[str, str]]) -> Iterator[Action]:
    """Yield the actions of which something was said. Raises UsageError where none can be told."""
    if not granted:
        raise UsageError(SAID["nothing_said"])
    numeros = [action.numero for action in dossier.actions]
    if {*granted} - {*numeros} - ({0} if len(numeros) == 1 else set()):
        known = enumerate_words(map(str, numeros), "or")
        raise UsageError(SAID["which"].format(dossier.file, known))
    yield from (action for action in dossier.actions if {action.numero, 0} & {*granted})
