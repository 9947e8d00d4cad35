"""Values of the sheet that a committee reads of a dossier, and of the letters that follow it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from packetgen import text
from packetgen.documents.contexts import wording
from packetgen.documents.contexts.deposits import contact_of, contacts_of
from packetgen.documents.contexts.fiche import public_of
from packetgen.documents.contexts.letter import reference
from packetgen.documents.contexts.wording import Fields
from packetgen.grammar import euros_in_words, titled
from packetgen.model.action import Action
from packetgen.model.campagne import EXPECTED, Campagne
from packetgen.model.dossier import Porteur
from packetgen.model.financeur import CHEF_DE_FILE
from packetgen.model.finding import Source
from packetgen.model.reception import COMPLET, Suivi
from packetgen.text import NBSP

CONVENTION = "convention"
FIRST = {True: "Première demande", False: "Renouvellement", None: wording.NON_RENSEIGNE}


def instruction(porteur: Porteur, action: Action, campagne: Campagne, suivi: Suivi) -> Fields:
    """Return the fields of the sheet of one dossier."""
    total = sum(suivi.demandes.values(), Decimal(0))
    produits = action.budget.total(campagne.codes_budget("produits", volontaires=False))
    number = wording.phone(porteur.telephone_contact or porteur.telephone)
    reached = (porteur.nom_contact, number, porteur.courriel_contact or porteur.courriel)
    period = text.period(action.date_debut, action.date_fin)
    quartiers = (wording.quartier(each, campagne) for each in action.quartiers)
    communes = (row.commune for row in action.communes_concernees(campagne))
    return {
        "appel_a_projets": campagne.intitule,
        "porteur": {
            "nom": porteur.denomination,
            "forme": wording.filled(porteur.forme),
            "siret": wording.siret(porteur.siret),
            "contact": ", ".join(filter(None, reached)),
        },
        "action": {
            "intitule": action.intitule,
            "demande": FIRST[action.premiere_demande],
            "pilier": wording.filled(action.pilier),
            "theme": wording.filled(action.theme),
            "periode": wording.filled(text.upper_first(period)),
            "quartiers": wording.filled("\n".join(quartiers)),
            "communes": wording.filled(", ".join(dict.fromkeys(filter(None, communes)))),
        },
        "public": public_of(action),
        "reference": text.upper_first(reference(action, date.max)),
        "delai": suivi.delai,
        "situation": suivi.situation,
        "chargee": wording.filled(suivi.charge),
        "financeurs": list(_financeurs(action, campagne, suivi, produits)),
        "total_demande": text.euros(total),
        "total_produits": text.euros(produits),
        "precedent": wording.shown(suivi.precedent, text.euros),
        "motif": suivi.motif,
        "criteres": list(criteria(action, campagne, suivi)),
        "constats": list(suivi.constats),
    }


def _financeurs(
    action: Action, campagne: Campagne, suivi: Suivi, produits: Decimal
) -> Iterator[Fields]:
    """Yield each funder that is asked for money, or for its agents alone."""
    worked = [each.nom for each in campagne.financeurs if action.demande_agents(each)]
    typed = (*suivi.proposes, *suivi.votes, *suivi.avis)
    for name in dict.fromkeys((*suivi.demandes, *worked, *typed)):
        amount = suivi.demandes.get(name)
        agents = [f"{text.hours(action.heures_departement)} d’agents"] if name in worked else []
        yield {
            "nom": name,
            "demande": text.enumerate_words([*([text.euros(amount)] if amount else []), *agents]),
            "part": text.percentage(amount, produits) if amount else "",
            "propose": wording.shown(suivi.proposes.get(name), text.euros),
            "vote": wording.shown(suivi.votes.get(name), text.euros),
            "avis": suivi.avis.get(name, ""),
        }


def criteria(action: Action, campagne: Campagne, suivi: Suivi) -> Iterator[Fields]:
    """Yield what the note expects of an action: its pilier, its theme, who leads, who is asked."""
    pilier = wording.choice(action.pilier, campagne.piliers)
    theme = wording.choice(action.theme, campagne.themes)
    if pilier:
        yield _critere(pilier.libelle, campagne, pilier.source)
    if theme:
        rules = [rule.source for rule in campagne.regles if theme.code in rule.themes]
        expected = {each.source.texte for each in campagne.attentes}
        own = [each for each in rules if each.in_note and each.texte not in expected]
        if own:
            yield _critere(theme.libelle, campagne, *own)
    labels = [action.axe_departement, action.pacte_departement]
    labels += [action.priorite_region, action.dispositif_region]
    for funder in campagne.financeurs:
        if funder.role == CHEF_DE_FILE or suivi.demandes.get(funder.nom):
            lists = [getattr(campagne, name) for name in EXPECTED.get(funder.role, ())]
            chosen = [wording.choice(label, entries) for entries in lists for label in labels]
            expected_of = [each for each in campagne.attentes if each.financeur == funder.code]
            for entry in filter(None, (*chosen, *expected_of)):
                yield _critere(entry.libelle, campagne, entry.source)


def _critere(title: str, campagne: Campagne, *sources: Source) -> Fields:
    quotes = (f"«{NBSP}{each.texte}{NBSP}»" for each in sources)
    place = campagne.cite(sources[0]).reference.removeprefix(f"{campagne.note.court}, ")
    return {"titre": title, "mots": " ".join(quotes), "source": place}


def courrier(porteur: Porteur, action: Action, campagne: Campagne, suivi: Suivi) -> Fields:
    """Return the fields that the letters share; what a letter has no use for may be empty."""
    destinataire, voted = campagne.destinataire, suivi.vote
    civility = porteur.civilite_representant
    own = titled(porteur.fonction_representant, civility)
    person = f"{porteur.prenom_representant} {porteur.nom_representant}".strip()
    limits = [Decimal(each.valeur) for each in campagne.seuils if each.code == CONVENTION]
    passed = [limit for limit in limits if voted and voted > limit]
    return {
        "appel_a_projets": campagne.intitule,
        "organisme": campagne.territoire.nom,
        "expediteur": [*destinataire.adresse, f"{destinataire.code_postal} {destinataire.ville}"],
        "destinataire": [
            porteur.denomination,
            *([" ".join(filter(None, ("À l’attention de", civility, person)))] if person else []),
            *wording.address(porteur),
        ],
        "appel": f"{civility} {own}" if own and civility else "Madame, Monsieur",
        "lieu": campagne.territoire.siege,
        "reference": reference(action, date.max),
        "action": {"intitule": action.intitule, "du_porteur": wording.of_porteur(porteur)},
        "recu": wording.shown(suivi.recu, text.long_date),
        "demande": text.euros(suivi.demandes[suivi.chef_de_file]),
        "montant": text.euros(voted) if voted else "",
        "en_lettres": euros_in_words(voted) if voted else "",
        "convention": text.euros(passed[0]) if passed else "",
        "motif": suivi.motif,
        "complet": suivi.situation == COMPLET,
        "points": list(suivi.points),
        "limite": wording.shown(suivi.limite, text.long_date),
        "contacts": list(map(contact_of, contacts_of(campagne.chef_de_file, action, campagne))),
        "signataire": {
            "fonction": text.upper_first(titled(destinataire.fonction, destinataire.civilite)),
            "nom": destinataire.nom,
        },
    }
