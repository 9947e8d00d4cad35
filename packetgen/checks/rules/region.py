"""Rules of the Région: its priorities, its dispositifs when they are asked, its second deposit."""

from collections.abc import Iterator

from packetgen.checks.conditions import FTU, NQE, PIC, REGION
from packetgen.checks.rule import Case, Verdict, broken, reminder, required_field, rule
from packetgen.model.action import ACTION
from packetgen.model.fields import Required
from packetgen.model.finding import Severity

NQE_FIELDS = tuple(field for field in ACTION if field.required is Required.NQE)
SUMMER_MONTHS = (6, 7, 8, 9)


priorite = required_field(
    "REG-01",
    Severity.A_VERIFIER,
    "Priorité de la Région",
    "action.priorite_region",
    manque="La Région est sollicitée sans que l’action dise à laquelle de ses deux priorités elle"
    " répond : choisissez-en une.",
    when=REGION,
)

second_depot = reminder(
    "REG-02",
    "Second dépôt auprès de la Région",
    "budget.74region",
    manque="Si le dossier est retenu, une demande est encore à déposer sur la plateforme d’aides"
    " de la Région.",
    when=REGION,
)

reserve = reminder(
    "REG-03",
    "Subvention de la Région sous réserve",
    "budget.74region",
    manque="La subvention de la Région n’est acquise qu’après un dialogue de gestion et un vote :"
    " la note l’annonce « sous réserve du vote du budget 2025 », une année qui a vieilli.",
    when=REGION,
)


@rule(
    "REG-04", Severity.A_VERIFIER, "Nos Quartiers d’Été", manque="{constat} : {remede}.", when=NQE
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
    when=FTU,
)
def fonds_de_travaux_urbains(case: Case) -> Iterator[Verdict]:
    """REG-06: the fund is held by a commune or an EPCI."""
    if case.is_association:
        yield broken(case.key("action.dispositif_region"))
