"""Values of the letter: one action, its addressee, the pieces joined."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from packetgen import text
from packetgen.documents.contexts import wording
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.contexts.wording import Fields
from packetgen.grammar import euros_in_words, role
from packetgen.model.action import Action
from packetgen.model.bundle import Part
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import LETTRE, Paquet
from packetgen.model.dossier import Dossier, Porteur
from packetgen.model.financeur import Financeur
from packetgen.text import NBSP


def lettre(
    dossier: Dossier, action: Action, campagne: Campagne, *, today: date, pieces: Sequence[Part]
) -> Fields:
    """Return the letter's fields; `pieces` are the parts of the bundle, the letter among them."""
    porteur = dossier.porteur
    return {
        "annee": str(campagne.annee),
        "expediteur": {
            "nom": porteur.denomination,
            "du_porteur": wording.of_porteur(porteur),
            "adresse": wording.address(porteur),
            "telephone": wording.phone(porteur.telephone),
            "courriel": porteur.courriel,
            "siret": wording.siret(porteur.siret),
            "rna": porteur.rna,
        },
        "destinataire": wording.postal_block(campagne),
        "organisme": campagne.territoire.nom,
        "appel": campagne.destinataire.appel,
        "lieu": porteur.commune,
        "date": text.long_date(today),
        "reference": reference(action, today),
        "pieces_jointes": _pieces_jointes(pieces),
        "action": _action(action, campagne),
        "subvention": _subvention(action, campagne, campagne.chef_de_file),
        "contact": _contact(porteur),
        "signataire": wording.signatory(porteur),
        "image_signature": "",
    }


def own_document(
    code: str,
    paquet: Paquet,
    dossier: Dossier,
    action: Action,
    campagne: Campagne,
    *,
    today: date,
    pieces: Sequence[Part],
) -> Fields:
    """Return the fields of a document of this year alone: the fiche's, the letter's to a funder."""
    of_fiche = fiche_action(dossier, action, campagne, today=today)
    of_letter = lettre(dossier, action, campagne, today=today, pieces=pieces)
    funder = campagne.financeur(paquet.financeur)
    return {
        **of_fiche,
        **of_letter,
        "action": cast("Fields", of_fiche["action"]) | cast("Fields", of_letter["action"]),
        "destinataire": list(paquet.adresse),
        "appel": paquet.appel,
        "organisme": funder.nom,
        "subvention": _subvention(action, campagne, funder),
        "pieces_jointes": _pieces_jointes(pieces, code),
    }


def reference(action: Action, today: date) -> str:
    """Return « dossier Dauphin n° DA31000417, transmis le 4 novembre 2031 »: what is known of it.

    Nothing without its number: the letter can be signed before the deposit.
    """
    if not action.numero_dauphin:
        return ""
    sent = wording.date_of(action.date_dauphin, today)
    reference = f"dossier Dauphin n°{NBSP}{action.numero_dauphin}"
    return f"{reference}, transmis le {sent}" if sent else reference


def _pieces_jointes(pieces: Sequence[Part], own: str = LETTRE) -> str:
    """Return the count and the list of what is joined: absent and refused pieces are not."""
    held = (part for part in pieces if part.numero and part.state.is_included)
    joined = [text.lower_first(part.titre) for part in held if part.code != own]
    if not joined:
        return ""
    return f"{text.count(len(joined), 'pièce')} ({text.enumerate_words(joined)})"


def _action(action: Action, campagne: Campagne) -> Fields:
    pilier = wording.choice(action.pilier, campagne.piliers)
    return {
        "intitule": text.inner_quotes(action.intitule),
        "pilier": pilier.libelle if pilier else action.pilier,
        "description": action.description,
        "periode": text.period(action.date_debut, action.date_fin),
        "a_communes": "dans toutes les communes concernées"
        if action.tous_les_quartiers or action.partout
        else wording.at_communes(concerned.commune for concerned in action.communes),
        "des_quartiers": wording.of_quartiers(action.quartiers, campagne),
    }


def _subvention(action: Action, campagne: Campagne, funder: Financeur) -> Fields:
    """Return the amount asked of a funder, and the budget without and with accounts 86 and 87."""
    asked = action.montant_demande(funder)
    total = action.budget.total(campagne.codes_budget("charges", volontaires=False))
    with_gifts = action.budget.total(campagne.codes_budget("charges", volontaires=True))
    return {
        "montant": text.euros(asked) if asked else "",
        "en_lettres": euros_in_words(asked),
        "part": text.percentage(asked, total),
        "budget": text.euros(total),
        "budget_avec_contributions": text.euros(with_gifts) if with_gifts != total else "",
    }


def _contact(porteur: Porteur) -> str:
    """Return « Karim Delattre, directeur (06 00 00 00 00, karim@jardins.example) », or nothing
    when the person who signs is the one to contact."""
    signer = porteur.nom_signataire or f"{porteur.prenom_representant} {porteur.nom_representant}"
    if text.fold(porteur.nom_contact) in ("", text.fold(signer)):
        return ""
    said = (porteur.nom_contact, text.lower_first(role(porteur.fonction_contact)))
    means = (wording.phone(porteur.telephone_contact), porteur.courriel_contact)
    reached = ", ".join(filter(None, means))
    return ", ".join(filter(None, said)) + (f" ({reached})" if reached else "")
