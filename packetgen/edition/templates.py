"""The Word templates of a year, looked into: what is wrong keeps the year from being ready."""

from __future__ import annotations

from collections.abc import Iterator

from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.modeles import check


def template_faults(campagne: Campagne) -> Iterator[tuple[str, str]]:
    """Yield where a template is wrong, file and paragraph, and what to do, in French."""
    for checked in check.check_year(campagne):
        for problem in checked.problems:
            if problem.severity is not Severity.INFORMATION:
                place = " › ".join(filter(None, (checked.path.name, problem.place)))
                yield place, problem.sentence
