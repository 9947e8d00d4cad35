"""What those who make the call do now: one sentence, and the one button that does it."""

from packetgen.edition.readiness import SUBJECTS
from packetgen.resources import table
from packetgen.web.association.next_step import NextStep
from packetgen.web.call.year import Year
from packetgen.web.session import Session

STEPS = table(__file__, "next_step.toml")
# What is left of these is in no list
OTHERS = {"word": SUBJECTS["word"], "files": SUBJECTS["stray"]}


def next_step(session: Session | None, year: Year) -> NextStep:
    """Return what is to be done now of the year shown."""
    name, size = _named(session, year)
    values = {"annee": year.annee, "suivante": year.etats[0].annee + 1, "size": size}
    return NextStep(0, **{key: words.format(**values) for key, words in STEPS[name].items()})


def _named(session: Session | None, year: Year) -> tuple[str, int]:
    """Return the name of the step, and how many things it is about."""
    found, note = year.found, year.note
    if session and session.planned:
        return "planned", 0
    if found is None:
        return "wrong", 0
    if not found.campagne.projet and found.is_ready:
        if session and session.kit:
            return "taken", 0
        return "kit" if year.last_step else "next", 0
    if not year.etat.is_own:
        return "shipped", 0
    if note is None:
        return "note", 0
    subjects = [each.subject for each in found.leftovers]
    sizes = {
        "decide": len(note.decisions),
        "outside": sum(note.outside.values()),
        "lists": sum(each not in OTHERS.values() for each in subjects),
        **{name: subjects.count(each) for name, each in OTHERS.items()},
    }
    return next(((name, size) for name, size in sizes.items() if size), ("declare", 0))
