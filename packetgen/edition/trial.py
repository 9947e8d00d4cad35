"""Try the rules and the templates of a year's call: each rule must find the entries it reads."""

from collections.abc import Iterator

from packetgen.checks import run
from packetgen.checks.rule import Case
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.model.porteur import Porteur
from packetgen.modeles import check


def template_faults(campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield where a template is wrong, file and paragraph, and what to do, in French."""
    for checked in check.check_year(campagne):
        for problem in checked.problems:
            if problem.severity is not Severity.INFORMATION:
                place = " › ".join(filter(None, (checked.path.name, problem.place)))
                yield place, problem.sentence


def blank_dossier(annee: int) -> Dossier:
    """Return a dossier of one action, in which nothing is filled."""
    return Dossier(annee, "", Porteur(), (Action(),), ())


def rule_faults(campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield the code of each rule in force that cannot be run, and of the entry it lacks."""
    dossier = blank_dossier(campagne.annee)
    day = campagne.etape("depot").debut
    case = Case(dossier, dossier.actions[0], campagne, day, {}, {})
    for rule in run.RULES:
        if not rule.in_force(campagne):
            continue
        try:
            list(rule.check(case))
        except KeyError as missing:
            yield rule.code, str(missing.args[0])
