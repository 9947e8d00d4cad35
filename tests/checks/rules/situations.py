"""For each rule, a situation that breaks it and one just on its legal side.

docs/regles.md shows the words of the first that breaks each rule.
"""

from tests.checks.rules import (
    situations_annexes,
    situations_call,
    situations_dossier,
    situations_funders,
)

EVERY = (
    *situations_call.SITUATIONS,
    *situations_funders.SITUATIONS,
    *situations_dossier.SITUATIONS,
    *situations_annexes.SITUATIONS,
)
BROKEN = tuple(situation for situation in EVERY if situation.keys)
LEGAL = tuple(situation for situation in EVERY if not situation.keys)
