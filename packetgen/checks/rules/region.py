"""Rules of the Région: its priorities, its dispositifs when they are asked, its second deposit."""

from collections.abc import Iterator

from packetgen.checks.conditions import FTU, NQE, PIC, REGION
from packetgen.checks.rule import Case, Verdict, broken, reminder, required_field, rule
from packetgen.model.action import ACTION
from packetgen.model.fields import Required
from packetgen.model.finding import Severity
from packetgen.text import MONTHS

NQE_FIELDS = tuple(field for field in ACTION if field.required is Required.NQE)

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
    """REG-04: in summer (the months of the year's data, for the note has none), and four texts."""
    action, year = case.action, case.campagne.annee
    first, last = (case.campagne.seuil(code).valeur for code in ("ete_debut", "ete_fin"))
    start, end = action.date_debut, action.date_fin
    if start and end:
        begun = (start.year, start.month) <= (year, last)
        if not (begun and (end.year, end.month) >= (year, first)):
            yield broken(
                case.key("action.date_debut"),
                constat=f"L’action n’a pas lieu pendant l’été {year} ({MONTHS[first - 1]} à"
                f" {MONTHS[last - 1]})",
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
