"""Write docs/regles.md from the rules and the year's data: `python docs/fabriquer_regles.py`."""

import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
sys.path.insert(0, str(CHECKOUT))

from packetgen.campagne.load import load_campagne  # noqa: E402
from packetgen.campagne.words import words  # noqa: E402
from packetgen.checks import run  # noqa: E402
from packetgen.checks.rule import UNSURE, Case, Rule  # noqa: E402
from packetgen.model.campagne import Campagne  # noqa: E402
from packetgen.model.dossier import Dossier  # noqa: E402
from packetgen.text import count, french_typography  # noqa: E402
from packetgen.workbook.read.dossier import read_dossier  # noqa: E402
from tests.checks.situations import BROKEN  # noqa: E402

INTRODUCTION = """\
# Les règles vérifiées

Cette page est faite par `docs/fabriquer_regles.py` à partir du code et des données de l’appel
{annee} : ne la modifiez pas à la main. Un message peut contenir un mot entre accolades, remplacé
par la valeur du dossier.

**Bloquant** : le dossier ne peut pas partir ainsi. **À vérifier** : regardez, puis décidez.
**Information** : bon à savoir. Une échéance passée n’est jamais bloquante.

{total} pour l’appel {annee}.
"""


def document(annee: int) -> str:
    """Return the page for one year."""
    campagne = load_campagne(annee)
    dossier = read_dossier(CHECKOUT / "data" / "exemple" / "classeur.xlsx", campagne).dossier
    rules = [rule for rule in run.rules_of(campagne) if rule.in_force(campagne)]
    total = count(len(rules), "règle")
    sections = [section for rule in rules for section in describe(rule, campagne, dossier)]
    return INTRODUCTION.format(annee=annee, total=total) + "\n" + "\n".join(sections)


def describe(rule: Rule, campagne: Campagne, dossier: Dossier) -> Iterator[str]:
    """Yield the lines on one rule."""
    citation = campagne.citation(rule.code)
    yield f"## {rule.code} – {rule.titre}\n"
    yield f"- Gravité : **{rule.severity.value}**, {rule.when.words}"
    if citation:
        linked = f"[{citation.reference}]({citation.adresse})" if citation.adresse else ""
        yield f"- Source : {linked or citation.reference}, « {citation.texte} »"
    said = {"": rule.manque, **rule.cas}
    unsure = said.pop(UNSURE, "")
    for message in filter(None, said.values()):
        yield f"- Manque : {french_typography(worded(message, campagne))}"
    if unsure:
        yield f"- Impossible à dire : {french_typography(worded(unsure, campagne))}"
    yield f"- Exemple : {example(rule, campagne, dossier)}\n"


def worded(message: str, campagne: Campagne) -> str:
    """Return a message with the words of the call; those of a dossier keep their braces."""
    for name, said in words(campagne).items():
        message = message.replace(f"{{{name}}}", said)
    return message


def example(rule: Rule, campagne: Campagne, dossier: Dossier) -> str:
    """Return what packetgen says of a dossier that breaks the rule, and at which cell."""
    situation = next(each for each in BROKEN if each.code == rule.code)
    case = Case(
        situation.change(dossier),
        situation.campagne(campagne),
        situation.today,
        refusals=situation.refusals,
        texts=situation.texts,
        weights=situation.weights,
    )
    report = run.run_rules(case, [rule])
    finding = report.findings[0]
    place = f"{finding.origin.sheet} › {finding.origin.cell} : " if finding.origin else ""
    return place + finding.message


if __name__ == "__main__":
    (CHECKOUT / "docs" / "regles.md").write_text(document(2026), encoding="utf-8")
