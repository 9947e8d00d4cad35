"""Rules of the Région: its priorities, its dispositifs when they are asked, its second deposit."""

from __future__ import annotations

from collections.abc import Iterator

from packetgen.checks.conditions import FTU, NQE, PIC, REGION
from packetgen.checks.rule import Case, Verdict, broken, rule
from packetgen.model.action import ACTION
from packetgen.model.fields import Required
from packetgen.model.finding import Severity

NQE_FIELDS = tuple(field for field in ACTION if field.required is Required.NQE)
SUMMER_MONTHS = (6, 7, 8, 9)


@rule(
    "REG-01",
    Severity.A_VERIFIER,
    "Priorité de la Région",
    manque="La Région est sollicitée sans que l’action dise à laquelle de ses deux priorités elle"
    " répond : choisissez-en une.",
    conforme="L’action répond à une priorité de la Région.",
    impossible="La priorité ne peut pas être rapprochée de la liste de l’appel.",
    when=REGION,
)
def priorite(case: Case) -> Iterator[Verdict]:
    """REG-01: one of the two priorities is chosen."""
    if not case.action.priorite_region:
        yield broken(case.key("action.priorite_region"))


@rule(
    "REG-02",
    Severity.INFORMATION,
    "Second dépôt auprès de la Région",
    manque="Si le dossier est retenu, une demande est encore à déposer sur la plateforme d’aides"
    " de la Région.",
    conforme="La Région n’est pas sollicitée.",
    impossible="On ne sait pas si la Région est sollicitée.",
    when=REGION,
)
def second_depot(case: Case) -> Iterator[Verdict]:
    """REG-02: reminder of the deposit that follows the selection."""
    yield broken(case.key("budget.74region"))


@rule(
    "REG-03",
    Severity.INFORMATION,
    "Subvention de la Région sous réserve",
    manque="La subvention de la Région n’est acquise qu’après un dialogue de gestion et un vote :"
    " la note l’annonce « sous réserve du vote du budget 2025 », une année qui a vieilli.",
    conforme="La Région n’est pas sollicitée.",
    impossible="On ne sait pas si la Région est sollicitée.",
    when=REGION,
)
def reserve(case: Case) -> Iterator[Verdict]:
    """REG-03: the money is never written as obtained; the note's own year is stale."""
    yield broken(case.key("budget.74region"))


@rule(
    "REG-04",
    Severity.A_VERIFIER,
    "Nos Quartiers d’Été",
    manque="{constat} : {remede}.",
    conforme="Les attendus de Nos Quartiers d’Été sont remplis.",
    impossible="L’action n’a pas de dates : on ne peut pas dire si elle a lieu pendant l’été.",
    when=NQE,
)
def nos_quartiers_d_ete(case: Case) -> Iterator[Verdict]:
    """REG-04: in summer (June to September, for the note gives no dates), and four texts."""
    action = case.action
    if action.date_debut and action.date_fin:
        months = range(action.date_debut.month, action.date_fin.month + 1)
        if not any(month in SUMMER_MONTHS for month in months):
            yield broken(
                case.key("action.date_debut"),
                constat="L’action n’a pas lieu pendant la période estivale",
                remede="vérifiez ses dates, ou le dispositif demandé",
            )
    for field in NQE_FIELDS:
        if not getattr(action, field.attribute):
            yield broken(
                case.key(field.key),
                constat=f"Pour Nos Quartiers d’Été, « {field.label} » n’est pas rempli",
                remede="décrivez-le en une ou deux phrases",
            )


@rule(
    "REG-05",
    Severity.A_VERIFIER,
    "Projets d’Initiative Citoyenne",
    manque="Un fonds de Projets d’Initiative Citoyenne est géré par une association : vérifiez le"
    " dispositif avec la Région.",
    conforme="Le porteur est une association.",
    impossible="La forme juridique du porteur n’est pas dans la liste.",
    when=PIC,
)
def projets_d_initiative_citoyenne(case: Case) -> Iterator[Verdict]:
    """REG-05: the fund is held by an association gestionnaire."""
    if not case.is_association:
        yield broken(case.key("action.dispositif_region"))


@rule(
    "REG-06",
    Severity.A_VERIFIER,
    "Fonds de Travaux Urbains",
    manque="Un Fonds de Travaux Urbains est géré par une commune ou un EPCI : une association ne"
    " peut pas le porter, vérifiez le dispositif avec la Région.",
    conforme="Le porteur n’est pas une association.",
    impossible="La forme juridique du porteur n’est pas dans la liste.",
    when=FTU,
)
def fonds_de_travaux_urbains(case: Case) -> Iterator[Verdict]:
    """REG-06: the fund is held by a commune or an EPCI."""
    if case.is_association:
        yield broken(case.key("action.dispositif_region"))


RULES = (
    priorite,
    second_depot,
    reserve,
    nos_quartiers_d_ete,
    projets_d_initiative_citoyenne,
    fonds_de_travaux_urbains,
)
