"""The invented dossiers of a year: balanced, sound, and as empty or as full as one can be."""

from datetime import date

import pytest

from packetgen.checks import run
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.model.porteur import PORTEUR
from packetgen.modeles.sample_dossiers import MOST_AGENTS, example, maximal, minimal, specimens

TODAY = date(2025, 10, 20)


def test_the_example_holds_the_examples_of_the_catalogue(campagne: Campagne) -> None:
    dossier = example(campagne)
    assert dossier.porteur.denomination == "Les Jardins du 12-14"
    assert dossier.porteur.nom_signataire == "", "the representative signs, as most do"
    action = dossier.actions[0]
    assert (action.date_debut, action.public_nombre) == (date(2026, 2, 2), 40)
    assert action.interventions[0].heures_calculees == 24


def test_the_least_leaves_empty_what_is_not_always_asked(campagne: Campagne) -> None:
    dossier = minimal(campagne)
    empty = [field.key for field in PORTEUR if not getattr(dossier.porteur, field.attribute)]
    assert "porteur.sigle" in empty
    assert "porteur.denomination" not in empty
    assert dossier.actions[0].contexte == ""
    assert dossier.actions[0].agents_departement is False


def test_the_most_fills_every_field_and_every_row(campagne: Campagne) -> None:
    dossier = maximal(campagne)
    action = dossier.actions[0]
    assert [f.key for f in PORTEUR if not getattr(dossier.porteur, f.attribute)] == []
    assert len(action.interventions) == MOST_AGENTS
    assert len(action.quartiers) == 6
    assert len({commune.commune for commune in action.communes}) == 6
    limit = campagne.seuil("description_lettre").valeur
    assert limit - 20 < len(action.description) <= limit
    assert len(dossier.porteur.adresse) <= campagne.seuil("ligne_postale").valeur
    assert set(action.budget.montants) == {
        code for compte in campagne.comptes for code in compte.codes
    }


@pytest.mark.parametrize("name", ["minimal", "exemple", "maximal"])
def test_an_invented_dossier_breaks_no_rule_of_figures(name: str, campagne: Campagne) -> None:
    dossier = specimens(campagne)[name].dossier
    report = run.run_rules(dossier, campagne, today=TODAY, refusals={}, texts={})
    blocking = {each.code for each in report.findings if each.severity is Severity.BLOQUANT}
    assert not blocking & {"BUDGET-01", "BUDGET-02", "EPCI-04"}, "it balances, and asks the CALL"


def test_only_a_full_dossier_has_every_line_of_the_checklist(campagne: Campagne) -> None:
    fields = {name: each.fields["liste"] for name, each in specimens(campagne).items()}
    assert fields["exemple"]["facultatives"]
    assert not fields["maximal"]["facultatives"]
