"""Rules of required fields, those of the catalogue."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from packetgen.checks.rule import Case, Check, Rule, Scope, Verdict, broken, rule
from packetgen.model.action import ACTION
from packetgen.model.action_tables import AGENTS
from packetgen.model.fields import Field, Required
from packetgen.model.finding import Severity
from packetgen.model.porteur import PORTEUR


def is_owed(field: Field, case: Case) -> bool:
    """Whether this case must fill the field."""
    return field.required is Required.ALWAYS or (
        field.required is Required.ASSOCIATION and case.is_association
    )


def champs_rules(others: Iterable[Rule]) -> tuple[Rule, ...]:
    """Make the rules of required fields, less those that another rule reports itself."""
    elsewhere = {key for other in others for key in other.fields}

    def empty(fields: tuple[Field, ...], holder: object, case: Case) -> Iterator[Field]:
        for field in fields:
            value = getattr(holder, field.attribute)
            blank = value is None or value == "" or value == ()
            if blank and field.key not in elsewhere and is_owed(field, case):
                yield field

    def champs_rule(code: str, titre: str, scope: Scope = "action") -> Callable[[Check], Rule]:
        return rule(
            code,
            Severity.BLOQUANT,
            titre,
            manque="« {champ} » est obligatoire. {aide}",
            scope=scope,
        )

    @champs_rule("CHAMP-01", "Champs du porteur", scope="dossier")
    def porteur(case: Case) -> Iterator[Verdict]:
        for field in empty(PORTEUR, case.porteur, case):
            yield broken(field.key, champ=field.label, aide=field.help)

    @champs_rule("CHAMP-02", "Champs de l’action")
    def action(case: Case) -> Iterator[Verdict]:
        for field in empty(ACTION, case.action, case):
            yield broken(case.key(field.key), champ=field.label, aide=field.help)

    @champs_rule("CHAMP-03", "Champs des interventions")
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
