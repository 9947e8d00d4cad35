"""Rules of required fields, those of the catalogue."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from packetgen.campagne.words import asked
from packetgen.checks.rule import WORDS, Case, Rule, Verdict, broken, rule
from packetgen.model.action import MONTANT, Action, action_fields
from packetgen.model.action_tables import AGENTS
from packetgen.model.fields import Field, Required
from packetgen.model.porteur import PORTEUR


def champs_rules(others: Iterable[Rule]) -> tuple[Rule, ...]:
    """Make the rules of required fields, less those that another rule reports itself."""
    elsewhere = {key for other in others for key in other.fields}

    def empty(fields: tuple[Field, ...], holder: object, case: Case) -> Iterator[Field]:
        for field in asked(fields, case.campagne):
            value = (
                holder.value(field.attribute)
                if isinstance(holder, Action)
                else getattr(holder, field.attribute)
            )
            owed = field.required is Required.ALWAYS or (
                field.required is Required.ASSOCIATION and case.is_association
            )
            told = field.key in elsewhere or field.attribute.startswith(MONTANT)
            if owed and value in (None, "", ()) and not told:
                yield field

    @rule("CHAMP-01", scope="dossier")
    def porteur(case: Case) -> Iterator[Verdict]:
        for field in empty(PORTEUR, case.porteur, case):
            help_text = field.help + WORDS["CHAMP-01"]["remedes"].get(field.key, "")
            yield broken(field.key, champ=field.label, aide=help_text)

    @rule("CHAMP-02")
    def action(case: Case) -> Iterator[Verdict]:
        for field in empty(action_fields(case.campagne), case.action, case):
            yield broken(case.key(field.key), champ=field.label, aide=field.help)

    @rule("CHAMP-03")
    def interventions(case: Case) -> Iterator[Verdict]:
        owed = tuple(
            replace(field, required=Required.ALWAYS)
            for field in AGENTS
            if field.required is Required.AGENTS
        )
        for row, line in enumerate(case.action.interventions, start=1):
            for field in empty(owed, line, case):
                key = case.key(f"agents.{row}.{field.attribute}")
                yield broken(key, champ=field.label, aide=field.help)

    return (porteur, action, interventions)
