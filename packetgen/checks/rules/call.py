"""Rules on the letter and on the action: its description, its places, its themes, its method."""

import re
from collections.abc import Iterator, Sequence

from packetgen.checks.rule import ASSOCIATION, UNSURE, Case, Verdict, broken, required_field, rule
from packetgen.grammar import a
from packetgen.model.action import montant_key
from packetgen.model.campagne_parts import TOUTES_LES_COMMUNES
from packetgen.text import akin, count, enumerate_words, euros, number, short_date, upper_first


def leads(close: Sequence[str]) -> str:
    """The end of a message: what a list has that looks like what is written."""
    if not close:
        return ""
    quoted = enumerate_words([f"« {each} »" for each in close], "or")
    return f" {'Le plus proche' if len(close) == 1 else 'Les plus proches'} : {quoted}."


@rule("EPCI-01")
def destinataire(case: Case) -> Iterator[Verdict]:
    """EPCI-01: the addressee comes from the year's data."""
    addressee = case.campagne.destinataire
    if not (addressee.adresse and addressee.code_postal and addressee.ville):
        yield broken("")


intitule = required_field("EPCI-02")
description = required_field("EPCI-03")


@rule("EPCI-04")
def montant(case: Case) -> Iterator[Verdict]:
    """EPCI-04: the amount asked is positive, equals its budget line, fits in the budget."""
    call = case.campagne.chef_de_file
    others = [funder for funder in case.campagne.financeurs if funder != call]
    asked, key = case.action.montants.get(call.code), case.key(montant_key(call))
    if not call.montant:
        asked = case.action.montant_demande(call)
    if not asked and not case.action.sollicite(call) and any(map(case.action.sollicite, others)):
        yield broken(key, "sans_lettre")
        return
    if asked is None or asked <= 0:
        yield broken(key, "absent")
        return
    budget = case.action.budget
    line = budget.montant(call.ligne_budget)
    if line != asked:
        own = case.key(f"budget.{call.ligne_budget}")
        yield broken(own, ligne=euros(line), demande=euros(asked))
    total = budget.total(case.campagne.codes_budget("produits", volontaires=False))
    if total < asked:
        yield broken(key, "trop", demande=euros(asked), total=euros(total))


@rule("EPCI-10")
def pilier(case: Case) -> Iterator[Verdict]:
    """EPCI-10: exactly one pilier, printed first in the description."""
    piliers = case.campagne.choices("piliers")
    if case.action.pilier not in piliers:
        quoted = [f"«\u00a0{libelle}\u00a0»" for libelle in piliers]
        yield broken(case.key("action.pilier"), piliers=enumerate_words(quoted, "or"))


@rule("EPCI-11", when=ASSOCIATION)
def referents(case: Case) -> Iterator[Verdict]:
    """EPCI-11: an association has met the référent of each commune before Dauphin."""
    unmet = [row for row in case.action.communes_concernees(case.campagne) if not row.date_contact]
    if case.action.tous_les_quartiers and not case.action.partout and unmet:
        values = {"communes": count(len(unmet), "commune"), "toutes": TOUTES_LES_COMMUNES}
        yield broken(case.key("communes.1.commune"), "partout", **values)
    elif not case.action.communes:
        yield broken(case.key("communes.1.commune"), "aucune")
    everywhere = case.action.partout
    members = [commune.nom for commune in case.campagne.communes if commune.membre]
    having = {each.insee for each in case.campagne.referents if each.nom}
    vacant = {each.nom for each in case.campagne.communes if each.insee not in having}
    deposit = case.action.date_dauphin
    for row, line in enumerate(case.action.communes, start=1):
        key, is_all, met = case.key(f"communes.{row}"), line == everywhere, line.date_contact
        known = line.commune in members and (met or line.commune not in vacant)
        if not line.commune:
            yield broken(f"{key}.commune", "sans_commune")
        elif not (known or is_all):
            others = [each for each in akin(line.commune, members) if each != line.commune]
            yield broken(f"{key}.commune", UNSURE, commune=line.commune, piste=leads(others))
        elif not (line.referent or is_all):
            yield broken(f"{key}.referent", commune=line.commune, objet="le référent contacté")
        elif met is None:
            yield broken(f"{key}.date_contact", commune=line.commune, objet="la date du contact")
        elif deposit and met >= deposit:
            # no hour is known: on the same day, which came first cannot be said
            which = "le_jour_meme" if met == deposit else "apres"
            values = {"contact": short_date(met), "depot": short_date(deposit)}
            place = upper_first(a(line.commune, town=True))
            yield broken(f"{key}.date_contact", which, A_commune=place, **values)


@rule("EPCI-21")
def thematique(case: Case) -> Iterator[Verdict]:
    """EPCI-21: the list of themes is open; one that it lacks is looked at."""
    theme, known = case.action.theme, case.campagne.choices("themes")
    if theme and theme not in known:
        yield broken(case.key("action.theme"), theme=theme, piste=leads(akin(theme, known)))


comite_suivi = required_field("EPCI-12")


@rule("EPCI-19")
def quartiers(case: Case) -> Iterator[Verdict]:
    """EPCI-19: at least one priority quarter; one outside the note's list cannot be judged."""
    if not case.action.quartiers:
        yield broken(case.key("action.quartiers.1"))
    known = case.campagne.choices("quartiers")
    for row, quartier in enumerate(case.action.quartiers, start=1):
        if quartier not in known:
            key, close = case.key(f"action.quartiers.{row}"), akin(quartier, known)
            yield broken(key, UNSURE, quartier=quartier, piste=leads(close))


@rule("EPCI-13")
def cohorte(case: Case) -> Iterator[Verdict]:
    """EPCI-13: enough people, with a tolerance for new or experimental actions."""
    minimum = case.campagne.seuil("cohorte_minimale").valeur
    people, key = case.action.public_nombre, case.key("action.public_nombre")
    # CHAMP-02 asks for the number itself
    if people is not None and people < minimum:
        which = "inedite" if case.action.inedite else ""
        yield broken(key, which, nombre=number(people), minimum=number(minimum))


@rule("EPCI-15")
def cibles(case: Case) -> Iterator[Verdict]:
    """EPCI-15: a hint on targets that the note calls sufficiently covered; never more."""
    text = f"{case.action.intitule} {case.action.description}".casefold()
    found = [it.libelle for it in case.campagne.vigilances if re.search(it.description, text)]
    if found:
        quoted = [f"«\u00a0{target}\u00a0»" for target in found]
        yield broken(case.key("action.description"), cibles=enumerate_words(quoted))
