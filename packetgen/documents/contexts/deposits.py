"""Deposits to make: where, by when and with whom; Dauphin, each funder, each commune."""

from collections.abc import Collection
from datetime import date

from packetgen import text
from packetgen.documents.contexts.wording import CERTAINTY, Fields, Plain, choice, date_of, phone
from packetgen.model.action import Action, CommuneConcernee
from packetgen.model.campagne import Campagne, Etape, Referent
from packetgen.model.campagne_parts import VACANT
from packetgen.model.financeur import CHEF_DE_FILE, DEPARTEMENT, REGION, Contact, Financeur
from packetgen.model.finding import Statut
from packetgen.text import NBSP

# What the period of deposit is followed by, where its dates are not the note's own
DATES = {Statut.NOTE: "", Statut.A_CONFIRMER: " (dates à confirmer)"}


def remaining(action: Action, campagne: Campagne, today: date) -> Fields:
    """Return what remains to be deposited: on Dauphin, with each funder asked, in each commune.

    A funder is asked for money or for agents; `non_sollicites` are the names of the others.
    """
    asked = [funder for funder in campagne.financeurs if action.sollicite(funder)]
    return {
        "dauphin": dauphin(action, campagne, today),
        "depots": [depot_with(funder, action, campagne, today) for funder in asked],
        "non_sollicites": text.enumerate_words(
            funder.nom for funder in campagne.financeurs if funder not in asked
        ),
        "communes": communes(action, campagne),
    }


def dauphin(action: Action, campagne: Campagne, today: date) -> Fields:
    """Return the deposit on Dauphin, common to all funders: done, done late, or to do."""
    etape = campagne.etape("depot")
    return {
        "numero": action.numero_dauphin,
        "etat": text.upper_first(_sent(action, etape, today) or to_send(campagne, today)),
        "periode": text.period(etape.debut, etape.fin, etape.heure)
        + DATES.get(etape.source.statut, " (dates déduites de la note)"),
    }


def to_send(campagne: Campagne, today: date) -> str:
    """Return « à transmettre, au plus tard le 7 novembre 2031 »."""
    return f"à transmettre, {_deadline(campagne.etape('depot'), today)}"


def communes(action: Action, campagne: Campagne) -> list[Plain]:
    """Return the référent to meet in each commune of the action, and the contact taken."""
    return [_commune(row, campagne) for row in action.communes_concernees(campagne) if row.commune]


def _sent(action: Action, etape: Etape, today: date) -> str:
    """Return « transmis le 4 novembre 2031 », whether in time, or nothing."""
    day, last = action.date_dauphin, etape.fin or etape.debut
    sent = date_of(day, today)
    late = f", après l’échéance du {text.long_date(last)}" if day and day > last else ""
    return f"transmis le {sent}{late}" if sent else ""


def _deadline(etape: Etape, today: date) -> str:
    """Return « au plus tard le 7 novembre 2031 », « délai échu le 7 novembre 2031 »."""
    last = etape.fin or etape.debut
    at = f" à {text.clock(etape.heure)}" if etape.heure else ""
    return f"{'délai échu' if today > last else 'au plus tard'} le {text.long_date(last)}{at}"


def depot_with(funder: Financeur, action: Action, campagne: Campagne, today: date) -> Fields:
    """Return what to deposit with one funder: what, where, its state, by when, whom to ask."""
    state, deadline = _state(funder, action, campagne, today)
    certainty = CERTAINTY[campagne.plateforme.source.statut]
    return {
        "financeur": funder.nom,
        "montant": requested(funder, action),
        "depot": funder.depot,
        "ou": where(funder, campagne, f" (adresse {certainty})" if certainty else ""),
        "etat": state,
        "echeance": deadline,
        "contacts": [contact_of(contact) for contact in contacts_of(funder, action, campagne)],
    }


def where(funder: Financeur, campagne: Campagne, mark: str = "") -> str:
    """Return where to deposit with a funder, the address of Dauphin after its name."""
    name, address = campagne.plateforme.nom, campagne.plateforme.adresse
    return funder.ou.replace(name, f"{name}{NBSP}: {address}{mark}")


def requested(funder: Financeur, action: Action) -> str:
    """Return « 2 500 € », « 12 h d’agents », « 2 500 € et 12 h d’agents »."""
    amount = action.montant_demande(funder)
    asked = [text.euros(amount)] if amount else []
    if action.demande_agents(funder):
        asked.append(f"{text.hours(action.heures_departement)} d’agents")
    return text.enumerate_words(asked)


def _state(funder: Financeur, action: Action, campagne: Campagne, today: date) -> tuple[str, str]:
    deposited = date_of(action.date_departement, today)
    if funder.role == DEPARTEMENT and deposited:
        return f"Déposé le {deposited}", ""
    if not funder.etape:
        selected = " si le dossier est retenu" if funder.role == REGION else ""
        return f"À déposer{selected}", "Sans date fixée"
    etape = campagne.etape(funder.etape)
    sent = _sent(action, etape, today)
    letter = "\nLettre : à signer et à envoyer" if funder.role == CHEF_DE_FILE else ""
    deadline = "" if sent else text.upper_first(_deadline(etape, today))
    return f"Dauphin : {sent or 'à transmettre'}{letter}", deadline


def contacts_of(funder: Financeur, action: Action, campagne: Campagne) -> list[Contact]:
    """Return who to ask at a funder: those of the action's theme, everyone where nobody has it."""
    theme = choice(action.theme, campagne.themes)
    everyone = [each for each in campagne.contacts if each.financeur == funder.code]
    own = {theme.code} if theme else set()
    return [each for each in everyone if not each.themes or own & {*each.themes}] or everyone


def contact_of(contact: Contact) -> Fields:
    """Return how to reach a person of a funder."""
    return {
        "nom": contact.nom or text.upper_first(VACANT),
        "fonction": contact.fonction,
        "courriel": contact.courriel,
        "telephones": " – ".join(map(phone, contact.telephones)),
    }


def names_of(referents: Collection[Referent], nobody: str) -> Fields:
    """Return the names and addresses of the référents of a commune, one a line."""
    return {
        "referent": "\n".join(each.nom or text.upper_first(VACANT) for each in referents) or nobody,
        "courriel": "\n".join(each.courriel for each in referents),
    }


def referents_of(commune: str, campagne: Campagne) -> list[Referent]:
    """Return the référents of a commune, by its name as people write it."""
    known = (each.insee for each in campagne.communes if text.fold(each.nom) == text.fold(commune))
    return [referent for insee in known for referent in campagne.referents_de(insee)]


def _commune(row: CommuneConcernee, campagne: Campagne) -> Fields:
    referents = referents_of(row.commune, campagne)
    met = row.referent
    if row.date_contact:
        met += f", le {text.short_date(row.date_contact)}"
    return {
        "nom": row.commune,
        **names_of(referents, "Pas de référent dans la note"),
        "contact": met or ("À prendre" if any(each.nom for each in referents) else "Sans objet"),
    }
