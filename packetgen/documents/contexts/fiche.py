"""Values of the fiche action: the action in full, its agents and its budget."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from msgspec.structs import asdict

from packetgen import text
from packetgen.documents.contexts import wording
from packetgen.documents.contexts.deposits import to_send
from packetgen.documents.contexts.wording import Fields
from packetgen.grammar import role
from packetgen.model.action import SUBVENTIONS, Action, Intervention
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Compte
from packetgen.model.dossier import Dossier, Porteur
from packetgen.model.financeur import DEPARTEMENT, REGION
from packetgen.text import NBSP

TEXTS = "description contexte objectifs deroule droit_commun partenaires comite_suivi".split()
NO_AGENT = "Sans objet : l’action ne s’appuie pas sur la participation d’un agent du Département."
SIDES = ("charges", "produits")


def fiche_action(dossier: Dossier, action: Action, campagne: Campagne, *, today: date) -> Fields:
    """Return the fields of the fiche action of one action."""
    porteur = dossier.porteur
    return {
        "appel_a_projets": campagne.intitule,
        "numero_dauphin": action.numero_dauphin,
        "date_dauphin": wording.date_of(action.date_dauphin, today),
        "a_transmettre": to_send(campagne, today),
        "porteur": _porteur(porteur),
        "action": _action(action, campagne),
        "public": public_of(action),
        "departement": _departement(action, campagne, today),
        "region": _region(action, campagne),
        "agents": {
            "participation": action.agents_departement is True,
            "sans_objet": NO_AGENT if action.agents_departement is False else "",
            "lignes": [_intervention(line) for line in action.interventions],
            "total": text.hours(action.heures_departement),
        },
        "indicateurs": [asdict(row) for row in action.indicateurs],
        "budget": _budget(action, campagne),
        "bilan": _bilan(action),
        "lieu": porteur.commune,
        "date": text.long_date(today),
        "signataire": wording.signatory(porteur),
    }


def _porteur(porteur: Porteur) -> Fields:
    representant = " ".join(
        (porteur.civilite_representant, porteur.prenom_representant, porteur.nom_representant)
    )
    contact = [porteur.nom_contact, text.lower_first(role(porteur.fonction_contact))]
    reached = [wording.phone(porteur.telephone_contact), porteur.courriel_contact]
    return {
        "nom": porteur.denomination,
        "sigle": porteur.sigle,
        "forme": porteur.forme,
        "siret": wording.siret(porteur.siret),
        "rna": porteur.rna,
        "adresse": ", ".join(wording.address(porteur)),
        "telephone": wording.phone(porteur.telephone),
        "courriel": porteur.courriel,
        "representant": f"{representant}, {text.lower_first(role(porteur.fonction_representant))}",
        "contact": ", ".join(filter(None, contact + reached)) if porteur.nom_contact else "",
    }


def _action(action: Action, campagne: Campagne) -> Fields:
    pilier = wording.choice(action.pilier, campagne.piliers)
    return {
        "intitule": action.intitule,
        "pilier": pilier.libelle if pilier else action.pilier,
        "pilier_description": pilier.description if pilier else "",
        "theme": action.theme,
        "premiere_demande": wording.yes_no(action.premiere_demande, "Non (renouvellement)"),
        "inedite": wording.yes_no(action.inedite),
        "participation": wording.yes_no(action.participation),
        "quartiers": [wording.quartier(label, campagne) for label in action.quartiers],
        "communes": [
            {
                "nom": row.commune,
                "referent": row.referent,
                "contact": text.short_date(row.date_contact) if row.date_contact else "",
            }
            for row in action.communes_concernees(campagne)
        ],
        "lieu": wording.filled(action.lieu),
        "periode": text.upper_first(text.period(action.date_debut, action.date_fin)),
        **{name: wording.filled(getattr(action, name)) for name in TEXTS},
        # the note wants the pilier first in the description
        "description": (f"Pilier «{NBSP}{action.pilier}{NBSP}». " if action.pilier else "")
        + wording.filled(action.description),
        "dimension_numerique": action.dimension_numerique if action.numerique else "",
    }


def public_of(action: Action) -> Fields:
    """Return how many persons an action reaches, and who they are."""

    def share(part: int) -> str:
        """Return « 24 (60 %) »."""
        written = text.percentage(Decimal(part), Decimal(action.public_nombre or 0))
        return text.number(part) + (f" ({written})" if written else "")

    return {
        "nombre": wording.filled(wording.shown(action.public_nombre, text.number)),
        "femmes": wording.filled(wording.shown(action.public_femmes, share)),
        "quartiers": wording.filled(wording.shown(action.public_quartiers, share)),
        "ages": wording.filled(action.public_ages),
    }


def _departement(action: Action, campagne: Campagne, today: date) -> Fields:
    """Return the link with the Département; it concerns an action that asks or met it."""
    funder = campagne.with_role(DEPARTEMENT)
    asked = action.montant_demande(funder) if funder else Decimal(0)
    agents = funder is not None and action.demande_agents(funder)
    met = action.axe_departement or action.pacte_departement or action.services_departement
    no_money = "Aucun : seule la participation d’agents est demandée" if agents else "Non sollicité"
    return {
        "concerne": bool(asked or agents or met),
        "montant": text.euros(asked) if asked else no_money,
        "axe": wording.filled(action.axe_departement),
        "pacte": wording.filled(action.pacte_departement),
        "services": wording.filled(action.services_departement),
        "depot": wording.date_of(action.date_departement, today),
    }


def _region(action: Action, campagne: Campagne) -> Fields:
    """Return the link with the Région, and the answers to what its dispositifs ask."""
    funder = campagne.with_role(REGION)
    asked = action.montant_demande(funder) if funder else Decimal(0)
    texts = {name: action.reponses.get(code, "") for name, code in answers(campagne).items()}
    told = (action.priorite_region, action.dispositif_region, *texts.values())
    return {
        "concerne": bool(asked or any(told)),
        "montant": text.euros(asked) if asked else "Non sollicitée",
        "priorite": wording.filled(action.priorite_region),
        "dispositif": action.dispositif_region,
        **texts,
    }


def answers(campagne: Campagne) -> dict[str, str]:
    """Return the code of each question by its name in the fiche: `fil_rouge` of `nqe_fil_rouge`."""
    return {each.code.removeprefix(f"{each.dispositif}_"): each.code for each in campagne.questions}


def _bilan(action: Action) -> Fields:
    """Return what a renewed action was the year before."""
    return {
        "concerne": action.has_bilan,
        "periode": wording.filled(action.bilan_periode),
        "accorde": wording.filled(wording.shown(action.bilan_accorde, text.euros)),
        "financeurs": action.bilan_financeurs,
        "personnes": wording.filled(wording.shown(action.bilan_personnes, text.number)),
        "habitants": wording.shown(action.bilan_habitants, text.number),
        "indicateurs": wording.filled(action.bilan_indicateurs),
        "texte": wording.filled(action.bilan),
    }


def _intervention(line: Intervention) -> Fields:
    counts = {"agents": line.agents, "seances": line.seances}
    hours = {"duree": line.duree, "heures": line.heures_calculees}
    shown = {name: wording.shown(count, text.number) for name, count in counts.items()}
    shown |= {name: wording.shown(worked, text.hours) for name, worked in hours.items()}
    return asdict(line) | shown


def _budget(action: Action, campagne: Campagne) -> Fields:
    totals: Fields = {}
    for side in SIDES:
        without = action.budget.total(campagne.codes_budget(side, volontaires=False))
        whole = action.budget.total(campagne.codes_budget(side, volontaires=True))
        totals |= {
            f"total_{side}": text.euros(without),
            f"contributions_{side}": text.euros(whole - without),
            f"total_{side}_avec_contributions": text.euros(whole),
        }

    def lines(compte: Compte) -> Iterator[tuple[str, str]]:
        """Yield an account that holds an amount, « 60 – Achats », « 1 200 € », or 86 and 87."""
        total = action.budget.total(compte.codes)
        if total or compte.volontaire:
            name = f"{compte.numero}{NBSP}– {compte.libelle}" if compte.numero else compte.libelle
            yield name, text.euros(total)

    return {
        "lignes": budget_lines(lines, campagne, volontaire=False),
        "contributions": budget_lines(lines, campagne, volontaire=True),
        "financeurs": _financeurs(action, campagne),
        **totals,
    }


def budget_lines(
    lines: Callable[[Compte], Iterable[tuple[str, str]]], campagne: Campagne, *, volontaire: bool
) -> list[Fields]:
    """Return the two sides of a budget side by side: the names and amounts of each account."""
    comptes = [compte for compte in campagne.comptes if compte.volontaire is volontaire]
    sides = ([each for it in comptes if it.cote == side for each in lines(it)] for side in SIDES)
    names = ("charge", "charge_montant", "produit", "produit_montant")
    rows = zip_longest(*sides, fillvalue=("", ""))
    return [dict(zip(names, (*spent, *received), strict=True)) for spent, received in rows]


def _financeurs(action: Action, campagne: Campagne) -> list[Fields]:
    whole = action.budget.total(campagne.codes_budget("produits", volontaires=False))
    names = {funder.ligne_budget: funder.nom for funder in campagne.financeurs}
    return [
        {
            "nom": names.get(line.code, line.nom or line.libelle),
            "precision": action.budget.precisions.get(line.code, ""),
            "montant": text.euros(asked),
            "part": text.percentage(asked, whole),
        }
        for compte in campagne.comptes
        if compte.numero == SUBVENTIONS
        for line in compte.lignes
        if (asked := action.budget.montant(line.code))
    ]
