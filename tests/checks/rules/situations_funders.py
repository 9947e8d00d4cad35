"""Situations of the rules of the funders, and of the budget."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from packetgen.model.action_tables import Budget
from tests.changes import action, both, budget, first, second, sound
from tests.checks.situations import Situation, commune

REGION = both(
    budget(l74region=500, l756=0),
    action(
        priorite_region="Priorité 2\u00a0: Créer une plus grande proximité avec les habitants des"
        " quartiers par l’accompagnement de la citoyenneté active et la co-construction des"
        " contrats de ville"
    ),
)
ASKED = frozenset({"REG-02", "REG-03"})
TEXTS = {f"nqe_{text}": "A" for text in ("fil_rouge", "temps_forts", "participation",
                                         "ecoresponsable")}  # fmt: skip
NQE = both(REGION, action(dispositif_region="Nos Quartiers d’Été (NQE)", **TEXTS))
PIC = both(REGION, action(dispositif_region="Projets d’Initiative Citoyenne (PIC)"))
FTU = both(REGION, action(dispositif_region="Fonds de Travaux Urbains (FTU)"))
NO_MONEY = budget(l74dep=0, l756=3000)
NO_AGENT = action(agents_departement=False, interventions=())
NO_DEPARTEMENT = both(NO_MONEY, NO_AGENT)
NOT_CHOSEN = both(NO_DEPARTEMENT, action(axe_departement="", pacte_departement=""))


SITUATIONS = (
    Situation("ETAT-01", sound, ("budget.74etat", "budget2.74etat")),
    Situation("ETAT-01", both(budget(l74etat=0), second(budget=Budget()))),
    Situation("REG-01", both(REGION, action(priorite_region="")), ("action.priorite_region",),
              also=ASKED),
    Situation("REG-01", action(priorite_region="")),
    Situation("REG-02", REGION, ("budget.74region",), also=frozenset({"REG-03"})),
    Situation("REG-02", sound),
    Situation("REG-03", REGION, ("budget.74region",), also=frozenset({"REG-02"})),
    Situation("REG-03", sound),
    Situation("REG-04", both(NQE, action(nqe_temps_forts="")), ("action.nqe_temps_forts",),
              also=ASKED),
    Situation("REG-04", both(NQE, action(date_fin=date(2026, 5, 31))), ("action.date_debut",),
              also=ASKED),
    Situation("REG-04", both(NQE, action(date_debut=date(2026, 10, 1), date_fin=date(2027, 8, 31))),
              ("action.date_debut",), also=ASKED | {"DATE-03"}),
    Situation("REG-04", both(NQE, action(date_fin=date(2026, 6, 1)))),
    Situation("REG-04", action(nqe_temps_forts="")),
    Situation("REG-05", commune(PIC), ("action.dispositif_region",), also=ASKED),
    Situation("REG-05", PIC),
    Situation("REG-06", FTU, ("action.dispositif_region",), also=ASKED),
    Situation("REG-06", commune(FTU)),
    Situation("COH-08", both(NQE, budget(l74region=0, l756=500)), ("action.dispositif_region",)),
    Situation("COH-08", REGION),
    Situation("DEP-01", action(interventions=()), ("action.agents_departement",)),
    Situation("DEP-01", action(agents_departement=None), ("action.agents_departement",)),
    Situation("DEP-01", action(agents_departement=False), ("action.agents_departement",)),
    Situation("DEP-01", first("interventions", seances=None), ("agents.1.seances",)),
    Situation("DEP-01", first("interventions", duree=Decimal(0)), ("agents.1.duree",)),
    Situation("DEP-01", first("interventions", heures=Decimal(25)), ("agents.1.heures",)),
    Situation("DEP-01", action(agents_departement=False, interventions=())),
    Situation("DEP-01", first("interventions", heures=None)),
    Situation("DEP-02", action(date_departement=None), ("action.date_departement",)),
    Situation("DEP-02", both(action(date_departement=None), NO_MONEY),
              ("action.date_departement",)),
    Situation("DEP-02", action(date_departement=date(2025, 11, 6)), ("action.date_departement",)),
    Situation("DEP-02", both(action(date_departement=None), NO_DEPARTEMENT)),
    Situation("DEP-03", sound, ("budget.74dep",)),
    Situation("DEP-03", NO_DEPARTEMENT),
    Situation("DEP-04", action(services_departement=""), ("action.services_departement",)),
    Situation("DEP-04", both(action(services_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-05", action(axe_departement=""), ("action.axe_departement",)),
    Situation("DEP-05", both(action(axe_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-06", action(pacte_departement=""), ("action.pacte_departement",)),
    Situation("DEP-06", both(action(pacte_departement=""), NO_DEPARTEMENT)),
    Situation("DEP-07", sound, ("budget.74dep",)),
    Situation("DEP-07", NOT_CHOSEN),
    Situation("COH-08", both(action(axe_departement=""), NO_DEPARTEMENT),
              ("action.pacte_departement",)),
    Situation("COH-08", NOT_CHOSEN),
    Situation("COH-08", NO_MONEY),
    Situation("BUDGET-01", budget(l604=2401), ("budget.total",)),
    Situation("BUDGET-01", action(budget=Budget()), ("budget.total",), also=frozenset({"EPCI-04"})),
    Situation("BUDGET-01", both(budget(l604="2400.50", l756="500.50"))),
    Situation("BUDGET-02", budget(l870=3201), ("budget.total_contributions",)),
    Situation("BUDGET-02", budget(l860=10, l875=10)),
    Situation("BUDGET-03", budget(l604="2400.50", l756="500.50"), ("budget.604", "budget.756")),
    Situation("BUDGET-03", budget(l604="2400.00")),
    Situation("BUDGET-04", sound, ("action.montant_call", "action2.montant_call")),
    Situation("BUDGET-04", both(action(montant_call=None), second(montant_call=None))),
    Situation("BUDGET-05", budget(l604=-1, l601=4201), ("budget.604",)),
    Situation("BUDGET-05", budget(l604=0)),
    Situation("BUDGET-06",
              both(action(montant_call=Decimal(23001)), budget(l74epci=23001, l641=25701)),
              ("action.montant_call",)),
    Situation("BUDGET-06", action(montant_call=Decimal(23000))),
    Situation("BUDGET-07", action(budget=lambda old: replace(old, precisions={})),
              tuple(f"budget.74{code}.precision" for code in ("etat", "com", "orgasoc"))),
    Situation("BUDGET-07", budget(l74etat=0)),
)  # fmt: skip
